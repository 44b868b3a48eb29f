package resolve

import "assay/evidence"

// Row is one model with its cells, in the shape of `assay matrix --format json`.
type Row struct {
	Model     string                  `json:"model"` // name
	ID        string                  `json:"id"`
	Kind      string                  `json:"kind,omitempty"` // model, family or class
	Family    string                  `json:"family,omitempty"`
	Base      string                  `json:"base,omitempty"`
	Developer string                  `json:"developer"`
	Country   string                  `json:"country"` // ISO code of the developer's country
	Released  evidence.Date           `json:"released"`
	Cells     map[evidence.Stage]Cell `json:"cells"` // all four stages, always

	first evidence.Date // release, or the first claim's day where that is not known
}

// Cell is what is known of one model's stage, for the developer's own run.
type Cell struct {
	Verdict       evidence.Word  `json:"verdict"`
	Class         evidence.Side  `json:"class"`
	Silicon       []string       `json:"silicon"`        // finest nodes that earn the word (R2)
	Candidates    []Candidate    `json:"candidates"`     // finer nodes with a weaker word
	Beside        []Beside       `json:"beside"`         // disjoint nodes of nearly the same weight
	ReadyOn       []string       `json:"ready_on"`       // adapted, by any actor: no use claimed
	Planned       []string       `json:"planned"`        // planned, by any actor: no use claimed
	Continued     []string       `json:"continued"`      // continued pre-training of an existing base
	Implied       bool           `json:"implied"`        // hollow: from a statement on the whole training process (R1)
	Negated       bool           `json:"negated"`        // the word is for "not Silicon"
	InheritedFrom string         `json:"inherited_from"` // id of the base or family whose cell this is
	Documents     int            `json:"documents"`      // of the origins that earn the word
	Origins       int            `json:"origins"`        // independent origins that earn the word
	Disinterested int            `json:"disinterested"`  // of them: disinterested and first-hand (E1 to E3)
	Evidence      evidence.Class `json:"evidence"`       // best class after root and hedge caps; empty where nothing stands
	Reviewed      bool           `json:"reviewed"`       // no unreviewed claim takes part in the word
	Sentence      string         `json:"sentence"`
	Rules         []string       `json:"rules"`
	Claims        []string       `json:"claims"` // ids of all claims of the cell that stand, whatever they say
	Since         evidence.Date  `json:"since"`  // first day on which an origin that earns the word spoke
	Newest        evidence.Date  `json:"newest"` // latest day of any claim of the cell
	Others        []Other        `json:"others"` // the same stage as run by somebody else

	Letter      evidence.Letter        `json:"letter,omitempty"`       // best Admiralty letter behind the word
	Information int                    `json:"information,omitempty"`  // Admiralty information number 1 to 6 (R7)
	SecondHand  bool                   `json:"second_hand,omitempty"`  // the word rests on re-reports alone
	Part        bool                   `json:"part,omitempty"`         // all that earns the word speaks of a share of the stage
	Counted     bool                   `json:"counted"`                // filled and counted in shares: not hollow, not negated
	Shown       []string               `json:"shown,omitempty"`        // silicon and beside nodes that decide the class (R8)
	Earning     []string               `json:"earning,omitempty"`      // ids of the claims that earn the word
	History     []string               `json:"history,omitempty"`      // ids of failures followed by other silicon (R4)
	Denied      []string               `json:"denied,omitempty"`       // ids of denials: not-used against used or planned
	Outranked   []string               `json:"outranked,omitempty"`    // ids of claims opposed from a better group out of range
	Opposing    []string               `json:"opposing,omitempty"`     // ids of claims that oppose within range
	ContinuedOn []Candidate            `json:"continued_on,omitempty"` // continued pre-training with word and class
	SortOfPart  []Candidate            `json:"sort_of_part,omitempty"` // GPU, ASIC or CPU said with a class no worse than the cell's, shown nowhere else (R2)
	Voices      []evidence.Attribution `json:"voices,omitempty"`       // who is made to say what earns the word
	Disputes    []string               `json:"disputes,omitempty"`     // ids of dispute records on the cell
	Searches    []string               `json:"searches,omitempty"`     // ids of search logs on the cell
}

// Candidate is a finer node with a weaker word; it changes neither class nor
// verdict.
type Candidate struct {
	Silicon  string         `json:"silicon"`
	Word     evidence.Word  `json:"word"`
	Evidence evidence.Class `json:"evidence,omitempty"`
}

// How says in what way a disjoint node stands beside the cell's own (R2).
type How string

// The ways of standing beside.
const (
	HowMixed       How = "mixed"       // one origin names both
	HowAlternative How = "alternative" // either the one or the other
	HowSet         How = "set"         // of a family or class: some of them
)

// Beside is a disjoint node at E6 or better, at most one group below the
// cell's own, with its own word.
type Beside struct {
	Silicon  string         `json:"silicon"`
	Word     evidence.Word  `json:"word"`
	How      How            `json:"how"`
	Evidence evidence.Class `json:"evidence,omitempty"`
}

// Other is the stage as run by another actor than the developer.
type Other struct {
	Actor string `json:"actor"`
	Cell
}

// Filled reports whether the cell names silicon that was used, with any word
// from rumoured to confirmed or contested; hollow cells are filled too.
func (c *Cell) Filled() bool {
	return len(c.Silicon) > 0 && !c.Negated && (c.Verdict.Rank() > 0 || c.Verdict == evidence.Contested)
}
