package pipeline

import (
	"encoding/json"
	"slices"
	"sync"
	"time"

	"assay/evidence"
	"assay/origin"
	"assay/resolve"
)

// view is the claims as the decisions of one day leave them, joined to origins
// and made ready for questions.
type view struct {
	sync.Once
	claims  []evidence.Claim
	origins origin.Result
	index   *resolve.Index

	proposals sync.Once
	proposed  []origin.Edge
}

// keepViews bounds how many sets of decisions a state keeps the view of.
const keepViews = 8

// view gives the view of a day. Days between which no decision took effect
// share one.
func (s *State) view(day evidence.Date) *view {
	standing := Standing(s.Decisions, day)
	key := ""
	for _, d := range standing {
		key = evidence.Hash(key, d.Hash)
	}
	s.mu.Lock()
	v, ok := s.by[key]
	if !ok {
		if len(s.by) >= keepViews {
			clear(s.by)
		}
		v = &view{}
		s.by[key] = v
	}
	s.mu.Unlock()
	v.Do(func() {
		began := time.Now()
		s.build(v, standing)
		s.cost.Store(int64(s.load + time.Since(began)))
	})
	return v
}

func (s *State) build(v *view, standing []evidence.Decision) {
	v.claims = s.graded(standing)
	overrides, disputes, searches := sortDecisions(standing)
	v.origins = origin.Cluster(origin.Input{Catalogue: s.cat, Claims: v.claims, Documents: s.Documents, Overrides: overrides, Near: s.pairs(),
		Stories: []origin.Edge{}}) // D4 proposes and changes no cell: Proposals looks for it when asked
	v.index = resolve.NewIndex(resolve.Input{Catalogue: s.cat, Claims: v.claims, Documents: s.Documents,
		Origins: v.origins, Disputes: disputes, Searches: searches})
}

// graded gives the claims as the decisions leave them, those that were read in
// documents with their evidence class and interest. What a reviewer corrected
// decides the grade, and a grade that she corrected stands.
func (s *State) graded(standing []evidence.Decision) []evidence.Claim {
	docs := make(map[string]*evidence.Document, len(s.Documents))
	for i := range s.Documents {
		docs[s.Documents[i].ID] = &s.Documents[i]
	}
	claims := applyDecisions(s.Claims, standing)
	// The root of a re-report counts once somebody reviewed it: else a claim that
	// nobody reviewed would change the reviewed matrix.
	grader := resolve.NewGrader(s.cat, slices.DeleteFunc(slices.Clone(claims), func(c evidence.Claim) bool { return !c.Reviewed() }))
	out := make([]evidence.Claim, len(claims))
	for i, c := range claims {
		out[i] = grader.Grade(c, docs[c.DocumentID])
		if c.Kind != evidence.KindRecord && out[i].KnownSince == "" {
			read := evidence.DateOf(c.RecordedAt)
			out[i].KnownSince, out[i].DatedBy = out[i].Published.Known(read), "document"
			if out[i].KnownSince > read { // nobody reads tomorrow's paper
				out[i].KnownSince, out[i].DatedBy = read, "day of reading; the document bears a later date"
			}
			if out[i].Published == "" {
				out[i].DatedBy = "recorded"
			}
		}
	}
	return applyDecisions(out, standing)
}

// sortDecisions picks what origins and cells need from the decisions.
func sortDecisions(standing []evidence.Decision) (overrides []origin.Override, disputes, searches []resolve.Note) {
	for _, d := range standing {
		switch d.Kind {
		case evidence.DecideMerge, evidence.DecideSplit:
			overrides = append(overrides, origin.Override{Seq: d.Seq, Split: d.Kind == evidence.DecideSplit,
				A: d.Subject, B: d.Object, On: d.On, Person: d.Person, Reason: d.Reason})
		case evidence.DecideDispute:
			if n, ok := note(d); ok {
				disputes = append(disputes, n)
			}
		case evidence.DecideSearched:
			if n, ok := note(d); ok {
				searches = append(searches, n)
			}
		}
	}
	return overrides, disputes, searches
}

// SearchPlace is the payload of a search log: where was looked.
type SearchPlace struct {
	Where string `json:"where"`
}

// note turns a decision on a cell ("model id/stage") into resolve's note.
func note(d evidence.Decision) (resolve.Note, bool) {
	model, stage, ok := CutCell(d.Subject)
	if !ok {
		return resolve.Note{}, false
	}
	var place SearchPlace
	if d.Payload != "" && json.Unmarshal([]byte(d.Payload), &place) != nil {
		return resolve.Note{}, false
	}
	return resolve.Note{ID: d.Hash, Model: model, Stage: stage, On: d.On, Person: d.Person, Where: place.Where, Text: d.Reason}, true
}

// Matrix answers one question: the rows as known on a day, under the options.
// The rows are shared: do not change them.
func (s *State) Matrix(opt resolve.Options) []resolve.Row { return s.view(opt.AsOf).index.Matrix(opt) }

// Fresh gives the same state without anything resolved yet, to be measured.
func (s *State) Fresh() *State {
	return &State{Seq: s.Seq, Claims: s.Claims, Documents: s.Documents, Decisions: s.Decisions, Near: s.Near,
		cat: s.cat, load: s.load, cost: s.cost, by: map[string]*view{}}
}

// Origins gives the origins behind the matrix of a day.
func (s *State) Origins(day evidence.Date) origin.Result { return s.view(day).origins }

// Proposals are the origins that a reviewer is asked about: texts alike by half
// (D3) and rewrites or translations (D4).
func (s *State) Proposals(day evidence.Date) []origin.Edge {
	v := s.view(day)
	v.proposals.Do(func() {
		v.proposed = origin.Cluster(origin.Input{Catalogue: s.cat, Claims: v.claims, Documents: s.Documents, Near: s.pairs()}).Proposed
	})
	return v.proposed
}

// Index gives the resolved claims of a day, for all other questions on them.
func (s *State) Index(day evidence.Date) *resolve.Index { return s.view(day).index }

// Decided gives the claims as the decisions of a day leave them. They are
// shared: do not change them.
func (s *State) Decided(day evidence.Date) []evidence.Claim { return s.view(day).claims }
