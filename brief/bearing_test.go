package brief_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"

	"assay/brief"
	"assay/check/locale"
	"assay/evidence"
	gwords "assay/gap/locale"
)

// bag is what the ids of a sentence bear: numbers, in plain notation, dates as
// ISO days and months, and names.
type bag struct {
	numbers map[string]bool
	names   map[string]bool
}

func (b *bag) number(n float64) {
	for _, d := range []int{0, 1, 2, 3} {
		b.numbers[strconv.FormatFloat(n, 'f', d, 64)] = true
	}
	b.numbers[strconv.FormatFloat(n, 'f', -1, 64)] = true
	if n < 0 { // the minus sign is no part of a numeral
		b.number(-n)
	}
}

func (b *bag) date(d evidence.Date) {
	if d != "" {
		b.numbers[string(d)] = true
	}
}

func (b *bag) name(s ...string) {
	for _, x := range s {
		if x != "" {
			b.names[x] = true
		}
	}
}

// text takes every number of a record's own words.
func (b *bag) text(lang, s string) {
	for _, n := range numbers(lang, s) {
		b.numbers[n] = true
	}
	b.names[s] = true
}

// bear fills a bag from the ids of a sentence, looking each up where it lives.
// It reports an id that is nothing known.
func (w *world) bear(t *testing.T, in *brief.Input, lang string, ids []string) bag {
	t.Helper()
	b := bag{map[string]bool{}, map[string]bool{}}
	kinds := map[string]int{}
	classes := map[string]int{}
	for _, id := range ids {
		kinds[w.bearOne(t, &b, in, lang, id, classes)]++
	}
	models := map[string]bool{}
	for _, id := range ids {
		if model, stage, ok := strings.Cut(id, "/"); ok && evidence.Stage(stage).Valid() {
			models[model] = true
		}
	}
	b.number(float64(len(models)))
	for _, n := range kinds {
		b.number(float64(n))
	}
	for _, n := range []string{"domestic", "mixed", "foreign", "undisclosed"} {
		b.number(float64(classes[n]))
	}
	return b
}

func (w *world) bearOne(t *testing.T, b *bag, in *brief.Input, lang, id string, classes map[string]int) string {
	if code, ok := strings.CutPrefix(id, "country:"); ok {
		b.name(gwords.For(lang).Country(code))
		return "country"
	}
	if day, ok := strings.CutPrefix(id, "as-of:"); ok {
		at, _ := time.Parse("2006-01-02", day)
		b.date(evidence.DateOf(at.AddDate(0, 0, -30)))
		b.number(0)
		return "as-of"
	}
	if f, ok := strings.CutPrefix(id, "figure:"); ok {
		w.figure(t, b, in, f)
		return "figure"
	}
	if s, ok := strings.CutPrefix(id, "statement:"); ok {
		_, n, _ := strings.Cut(s, "/")
		i, _ := strconv.Atoi(n)
		if in.Article == nil || i < 1 || i > len(in.Article.Statements) {
			t.Errorf("%s is no statement of the article", id)
			return "statement"
		}
		st := in.Article.Statements[i-1]
		b.text(lang, st.Text+" "+st.Why)
		classes["statement "+string(st.Verdict)]++
		return "statement"
	}
	if model, stage, ok := strings.Cut(id, "/"); ok && evidence.Stage(stage).Valid() {
		for i := range in.Rows {
			if in.Rows[i].ID != model {
				continue
			}
			c := in.Rows[i].Cells[evidence.Stage(stage)]
			b.number(float64(c.Documents))
			b.number(float64(c.Origins))
			b.date(c.Since)
			b.name(in.Rows[i].Model)
			b.name(slices.Concat(c.Silicon, c.ReadyOn, c.Planned)...)
			switch {
			case c.Verdict == evidence.Undisclosed:
				classes["undisclosed"]++
			default:
				classes[string(c.Class)]++
			}
			for _, o := range c.Others {
				b.date(o.Since)
				b.name(o.Silicon...)
			}
			return "cell"
		}
		t.Errorf("cell %s is in no row", id)
		return "cell"
	}
	if c, ok := w.cat.Claim(id); ok {
		m, _ := w.cat.Model(c.ModelID)
		b.name(c.Model, m.Name, c.Developer, c.Actor, c.Silicon, c.SourcePublisher)
		b.date(c.Published)
		b.date(c.KnownSince)
		if c.Count != nil {
			b.number(float64(*c.Count))
		}
		return "claim"
	}
	if m, ok := w.cat.Model(id); ok {
		b.name(m.Name)
		return "model"
	}
	if d, ok := w.cat.Developer(id); ok {
		b.name(d.Name)
		return "developer"
	}
	if n, ok := w.cat.Lattice().Node(id); ok {
		b.name(n.Name)
		return "silicon"
	}
	if c, ok := w.cat.ChipByID(id); ok {
		b.name(c.Name, c.Node)
		return "chip"
	}
	for _, f := range w.cat.Forecasts() {
		if f.ID == id {
			b.text(lang, f.Statement.In(lang))
			b.date(f.Horizon)
			b.date(f.Opened)
			return "forecast"
		}
	}
	for _, q := range w.cat.Questions() {
		if q.ID == id {
			b.text(lang, q.Text().In(lang))
			return "question"
		}
	}
	if in.Article != nil && id == in.Topic.ID {
		b.text(lang, in.Topic.Name)
		hold, fail, open := 0, 0, 0
		for _, s := range in.Article.Statements {
			switch {
			case s.Verdict.Fails():
				fail++
			case s.Verdict == "supported":
				hold++
			default:
				open++
			}
		}
		for _, n := range []int{hold, fail, open} {
			b.number(float64(n))
		}
		return "document"
	}
	t.Errorf("id %q is nothing known", id)
	return "?"
}

// figure takes the numbers and names of a figure of the gap by its name.
func (w *world) figure(t *testing.T, b *bag, in *brief.Input, f string) {
	kind, of, _ := strings.Cut(f, "/")
	take := func(v any) {
		src, _ := json.Marshal(v)
		var any any
		_ = json.Unmarshal(src, &any)
		walk(b, any)
	}
	g := in.Gap
	before := len(b.numbers)
	switch kind {
	case "model-lag-yearly":
		for _, y := range g.ModelLagYearly {
			if strconv.Itoa(y.Year) == of {
				take(y)
			}
		}
	case "stage-share":
		sums := make([]int, 6)
		for _, s := range g.StageShare {
			if string(s.Stage) == of {
				for i, n := range []int{s.Domestic, s.Mixed, s.Foreign, s.Undisclosed, s.Named, s.N} {
					sums[i] += n
				}
			}
		}
		for _, n := range sums {
			b.number(float64(n))
		}
	case "movement":
		for _, m := range g.Movement {
			if m.Period == of {
				take(m)
				b.numbers[of[:4]] = true
			}
		}
	case "silicon-lag":
		l := g.Metric(of)
		take(l)
	case "stage-weights":
		for _, s := range g.StageWeights {
			if s.Model == of {
				take(s)
			}
		}
	case "supply-layers":
		for _, l := range g.SupplyLayers {
			if l.Country+"/"+string(l.Layer) == of {
				take(l)
			}
		}
	}
	if len(b.numbers) == before && kind != "stage-share" {
		t.Errorf("figure %s is not in the gap", f)
	}
}

func walk(b *bag, v any) {
	switch x := v.(type) {
	case float64:
		b.number(x)
	case string:
		b.name(x)
	case []any:
		for _, y := range x {
			walk(b, y)
		}
	case map[string]any:
		for _, y := range x {
			walk(b, y)
		}
	}
}

var (
	numeral = regexp.MustCompile(`\d[\d.,]*\d|\d`)
	dates   = map[string]*regexp.Regexp{
		"en": regexp.MustCompile(`(?:(\d{1,2}) )?(January|February|March|April|May|June|July|August|September|October|November|December) (\d{4})`),
		"de": regexp.MustCompile(`(?:(\d{1,2})\. )?(Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember) (\d{4})`),
		"zh": regexp.MustCompile(`(\d{4})年(\d{1,2})月(?:(\d{1,2})日)?`),
	}
)

// numbers lists the numbers of a text in plain notation, dates as ISO, in order.
func numbers(lang, s string) []string {
	s = dates[lang].ReplaceAllStringFunc(s, func(d string) string { return " @" + iso(lang, d) + "@ " })
	var out []string
	for i, part := range strings.Split(s, "@") {
		if i%2 == 1 && evidence.Date(part).Valid() && len(part) >= 7 {
			out = append(out, part)
			continue
		}
		for _, n := range numeral.FindAllString(part, -1) {
			out = append(out, plain(lang, n))
		}
	}
	return out
}

func iso(lang, d string) string {
	m := dates[lang].FindStringSubmatch(d)
	day, month, year := m[1], m[2], m[3]
	if lang == "zh" {
		year, month, day = m[1], m[2], m[3]
	} else {
		for i := 1; i <= 12; i++ {
			if locale.For(lang).Text("month."+strconv.Itoa(i)) == month {
				month = strconv.Itoa(i)
				break
			}
		}
	}
	mm, _ := strconv.Atoi(month)
	out := fmt.Sprintf("%s-%02d", year, mm)
	if day != "" {
		dd, _ := strconv.Atoi(day)
		out += fmt.Sprintf("-%02d", dd)
	}
	return out
}

func plain(lang, n string) string {
	n = strings.TrimRight(n, ".,")
	if lang == "de" {
		return strings.ReplaceAll(strings.ReplaceAll(n, ".", ""), ",", ".")
	}
	return strings.ReplaceAll(n, ",", "")
}

// knownNames are the names of models, makers and silicon, longest first.
func (w *world) knownNames() []string {
	set := map[string]bool{}
	for _, m := range w.cat.Models() {
		set[m.Name] = true
	}
	for _, d := range w.cat.Developers() {
		set[d.Name] = true
	}
	for _, n := range w.cat.Lattice().Nodes() {
		if n.Kind != "origin" {
			set[n.Name] = true
		}
	}
	for _, c := range w.cat.Chips() {
		set[c.Name] = true
	}
	var out []string
	for n := range set {
		if len(n) > 2 {
			out = append(out, n)
		}
	}
	sort.Slice(out, func(i, j int) bool { return len(out[i]) > len(out[j]) || len(out[i]) == len(out[j]) && out[i] < out[j] })
	return out
}

// holdsName reports whether a name stands in a text with nothing of an alphabet
// against it.
func holdsName(s, name string) bool {
	for from := 0; ; {
		i := strings.Index(s[from:], name)
		if i < 0 {
			return false
		}
		i += from
		end := i + len(name)
		if (i == 0 || !letter(s[i-1])) && (end == len(s) || !letter(s[end])) {
			return true
		}
		from = end
	}
}

func letter(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

// unborne lists numbers and names of a sentence that none of its ids bears.
func (w *world) unborne(t *testing.T, in *brief.Input, lang string, names []string, s brief.Sentence) []string {
	t.Helper()
	b := w.bear(t, in, lang, s.IDs)
	rest := s.Text
	var long []string
	for n := range b.names {
		long = append(long, n)
	}
	sort.Slice(long, func(i, j int) bool { return len(long[i]) > len(long[j]) })
	for _, n := range long {
		rest = strings.ReplaceAll(rest, n, " ")
	}
	for _, n := range long {
		if _, short, ok := strings.Cut(n, " "); ok && strings.ContainsAny(short, "0123456789") { // the chip without its maker
			rest = strings.ReplaceAll(rest, short, " ")
		}
	}
	var out []string
	for _, n := range names {
		if holdsName(rest, n) {
			out = append(out, "name "+n)
			rest = strings.ReplaceAll(rest, n, " ")
		}
	}
	rest = strings.NewReplacer("BF16", " ").Replace(rest)
	for _, n := range numbers(lang, rest) {
		if !b.numbers[n] {
			out = append(out, "number "+n)
		}
	}
	return out
}
