package extract

// tracer keeps what Explain shows.
type tracer struct{}

func (d *doc) explainClaim(u *unit, f *draft, why string) {}

func (d *doc) newNames() []NewName { return nil }

func (d *doc) readTable(u *unit) {}
