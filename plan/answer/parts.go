package answer

import (
	"strings"

	"assay/plan"
)

// words name the parts of a step for people.
var words = map[string]string{
	"matrix": "matrix products", "attention": "attention", "vector": "element-wise work", "tensor_parallel": "tensor-parallel traffic",
	"expert_parallel": "expert traffic", "context_parallel": "context traffic", "pipeline": "pipeline traffic", "data_parallel": "data-parallel traffic",
	"bubble": "the pipeline bubble", "optimizer": "the optimizer", "launch": "kernel launches", "stragglers": "stragglers",
	"weights": "reading weights", "cache": "reading the cache", "arithmetic": "arithmetic", "experts": "experts", "links": "waiting for links",
}

// Words names a part of a step or of a decoding step for people.
func Words(part string) string {
	if w, ok := words[part]; ok {
		return w
	}
	return part
}

// MemoryWords names a kind of memory for people.
func MemoryWords(kind string) string { return strings.ReplaceAll(kind, "_", " ") }

// timeParts gives a step's time by kind, seconds.
func timeParts(t *plan.StepTime) map[string]float64 {
	return map[string]float64{
		"matrix": float64(t.Matrix), "attention": float64(t.Attention), "vector": float64(t.Vector),
		"tensor_parallel": float64(t.TP), "expert_parallel": float64(t.EP), "context_parallel": float64(t.CP),
		"pipeline": float64(t.PP), "data_parallel": float64(t.DP), "bubble": float64(t.Bubble),
		"optimizer": float64(t.Optimizer), "launch": float64(t.Launch), "stragglers": float64(t.Stragglers),
	}
}

func serveParts(t *plan.ServeTime) map[string]float64 {
	return map[string]float64{
		"weights": float64(t.Weights), "cache": float64(t.Cache), "arithmetic": float64(t.Arithmetic),
		"experts": float64(t.Experts), "links": float64(t.Links), "launch": float64(t.Launch),
	}
}

// memoryParts gives one chip's memory by kind, GiB, and the total.
func memoryParts(m *plan.Memory) map[string]float64 {
	out := map[string]float64{"total": m.Total().GiB()}
	for name, b := range map[string]plan.Bytes{
		"weights": m.Weights, "gradients": m.Gradients, "optimizer": m.Optimizer, "activations": m.Activations,
		"gathered": m.Gathered, "workspace": m.Workspace, "kv_cache": m.KVCache,
	} {
		if b > 0 {
			out[name] = b.GiB()
		}
	}
	return out
}

// largest is the key of the largest value; the first by name on a tie.
func largest(m map[string]float64) string {
	best := ""
	for _, k := range sortedKeys(m) {
		if best == "" || m[k] > m[best] {
			best = k
		}
	}
	return best
}
