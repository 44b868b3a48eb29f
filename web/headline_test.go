package web

import (
	"context"
	"testing"

	"assay/evidence"
)

// TestHeadline_asTheGap holds that the front page counts the models that name
// silicon for pre-training as the gap page does.
func TestHeadline_asTheGap(t *testing.T) {
	ctx := context.Background()
	s, err := newSite(testDeps(t))
	if err != nil {
		t.Fatal(err)
	}
	rd, err := s.read(ctx, matrixQuery{})
	if err != nil {
		t.Fatal(err)
	}
	report, err := s.gapReport(ctx, rd)
	if err != nil {
		t.Fatal(err)
	}
	named, domestic := 0, 0
	for _, x := range report.StageShare {
		if x.Stage == evidence.PreTraining {
			named, domestic = named+x.Named, domestic+x.Domestic
		}
	}
	sh := s.shareOf(rd, evidence.PreTraining)
	if got := sh.Domestic + sh.Mixed + sh.Foreign; named == 0 || got != named || sh.Domestic != domestic {
		t.Errorf("the front page counts %d, %d domestic; the gap page %d, %d domestic", got, sh.Domestic, named, domestic)
	}
}
