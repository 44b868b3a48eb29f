package plan

// Shapes that several tests use; figures as their makers publish them.

func gpt3() *Model {
	return &Model{Name: "gpt3-175b", Layers: 96, Hidden: 12288, Heads: 96, KVHeads: 96, HeadDim: 128, FFN: 49152, Vocab: 51200, Tied: true, SeqLen: 2048}
}

func llama70() *Model {
	return &Model{Name: "llama3-70b", Layers: 80, Hidden: 8192, Heads: 64, KVHeads: 8, HeadDim: 128, FFN: 28672, Gated: true, Vocab: 128256, SeqLen: 8192}
}

func deepseekV3() *Model {
	return &Model{Name: "deepseek-v3", Layers: 61, DenseLayers: 3, Hidden: 7168, Heads: 128, KVHeads: 128, HeadDim: 192, FFN: 18432, Gated: true, Vocab: 129280, SeqLen: 4096,
		Experts: 256, TopK: 8, SharedExperts: 1, ExpertFFN: 2048, MLA: &MLA{1536, 512, 128, 64, 128}}
}

func trillion() *Model {
	return &Model{Name: "moe-1t", Layers: 61, DenseLayers: 1, Hidden: 7168, Heads: 64, KVHeads: 64, HeadDim: 192, FFN: 18432, Gated: true, Vocab: 163840, SeqLen: 4096,
		Experts: 384, TopK: 8, SharedExperts: 1, ExpertFFN: 2048, MLA: &MLA{1536, 512, 128, 64, 128}}
}

func a100() Chip {
	return Chip{ID: "nvidia-a100", Family: Ampere, Rates: [4]FLOPRate{312e12, 0, 0, 624e12}, Memory: 80 * GiB, MemoryRate: 2039e9,
		ScaleUp: 300e9, ScaleUpDomain: 8, ScaleOut: 25e9, Power: 400}
}

func h800() Chip {
	return Chip{ID: "nvidia-h800", Family: Hopper, Rates: [4]FLOPRate{989e12, 1979e12, 0, 1979e12}, Memory: 80 * GiB, MemoryRate: 3350e9,
		ScaleUp: 200e9, ScaleUpDomain: 8, ScaleOut: 50e9, Power: 700}
}

func estimator(m *Model, c Chip, chips, batch int, p Precision, year float64) *Estimator {
	k := Priors()
	e, err := NewEstimator(m, Cluster{c, chips}, Run{Precision: p, SeqLen: m.SeqLen, GlobalBatch: batch, Year: year}, &k)
	if err != nil {
		panic(err)
	}
	return e
}
