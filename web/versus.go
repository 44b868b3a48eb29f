package web

// versus is one contradiction: the sides next to each other.
type versus struct {
	Title   string
	Line    string
	Sign    string
	Mark    string
	Rules   []string
	Between string // "against" or "and"
	Sides   []versusSide
}

// versusSide is one side: what it says and who says so.
type versusSide struct {
	Title, Sign string
	Claims      []claimView
	More        int // claims of the side that are not shown
}

// versusOf gives the contradictions about one model.
func (s *site) versusOf(l Lang, rd *reading, model string) []versus {
	return nil
}
