package eval

import (
	"sort"
)

// Scores are the four levels of F1.
type Scores struct {
	Silicon  PRF `json:"model_silicon"`
	Stage    PRF `json:"model_stage_silicon"`
	Relation PRF `json:"model_stage_silicon_relation"`
	All      PRF `json:"with_hedge_count"`
}

func scores(c Counts) Scores {
	return Scores{Silicon: prf(c.Silicon, c.Found, c.Gold), Stage: prf(c.Stage, c.Found, c.Gold),
		Relation: prf(c.Relation, c.Found, c.Gold), All: prf(c.All, c.Found, c.Gold)}
}

// Miss is a gold claim that was not found, a false claim, or a pair that
// differs in some field.
type Miss struct {
	Document string   `json:"document"`
	Kind     string   `json:"kind"` // missed, false, differs, neutral
	Gold     *Gold    `json:"gold,omitempty"`
	Found    *Gold    `json:"found,omitempty"`
	Fields   []string `json:"fields,omitempty"`
}

// Outcome is what was right and wrong in of one document.
type Outcome struct {
	ID     string `json:"id"`
	Lang   string `json:"lang"`
	Gold   int    `json:"gold"`
	Found  int    `json:"found"`
	Right  int    `json:"right"` // model, stage, silicon and relation
	Core   int    `json:"core"`  // model, stage and silicon
	Misses []Miss `json:"misses,omitempty"`
}

// Report is what eval prints.
type Report struct {
	Documents    int                `json:"documents"`
	Gold         int                `json:"gold"`
	Found        int                `json:"found"` // without neutral ones
	Scores       Scores             `json:"scores"`
	Fields       map[string]float64 `json:"fields"` // accuracy over matched pairs
	Matched      int                `json:"matched"`
	NoClaim      int                `json:"no_claim_documents"`
	NoClaimFalse int                `json:"no_claim_false"`
	MeanCore     float64            `json:"mean_document_f1"` // mean of each document's F1 on model, stage and silicon; a document without claims counts 1 if none was found
	ByLang       map[string]Scores  `json:"by_lang"`
	ByPhenomenon map[string]Scores  `json:"by_phenomenon,omitempty"`
	Each         []Outcome          `json:"each"`
}

// Run scores the items against the tree of silicon.
func Run(t Tree, items []Item) Report {
	rep := Report{Fields: map[string]float64{}, ByLang: map[string]Scores{}, ByPhenomenon: map[string]Scores{}}
	total := Counts{}
	lang, phen := map[string]*Counts{}, map[string]*Counts{}
	fields := map[string]int{}
	sum := 0.0
	for _, it := range items {
		c, doc := one(t, it, fields)
		total.add(c)
		addTo(lang, it.Lang, c)
		for _, p := range it.Phenomena {
			addTo(phen, p, c)
		}
		if len(it.Gold) == 0 {
			rep.NoClaim++
			if len(it.Found) > 0 {
				rep.NoClaimFalse++
			} else {
				sum++
			}
		} else {
			sum += prf(c.Stage, c.Found, c.Gold).F1
		}
		rep.Each = append(rep.Each, doc)
	}
	rep.Documents, rep.Gold, rep.Found, rep.Scores, rep.Matched = len(items), total.Gold, total.Found, scores(total), total.Silicon
	if len(items) > 0 {
		rep.MeanCore = sum / float64(len(items))
	}
	for k, n := range fields {
		if total.Silicon > 0 {
			rep.Fields[k] = float64(n) / float64(total.Silicon)
		}
	}
	for k, c := range lang {
		rep.ByLang[k] = scores(*c)
	}
	for k, c := range phen {
		rep.ByPhenomenon[k] = scores(*c)
	}
	return rep
}

func addTo(m map[string]*Counts, key string, c Counts) {
	if m[key] == nil {
		m[key] = &Counts{}
	}
	m[key].add(c)
}

// one scores a document.
func one(t Tree, it Item, fields map[string]int) (Counts, Outcome) {
	pairs, usedP, usedG := match(t, it.Found, it.Gold)
	doc := Outcome{ID: it.ID, Lang: it.Lang, Gold: len(it.Gold)}
	c := Counts{Gold: len(it.Gold), Found: len(it.Found), Silicon: len(pairs)}
	for i := range it.Found {
		if usedP[i] {
			continue
		}
		kind := "false"
		if t.neutral(it.Found[i], it.Gold) {
			kind = "neutral"
			c.Found--
		}
		doc.Misses = append(doc.Misses, Miss{Document: it.ID, Kind: kind, Found: &it.Found[i]})
	}
	for j := range it.Gold {
		if !usedG[j] {
			doc.Misses = append(doc.Misses, Miss{Document: it.ID, Kind: "missed", Gold: &it.Gold[j]})
		}
	}
	for _, x := range pairs {
		p, g := it.Found[x[0]], it.Gold[x[1]]
		if wrong := compareFields(p, g, fields, &c); len(wrong) > 0 {
			doc.Misses = append(doc.Misses, Miss{Document: it.ID, Kind: "differs", Gold: &it.Gold[x[1]], Found: &it.Found[x[0]], Fields: wrong})
		}
	}
	doc.Found, doc.Right, doc.Core = c.Found, c.Relation, c.Stage
	sort.SliceStable(doc.Misses, func(a, b int) bool { return doc.Misses[a].Kind < doc.Misses[b].Kind })
	return c, doc
}

func compareFields(p, g Gold, fields map[string]int, c *Counts) (wrong []string) {
	eq := func(name string, ok bool) bool {
		if ok {
			fields[name]++
		} else {
			wrong = append(wrong, name)
		}
		return ok
	}
	stage := eq("stage", p.Stage == g.Stage)
	relation := eq("relation", p.Relation == g.Relation)
	hedge := eq("hedge", p.Hedge == g.Hedge)
	eq("attribution", p.Attribution == g.Attribution)
	count := eq("count", sameCount(p.Count, g.Count))
	exact := eq("silicon", p.Silicon == g.Silicon)
	eq("quote", quoteFits(p.Quote, g.Quote))
	if stage && exact {
		c.Stage++
		if relation {
			c.Relation++
			if hedge && count {
				c.All++
			}
		}
	}
	return wrong
}
