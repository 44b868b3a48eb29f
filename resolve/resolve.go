// Package resolve turns claims and their origins into verdicts: one row for
// each model, one cell for each stage, by rules R0 to R9 of docs/rules.md.
//
// In come claims (records and extracted), what the catalogue names, and the
// keys by which package origin joins claims of one voice. Out go rows in the
// shape of `assay matrix`, contradictions, differences between two dates,
// histories, and what would change a verdict. Nothing is stored, nothing is
// fetched, no clock is read: the same values in give the same values out, in
// whatever order the claims come.
package resolve
