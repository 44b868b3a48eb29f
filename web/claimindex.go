package web

import (
	"context"
	"slices"
	"strings"

	"assay/evidence"
	"assay/origin"
)

// claimIndex holds the stored claims of one version by what pages look for, so
// that no page walks all of them.
type claimIndex struct {
	version    string
	all        []evidence.Claim
	byID       map[string]*evidence.Claim
	byModel    map[string][]*evidence.Claim
	byDocument map[string][]*evidence.Claim
	bySource   map[string][]*evidence.Claim
	days       []evidence.Date // on which claims became known, sorted; undated ones first
	newest     evidence.Date
	retracted  []evidence.Date // days on which a claim was taken back
}

// claims gives the index of the present version.
func (s *site) claims(ctx context.Context) (*claimIndex, error) {
	version, err := s.Evidence.Version(ctx)
	if err != nil {
		return nil, err
	}
	s.claimsMu.Lock()
	defer s.claimsMu.Unlock()
	if s.claimsAt != nil && s.claimsAt.version == version {
		return s.claimsAt, nil
	}
	all, err := s.Evidence.Claims(ctx)
	if err != nil {
		return nil, err
	}
	x := &claimIndex{version: version, all: all, byID: make(map[string]*evidence.Claim, len(all)), byModel: map[string][]*evidence.Claim{},
		byDocument: map[string][]*evidence.Claim{}, bySource: map[string][]*evidence.Claim{}, days: make([]evidence.Date, 0, len(all))}
	for i := range all {
		c := &all[i]
		x.byID[c.ID] = c
		x.byModel[c.ModelID] = append(x.byModel[c.ModelID], c)
		if c.DocumentID != "" {
			x.byDocument[c.DocumentID] = append(x.byDocument[c.DocumentID], c)
		}
		if c.SourceID != "" {
			x.bySource[c.SourceID] = append(x.bySource[c.SourceID], c)
		}
		x.days = append(x.days, c.KnownSince)
		x.newest = max(x.newest, c.KnownSince)
		if c.Retracted != "" {
			x.retracted = append(x.retracted, c.Retracted.Last())
		}
	}
	slices.Sort(x.days)
	s.claimsAt = x
	return x, nil
}

// known counts the claims known on a day.
func (x *claimIndex) known(day evidence.Date) int {
	n, _ := slices.BinarySearchFunc(x.days, day, func(a, b evidence.Date) int {
		if a <= b {
			return -1
		}
		return 1
	})
	return n
}

// values copies claims that pass a test; nil passes all.
func values(in []*evidence.Claim, test func(*evidence.Claim) bool) []evidence.Claim {
	var out []evidence.Claim
	for _, c := range in {
		if test == nil || test(c) {
			out = append(out, *c)
		}
	}
	return out
}

// sameVoice gives the claims of one origin in a reading.
func (rd *reading) sameVoice(id string) []string {
	i, ok := slices.BinarySearchFunc(rd.voices, id, func(o origin.Origin, id string) int { return strings.Compare(o.ID, id) })
	if !ok {
		return nil
	}
	return rd.voices[i].Claims
}
