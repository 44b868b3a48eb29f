package plan

import (
	"math"

	"assay/evidence"
)

// Serving says how a model is served: the layout of one instance and its load.
type Serving struct {
	Precision    Precision // of weights and products
	WeightBytes  float64   // bytes a weight as stored; 0 = the precision's own
	KVBytes      float64   // bytes a cached element; 0 = 2
	TP, PP       int       // of one attention group
	AttnDP       int       // attention groups; an instance has TP*PP*AttnDP chips
	EP           int       // chips over which whole experts are spread; 1 = each expert split over all
	Batch        int       // sequences decoded together by the instance
	InputLen     int       // tokens
	OutputLen    int       // tokens
	Drafted      float64   // tokens proposed beyond the first each step (multi-token heads); 0 = none
	Accepted     float64   // share of these accepted
	Year         float64   // date of the software
	StageByStage bool      // pipeline stages take turns on one sequence (a layer split without pipelining)
}

// Served is what an instance delivers.
type Served struct {
	Prefill        Seconds // one request's prompt, alone on the instance
	Step           Seconds // one decoding step of the batch
	TPOT           Seconds // time per output token of one sequence, with prefills of others in between
	TTFT           Seconds // mean wait for the first token: the prompt's own time and that of a quarter of the batch's others
	OutputTokensS  float64 // of the instance, prompts included in the time
	DecodeTokensS  float64 // of the instance, decoding alone
	PrefillTokensS float64 // of the instance, prefilling alone
	Mem            Memory
	Fits           bool
	MaxBatch       int // sequences whose cache fits beside the weights
	Time           ServeTime
}

// ServeTime is where one decoding step goes.
type ServeTime struct {
	Weights, Cache, Arithmetic, Experts, Links, Launch Seconds
}

// Check gives an error that names the first field which cannot be.
func (s *Serving) Check(m *Model, chips int) error {
	for _, f := range []struct {
		name  string
		value int
	}{{"tp", s.TP}, {"pp", s.PP}, {"attn_dp", s.AttnDP}, {"ep", s.EP}, {"batch", s.Batch}} {
		if f.value < 1 {
			return evidence.Errorf(evidence.Invalid, "%s is %d; it must be at least 1", f.name, f.value)
		}
	}
	switch {
	case !s.Precision.Valid():
		return evidence.Errorf(evidence.Invalid, "precision %q is not bf16, fp8, fp4 or int8", s.Precision)
	case s.InputLen < 0 || s.OutputLen < 0 || s.InputLen+s.OutputLen < 1:
		return evidence.Errorf(evidence.Invalid, "input_len %d and output_len %d leave nothing to do", s.InputLen, s.OutputLen)
	case s.TP*s.PP*s.AttnDP > chips:
		return evidence.Errorf(evidence.Invalid, "tp*pp*attn_dp is %d, more than the %d chips", s.TP*s.PP*s.AttnDP, chips)
	case s.TP > m.Heads:
		return evidence.Errorf(evidence.Invalid, "tp %d exceeds the %d heads", s.TP, m.Heads)
	case s.EP > 1 && s.EP > max(1, m.Experts):
		return evidence.Errorf(evidence.Invalid, "ep %d exceeds the %d experts", s.EP, m.Experts)
	}
	return nil
}

// Server evaluates serving of one model on one chip. Make it with NewServer.
type Server struct {
	e      *Estimator
	s      Serving
	stream float64 // seconds a byte from memory
	elem   float64 // bytes a stored weight
	kv     float64 // bytes a cached element
	chips  float64 // of the instance
	gemm   float64 // seconds a FLOP
	hop    float64
	layer  float64
}

// NewServer checks and prepares.
func NewServer(m *Model, cl Cluster, s Serving, c *Constants) (*Server, error) {
	run := Run{Precision: s.Precision, SeqLen: max(1, s.InputLen), GlobalBatch: max(1, s.Batch), Year: s.Year}
	e, err := NewEstimator(m, cl, run, c)
	if err != nil {
		return nil, err
	}
	if err := s.Check(m, cl.Chips); err != nil {
		return nil, err
	}
	v := &Server{e: e, s: s, elem: s.WeightBytes, kv: s.KVBytes, chips: float64(s.TP * s.PP * s.AttnDP)}
	if v.elem == 0 {
		v.elem = s.Precision.bytes()
	}
	if v.kv == 0 {
		v.kv = 2
	}
	consumer := e.Cluster.Chip.Family == Consumer
	share := c[decodeMemory]
	v.gemm = e.flopTime / c[prefillShare]
	v.layer, v.hop = c[decodeLayer]*1e-6, c[hopLatency]*1e-6
	if consumer {
		share, v.gemm, v.layer = c[streamConsumer], e.flopTime, 0
	}
	v.stream = 1 / (float64(e.Cluster.Chip.MemoryRate) * share)
	return v, nil
}

// Serve gives what the instance delivers.
func (v *Server) Serve() Served {
	s := &v.s
	var out Served
	out.Mem, out.MaxBatch = v.memory()
	out.Fits = out.Mem.Total() <= v.e.Cluster.Chip.Memory
	context := float64(s.InputLen) + float64(s.OutputLen)/2
	out.Time, out.Step = v.step(float64(s.Batch), context)
	perStep := 1 + s.Drafted*s.Accepted
	if s.InputLen > 0 {
		out.Prefill = v.prefill(float64(s.InputLen))
		out.PrefillTokensS = v.prefillRate()
	}
	decode := out.Step / Seconds(perStep)
	out.TPOT = decode
	batch := float64(s.Batch)
	out.DecodeTokensS = batch / float64(decode)
	if s.OutputLen > 0 {
		// Each of the batch's requests is prefilled once while the others wait.
		shared := batch * float64(s.InputLen) / v.prefillRateOrInf()
		out.TPOT += Seconds(shared / float64(s.OutputLen))
		out.OutputTokensS = batch / float64(out.TPOT)
	}
	out.TTFT = out.Prefill*Seconds(1+batch/float64(s.AttnDP)/4) + out.Step
	return out
}

func (v *Server) prefillRateOrInf() float64 {
	if v.s.InputLen == 0 {
		return math.Inf(1)
	}
	return v.prefillRate()
}

// Decode gives the time of one step alone, for a batch of the instance at a
// context length.
func (v *Server) Decode(batch, context float64) Seconds { _, t := v.step(batch, context); return t }

// memory is one chip's weights and cache, and the largest batch that fits.
func (v *Server) memory() (Memory, int) {
	e, s, m := v.e, &v.s, v.e.Model
	n := &e.n
	t, pp := float64(s.TP), float64(s.PP)
	shared := e.dense*n.DenseFFNParams + e.moe*(n.SharedParams+n.RouterParams) + float64(m.Layers)*n.AttentionParams
	var experts float64
	if e.moe > 0 {
		experts = e.moe * float64(m.Experts) * n.ExpertParams / (v.chips / pp)
	}
	vocab := n.VocabParams * 2
	if m.Tied {
		vocab = n.VocabParams
	}
	mem := Memory{
		Weights:   Bytes((shared/t+experts)*n.MemoryScale*v.elem/pp + vocab/t*math.Max(v.elem, 1)/pp),
		Workspace: workspace,
	}
	perToken := 2 * float64(m.KVHeads*m.HeadDim) / math.Min(t, float64(m.KVHeads))
	if a := m.MLA; a != nil {
		perToken = float64(a.KVLoraRank + a.QKRopeDim)
	}
	length := v.meanKeys(float64(s.InputLen + s.OutputLen))
	perSequence := length * perToken * v.kv * float64(m.Layers) / pp
	mem.KVCache = Bytes(perSequence * math.Ceil(float64(s.Batch)/float64(s.AttnDP)))
	room := 0.95*e.Cluster.Chip.Memory - mem.Weights - mem.Workspace
	most := 0
	if room > 0 && perSequence > 0 {
		most = int(float64(room)/perSequence) * s.AttnDP
	}
	return mem, most
}
