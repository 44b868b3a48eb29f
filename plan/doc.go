// Package plan is the performance model: what a stage of a transformer takes on
// a given silicon.
//
// In come values alone: a Model (its shape), a Cluster (a chip and a count), a
// Run (precision, sequence, batch, date of the software) and the fitted
// Constants. Out come a Layout, the memory of one chip by kind, the time of one
// step by kind, what bounds it, and from these tokens a second, days,
// chip-hours and energy with an 80 % interval.
//
// Rules that hold here: the package is pure (no clock, no randomness, no files);
// the same values in give the same values out; one evaluation allocates nothing;
// quantities carry their unit in their type (Seconds, Bytes, FLOP, ...) or in
// their name; every formula names its source; a model, chip or layout that
// cannot be judged is an error that names the field, and a chip or precision
// without published rows is marked as not calibrated, never silently trusted.
//
// Conventions: a FLOP is one multiply or one add of a matrix product; MFU counts
// the model's matrix products (6 a parameter and token, causal attention halved,
// vocabulary once), never recomputation, over the dense peak of the run's
// precision. All counts of bytes are bytes, GiB is 2^30, GB and TFLOP/s are
// decimal. A chip is one package as sold.
package plan
