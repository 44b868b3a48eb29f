package catalogue

import "assay/evidence"

// ClaimRecord is one record of claims.yaml: a statement of a source that we do
// not hold, with its grades as given.
type ClaimRecord struct {
	ID             string             `yaml:"id" rule:"required,slug"`
	Model          string             `yaml:"model" rule:"required"` // as the source has it
	ModelID        string             `yaml:"model_id" rule:"required" ref:"model"`
	Developer      string             `yaml:"developer" ref:"developer"` // id; the model's developer where absent
	Stage          evidence.Stage     `yaml:"stage" rule:"required"`
	Relation       evidence.Relation  `yaml:"relation" rule:"required"`
	Silicon        string             `yaml:"silicon" rule:"required" ref:"node"`
	SiliconWritten string             `yaml:"silicon_written"`
	Count          *int64             `yaml:"count" rule:"positive"` // chips of this run
	CountQual      evidence.CountQual `yaml:"count_qual"`
	Actor          string             `yaml:"actor"` // who ran the stage; absent: the developer
	Exclusive      bool               `yaml:"exclusive"`
	Whole          bool               `yaml:"whole"`
	Part           bool               `yaml:"part"`
	Continued      bool               `yaml:"continued"`

	Hedge        evidence.Hedge       `yaml:"hedge" rule:"required"`
	Attribution  evidence.Attribution `yaml:"attribution" rule:"required"`
	Evidence     evidence.Class       `yaml:"evidence" rule:"required"`
	RootEvidence evidence.Class       `yaml:"root_evidence"` // of E0 alone
	Interest     evidence.Interest    `yaml:"interest" rule:"required"`
	Origin       string               `yaml:"origin"` // one id for all claims of one voice

	Source          string        `yaml:"source" ref:"source"`
	SourceTitle     string        `yaml:"source_title" rule:"required"`
	SourcePublisher string        `yaml:"source_publisher"`
	PublisherKind   string        `yaml:"publisher_kind"`
	SourceURL       string        `yaml:"source_url"`
	SourceDate      evidence.Date `yaml:"source_date"` // as first recorded; absent: the same as published
	Undated         bool          `yaml:"undated"`     // the source carries no date, published is an estimate
	Published       evidence.Date `yaml:"published"`
	KnownSince      evidence.Date `yaml:"known_since"` // absent: from published by R0
	VerifiedOn      evidence.Date `yaml:"verified_on"`
	Note            string        `yaml:"note"`
}

// claim turns the record into a claim. The developer takes the catalogue's name
// of the firm, and so does an actor that is the developer under another
// spelling: the developer's own run is told by equal names.
func (c *Catalogue) claim(r *ClaimRecord) evidence.Claim {
	dev := r.Developer
	if dev == "" {
		if m, ok := c.Model(r.ModelID); ok {
			dev = m.DeveloperID
		}
	}
	d, _ := c.Developer(dev)
	actor := r.Actor
	if actor == "" {
		actor = d.Name
	} else if id, ok := c.DeveloperID(actor); ok && id == d.ID {
		actor = d.Name
	}
	known, by := knownSince(r, c.compiled)
	source, _ := c.Source(r.Source)
	publisher, kind := r.SourcePublisher, r.PublisherKind
	if publisher == "" {
		publisher = source.Name
	}
	if kind == "" {
		kind = source.Kind
	}
	out := evidence.Claim{
		ID: r.ID, Kind: evidence.KindRecord, Model: r.Model, ModelID: r.ModelID,
		Developer: d.Name, DeveloperCountry: d.Country,
		Stage: r.Stage, Relation: r.Relation, Silicon: r.Silicon, SiliconWritten: r.SiliconWritten,
		Count: r.Count, CountQual: r.CountQual, Actor: actor,
		Exclusive: r.Exclusive, Whole: r.Whole, Part: r.Part, Continued: r.Continued,
		Hedge: r.Hedge, Attribution: r.Attribution, Evidence: r.Evidence, RootEvidence: r.RootEvidence,
		Interest: r.Interest, Origin: r.Origin,
		SourceID: r.Source, SourceTitle: r.SourceTitle, SourcePublisher: publisher,
		PublisherKind: kind, SourceURL: r.SourceURL,
		Published: r.Published, KnownSince: known, DatedBy: by, VerifiedOn: r.VerifiedOn,
		Note: r.Note, Review: evidence.Accepted,
	}
	out.Hash = out.ContentHash()
	return out
}

// knownSince is the day from which a record counts (R0), and how it came about.
func knownSince(r *ClaimRecord, compiled evidence.Date) (day evidence.Date, by string) {
	d := r.Published
	if r.KnownSince != "" {
		d = r.KnownSince
	}
	day = d.Known(compiled)
	switch p := d.Precision(); {
	case p == evidence.None:
		by = "no date; day of compilation"
	case p == evidence.Day:
		by = "day of publication"
	case day == compiled && d.Last() != compiled:
		by = string(p) + " of publication; day of compilation, which comes before its end"
	default:
		by = string(p) + " of publication; its last day"
	}
	if r.Undated && d != "" {
		by += " (estimated: the source carries no date)"
	}
	return day, by
}

// Claims gives every record as a claim, in the order of the files, with
// SourceID, KnownSince and DatedBy set. The slice is the catalogue's own: read
// it only.
func (c *Catalogue) Claims() []evidence.Claim { return c.claims }

// Claim gives the record of an id.
func (c *Catalogue) Claim(id string) (evidence.Claim, bool) {
	i, ok := c.claimAt[id]
	if !ok {
		return evidence.Claim{}, false
	}
	return c.claims[i], true
}
