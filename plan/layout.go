package plan

import (
	"fmt"
	"strconv"
	"strings"

	"assay/evidence"
)

// Recompute says which activations the backward pass computes again.
type Recompute string

// The kinds of recomputation (Korthikanti et al., arXiv 2205.05198).
const (
	RecomputeNone      Recompute = "none"
	RecomputeSelective Recompute = "selective"
	RecomputeFull      Recompute = "full"
)

// Valid reports whether r is a kind of recomputation.
func (r Recompute) Valid() bool {
	return r == RecomputeNone || r == RecomputeSelective || r == RecomputeFull
}

// Layout says how a model lies on a cluster. TP splits matrices (with sequence
// parallelism unless NoSP), PP stages of VPP virtual parts, DP replicas, EP
// experts, CP the sequence; TP*PP*CP*DP = chips. EP ranks are drawn from the
// TP*CP*DP chips of a stage. ZeRO 1 shards the optimizer, 2 the gradients too,
// 3 the weights too (Rajbhandari et al., arXiv 1910.02054). MicroBatch counts
// sequences.
type Layout struct {
	TP, PP, VPP, DP, EP, CP int
	ZeRO                    int
	MicroBatch              int
	Recompute               Recompute
	NoSP                    bool // no sequence parallelism (software before 2022)
	SplitExperts            bool // experts split over TP as well as EP
	Offload                 bool // activations moved to host memory
	Overlap                 bool // forward and backward chunks hide each other's expert traffic (DualPipe, DeepSeek-V3, 3.2.1)
}

// String writes a layout as the --layout flag reads it; parts that are open are
// left out.
func (l Layout) String() string {
	var parts []string
	for _, f := range []struct {
		name  string
		value int
	}{{"tp", l.TP}, {"pp", l.PP}, {"vpp", l.VPP}, {"dp", l.DP}, {"ep", l.EP}, {"cp", l.CP}} {
		if f.value > 0 {
			parts = append(parts, fmt.Sprintf("%s=%d", f.name, f.value))
		}
	}
	if l.ZeRO >= 0 {
		parts = append(parts, fmt.Sprintf("zero=%d", l.ZeRO))
	}
	if l.MicroBatch > 0 {
		parts = append(parts, fmt.Sprintf("mb=%d", l.MicroBatch))
	}
	if l.Recompute != "" {
		parts = append(parts, "recompute="+string(l.Recompute))
	}
	if l.Offload {
		parts = append(parts, "offload")
	}
	if l.Overlap {
		parts = append(parts, "overlap")
	}
	if len(parts) == 0 {
		return "an open layout"
	}
	return strings.Join(parts, ",")
}

// ParseLayout reads "tp=8,pp=16,ep=64,mb=1,recompute=full"; what is not named
// stays zero and is searched.
func ParseLayout(s string) (Layout, error) {
	var l Layout
	if strings.TrimSpace(s) == "" {
		return l, nil
	}
	fields := map[string]*int{"tp": &l.TP, "pp": &l.PP, "vpp": &l.VPP, "dp": &l.DP, "ep": &l.EP, "cp": &l.CP,
		"zero": &l.ZeRO, "mb": &l.MicroBatch, "micro_batch": &l.MicroBatch}
	l.ZeRO = -1
	for _, part := range strings.Split(s, ",") {
		key, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		if key == "offload" {
			l.Offload = true
			continue
		}
		if key == "overlap" {
			l.Overlap = true
			continue
		}
		if key == "recompute" {
			l.Recompute = Recompute(value)
			if !l.Recompute.Valid() {
				return l, evidence.Errorf(evidence.Invalid, "layout: recompute %q is not none, selective or full", value)
			}
			continue
		}
		field, ok := fields[key]
		if !ok {
			return l, evidence.Errorf(evidence.Invalid, "layout: %q is not one of tp, pp, vpp, dp, ep, cp, zero, mb, recompute, offload, overlap", key)
		}
		n, err := strconv.Atoi(value)
		if err != nil || n < 0 || (n == 0 && key != "zero") || (key == "zero" && n > 3) || n > 1<<24 {
			return l, evidence.Errorf(evidence.Invalid, "layout: %s=%q is not a positive number", key, value)
		}
		*field = n
	}
	return l, nil
}

// Check gives an error that names the first part of a layout that cannot be on
// this model, cluster and global batch (in sequences).
func (l Layout) Check(m *Model, chips, globalBatch int) error {
	for _, f := range []struct {
		name  string
		value int
	}{{"tp", l.TP}, {"pp", l.PP}, {"vpp", l.VPP}, {"dp", l.DP}, {"ep", l.EP}, {"cp", l.CP}, {"micro_batch", l.MicroBatch}} {
		if f.value < 1 {
			return evidence.Errorf(evidence.Invalid, "layout: %s is %d; it must be at least 1", f.name, f.value)
		}
	}
	if l.ZeRO < 0 || l.ZeRO > 3 {
		return evidence.Errorf(evidence.Invalid, "layout: zero is %d; it must be 0 to 3", l.ZeRO)
	}
	if !l.Recompute.Valid() {
		return evidence.Errorf(evidence.Invalid, "layout: recompute %q is not none, selective or full", l.Recompute)
	}
	stage := l.TP * l.CP * l.DP
	switch {
	case stage*l.PP != chips:
		return evidence.Errorf(evidence.Invalid, "layout: tp*pp*cp*dp is %d, but there are %d chips", stage*l.PP, chips)
	case l.PP > m.Layers+m.MTPLayers:
		return evidence.Errorf(evidence.Invalid, "layout: pp %d exceeds the %d layers", l.PP, m.Layers)
	case l.TP > m.Heads:
		return evidence.Errorf(evidence.Invalid, "layout: tp %d exceeds the %d heads", l.TP, m.Heads)
	case l.EP > 1 && !m.MoE():
		return evidence.Errorf(evidence.Invalid, "layout: ep is %d, but %s has no experts", l.EP, m.Name)
	case m.MoE() && l.EP > m.Experts:
		return evidence.Errorf(evidence.Invalid, "layout: ep %d exceeds the %d experts", l.EP, m.Experts)
	case l.EP > stage:
		return evidence.Errorf(evidence.Invalid, "layout: ep %d exceeds the %d chips of a stage", l.EP, stage)
	case globalBatch < 1:
		return evidence.Errorf(evidence.Invalid, "batch is %d sequences; it must be at least 1", globalBatch)
	case l.MicroBatch*l.DP > globalBatch:
		return evidence.Errorf(evidence.Invalid, "layout: micro_batch*dp is %d, more than the batch of %d sequences", l.MicroBatch*l.DP, globalBatch)
	}
	return nil
}
