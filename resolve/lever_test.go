package resolve_test

import (
	"strings"
	"testing"

	"assay/evidence"
	"assay/resolve"
)

// TestLevers: what is said to move a cell does move it, and a class less does
// not; checked on the words of the worked cases.
func TestLevers(t *testing.T) {
	find := func(model string, stage evidence.Stage, says string) resolve.Lever {
		for _, l := range builtIn(t).Levers(model, stage, resolve.Options{}) {
			if l.Says == says {
				return l
			}
		}
		t.Fatalf("%s/%s has no lever %s", model, stage, says)
		return resolve.Lever{}
	}
	// one relay of unnamed people beside DeepSeek's paper makes it reported
	if l := find("deepseek-v3", evidence.PreTraining, "same"); l.Evidence != evidence.E5 || l.Verdict != evidence.ReportedWord {
		t.Errorf("V3: %+v", l)
	}
	// a denial must come within one group of the paper (E2): E4
	if l := find("deepseek-v3", evidence.PreTraining, "denied"); l.Evidence != evidence.E4 || l.Verdict != evidence.Contested {
		t.Errorf("V3 denied: %+v", l)
	}
	// all rests on one voice: take it back and nothing stands
	if l := find("deepseek-v3", evidence.PreTraining, "retracted"); l.Verdict != evidence.UnknownWord || len(l.Claims) != 2 {
		t.Errorf("V3 retracted: %+v", l)
	}
	if l := find("kimi-k3", evidence.Inference, "any"); l.Verdict != evidence.Rumoured || l.Evidence != evidence.E7 {
		t.Errorf("an empty cell: %+v", l)
	}
	for _, m := range []string{"deepseek-v3", "longcat-2-0", "glm-5", "kimi-k3"} {
		for _, st := range evidence.Stages() {
			for _, l := range builtIn(t).Levers(m, st, resolve.Options{}) {
				for _, lang := range []string{"en", "de", "zh"} {
					if s := resolve.LeverText(&l, lang); s == "" || strings.ContainsAny(s, "{}") {
						t.Errorf("%s in %s: %q", printed(l), lang, s)
					}
				}
			}
		}
	}
}

func TestWhatIf(t *testing.T) {
	x := builtIn(t)
	count := func(o resolve.Options) map[string]resolve.Change {
		out := map[string]resolve.Change{}
		for _, c := range x.WhatIf(o) {
			out[c.ID+"/"+string(c.Stage)] = c
		}
		return out
	}
	without := count(resolve.Options{Without: []string{"meituan-longcat2-card"}})
	if c := without["longcat-2-0/pre-training"]; c.To.Verdict != evidence.Inferred || c.From.Verdict != evidence.SelfReported {
		t.Errorf("without Meituan's card: %s -> %s", c.From.Sentence, c.To.Sentence)
	}
	for cell := range without {
		if !strings.HasPrefix(cell, "longcat-2-0/") {
			t.Errorf("Meituan's card changes %s", cell)
		}
	}
	floor := count(resolve.Options{Floor: evidence.E4})
	if c := floor["kimi-k3/training-unspecified"]; c.To.Verdict != evidence.Undisclosed {
		t.Errorf("K3 at E4 and better: %s", c.To.Sentence)
	}
	if c, ok := floor["deepseek-v3/pre-training"]; ok {
		t.Errorf("a floor of E4 changes V3: %s", c.To.Sentence)
	}
	for cell, c := range count(resolve.Options{MinOrigins: 2}) {
		if c.To.Filled() && c.To.Origins < 2 {
			t.Errorf("%s has %d origins: %s", cell, c.To.Origins, c.To.Sentence)
		}
	}
	implied := count(resolve.Options{Implied: true})
	if c, ok := implied["robobrain-2-5/pre-training"]; !ok || !c.To.Counted {
		t.Errorf("asked for, an implied cell is not counted: %v", implied)
	}
	for cell, c := range count(resolve.Options{By: resolve.ByMemory}) {
		if c.From.Verdict != c.To.Verdict || strings.Join(c.From.Silicon, ",") != strings.Join(c.To.Silicon, ",") {
			t.Errorf("%s: whose memory it is changes more than the class", cell)
		}
	}
}

func TestDiffAndHistory(t *testing.T) {
	x := builtIn(t)
	changes := resolve.Diff(x, resolve.Options{AsOf: "2026-06-20"}, x, resolve.Options{AsOf: "2026-07-31"})
	found := false
	for _, c := range changes {
		if len(c.Fields) == 0 {
			t.Errorf("%s/%s is listed and did not change", c.ID, c.Stage)
		}
		for _, b := range c.Because {
			if b.Document == "" || len(b.Claims) == 0 || len(b.Rules) == 0 || b.On > "2026-07-31" {
				t.Errorf("%s/%s because of %+v", c.ID, c.Stage, b)
			}
		}
		if c.ID == "longcat-2-0" && c.Stage == evidence.PreTraining {
			found = c.From.Verdict == evidence.UnknownWord && c.To.Verdict == evidence.SelfReported && len(c.Because) >= 5
		}
	}
	if !found {
		t.Error("LongCat-2.0's pre-training did not change between June and July 2026, or not for its documents")
	}
	if same := resolve.Diff(x, resolve.Options{}, x, resolve.Options{}); len(same) != 0 {
		t.Errorf("a day differs from itself in %d cells", len(same))
	}
	h := x.History("longcat-2-0", resolve.Options{})
	for i := 1; i < len(h); i++ {
		if h[i].On < h[i-1].On {
			t.Error("the history is out of order")
		}
	}
	if len(h) == 0 || h[0].On != "2026-06-30" {
		t.Errorf("LongCat-2.0's history begins %v", h)
	}
}
