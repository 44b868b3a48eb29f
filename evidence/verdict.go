package evidence

// Word is what a cell says, in one word (R5).
type Word string

// The words of R5, in the order in which they are tried.
const (
	Withdrawn    Word = "withdrawn"
	Contested    Word = "contested"
	Confirmed    Word = "confirmed"
	SelfReported Word = "self-reported"
	ReportedWord Word = "reported"
	Inferred     Word = "inferred"
	Rumoured     Word = "rumoured"
	Undisclosed  Word = "undisclosed"
	UnknownWord  Word = "unknown"
)

// Words lists the words in the order in which R5 tries them.
func Words() []Word {
	return []Word{Withdrawn, Contested, Confirmed, SelfReported, ReportedWord,
		Inferred, Rumoured, Undisclosed, UnknownWord}
}

// Valid reports whether w is one of the nine words.
func (w Word) Valid() bool {
	for _, x := range Words() {
		if x == w {
			return true
		}
	}
	return false
}

// Rank orders words by R2: confirmed 4, reported and self-reported 3, inferred
// 2, rumoured 1, everything else 0.
func (w Word) Rank() int {
	switch w {
	case Confirmed:
		return 4
	case ReportedWord, SelfReported:
		return 3
	case Inferred:
		return 2
	case Rumoured:
		return 1
	}
	return 0
}

// Side is the class of a cell: whose silicon, seen from the model developer's
// country (R8).
type Side string

// The sides of R8.
const (
	Domestic    Side = "domestic"
	Foreign     Side = "foreign"
	Mixed       Side = "mixed"
	SideUnknown Side = "unknown"
)

// Valid reports whether s is one of the four sides.
func (s Side) Valid() bool {
	switch s {
	case Domestic, Foreign, Mixed, SideUnknown:
		return true
	}
	return false
}
