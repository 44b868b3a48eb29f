package evidence

import "time"

// Document is one text as read, in normal form.
type Document struct {
	ID        string    `json:"id"`
	TextID    string    `json:"text_id"`
	Name      string    `json:"name"`              // front-matter id or file stem; what a person calls it
	Address   string    `json:"address,omitempty"` // canonical address; empty for standard input
	Publisher string    `json:"publisher,omitempty"`
	SourceID  string    `json:"source_id,omitempty"` // entry of the source registry, where known
	Title     string    `json:"title,omitempty"`
	Lang      string    `json:"lang"`           // en, zh, de, or und
	Kind      string    `json:"kind,omitempty"` // news, paper, model-card, blog, post, press-release, ...
	Published Date      `json:"published,omitempty"`
	Syndicate string    `json:"syndicate,omitempty"` // wire byline or syndication tag (D2)
	Retracted Date      `json:"retracted,omitempty"`
	Body      string    `json:"-"` // normal form (NFC, LF); offsets count its code points
	ReadAt    time.Time `json:"read_at"`
}

// Source is an entry of the source registry.
type Source struct {
	ID      string   `json:"id"` // slug
	Name    string   `json:"name"`
	Aliases []string `json:"aliases,omitempty"`
	Kind    string   `json:"kind"` // press, wire, paper, vendor, developer, analyst, aggregator, social, ...
	Owner   string   `json:"owner,omitempty"`
	Country string   `json:"country,omitempty"` // ISO code
	Letter  Letter   `json:"letter"`
	Note    string   `json:"note,omitempty"`
}
