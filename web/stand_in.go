package web

import "assay/evidence"

// Options are the rules of evidence of one reading.
type Options struct {
	AsOf       evidence.Date
	Unreviewed bool
	Implied    bool
	By         string
}
