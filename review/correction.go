package review

import "assay/evidence"

// Correction holds the fields that a reviewer may correct; the rest of a claim
// is what the document says and where.
type Correction struct {
	ModelID     *string               `json:"model_id,omitempty"`
	Stage       *evidence.Stage       `json:"stage,omitempty"`
	Silicon     *string               `json:"silicon,omitempty"`
	Count       *int64                `json:"count,omitempty"`
	Relation    *evidence.Relation    `json:"relation,omitempty"`
	Actor       *string               `json:"actor,omitempty"`
	Hedge       *evidence.Hedge       `json:"hedge,omitempty"`
	Attribution *evidence.Attribution `json:"attribution,omitempty"`
	Evidence    *evidence.Class       `json:"evidence,omitempty"`
	Interest    *evidence.Interest    `json:"interest,omitempty"`
	NamedSource *string               `json:"named_source,omitempty"`
	Exclusive   *bool                 `json:"exclusive,omitempty"`
	Whole       *bool                 `json:"whole,omitempty"`
	Part        *bool                 `json:"part,omitempty"`
	Continued   *bool                 `json:"continued,omitempty"`
	Quote       *string               `json:"quote,omitempty"` // an exact substring of the document, at Start and End
	Start       *int                  `json:"start,omitempty"` // code points
	End         *int                  `json:"end,omitempty"`
}

// Apply sets the corrected fields on a claim.
func (k *Correction) Apply(c *evidence.Claim) {
	set(&c.ModelID, k.ModelID)
	set(&c.Stage, k.Stage)
	set(&c.Silicon, k.Silicon)
	if k.Count != nil {
		c.Count = k.Count
	}
	set(&c.Relation, k.Relation)
	set(&c.Actor, k.Actor)
	set(&c.Hedge, k.Hedge)
	set(&c.Attribution, k.Attribution)
	set(&c.Evidence, k.Evidence)
	set(&c.Interest, k.Interest)
	set(&c.NamedSource, k.NamedSource)
	set(&c.Exclusive, k.Exclusive)
	set(&c.Whole, k.Whole)
	set(&c.Part, k.Part)
	set(&c.Continued, k.Continued)
	set(&c.Quote, k.Quote)
	set(&c.Start, k.Start)
	set(&c.End, k.End)
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}
