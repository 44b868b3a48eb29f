package check

// Verdict is what the evidence says of one statement.
type Verdict string

// The verdicts of DESIGN 12.
const (
	Supported    Verdict = "supported"
	Contradicted Verdict = "contradicted"
	Contested    Verdict = "contested"
	SaysMore     Verdict = "says-more"
	Outdated     Verdict = "outdated"
	Unknown      Verdict = "unknown"
)

// Verdicts lists the verdicts in the order in which a summary counts them.
func Verdicts() []Verdict {
	return []Verdict{Supported, SaysMore, Contradicted, Contested, Outdated, Unknown}
}

// Valid reports whether v is one of the six verdicts.
func (v Verdict) Valid() bool {
	for _, x := range Verdicts() {
		if x == v {
			return true
		}
	}
	return false
}

// Fails reports whether a statement with this verdict does not hold. Unknown
// does not fail: nothing is known against it.
func (v Verdict) Fails() bool { return v != Supported && v != Unknown }

// Kind says in what way a statement goes beyond the evidence or against it.
type Kind string

// The kinds of DESIGN 12.
const (
	StageCollapse  Kind = "stage-collapse"  // another stage than the evidence speaks of
	ActorSwap      Kind = "actor"           // a third party's run told as the developer's
	DroppedHedge   Kind = "dropped-hedge"   // a rumour or an inference told flatly
	AdaptedAsUsed  Kind = "adapted-as-used" // a port or benchmark told as use
	Exclusivity    Kind = "exclusivity"     // "only" or "entirely" added
	Count          Kind = "count"           // a number of chips that the evidence does not have
	CounterExample Kind = "class-counterexample"
	SameOrigin     Kind = "same-origin" // one more copy of a known voice
)

// Kinds lists the kinds.
func Kinds() []Kind {
	return []Kind{StageCollapse, ActorSwap, DroppedHedge, AdaptedAsUsed, Exclusivity, Count, CounterExample, SameOrigin}
}

// Valid reports whether k is one of the eight kinds.
func (k Kind) Valid() bool {
	for _, x := range Kinds() {
		if x == k {
			return true
		}
	}
	return false
}
