package evidence

// Class is the evidence class E0 to E7: how direct a statement is (DESIGN 4.1).
// A lower number is more direct, save E0, which marks a re-report and weighs as
// its root, E4 at best.
type Class string

// The evidence classes.
const (
	E0 Class = "E0" // re-report of another outlet's account; weighs as its root
	E1 Class = "E1" // measured, audited or reproducible artefact
	E2 Class = "E2" // paper or model card of whoever ran the stage, naming the chip
	E3 Class = "E3" // first party otherwise
	E4 Class = "E4" // relay of a named first party, or a named analyst's own account
	E5 Class = "E5" // relay of unnamed people
	E6 Class = "E6" // inference from traces
	E7 Class = "E7" // no attribution, forum, social media
)

// Valid reports whether c is one of E0 to E7.
func (c Class) Valid() bool {
	return len(c) == 2 && c[0] == 'E' && c[1] >= '0' && c[1] <= '7'
}

// Rank is 1 for E1 to 7 for E7; E0 and anything invalid rank 8. Weigh a
// re-report by Weighed before ranking it.
func (c Class) Rank() int {
	if !c.Valid() || c == E0 {
		return 8
	}
	return int(c[1] - '0')
}

// Group is the group used by R4: 1 for E1-E2, 2 for E3-E4, 3 for E5-E6, 4 for
// E7 and anything else.
func (c Class) Group() int {
	switch c {
	case E1, E2:
		return 1
	case E3, E4:
		return 2
	case E5, E6:
		return 3
	}
	return 4
}

// AtLeast reports whether c is as direct as floor or more direct.
func (c Class) AtLeast(floor Class) bool { return c.Rank() <= floor.Rank() }

// Worse returns the less direct of the two classes.
func (c Class) Worse(d Class) Class {
	if d.Rank() > c.Rank() {
		return d
	}
	return c
}

// Weighed is the class at which a claim counts: a re-report (E0) weighs as its
// root, E4 at best, and the hedge caps the class (likely E6, alleged and
// unknown E7). An E0 without a root weighs E7.
func Weighed(c, root Class, h Hedge) Class {
	if c == E0 {
		c = E7
		if root.Valid() && root != E0 {
			c = root.Worse(E4)
		}
	}
	if !c.Valid() {
		c = E7
	}
	switch h {
	case Likely:
		return c.Worse(E6)
	case Alleged, Unknown:
		return E7
	}
	return c
}

// Letter is the Admiralty letter of a source for a topic: A (completely
// reliable) to F (cannot be judged). It is never averaged with Class.
type Letter string

// Valid reports whether l is one letter from A to F.
func (l Letter) Valid() bool { return len(l) == 1 && l[0] >= 'A' && l[0] <= 'F' }
