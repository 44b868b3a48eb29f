package plan

import "math"

// Estimator holds what does not depend on the layout, so that one layout costs
// well under a microsecond and no allocation. Make it with NewEstimator; it is
// not changed afterwards and may be used from several goroutines.
type Estimator struct {
	Model   *Model
	Cluster Cluster
	Run     Run
	c       Constants
	n       Counts

	dense, moe     float64 // layers
	attn, ffn      matrices
	shared, expert matrices
	head           matrices

	flopTime   float64 // seconds a FLOP in a large matrix product
	bf16Time   float64 // the same at 16 bit (vocabulary, router)
	byteTime   float64 // seconds an exposed byte of operand traffic
	expertTime float64 // seconds a FLOP in a grouped expert product
	elemTime   float64 // seconds a byte of element-wise work
	attnTime   float64 // seconds a FLOP of fused attention
	upTime     float64 // seconds a byte on the scale-up link, one direction
	outTime    float64 // seconds a byte on the scale-out link
	elemBytes  float64 // bytes of one operand element
	attnCasts  float64 // elements of the attention part's inputs, each distinct one once
	castBytes  float64 // bytes a cast operand element costs in 8 and 4 bit
	launch     float64 // seconds a dense layer
	launchMoE  float64 // seconds a local expert
	exposedTP  float64
	exposedEP  float64
	shownDP    float64 // share of data-parallel traffic that cannot hide
	age        float64 // factor on expert work: software maturity
	stragglers float64 // factor on the step
	unfused    bool
	fitted     bool
}

// matrices sums the products of one part of a layer: weights, and the inner and
// outer widths of those split by column (input whole) and by row (output whole).
type matrices struct {
	weights                      float64
	work                         float64 // weights with the padding that tiles of 256 compute
	colIn, colOut, rowIn, rowOut float64
}

// tiled is the mean padding of a product's forward pass, input gradient and
// weight gradient: outputs of n, k and n by k are cut into tiles of 256.
func tiled(k, n float64) float64 {
	pad := func(x float64) float64 { return math.Ceil(x/256) * 256 / x }
	return k * n * (pad(n) + pad(k) + pad(n)*pad(k)) / 3
}

func (a *matrices) column(k, n float64) {
	a.weights += k * n
	a.work += tiled(k, n)
	a.colIn += k
	a.colOut += n
}

func (a *matrices) row(k, n float64) {
	a.weights += k * n
	a.work += tiled(k, n)
	a.rowIn += k
	a.rowOut += n
}

// graphShare is what is left of launches on superchips: the stacks for them replay
// recorded graphs, because their host cores launch slowly.
const graphShare = 0.3

// fusedShare is what a whole-program compiler leaves of element-wise work and of
// traffic that cannot hide.
const fusedShare = 0.4

// NewEstimator checks model, cluster and run, and prepares them.
func NewEstimator(m *Model, cl Cluster, run Run, c *Constants) (*Estimator, error) {
	if err := m.Check(); err != nil {
		return nil, err
	}
	cl.Chip.Fill()
	if err := cl.Chip.Check(); err != nil {
		return nil, err
	}
	if err := cl.check(); err != nil {
		return nil, err
	}
	if err := run.Check(); err != nil {
		return nil, err
	}
	e := &Estimator{Model: m, Cluster: cl, Run: run, c: *c, n: Count(m)}
	e.shapes()
	e.rates()
	return e, nil
}

func (e *Estimator) shapes() {
	m := e.Model
	d, x := m.split()
	e.dense, e.moe = float64(d), float64(x)
	h := float64(m.Hidden)
	if a := m.MLA; a != nil {
		heads, qk := float64(m.Heads), float64(a.QKNopeDim+a.QKRopeDim)
		q := float64(a.QLoraRank)
		if q > 0 {
			e.attn.column(h, q)
			e.attn.column(q, heads*qk)
		} else {
			e.attn.column(h, heads*qk)
		}
		e.attn.column(h, float64(a.KVLoraRank+a.QKRopeDim))
		e.attn.column(float64(a.KVLoraRank), heads*float64(a.QKNopeDim+a.VDim))
		e.attn.row(heads*float64(a.VDim), h)
	} else {
		e.attn.column(h, float64(m.HeadDim*(m.Heads+2*m.KVHeads)))
		e.attn.row(float64(m.HeadDim*m.Heads), h)
	}
	e.attnCasts = e.attn.colIn + e.attn.rowIn
	if m.MLA != nil {
		e.attnCasts -= h // queries and keys come from one input
	}
	up := float64(m.ups())
	feed := func(a *matrices, f float64) {
		if f > 0 {
			a.column(h, up*f)
			a.row(f, h)
		}
	}
	feed(&e.ffn, float64(m.denseFFN()))
	feed(&e.shared, float64(m.sharedFFN()))
	feed(&e.expert, float64(m.ExpertFFN))
	e.head.column(h, float64(m.Vocab))
}

func (e *Estimator) rates() {
	chip, c, p := &e.Cluster.Chip, &e.c, e.Run.Precision
	power := chip.powerFactor()
	share, fitted := c.gemm(chip.Family, p)
	e.fitted = fitted
	half, _ := c.gemm(chip.Family, BF16)
	share, half = min(1, share*power), min(1, half*power)
	e.flopTime = e.n.WorkScale / (float64(chip.Rate(p)) * share)
	e.bf16Time = 1 / (float64(chip.Rate(BF16)) * half)
	e.elemBytes = p.bytes()
	if chip.Rates[p.index()] == 0 {
		e.elemBytes = 2
	}
	e.byteTime = c[operandShare] / float64(chip.MemoryRate)
	e.elemTime = 1 / (float64(chip.MemoryRate) * c[memoryShare])
	e.shownDP = 1 - c[hiddenDP]
	if chip.Family == TPU {
		// A whole-program compiler fuses element-wise work into the products and
		// schedules gathers ahead (Pope et al., arXiv 2211.05102, section 3.5).
		e.elemTime *= fusedShare
	}
	e.attnTime = e.n.WorkScale / (float64(chip.Rate(BF16)) * c.attention(chip.Family, e.Run.Year) * power)
	if d := e.Model.qkDim(); d < 128 {
		e.attnTime *= 0.4 + 0.6*128/float64(d) // a short head leaves the softmax's share larger
	}
	e.upTime = 1 / (float64(chip.ScaleUp) * c[scaleUpShare])
	e.outTime = 1 / (float64(chip.ScaleOut) * c[scaleOutShare])
	if p != BF16 {
		e.castBytes = 2 + 2*e.elemBytes // read 16 bit, write the value and its transpose
		if chip.Family == Hopper {
			// Hopper multiplies 8-bit operands in one order alone: the largest value is
			// looked for first, and the transpose is made apart.
			e.castBytes += 2
		}
	}
	e.age = 1 + c[moeAge]*clamp((2026.46-e.Run.Year)/0.17, 0, 1)
	e.expertTime = e.flopTime / c[expertShare]
	e.launch, e.launchMoE = c[launchDense]*1e-6, c[launchMoE]*1e-6
	if chip.HostMemory {
		e.launch *= graphShare
		e.launchMoE *= graphShare
	}
	e.exposedTP, e.exposedEP = 1-c[hiddenTP], 1-c[hiddenEP]
	if chip.Family == TPU {
		e.shownDP *= fusedShare
		e.exposedTP *= fusedShare // collective products: Wang et al., ASPLOS 2023
	}
	e.stragglers = 1 + c[lossPerDoubling]*log2(float64(e.Cluster.Chips)/8)
	e.unfused = e.Run.Year < unfusedBefore
}

// Constants are those that the estimator was made with.
func (e *Estimator) Constants() Constants { return e.c }
