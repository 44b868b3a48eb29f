package plan

import "math"

// prefill is the time of one prompt of n tokens on one attention group: a
// forward pass.
func (v *Server) prefill(n float64) Seconds {
	return Seconds(v.forward(n, n, math.Max(1, float64(v.s.AttnDP))))
}

// prefillRate is the instance's prompt tokens a second with full batches: 16k
// tokens a group, or one prompt if longer.
func (v *Server) prefillRate() float64 {
	n := math.Max(float64(v.s.InputLen), 8192)
	groups := float64(v.s.AttnDP)
	return n * groups / v.forward(n, float64(v.s.InputLen), groups)
}

// forward is the time of n tokens a group, in prompts of length s, on all
// groups together: products at prefill's share, scores, weights streamed once,
// collectives, launches.
func (v *Server) forward(n, s, groups float64) float64 {
	e, m := v.e, v.e.Model
	t := float64(v.s.TP)
	dense, moe := e.dense, e.moe
	layers := dense + moe
	work := 2 * (layers*e.attn.weights + dense*e.ffn.weights + moe*e.shared.weights) / t * n * v.gemm
	read := (layers*e.attn.weights + dense*e.ffn.weights + moe*e.shared.weights) / t * v.elem * v.stream
	out := math.Max(work, read)
	if moe > 0 {
		out += moe * v.expertStep(n*groups)
	}
	scores := float64(attentionFLOP(m, s)) / t * n * e.attnTime
	vector := layers * n / t * 24 * float64(m.Hidden) * e.elemTime
	if v.s.PP > 1 {
		// Chunks of 512 tokens follow each other through the stages.
		chunks, pp := math.Max(1, math.Ceil(n/512)), float64(v.s.PP)
		share := (chunks + pp - 1) / (chunks * pp)
		out, scores, vector = out*share, scores*share, vector*share
	}
	return out + scores + vector + v.links(n, t) + layers*v.layer
}
