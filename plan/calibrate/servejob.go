package calibrate

import (
	"regexp"
	"strconv"
	"strings"

	"assay/evidence"
	"assay/plan"
)

// ServeJob is an inference row made ready for the model.
type ServeJob struct {
	Row      *Row
	Model    plan.Model
	Cluster  plan.Cluster
	Serving  plan.Serving
	Fill     bool // the batch is as large as memory and the engine allow
	Measures []Measure
}

// engineBatch is the most sequences an engine decodes together by default.
const engineBatch = 256

var acceptance = regexp.MustCompile(`(\d+)% acceptance`)

// NewServeJob makes an inference row ready; the error says why it cannot be
// judged.
func NewServeJob(r *Row, names *Names) (*ServeJob, error) {
	if !r.Inference() {
		return nil, evidence.Errorf(evidence.Unsupported, "not an inference row")
	}
	j := &ServeJob{Row: r, Model: r.PlanModel()}
	if err := j.Model.Check(); err != nil {
		return nil, err
	}
	chip, err := names.Chip(r.Chip)
	if err != nil {
		return nil, err
	}
	if r.Chips == nil {
		return nil, evidence.Errorf(evidence.Unsupported, "chips: the source does not say how many")
	}
	j.Cluster = plan.Cluster{Chip: chip, Chips: whole(r.Chips)}
	if err := j.serving(); err != nil {
		return nil, err
	}
	if err := j.load(); err != nil {
		return nil, err
	}
	j.measures()
	if len(j.Measures) == 0 {
		return nil, evidence.Errorf(evidence.Unsupported, "measured: no figure of the row is one that the model gives")
	}
	return j, nil
}

// serving reads precision and layout; the decode pool's of disaggregated rows.
func (j *ServeJob) serving() error {
	r, p, s := j.Row, &j.Row.Parallel, &j.Serving
	s.Year = r.Year()
	low := strings.ToLower(r.Precision)
	if strings.HasPrefix(low, "q") {
		s.Precision = plan.BF16 // integer weights, widened for the product
		s.WeightBytes = 0.5625
	} else {
		precision, _, err := ParsePrecision(r.Precision)
		if err != nil {
			return err
		}
		s.Precision = precision
	}
	if g := num(r.WeightGiB); g > 0 {
		s.WeightBytes = g * float64(plan.GiB) / plan.Count(&j.Model).Total
	}
	engine := strings.ToLower(r.Engine)
	s.KVBytes = 2
	if strings.Contains(engine, "tensorrt") && s.Precision != plan.BF16 {
		s.KVBytes = 1
	}
	s.StageByStage = strings.Contains(engine, "llama.cpp")
	one := func(v *float64, or int) int {
		if n := whole(v); n > 0 {
			return n
		}
		return or
	}
	if p.DecTP != nil {
		s.TP, s.PP, s.AttnDP, s.EP = one(p.DecTP, 1), 1, one(p.DecDP, 1), one(p.DecEP, 1)
		return nil
	}
	s.PP = one(p.PP, 1)
	s.AttnDP = one(p.AttnDP, 1)
	s.TP = one(p.TP, min(8, max(1, j.Cluster.Chips/(s.PP*s.AttnDP))))
	s.EP = one(p.EP, 1)
	if dies := s.AttnDP * s.TP; dies == 2*j.Cluster.Chips && s.AttnDP > 1 {
		// The source counts dies of a package of two (910C).
		s.AttnDP, s.EP = s.AttnDP/2, max(1, s.EP/2)
	}
	if s.TP*s.PP*s.AttnDP > j.Cluster.Chips && s.AttnDP > 1 {
		// Some engines print the experts' split as tp beside data-parallel attention.
		s.TP = max(1, j.Cluster.Chips/(s.PP*s.AttnDP))
	}
	s.EP = min(s.EP, max(1, j.Model.Experts))
	return nil
}

// load reads lengths and batch.
func (j *ServeJob) load() error {
	r, s := j.Row, &j.Serving
	if r.InputLen == nil && r.OutputLen == nil {
		return evidence.Errorf(evidence.Unsupported, "input_len: neither the prompt's nor the answer's length is published")
	}
	s.InputLen, s.OutputLen = whole(r.InputLen), whole(r.OutputLen)
	instances := max(1, j.Cluster.Chips/(s.TP*s.PP*s.AttnDP))
	c := whole(r.Concurrency)
	switch {
	case r.Parallel.DecPool != nil:
		s.Batch = max(1, c/max(1, whole(r.Parallel.DecPool)))
	case num(r.Measured.BatchPerChip) > 0 && r.Phase == "decode":
		s.Batch = int(num(r.Measured.BatchPerChip) * float64(s.TP*s.PP*s.AttnDP))
	case c > 0 && r.Phase == "serving-burst":
		j.Fill, s.Batch = true, min(c, engineBatch)
	case c > 0:
		s.Batch = max(1, c/instances)
	case r.Phase == "prefill":
		s.Batch = s.AttnDP
	case r.Phase == "offline-throughput":
		j.Fill, s.Batch = true, 4096
	default:
		return evidence.Errorf(evidence.Unsupported, "concurrency: neither the batch nor the load is published")
	}
	if m := acceptance.FindStringSubmatch(r.Notes); m != nil {
		share, _ := strconv.ParseFloat(m[1], 64)
		s.Drafted, s.Accepted = 1, share/100
	}
	return nil
}

func (j *ServeJob) measures() {
	r, m, s := j.Row, &j.Row.Measured, &j.Serving
	chips := float64(j.Cluster.Chips)
	add := func(q Quantity, v float64) {
		if v > 0 {
			j.Measures = append(j.Measures, Measure{Quantity: q, Value: v})
		}
	}
	prefill := r.Phase == "prefill"
	if v := num(m.TPOTms); v > 0 {
		add(TPOT, v)
	} else if v := num(m.DecodeSChip); v > 0 && !prefill {
		if num(m.BatchPerChip) > 0 {
			add(TPOT, 1000*num(m.BatchPerChip)/v)
		} else {
			add(OutputTokens, v*chips)
		}
	}
	if !prefill && r.Phase != "serving-burst" {
		add(TTFT, num(m.TTFTms))
	}
	if v := num(m.PrefillSChip); v > 0 {
		add(PrefillTokens, v*chips)
	} else if prefill {
		add(PrefillTokens, num(m.TotalTokensS))
	}
	if v := num(m.OutputTokensS); v > 0 {
		if r.Phase == "decode" && s.Batch == 1 {
			add(TPOT, 1000/v)
		} else {
			add(OutputTokens, v)
		}
	}
}

// Server prepares the model's server for the row, with the batch filled up
// where the row says so.
func (j *ServeJob) Server(c *plan.Constants) (*plan.Server, plan.Serving, error) {
	s := j.Serving
	v, err := plan.NewServer(&j.Model, j.Cluster, s, c)
	if err != nil || !j.Fill {
		return v, s, err
	}
	most := v.Serve().MaxBatch
	if most < 1 {
		return nil, s, evidence.Errorf(evidence.Unsupported, "memory: the weights leave no room for a cache on %d chips", j.Cluster.Chips)
	}
	s.Batch = max(1, min(s.Batch, most))
	v, err = plan.NewServer(&j.Model, j.Cluster, s, c)
	return v, s, err
}

// predict gives the model's figure for a measure.
func (j *ServeJob) predict(m Measure, o *plan.Served, s *plan.Serving) float64 {
	instances := float64(max(1, j.Cluster.Chips/(s.TP*s.PP*s.AttnDP)))
	switch m.Quantity {
	case TPOT:
		if j.Row.Phase == "decode" || j.Row.Parallel.DecPool != nil {
			return (o.Step / plan.Seconds(1+s.Drafted*s.Accepted)).Milliseconds()
		}
		return o.TPOT.Milliseconds()
	case TTFT:
		return o.TTFT.Milliseconds()
	case PrefillTokens:
		return o.PrefillTokensS * instances
	case OutputTokens:
		if j.Row.Phase == "decode" {
			return o.DecodeTokensS * instances
		}
		return o.OutputTokensS * instances
	}
	return 0
}
