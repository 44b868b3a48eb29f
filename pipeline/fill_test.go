package pipeline_test

import (
	"testing"
	"testing/fstest"
	"time"

	"assay/catalogue"
	"assay/evidence"
	"assay/pipeline"
)

// records gives a catalogue whose claims are the named ones.
func records(t *testing.T, ids ...string) *catalogue.Catalogue {
	t.Helper()
	claims := ""
	for _, id := range ids {
		claims += "- id: " + id + `
  model: DeepSeek-V3
  model_id: deepseek-v3
  developer: deepseek
  stage: inference
  relation: used
  silicon: Huawei Ascend
  silicon_written: Ascend
  hedge: asserted
  attribution: developer
  evidence: E3
  origin: o-` + id + `
  interest: aligned
  source: scmp
  source_title: A title
  source_publisher: South China Morning Post
  publisher_kind: press
  source_url: https://scmp.com/` + id + `
  published: '2026-05-01'
`
	}
	c, found, err := catalogue.Load(fstest.MapFS{"claims.yaml": {Data: []byte(claims)}})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		if _, ok := c.Claim(id); !ok {
			t.Fatalf("%s was not loaded: %v", id, found)
		}
	}
	return c
}

// TestFill_followsTheRecords fills one store by three programs whose records
// differ: what is gone is withdrawn, what comes back stands again, and filling
// twice changes nothing.
func TestFill_followsTheRecords(t *testing.T) {
	db, _, _ := fill(t, 0)
	ctx := t.Context()
	for i, c := range []struct {
		cat      *catalogue.Catalogue
		standing string
		gone     string
	}{
		{records(t, "rec-a", "rec-b"), "rec-b", ""},
		{records(t, "rec-a"), "rec-a", "rec-b"},
		{records(t, "rec-b"), "rec-b", "rec-a"},
	} {
		cor := pipeline.New(db, c.cat, time.Now)
		if filled, err := cor.Fill(ctx); err != nil || !filled {
			t.Fatalf("fill %d: %v, %v", i, filled, err)
		}
		if filled, err := cor.Fill(ctx); err != nil || filled {
			t.Errorf("fill %d again: %v, %v", i, filled, err)
		}
		state, err := cor.State(ctx)
		if err != nil {
			t.Fatal(err)
		}
		retracted := map[string]evidence.Date{}
		for _, claim := range state.Decided("") {
			retracted[claim.ID] = claim.Retracted
		}
		if day, ok := retracted[c.standing]; !ok || day != "" {
			t.Errorf("fill %d: %s is there %v, withdrawn %q; want it to stand", i, c.standing, ok, day)
		}
		if c.gone != "" && retracted[c.gone] == "" {
			t.Errorf("fill %d: %s is not withdrawn", i, c.gone)
		}
	}
	if v, err := db.Verify(ctx); err != nil || len(v.Findings) > 0 {
		t.Errorf("%+v, %v", v, err)
	}
}
