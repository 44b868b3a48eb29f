package answer

import (
	"encoding/json"
	"strings"

	"assay/evidence"
	"assay/plan"
)

// config is a Hugging Face config.json, as far as a decoder's shape goes.
type config struct {
	ModelType     string   `json:"model_type"`
	Architectures []string `json:"architectures"`
	TextConfig    *config  `json:"text_config"`

	HiddenSize    *int     `json:"hidden_size"`
	NEmbd         *int     `json:"n_embd"`
	Layers        *int     `json:"num_hidden_layers"`
	NLayer        *int     `json:"n_layer"`
	Heads         *int     `json:"num_attention_heads"`
	NHead         *int     `json:"n_head"`
	KVHeads       *int     `json:"num_key_value_heads"`
	HeadDim       *int     `json:"head_dim"`
	Intermediate  *int     `json:"intermediate_size"`
	NInner        *int     `json:"n_inner"`
	Vocab         *int     `json:"vocab_size"`
	MaxPosition   *int     `json:"max_position_embeddings"`
	Tied          *bool    `json:"tie_word_embeddings"`
	SlidingWindow *int     `json:"sliding_window"`
	LayerTypes    []string `json:"layer_types"`

	RoutedExperts *int `json:"n_routed_experts"`
	NumExperts    *int `json:"num_experts"`
	LocalExperts  *int `json:"num_local_experts"`
	TopK          *int `json:"num_experts_per_tok"`
	SharedExperts *int `json:"n_shared_experts"`
	MoEFFN        *int `json:"moe_intermediate_size"`
	SharedFFN     *int `json:"shared_expert_intermediate_size"`
	FirstDense    *int `json:"first_k_dense_replace"`
	MTP           *int `json:"num_nextn_predict_layers"`

	QLoraRank  *int `json:"q_lora_rank"`
	KVLoraRank *int `json:"kv_lora_rank"`
	QKNope     *int `json:"qk_nope_head_dim"`
	QKRope     *int `json:"qk_rope_head_dim"`
	VHead      *int `json:"v_head_dim"`
}

// plain lists architectures whose feed-forward has no gate; gated lists those
// with one. Others are unknown: a shape read wrongly is worse than none.
var (
	plain = []string{"gpt2", "gpt_neox", "opt", "bloom", "mpt", "falcon", "phi", "starcoder2", "nemotron", "gptj"}
	gated = []string{"llama", "mistral", "mixtral", "qwen2", "qwen2_moe", "qwen3", "qwen3_moe", "deepseek", "deepseek_v2", "deepseek_v3", "deepseek_v32",
		"deepseek_v4", "kimi_k2", "gemma", "gemma2", "gemma3_text", "baichuan", "internlm", "internlm2", "internlm3", "yi", "glm", "glm4", "glm4_moe", "glm4_moe_lite", "chatglm",
		"phi3", "phimoe", "olmo", "olmo2", "olmoe", "gpt_oss", "minimax", "minimax_m2", "ernie4_5", "ernie4_5_moe", "hunyuan_v1_dense", "hunyuan_v1_moe", "pangu_moe", "pangu_ultra_moe",
		"pangu_pro_moe", "openpangu", "seed_oss", "cohere", "cohere2", "dbrx", "stablelm", "smollm3", "exaone4", "longcat_flash", "step3", "bailing_moe", "bailing_moe_v2", "dots1", "mimo", "telechat2", "persimmon", "granite", "granitemoe"}
)

// ParseConfig reads a Hugging Face config.json as a model. name stands for the
// model where the file gives none; an architecture that is not known, or a
// missing field, is an error that names it.
func ParseConfig(name string, data []byte) (plan.Model, error) {
	var c config
	if err := json.Unmarshal(data, &c); err != nil {
		return plan.Model{}, evidence.WithKind(evidence.Invalid, err, "%s is not a config.json", name)
	}
	if c.TextConfig != nil {
		if c.TextConfig.ModelType == "" {
			c.TextConfig.ModelType = c.ModelType
		}
		c = *c.TextConfig
	}
	kind := strings.ToLower(c.ModelType)
	m := plan.Model{Name: name}
	switch {
	case listed(gated, kind):
		m.Gated = true
	case listed(plain, kind):
	case kind == "":
		return m, evidence.Errorf(evidence.Unsupported, "%s: model_type is missing, so the architecture is unknown", name)
	default:
		return m, evidence.Errorf(evidence.Unsupported, "%s: model_type %q is an architecture that is not known", name, c.ModelType)
	}
	first := func(ps ...*int) int {
		for _, p := range ps {
			if p != nil && *p != 0 {
				return *p
			}
		}
		return 0
	}
	m.Hidden, m.Layers, m.Heads = first(c.HiddenSize, c.NEmbd), first(c.Layers, c.NLayer), first(c.Heads, c.NHead)
	m.KVHeads, m.HeadDim, m.FFN = first(c.KVHeads), first(c.HeadDim), first(c.Intermediate, c.NInner)
	m.Vocab, m.SeqLen = first(c.Vocab), min(first(c.MaxPosition), 4096)
	if m.SeqLen == 0 {
		m.SeqLen = 4096
	}
	m.Tied = c.Tied != nil && *c.Tied
	if m.KVHeads == 0 {
		m.KVHeads = m.Heads
	}
	if m.HeadDim == 0 && m.Heads > 0 {
		m.HeadDim = m.Hidden / m.Heads
	}
	if m.FFN == 0 && !m.Gated {
		m.FFN = 4 * m.Hidden
	}
	c.experts(&m, first)
	if c.KVLoraRank != nil && *c.KVLoraRank > 0 {
		m.MLA = &plan.MLA{QLoraRank: first(c.QLoraRank), KVLoraRank: *c.KVLoraRank, QKNopeDim: first(c.QKNope), QKRopeDim: first(c.QKRope), VDim: first(c.VHead)}
		m.HeadDim = m.MLA.QKNopeDim + m.MLA.QKRopeDim
	}
	for _, t := range c.LayerTypes {
		if t == "sliding_attention" {
			m.SlidingLayers++
		}
	}
	if m.SlidingLayers > 0 {
		m.SlidingWindow = first(c.SlidingWindow)
	}
	return m, m.Check()
}

func (c *config) experts(m *plan.Model, first func(...*int) int) {
	m.Experts, m.TopK = first(c.RoutedExperts, c.NumExperts, c.LocalExperts), first(c.TopK)
	if m.Experts == 0 {
		return
	}
	m.SharedExperts, m.ExpertFFN, m.SharedExpertFFN = first(c.SharedExperts), first(c.MoEFFN), first(c.SharedFFN)
	if m.ExpertFFN == 0 {
		m.ExpertFFN = m.FFN // mixtral and gpt_oss print the expert's width as intermediate_size
	}
	m.DenseLayers, m.MTPLayers = first(c.FirstDense), first(c.MTP)
}

func listed(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
