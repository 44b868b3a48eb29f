package evidence

// Hedge says how firmly a statement is made.
type Hedge string

// The hedges of DESIGN 2. Likely caps the evidence class at E6, Alleged at E7;
// Unknown takes no part in used or not-used and opens undisclosed.
const (
	Asserted Hedge = "asserted"
	Reported Hedge = "reported"
	Alleged  Hedge = "alleged"
	Likely   Hedge = "likely"
	Unknown  Hedge = "unknown"
)

// Valid reports whether h is one of the five hedges.
func (h Hedge) Valid() bool {
	switch h {
	case Asserted, Reported, Alleged, Likely, Unknown:
		return true
	}
	return false
}

// Attribution says who is made to say the statement.
type Attribution string

// The attributions of DESIGN 2.
const (
	ByDocument    Attribution = "document"
	ByDeveloper   Attribution = "developer"
	ByChipVendor  Attribution = "chip-vendor"
	ByOperator    Attribution = "operator-or-partner"
	ByPaper       Attribution = "paper"
	ByMedia       Attribution = "media"
	ByAnonymous   Attribution = "anonymous-sources"
	ByOfficial    Attribution = "official"
	ByAnalyst     Attribution = "analyst-or-expert"
	BySocialMedia Attribution = "social-media"
)

// Valid reports whether a is one of the ten attributions.
func (a Attribution) Valid() bool {
	switch a {
	case ByDocument, ByDeveloper, ByChipVendor, ByOperator, ByPaper, ByMedia,
		ByAnonymous, ByOfficial, ByAnalyst, BySocialMedia:
		return true
	}
	return false
}

// Interest says whether the voice gains by the statement.
type Interest string

// The interests of DESIGN 4.1. Opposed counts as disinterested.
const (
	InterestNone    Interest = "none"
	InterestAligned Interest = "aligned"
	InterestOpposed Interest = "opposed"
)

// Valid reports whether i is one of the three interests.
func (i Interest) Valid() bool {
	switch i {
	case InterestNone, InterestAligned, InterestOpposed:
		return true
	}
	return false
}
