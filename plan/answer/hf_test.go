package answer

import (
	"math"
	"strings"
	"testing"

	"assay/evidence"
	"assay/plan"
)

func TestParseConfig_counts(t *testing.T) {
	for _, c := range []struct {
		name, json    string
		total, active float64 // published, billions
	}{
		{"qwen3-235b", `{"model_type":"qwen3_moe","hidden_size":4096,"num_hidden_layers":94,"num_attention_heads":64,"num_key_value_heads":4,"head_dim":128,"intermediate_size":12288,"moe_intermediate_size":1536,"num_experts":128,"num_experts_per_tok":8,"vocab_size":151936}`, 235, 22},
		{"mixtral", `{"model_type":"mixtral","hidden_size":4096,"num_hidden_layers":32,"num_attention_heads":32,"num_key_value_heads":8,"intermediate_size":14336,"num_local_experts":8,"num_experts_per_tok":2,"vocab_size":32000}`, 46.7, 12.8},
		{"deepseek-v3", `{"model_type":"deepseek_v3","hidden_size":7168,"num_hidden_layers":61,"num_attention_heads":128,"num_key_value_heads":128,"intermediate_size":18432,"moe_intermediate_size":2048,"n_routed_experts":256,"n_shared_experts":1,"num_experts_per_tok":8,"first_k_dense_replace":3,"q_lora_rank":1536,"kv_lora_rank":512,"qk_nope_head_dim":128,"qk_rope_head_dim":64,"v_head_dim":128,"vocab_size":129280,"num_nextn_predict_layers":1}`, 671, 37},
		{"gpt2", `{"model_type":"gpt2","n_embd":768,"n_layer":12,"n_head":12,"vocab_size":50257,"tie_word_embeddings":true}`, 0.124, 0.124},
	} {
		m, err := ParseConfig(c.name, []byte(c.json))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		n := plan.Count(&m)
		if math.Abs(n.Total/1e9/c.total-1) > 0.01 || math.Abs(n.Active/1e9/c.active-1) > 0.05 {
			t.Errorf("%s: %.4g B in all and %.4g B active, published %g and %g", c.name, n.Total/1e9, n.Active/1e9, c.total, c.active)
		}
	}
}

func TestParseConfig_errors(t *testing.T) {
	for want, text := range map[string]string{
		"is an architecture that is not known": `{"model_type":"mamba3"}`,
		"model_type is missing":                `{}`,
		"is not a config.json":                 `[1]`,
		"layers is 0":                          `{"model_type":"llama","hidden_size":8,"num_attention_heads":1,"vocab_size":8}`,
		"top_k is missing":                     `{"model_type":"mixtral","hidden_size":8,"num_hidden_layers":1,"num_attention_heads":1,"vocab_size":8,"intermediate_size":8,"num_local_experts":4}`,
	} {
		_, err := ParseConfig("c.json", []byte(text))
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: error is %v", text, err)
		}
		if k := evidence.KindOf(err); k != evidence.Invalid && k != evidence.Unsupported {
			t.Errorf("%s: kind %q", text, k)
		}
	}
}

func FuzzParseConfig(f *testing.F) {
	f.Add([]byte(`{"model_type":"llama","hidden_size":4096,"num_hidden_layers":32,"num_attention_heads":32,"intermediate_size":11008,"vocab_size":32000}`))
	f.Add([]byte(`{"text_config":{"text_config":{}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if m, err := ParseConfig("c", data); err == nil {
			n := plan.Count(&m)
			if !(n.Total > 0) {
				t.Errorf("a valid model has %g parameters", n.Total)
			}
		}
	})
}
