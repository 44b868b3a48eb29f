package brief_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"assay/brief"
	"assay/brief/locale"
	"assay/catalogue"
	"assay/check"
	below "assay/check/locale"
	"assay/evidence"
	"assay/extract"
	"assay/gap"
	"assay/origin"
	"assay/outlook"
	"assay/resolve"
)

type world struct {
	cat   *catalogue.Catalogue
	index *resolve.Index
	mu    sync.Mutex
	made  map[evidence.Date]brief.Input
}

var theWorld = sync.OnceValues(func() (*world, error) {
	cat, err := catalogue.BuiltIn()
	if err != nil {
		return nil, err
	}
	origins := origin.Cluster(origin.Input{Claims: cat.Claims(), Catalogue: cat})
	return &world{cat: cat, made: map[evidence.Date]brief.Input{},
		index: resolve.NewIndex(resolve.Input{Catalogue: cat, Claims: cat.Claims(), Origins: origins})}, nil
})

func newWorld(t testing.TB) *world {
	t.Helper()
	w, err := theWorld()
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// input is everything that a card needs as known on a day, for a topic.
func (w *world) input(t testing.TB, day evidence.Date, topic brief.Topic) brief.Input {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	of := brief.Country(w.cat, topic)
	key := evidence.Date(string(day) + of)
	in, ok := w.made[key]
	if !ok {
		in = brief.Input{Catalogue: w.cat, Rows: w.index.Matrix(resolve.Options{AsOf: day}), Claims: w.cat.Claims(), AsOf: day}
		opt := gap.Options{Of: of, Against: "US", AsOf: day}
		if of == "US" {
			opt.Against = "CN"
		}
		var err error
		if in.Gap, err = gap.Compute(gap.Input{Options: opt, Catalogue: w.cat, Claims: in.Claims, Rows: in.Rows}); err != nil {
			t.Fatal(err)
		}
		o := outlook.Compute(outlook.Input{Forecasts: w.cat.Forecasts(), Questions: w.cat.Questions(), Claims: in.Claims, Lattice: w.cat.Lattice(),
			AsOf: day, Compiled: w.cat.Compiled()}, in.Gap, gap.ScoresOf(w.cat))
		in.Entries, in.Questions = o.Entries, o.Questions
		if in.Entries == nil {
			in.Entries = []outlook.Entry{}
		}
		w.made[key] = in
	}
	in.Topic = topic
	return in
}

func (w *world) topic(t testing.TB, name string) brief.Topic {
	t.Helper()
	topic, err := brief.Find(w.cat, name)
	if err != nil {
		t.Fatal(err)
	}
	return topic
}

// article is a checked document in a language.
func (w *world) article(in brief.Input, lang string) brief.Input {
	doc := evidence.Document{ID: "example-document", Name: "example", Title: "Four models", Lang: "en", Published: "2026-08-25",
		Body: "Meituan says LongCat-2.0 was pre-trained on 50,000 domestic chips. GLM-5.2 was trained on Ascend 910B. DeepSeek trained DeepSeek-V4-Pro on more than 1,000 Ascend 910C chips."}
	rep := check.Check(check.Input{Catalogue: w.cat, Document: doc, Read: extract.New(w.cat).Read(doc).Claims, Now: in.Rows, Claims: in.Claims, AsOf: in.AsOf, Lang: lang})
	in.Topic = brief.Topic{Kind: brief.TopicDocument, ID: doc.ID, Name: doc.Title}
	in.Article = &rep
	return in
}

// subjects are cards of each kind of topic.
func (w *world) subjects(t testing.TB, lang string) map[string]brief.Input {
	out := map[string]brief.Input{}
	for _, name := range []string{"", "CN", "US", "FR", "deepseek", "Meituan", "deepseek-v4-pro", "LongCat-2.0", "kimi-k3", "deepseek-r1", "Ascend 910C", "Nvidia H800"} {
		topic := w.topic(t, name)
		out["topic "+name] = w.input(t, w.cat.Compiled(), topic)
		if name == "" || name == "CN" || name == "LongCat-2.0" {
			out["then "+name] = w.input(t, "2025-03-01", topic)
		}
	}
	out["document"] = w.article(w.input(t, w.cat.Compiled(), brief.Topic{Kind: brief.TopicField}), lang)
	return out
}

// TestCard_borne fails on a number or a name that no id of its sentence bears.
func TestCard_borne(t *testing.T) {
	w := newWorld(t)
	names := w.knownNames()
	for _, lang := range below.Langs() {
		for what, in := range w.subjects(t, lang) {
			b := brief.Card(in, lang)
			for _, sec := range b.Sections {
				for _, s := range sec.Sentences {
					for _, x := range w.unborne(t, &in, lang, names, s) {
						t.Errorf("%s, %s, %s: no id bears %s in %q %v", what, lang, sec.Name, x, s.Text, s.IDs)
					}
					if strings.ContainsAny(s.Text, "{}") {
						t.Errorf("%s, %s: %q has a placeholder left", what, lang, s.Text)
					}
				}
			}
		}
	}
}

// TestUnborne_finds watches the test above fail: a number and a name that the
// ids do not bear are found.
func TestUnborne_finds(t *testing.T) {
	w := newWorld(t)
	in := w.input(t, w.cat.Compiled(), brief.Topic{Kind: brief.TopicField})
	s := brief.Sentence{Text: "LongCat 2.0 ran on 12,345 chips; so did Kimi K3.", IDs: []string{"longcat-2-0"}}
	if got := w.unborne(t, &in, "en", w.knownNames(), s); !slices.Equal(got, []string{"name Kimi K3", "number 12345"}) {
		t.Errorf("found %v", got)
	}
}

// TestCard_same holds the three languages to the same ids, and to the same
// numbers in the same order.
func TestCard_same(t *testing.T) {
	w := newWorld(t)
	english := w.subjects(t, "en")
	names := w.knownNames()
	bare := func(lang, text string) []string {
		for _, n := range names {
			text = strings.ReplaceAll(text, n, "¤")
		}
		return numbers(lang, text)
	}
	for _, lang := range []string{"de", "zh"} {
		other := w.subjects(t, lang)
		for what := range english {
			a, b := brief.Card(english[what], "en"), brief.Card(other[what], lang)
			for i, sec := range a.Sections {
				x := b.Sections[i]
				if len(x.Sentences) != len(sec.Sentences) {
					t.Fatalf("%s, %s: %d sentences in English, %d in %s", what, sec.Name, len(sec.Sentences), len(x.Sentences), lang)
				}
				for k, s := range sec.Sentences {
					o := x.Sentences[k]
					if !slices.Equal(s.IDs, o.IDs) {
						t.Errorf("%s, %s: ids differ in %s:\n%s %v\n%s %v", what, sec.Name, lang, s.Text, s.IDs, o.Text, o.IDs)
					}
					if !s.Record && !slices.Equal(bare("en", s.Text), bare(lang, o.Text)) {
						t.Errorf("%s, %s: numbers differ in %s:\n%s %v\n%s %v", what, sec.Name, lang, s.Text, numbers("en", s.Text), o.Text, numbers(lang, o.Text))
					}
				}
			}
		}
	}
}

// TestCard_order holds the card to the order of the design, three sentences at a
// glance, and no empty section.
func TestCard_order(t *testing.T) {
	w := newWorld(t)
	for what, in := range w.subjects(t, "en") {
		b := brief.Card(in, "en")
		var got []string
		for _, s := range b.Sections {
			got = append(got, s.Name)
			if len(s.Sentences) == 0 {
				t.Errorf("%s: %s is empty", what, s.Name)
			}
			if s.Name == brief.SectionGlance && len(s.Sentences) != 3 && in.Topic.Kind != brief.TopicModel {
				t.Errorf("%s: %d sentences at a glance", what, len(s.Sentences))
			}
		}
		if want := []string{"title", "at-a-glance", "why-it-matters", "figures-and-matrix", "what-to-watch", "outlook", "open-questions"}; !slices.Equal(got, want) {
			t.Errorf("%s: sections %v", what, got)
		}
	}
}

// TestCard_missing holds sections without figures to say what is missing and
// nothing else.
func TestCard_missing(t *testing.T) {
	w := newWorld(t)
	in := w.input(t, w.cat.Compiled(), brief.Topic{Kind: brief.TopicField})
	in.Gap, in.Entries, in.Questions = nil, nil, nil
	for _, s := range brief.Card(in, "en").Sections {
		switch s.Name {
		case brief.SectionWhy, brief.SectionOutlook, brief.SectionQuestions:
			if len(s.Sentences) != 1 || !strings.HasPrefix(s.Sentences[0].Text, "Missing: ") {
				t.Errorf("%s says %v", s.Name, s.Sentences)
			}
		}
	}
}

// TestTell holds the report to the story of the class statement: it held when it
// was written, and LongCat-2.0 is what moved.
func TestTell(t *testing.T) {
	w := newWorld(t)
	field := brief.Topic{Kind: brief.TopicField}
	now, then := w.input(t, w.cat.Compiled(), field), w.input(t, brief.ReportDate, field)
	story := brief.Tell(now, then, "en")
	if len(story.Lines) != len(w.cat.Report()) || len(story.Lines) < 6 {
		t.Fatalf("%d lines", len(story.Lines))
	}
	found := false
	for _, l := range story.Lines {
		if l.Kind != "class" {
			continue
		}
		found = true
		if l.Verdict != check.Contradicted || l.Then != check.Supported {
			t.Errorf("%s: %s today, %s then", l.ID, l.Verdict, l.Then)
		}
		moved := ""
		for _, s := range l.Moved {
			moved += s.Text + strings.Join(s.IDs, " ")
		}
		if !strings.Contains(moved, "longcat-2-0") {
			t.Errorf("what moved does not name LongCat-2.0: %s", moved)
		}
	}
	if !found {
		t.Error("no class statement in the report")
	}
	for _, lang := range below.Langs() {
		for _, l := range brief.Tell(now, then, lang).Lines {
			for _, list := range [][]brief.Sentence{l.Today, l.Cells, l.Moved} {
				for _, s := range list {
					if strings.ContainsAny(s.Text, "{}") || strings.Contains(s.Text, "report.") || len(s.IDs) == 0 {
						t.Errorf("%s: %q %v", lang, s.Text, s.IDs)
					}
				}
			}
		}
	}
}

// TestStages holds the explainer to the bill of the DeepSeek-V3 paper.
func TestStages(t *testing.T) {
	all := ""
	for _, s := range brief.Stages(gap.StageWeights(gap.Options{AsOf: "2026-11-24", Compiled: "2026-11-24"}), "en") {
		for _, x := range s.Sentences {
			all += x.Text + " "
		}
	}
	for _, want := range []string{"2,664,000", "119,000", "5,000", "no hours of inference"} {
		if !strings.Contains(all, want) {
			t.Errorf("the explainer lacks %q", want)
		}
	}
}

// TestFind holds names to one meaning each.
func TestFind(t *testing.T) {
	w := newWorld(t)
	for name, want := range map[string]brief.TopicKind{"": brief.TopicField, "all": brief.TopicField, "cn": brief.TopicCountry, "DeepSeek-V3": brief.TopicModel,
		"Zhipu": brief.TopicDeveloper, "昇腾910B": brief.TopicChip} {
		got, err := brief.Find(w.cat, name)
		if err != nil || got.Kind != want {
			t.Errorf("%q is %v (%v), expected %s", name, got, err, want)
		}
	}
	if _, err := brief.Find(w.cat, "no such thing"); evidence.KindOf(err) != evidence.NotFound {
		t.Errorf("an unknown name gives %v", err)
	}
}

// TestWords_sameOrder holds the languages to the same keys, and each text to its
// values in the same order.
func TestWords_sameOrder(t *testing.T) {
	all, err := locale.All()
	if err != nil {
		t.Fatal(err)
	}
	values := func(s string) (out []string) {
		for _, p := range strings.Split(s, "{")[1:] {
			name, _, _ := strings.Cut(p, "}")
			out = append(out, name)
		}
		return out
	}
	for _, lang := range []string{"de", "zh"} {
		if !slices.Equal(all["en"].Keys(), all[lang].Keys()) {
			t.Errorf("keys of %s differ from English", lang)
		}
		for _, k := range all["en"].Keys() {
			a, _ := all["en"].Raw(k)
			b, _ := all[lang].Raw(k)
			if !strings.HasPrefix(k, "date.") && !slices.Equal(values(a), values(b)) {
				t.Errorf("%s: values %v in English, %v in %s", k, values(a), values(b), lang)
			}
		}
	}
}
