package scan

import (
	"cmp"
	"slices"

	"assay/evidence"
	"assay/extract"
)

// Summary counts what the pass saw and found. Two runs over one shard by one
// version of the reader give the same.
type Summary struct {
	Records    int64 `json:"records"`    // documents looked at
	Bytes      int64 `json:"bytes"`      // of their text or markup, unpacked
	Candidates int64 `json:"candidates"` // not rejected early
	Documents  int64 `json:"documents"`  // with at least one claim
	Claims     int64 `json:"claims"`
	Unreadable int64 `json:"unreadable"` // candidates that could not be brought into normal form

	Reasons  []string         `json:"reasons"` // of the first unreadable ones
	Models   map[string]int64 `json:"models"`  // claims by model id, or by the name where the catalogue knows none
	Stages   map[string]int64 `json:"stages"`
	Silicon  map[string]int64 `json:"silicon"`
	NewNames []NewName        `json:"new_names"` // the most frequent, by documents

	seen map[string]*NewName
}

// NewName is a name that the catalogue does not know.
type NewName struct {
	Name      string `json:"name"`
	Kind      string `json:"kind"` // model or silicon
	Documents int64  `json:"documents"`
}

// Bounds of what a summary keeps.
const (
	maxReasons = 20
	maxNames   = 200
	maxSeen    = 50_000 // names counted while a shard is read
	maxKeys    = 10_000
)

func newSummary() Summary {
	return Summary{Reasons: []string{}, Models: map[string]int64{}, Stages: map[string]int64{},
		Silicon: map[string]int64{}, seen: map[string]*NewName{}}
}

func (s *Summary) unreadable(err error) {
	s.Unreadable++
	if len(s.Reasons) < maxReasons {
		s.Reasons = append(s.Reasons, err.Error())
	}
}

func (s *Summary) count(claims []evidence.Claim) {
	s.Documents++
	s.Claims += int64(len(claims))
	for i := range claims {
		c := &claims[i]
		tally(s.Models, cmp.Or(c.ModelID, c.Model), 1)
		tally(s.Stages, string(c.Stage), 1)
		tally(s.Silicon, c.Silicon, 1)
	}
}

// tally counts a key; beyond maxKeys different ones the rest is counted as one.
func tally(m map[string]int64, key string, n int64) {
	if _, ok := m[key]; !ok && len(m) >= maxKeys {
		key = "(others)"
	}
	m[key] += n
}

func (s *Summary) names(found []extract.NewName) {
	once := map[string]bool{}
	for _, n := range found {
		key := n.Kind + "\x00" + n.Name
		if once[key] {
			continue
		}
		once[key] = true
		s.name(NewName{Name: n.Name, Kind: n.Kind, Documents: 1})
	}
}

func (s *Summary) name(n NewName) {
	key := n.Kind + "\x00" + n.Name
	if known := s.seen[key]; known != nil {
		known.Documents += n.Documents
	} else if len(s.seen) < maxSeen {
		s.seen[key] = &n
	}
}

// finish sorts the names and keeps the most frequent.
func (s Summary) finish() Summary {
	s.NewNames = make([]NewName, 0, len(s.seen))
	for _, n := range s.seen {
		s.NewNames = append(s.NewNames, *n)
	}
	slices.SortFunc(s.NewNames, func(a, b NewName) int {
		return cmp.Or(cmp.Compare(b.Documents, a.Documents), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name))
	})
	s.NewNames = s.NewNames[:min(len(s.NewNames), maxNames)]
	return s
}

// Merge adds up the summaries of several shards.
func Merge(parts []Summary) Summary {
	sum := newSummary()
	for i := range parts {
		p := &parts[i]
		sum.Records += p.Records
		sum.Bytes += p.Bytes
		sum.Candidates += p.Candidates
		sum.Documents += p.Documents
		sum.Claims += p.Claims
		sum.Unreadable += p.Unreadable
		sum.Reasons = append(sum.Reasons, p.Reasons[:min(len(p.Reasons), maxReasons-len(sum.Reasons))]...)
		for _, m := range []struct{ to, from map[string]int64 }{{sum.Models, p.Models}, {sum.Stages, p.Stages}, {sum.Silicon, p.Silicon}} {
			for _, k := range sortedKeys(m.from) {
				tally(m.to, k, m.from[k])
			}
		}
		for _, n := range p.NewNames {
			sum.name(n)
		}
	}
	return sum.finish()
}

func sortedKeys(m map[string]int64) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
