package evidence

// Stage is the part of a model's life that a claim speaks of.
type Stage string

// The stages of DESIGN 2. TrainingUnspecified is used where the text says only
// "trained"; it is never read as pre-training (R1).
const (
	PreTraining         Stage = "pre-training"
	PostTraining        Stage = "post-training"
	Inference           Stage = "inference"
	TrainingUnspecified Stage = "training-unspecified"
)

// Stages lists the stages in the order in which pages and tables show them.
func Stages() []Stage {
	return []Stage{PreTraining, PostTraining, TrainingUnspecified, Inference}
}

// Valid reports whether s is one of the four stages.
func (s Stage) Valid() bool {
	switch s {
	case PreTraining, PostTraining, Inference, TrainingUnspecified:
		return true
	}
	return false
}

// Relation says what a claim states between a model's stage and some silicon.
type Relation string

// The relations of DESIGN 2. Adapted (ported, day-0 support, benchmarked) and
// Planned fill no cell.
const (
	Used            Relation = "used"
	NotUsed         Relation = "not-used"
	AttemptedFailed Relation = "attempted-failed"
	Planned         Relation = "planned"
	Adapted         Relation = "adapted"
)

// Relations lists the relations, strongest statement first.
func Relations() []Relation {
	return []Relation{Used, NotUsed, AttemptedFailed, Planned, Adapted}
}

// Valid reports whether r is one of the five relations.
func (r Relation) Valid() bool {
	switch r {
	case Used, NotUsed, AttemptedFailed, Planned, Adapted:
		return true
	}
	return false
}

// CountQual says how a count of chips is to be read.
type CountQual string

// The qualifiers of a count; the empty string stands where no count is given.
const (
	CountEqual   CountQual = "eq"
	CountApprox  CountQual = "approx"
	CountAtLeast CountQual = "ge"
	CountAtMost  CountQual = "le"
)

// Valid reports whether q is a qualifier or empty.
func (q CountQual) Valid() bool {
	switch q {
	case "", CountEqual, CountApprox, CountAtLeast, CountAtMost:
		return true
	}
	return false
}
