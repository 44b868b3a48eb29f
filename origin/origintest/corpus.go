// Package origintest makes texts, documents and claims for tests and benchmarks
// of origins and verdicts: near-copies with edited words, rewrites, copies under
// other mastheads. The same seed gives the same corpus. Nothing in it is true.
package origintest

import (
	"fmt"
	"strings"

	"assay/evidence"
)

// Dice are repeatable random numbers (SplitMix64; Steele, Lea, Flood 2014).
type Dice uint64

// Next gives 64 random bits.
func (d *Dice) Next() uint64 {
	*d += 0x9e3779b97f4a7c15
	z := uint64(*d)
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb
	return z ^ (z >> 31)
}

// Intn gives a number from 0 to n-1; n is at least 1.
func (d *Dice) Intn(n int) int { return int(d.Next() % uint64(n)) }

// Chance is true with probability p.
func (d *Dice) Chance(p float64) bool { return float64(d.Next()>>11)/(1<<53) < p }

// syllables make some 40,000 words of two or three of them.
var syllables = strings.Fields("ba den kor mi lan tes vor un sel rai pom gu het ari nos qua fel ster din lo ma tri ver os cal")

// Word gives a made-up word, common ones more often than rare ones.
func Word(d *Dice) string {
	n := d.Intn(3000)
	if d.Chance(0.5) {
		n = d.Intn(60)
	}
	w := Dice(uint64(n) * 7919)
	out := syllables[w.Intn(len(syllables))] + syllables[w.Intn(len(syllables))]
	if w.Chance(0.5) {
		out += syllables[w.Intn(len(syllables))]
	}
	return out
}

// Text gives a text of a number of words in sentences.
func Text(d *Dice, words int) string {
	var b strings.Builder
	for i := range words {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(Word(d))
		if i%14 == 13 {
			b.WriteByte('.')
		}
	}
	return b.String()
}

// Edit replaces a share of the words of a text and puts an agency line before
// it.
func Edit(d *Dice, text string, share float64) string {
	words := strings.Fields(text)
	for i := range words {
		if d.Chance(share) {
			words[i] = Word(d)
		}
	}
	return fmt.Sprintf("(Agency %d) %s", d.Intn(1000), strings.Join(words, " "))
}

var (
	silicon = []string{"domestic-unnamed", "Huawei Ascend", "Huawei Ascend 910B", "Huawei Ascend 910C", "Nvidia", "Nvidia H800",
		"Nvidia H20", "Nvidia H100", "Baidu Kunlun P800", "Cambricon", "Moore Threads MTT S5000", "Google TPU", "unspecified"}
	voices = []evidence.Attribution{evidence.ByDocument, evidence.ByDeveloper, evidence.ByAnonymous, evidence.ByMedia, evidence.ByChipVendor, evidence.ByAnalyst}
	hedges = []evidence.Hedge{evidence.Asserted, evidence.Reported, evidence.Reported, evidence.Likely, evidence.Alleged, evidence.Unknown}
	grades = []evidence.Class{evidence.E2, evidence.E3, evidence.E4, evidence.E5, evidence.E5, evidence.E6, evidence.E7}
	rels   = []evidence.Relation{evidence.Used, evidence.Used, evidence.Used, evidence.Used, evidence.Adapted, evidence.Planned, evidence.NotUsed, evidence.AttemptedFailed}
)

// Corpus makes n documents with three claims each on some of the models, over
// some three years; a fifth of the documents are near-copies of an earlier one.
func Corpus(n int, models []string, seed uint64) ([]evidence.Document, []evidence.Claim) {
	d := Dice(seed)
	docs := make([]evidence.Document, 0, n)
	claims := make([]evidence.Claim, 0, 3*n)
	for i := range n {
		day := evidence.Date(fmt.Sprintf("%d-%02d-%02d", 2023+i*3/n, 1+(i*36/n)%12, 1+d.Intn(28)))
		body, from := "", -1
		if i > 10 && d.Chance(0.2) {
			from = d.Intn(i)
			body = Edit(&d, docs[from].Body, 0.04)
		} else {
			body = Text(&d, 330)
		}
		doc := evidence.Document{Name: fmt.Sprintf("doc-%06d", i), Publisher: fmt.Sprintf("Outlet %d", d.Intn(400)),
			Title: fmt.Sprintf("Title %d", i), Lang: "en", Kind: "news", Published: day, Body: body, TextID: evidence.TextID(body)}
		doc.ID = evidence.DocumentID("", doc.Publisher, doc.Title, doc.TextID)
		docs = append(docs, doc)
		for k := range 3 {
			claims = append(claims, claimOf(&d, &docs[i], models, 3*i+k, from, claims))
		}
	}
	return docs, claims
}

// claimOf makes the claim of a document; a copy repeats its original's.
func claimOf(d *Dice, doc *evidence.Document, models []string, i, from int, before []evidence.Claim) evidence.Claim {
	c := evidence.Claim{Kind: evidence.KindExtracted, Model: "m", ModelID: models[d.Intn(len(models))],
		Developer: "Somebody", DeveloperCountry: "CN", Stage: evidence.Stages()[d.Intn(4)], Silicon: silicon[d.Intn(len(silicon))],
		Relation: rels[d.Intn(len(rels))], Hedge: hedges[d.Intn(len(hedges))], Attribution: voices[d.Intn(len(voices))],
		Evidence: grades[d.Intn(len(grades))], Interest: evidence.InterestNone, Exclusive: d.Chance(0.05)}
	if from >= 0 {
		c = before[3*from+i%3]
	}
	if c.Attribution == evidence.ByDeveloper || c.Attribution == evidence.ByChipVendor {
		c.Interest = evidence.InterestAligned
	}
	c.Model, c.DocumentID, c.SourcePublisher, c.SourceTitle, c.PublisherKind = c.ModelID, doc.ID, doc.Publisher, doc.Title, "press"
	c.Published, c.KnownSince, c.Review = doc.Published, doc.Published, evidence.Accepted
	c.Quote, c.Start, c.End = "made up", 0, 7
	c.ID = fmt.Sprintf("x%07d", i)
	return c
}
