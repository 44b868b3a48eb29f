package extract

// Relevant reports whether a text names silicon at all: Read finds nothing in a
// text that does not. It is the fast rejection of the corpus pass.
func (r *Reader) Relevant(body string) bool { return r.g.relevant(body) }

// Touches is Relevant without a look at the borders of words: it holds for any
// text that is Relevant however its words were joined, as they may be where
// markup was taken out. It is the rejection before a page is laid out.
func (r *Reader) Touches(body string) bool {
	found := false
	r.g.trigger.scan(body, func(int, int) bool {
		found = true
		return false
	})
	return found
}
