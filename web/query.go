package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"assay/evidence"
	"assay/resolve"
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
	By         resolve.By
	Floor      evidence.Class // weaker claims take no part
	MinOrigins int
	Implied    bool
	Without    []string // sources, origins or claims left out
	Page       int      // from 1
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
		All: q.Get("show") == "all", Unreviewed: q.Get("unreviewed") == "1", By: resolve.By(clean(q.Get("by"))),
		Implied: q.Get("implied") == "1", Floor: evidence.Class(strings.ToUpper(clean(q.Get("floor")))), Page: 1,
	}
	for _, v := range q["without"] {
		if v = clean(v); v != "" && len(m.Without) < 20 {
			m.Without = append(m.Without, v)
		}
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
	if m.Page, err = readNumber(q, "page", 1); err != nil {
		return m, err
	}
	if m.MinOrigins, err = readNumber(q, "min-origins", 0); err != nil {
		return m, err
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
	o := m.options()
	return o.Check()
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

// options are the rules of evidence that the query asks for. All models are
// asked for; those about which nothing is said are left out when filtering.
func (m *matrixQuery) options() resolve.Options {
	by := m.By
	if by == resolve.ByDesigner {
		by = ""
	}
	return resolve.Options{AsOf: m.AsOf, Unreviewed: m.Unreviewed, Implied: m.Implied, By: by, Floor: m.Floor,
		MinOrigins: m.MinOrigins, Without: m.Without, All: true}
}

// keptSearch is the part of the query that follows the reader to other pages:
// the date and the rules of evidence.
func (m *matrixQuery) keptSearch() string {
	q := url.Values{}
	set := func(name, value string) {
		if value != "" && value != "0" {
			q.Set(name, value)
		}
	}
	set("as-of", string(m.AsOf))
	set("by", string(m.By))
	set("floor", string(m.Floor))
	set("min-origins", itoa(m.MinOrigins))
	if m.Unreviewed {
		q.Set("unreviewed", "1")
	}
	if m.Implied {
		q.Set("implied", "1")
	}
	for _, w := range m.Without {
		q.Add("without", w)
	}
	return search(q)
}

// readNumber reads a number from 0 to 10,000; empty is otherwise.
func readNumber(q url.Values, name string, otherwise int) (int, error) {
	v := clean(q.Get(name))
	if v == "" {
		return otherwise, nil
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < otherwise || n > 10000 {
		return 0, evidence.Errorf(evidence.Invalid, "%s: %q is not a number from %d to 10000", name, clip(v, 40), otherwise)
	}
	return n, nil
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
