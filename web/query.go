package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"assay/evidence"
)

// matrixQuery is what the address of the matrix says: filters, order, columns,
// the date and the rules of evidence. Its zero value is the front page.
type matrixQuery struct {
	Country    string // ISO code, "other", or "" for all
	Developer  string
	Class      string // sign: domestic, foreign, mixed, contested, undisclosed, unknown
	Verdict    evidence.Word
	Stage      evidence.Stage // class and verdict are looked for in this stage alone
	Since      evidence.Date  // released on or after
	Text       string
	Sort       string // "", released, name, developer, evidence
	Columns    []evidence.Stage
	All        bool // also models about which nothing is said
	AsOf       evidence.Date
	Unreviewed bool
	By         string // "", foundry, memory
	Page       int    // from 1
}

// pageRows is how many models stand on one page of the matrix.
const pageRows = 250

// readMatrixQuery reads the address; what it cannot read is an Invalid error
// naming the parameter.
func readMatrixQuery(q url.Values) (matrixQuery, error) {
	m := matrixQuery{
		Country: strings.ToUpper(clean(q.Get("country"))), Developer: clean(q.Get("developer")),
		Class: clean(q.Get("class")), Verdict: evidence.Word(clean(q.Get("verdict"))),
		Stage: evidence.Stage(clean(q.Get("stage"))), Text: clean(q.Get("q")), Sort: clean(q.Get("sort")),
		All: q.Get("show") == "all", Unreviewed: q.Get("unreviewed") == "1", By: clean(q.Get("by")), Page: 1,
	}
	if m.Country == "OTHER" {
		m.Country = "other"
	}
	var err error
	if m.AsOf, err = readDate(q, "as-of"); err != nil {
		return m, err
	}
	if m.Since, err = readDate(q, "since"); err != nil {
		return m, err
	}
	for _, name := range strings.FieldsFunc(strings.Join(q["cols"], ","), func(r rune) bool { return r == ',' }) {
		st := evidence.Stage(name)
		if !st.Valid() {
			return m, evidence.Errorf(evidence.Invalid, "cols: %q is not a stage", clip(name, 40))
		}
		m.Columns = append(m.Columns, st)
	}
	if p := q.Get("page"); p != "" {
		n, err := strconv.Atoi(p)
		if err != nil || n < 1 || n > 10000 {
			return m, evidence.Errorf(evidence.Invalid, "page: %q is not a page number", clip(p, 40))
		}
		m.Page = n
	}
	return m, m.check()
}

func (m *matrixQuery) check() error {
	if m.Verdict != "" && !m.Verdict.Valid() {
		return evidence.Errorf(evidence.Invalid, "verdict: %q is not a verdict word", clip(string(m.Verdict), 40))
	}
	if m.Stage != "" && !m.Stage.Valid() {
		return evidence.Errorf(evidence.Invalid, "stage: %q is not a stage", clip(string(m.Stage), 40))
	}
	if m.Class != "" && !slices.Contains(classNames, m.Class) {
		return evidence.Errorf(evidence.Invalid, "class: %q is not a class; use one of %s", clip(m.Class, 40), strings.Join(classNames, ", "))
	}
	if !slices.Contains([]string{"", "released", "name", "developer", "evidence"}, m.Sort) {
		return evidence.Errorf(evidence.Invalid, "sort: %q is not a column; use released, name, developer or evidence", clip(m.Sort, 40))
	}
	if !slices.Contains([]string{"", "designer", "foundry", "memory"}, m.By) {
		return evidence.Errorf(evidence.Invalid, "by: %q is not a measure; use designer, foundry or memory", clip(m.By, 40))
	}
	return nil
}

// classNames are the values of the class filter, in the order of the legend.
var classNames = []string{"domestic", "foreign", "mixed", "contested", "undisclosed", "unknown"}

// signClass goes from a class name to its sign.
var signClass = map[string]string{"domestic": "dom", "foreign": "for", "mixed": "mix", "contested": "con", "undisclosed": "und", "unknown": "unk"}

// columns are the stages shown, in the order of pages.
func (m *matrixQuery) columns() []evidence.Stage {
	order := []evidence.Stage{evidence.PreTraining, evidence.PostTraining, evidence.Inference, evidence.TrainingUnspecified}
	if len(m.Columns) == 0 {
		return order
	}
	return slices.DeleteFunc(order, func(s evidence.Stage) bool { return !slices.Contains(m.Columns, s) })
}

// readDate reads a date parameter; empty is no date.
func readDate(q url.Values, name string) (evidence.Date, error) {
	v := clean(q.Get(name))
	if v == "" {
		return "", nil
	}
	d, err := evidence.ParseDate(v)
	if err != nil {
		return "", evidence.Wrap(err, "%s", name)
	}
	return d.Last(), nil
}

// clean trims a parameter and cuts it at 200 characters.
func clean(s string) string {
	s = strings.TrimSpace(s)
	if r := []rune(s); len(r) > 200 {
		return string(r[:200])
	}
	return s
}

// with gives the query of r with one parameter set, or dropped where value is
// empty; the page number is dropped too.
func with(q url.Values, name, value string) url.Values {
	out := url.Values{}
	for k, v := range q {
		if k != "page" && k != name {
			out[k] = v
		}
	}
	if value != "" {
		out.Set(name, value)
	}
	return out
}

// search is "?" and the encoded query, or "".
func search(q url.Values) string {
	if e := q.Encode(); e != "" {
		return "?" + e
	}
	return ""
}

// kept are the parameters that follow a reader from page to page: the date and
// the rules of evidence, not the filters.
func kept(r *http.Request) url.Values {
	out := url.Values{}
	for _, k := range []string{"as-of", "unreviewed", "by"} {
		if v := r.URL.Query().Get(k); v != "" {
			out.Set(k, v)
		}
	}
	return out
}

// options are the rules of evidence that the query asks for.
func (m *matrixQuery) options() Options {
	by := m.By
	if by == "designer" {
		by = ""
	}
	return Options{AsOf: m.AsOf, Unreviewed: m.Unreviewed, By: by}
}

// keptSearch is the part of the query that follows the reader to other pages.
func (m *matrixQuery) keptSearch() string {
	q := url.Values{}
	if m.AsOf != "" {
		q.Set("as-of", string(m.AsOf))
	}
	if m.Unreviewed {
		q.Set("unreviewed", "1")
	}
	if m.By != "" {
		q.Set("by", m.By)
	}
	return search(q)
}

func itoa(n int) string { return strconv.Itoa(n) }

func sortedKeys(q url.Values) []string {
	out := make([]string, 0, len(q))
	for k := range q {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

func contains(list []string, s string) bool { return slices.Contains(list, s) }
