package extract

import (
	"strings"

	"assay/catalogue"
	"assay/evidence"
	"assay/text"
)

// keyStage reads a line of the form "Hardware: 64 x A100" or a sentence without
// a stage of its own under a heading that names one.
func (d *doc) keyStage(u *unit, s *silicon) (*stageMention, bool) {
	if s.node == catalogue.CPU {
		return nil, false
	}
	key, isKey := d.keyOf(u, s)
	stage := d.headStage(u, key)
	if stage == "" {
		stage = d.headStage(u, u.heading)
	}
	words := key + " " + u.heading
	listed := u.kind == text.Item && len(u.text) < 90 && containsAny(u.heading, "hardware", "infrastructure", "硬件") && s.Start-u.Start < 24
	hardware := listed || isKey && containsAny(key, "hardware", "gpu", "accelerator", "device", "chip", "compute", "硬件", "算力", "加速卡", "芯片", "设备", "显卡", "beschleuniger", "server", "infrastructure", "cluster", "集群", "npu", "machine")
	if stage == "" && hardware && containsAny(u.heading, "infrastructure", "technical spec", "hardware", "environment") && !containsAny(words, "require", "support", "recommend", "compatib", "test") {
		stage = evidence.TrainingUnspecified
	}
	ready := containsAny(words, "require", "support", "recommend", "compatib", "tested", "test hardware", "minimum", "支持", "要求", "推荐", "适配", "anforderung", "unterstütz", "benchmark", "usage", "quick", "deploy", "install", "部署", "speed")
	switch {
	case stage == "" && isKey && ready, stage == evidence.Inference && (hardware || ready):
		return &stageMention{Span: text.Span{Start: u.Start, End: u.Start}, stages: []evidence.Stage{evidence.Inference}}, true
	case stage == "" || stage == evidence.Inference:
		return nil, false
	case hardware || u.any(u.Start, s.End, cUse) != nil || s.count != nil && placed(u, s):
		return &stageMention{Span: text.Span{Start: u.Start, End: u.Start}, stages: []evidence.Stage{stage}}, ready && hardware
	}
	return nil, false
}

// keyOf gives the folded key of "Key: value" where the silicon stands in the
// value: on its own line, or in a list below a line that ends in a colon.
func (d *doc) keyOf(u *unit, s *silicon) (string, bool) {
	line := u.text[:s.Start-u.Start]
	if i := strings.LastIndexByte(line, '\n'); i >= 0 {
		line = line[i+1:]
	}
	if i := strings.IndexAny(line, ":："); i >= 0 && i <= 70 {
		return text.Fold(line[:i]), true
	}
	if u.kind != text.Item || len(u.text) > 90 {
		return "", false
	}
	for i := d.at - 1; i >= 0 && i >= d.at-12; i-- {
		p := d.units[i]
		if p.kind == text.Item {
			continue
		}
		t := strings.TrimRight(p.text, " *_")
		if j := strings.LastIndexByte(t, '\n'); j >= 0 {
			t = t[j+1:]
		}
		if len(t) < 90 && (strings.HasSuffix(t, ":") || strings.HasSuffix(t, "：")) {
			return text.Fold(t), true
		}
		return "", false
	}
	return "", false
}
