package evidence

import (
	"strconv"
	"strings"
	"time"
)

// ClaimKind tells a built-in record from a claim read in a document.
type ClaimKind string

// The kinds of claims.
const (
	KindRecord    ClaimKind = "record"    // built-in or a keeper's record that names its source
	KindExtracted ClaimKind = "extracted" // read by the rules
	KindSecond    ClaimKind = "second"    // read by the second reader (a language model)
)

// Review is what a person decided on a claim.
type Review string

// The review states. Records count as reviewed; an extracted claim starts
// unreviewed and then counts only where the reader asks for it (R0).
const (
	Unreviewed Review = "unreviewed"
	Accepted   Review = "accepted"
	Rejected   Review = "rejected"
)

// Claim is one statement in one document, or one record, that a model was, was
// not, will be, or failed to be trained, tuned or served on some silicon, or was
// adapted to it. Fields follow DESIGN 2 and 12.
type Claim struct {
	ID         string    `json:"id"`             // a record's slug, or the content hash of an extracted claim
	Hash       string    `json:"hash,omitempty"` // content hash, checked by verify
	Kind       ClaimKind `json:"kind"`
	DocumentID string    `json:"document,omitempty"`

	Model            string    `json:"model"`              // as written
	ModelID          string    `json:"model_id,omitempty"` // id in the catalogue; empty for a new name
	Developer        string    `json:"developer,omitempty"`
	DeveloperCountry string    `json:"developer_country,omitempty"` // ISO code
	Stage            Stage     `json:"stage"`
	Silicon          string    `json:"silicon"`                   // lattice name
	SiliconWritten   string    `json:"silicon_written,omitempty"` // wording close to the source
	Count            *int64    `json:"count"`                     // chips of this run; nil where none is given
	CountQual        CountQual `json:"count_qual,omitempty"`
	Relation         Relation  `json:"relation"`
	Actor            string    `json:"actor,omitempty"` // who ran the stage; empty or the developer for its own run
	Exclusive        bool      `json:"exclusive"`
	Whole            bool      `json:"whole"`     // said of the whole training process
	Part             bool      `json:"part"`      // said of a share of it
	Continued        bool      `json:"continued"` // continued pre-training of an existing base

	Hedge        Hedge       `json:"hedge"`
	Attribution  Attribution `json:"attribution"`
	Evidence     Class       `json:"evidence"`
	RootEvidence Class       `json:"root_evidence,omitempty"` // of an E0: the class of what it goes back to
	Interest     Interest    `json:"interest"`
	Origin       string      `json:"origin,omitempty"`       // origin id given with a record
	NamedSource  string      `json:"named_source,omitempty"` // outlet that the text names for this claim (D1), as written
	Speaker      string      `json:"speaker,omitempty"`      // named informant (D5)

	Quote string   `json:"quote,omitempty"` // exact substring of the document's normal form
	Start int      `json:"start"`           // code points; 0 and 0 where no quote is held
	End   int      `json:"end"`
	Cues  []string `json:"cues,omitempty"`

	SourceID        string `json:"source_id,omitempty"`
	SourceTitle     string `json:"source_title,omitempty"`
	SourcePublisher string `json:"source_publisher,omitempty"`
	PublisherKind   string `json:"publisher_kind,omitempty"`
	SourceURL       string `json:"source_url,omitempty"`
	Published       Date   `json:"published,omitempty"`
	KnownSince      Date   `json:"known_since,omitempty"`
	DatedBy         string `json:"dated_by,omitempty"` // how the day of KnownSince came about
	VerifiedOn      Date   `json:"verified_on,omitempty"`
	Note            string `json:"note,omitempty"` // our own sentence; may be shown

	Review       Review    `json:"review"`
	Reader       string    `json:"reader,omitempty"` // name and version of the reader
	Retracted    Date      `json:"retracted,omitempty"`
	RetractedWhy string    `json:"retracted_why,omitempty"`
	SupersededBy string    `json:"superseded_by,omitempty"`
	RecordedAt   time.Time `json:"recorded_at"`
}

// Weight is the class at which the claim counts, after root and hedge caps.
func (c *Claim) Weight() Class { return Weighed(c.Evidence, c.RootEvidence, c.Hedge) }

// Reviewed reports whether the claim counts without being asked for (R0).
func (c *Claim) Reviewed() bool { return c.Kind == KindRecord || c.Review == Accepted }

// ContentHash is the hash of what the claim says and where it says it. It
// leaves out review state, grades and times of recording, which may change
// without the statement changing.
func (c *Claim) ContentHash() string {
	count := ""
	if c.Count != nil {
		count = strconv.FormatInt(*c.Count, 10)
	}
	flags := strings.Join([]string{
		strconv.FormatBool(c.Exclusive), strconv.FormatBool(c.Whole),
		strconv.FormatBool(c.Part), strconv.FormatBool(c.Continued),
	}, ",")
	return Hash("claim", string(c.Kind), c.DocumentID, c.Model, string(c.Stage), c.Silicon,
		count, string(c.CountQual), string(c.Relation), c.Actor, flags, string(c.Hedge),
		string(c.Attribution), c.Quote, strconv.Itoa(c.Start), strconv.Itoa(c.End),
		c.SourceURL, c.SourceTitle, c.SourcePublisher, c.Note, c.Reader)
}
