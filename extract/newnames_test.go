package extract_test

import (
	"strings"
	"testing"

	"assay/evidence"
)

// TestNewNames_listed lists what the catalogue does not know, as written, and
// nothing that it knows.
func TestNewNames_listed(t *testing.T) {
	r := reader(t)
	for body, want := range map[string]string{
		"Qwen9.5-Mega was trained on Ascend 910B chips.":                     "model Qwen9.5-Mega (Alibaba)",
		"GLM-5 was trained on 2,000 Ascend 980 processors.":                  "silicon Ascend 980 (Huawei Ascend)",
		"智谱用寒武纪MLU790训练GLM-5。":                                               "silicon MLU790 (Cambricon MLU)",
		"GLM-5 was trained on the Ascend 910B; Ascend 5 times.":              "",
		"DeepSeek-V3 wurde auf H800 trainiert. Qwen2.5-72B lief auf TPU v4.": "",
	} {
		var got []string
		for _, n := range r.Read(evidence.Document{Body: body, Kind: "news"}).NewNames {
			got = append(got, n.Kind+" "+n.Name+" ("+n.Near+")")
		}
		if s := strings.Join(got, "; "); s != want {
			t.Errorf("%s: got %q, want %q", body, s, want)
		}
	}
}
