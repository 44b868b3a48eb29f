package resolve

// The numbers of the rules, as docs/rules.md explains them and as output
// prints them. A number never changes its meaning.
const (
	R0 = "R0" // which claims take part, as known on a date
	R1 = "R1" // never cross stages; implied, inherited, ready on, planned
	R2 = "R2" // finest node that earns the best word; candidates; beside
	R3 = "R3" // evidence, origins, disinterested origins of a node
	R4 = "R4" // opposition, range, outranked, history, denied plan
	R5 = "R5" // the word
	R6 = "R6" // newer does not beat older; supersession by the same claimant
	R7 = "R7" // information number
	R8 = "R8" // domestic or foreign
	R9 = "R9" // the sentence
)

// Rules lists the numbers in order.
func Rules() []string { return []string{R0, R1, R2, R3, R4, R5, R6, R7, R8, R9} }
