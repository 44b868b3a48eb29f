package origin

import (
	"slices"

	"assay/evidence"
)

// union is a disjoint-set forest over the places of a slice.
type union []int32

func newUnion(n int) union {
	u := make(union, n)
	for i := range u {
		u[i] = int32(i)
	}
	return u
}

func (u union) find(i int32) int32 {
	for u[i] != i {
		u[i] = u[u[i]]
		i = u[i]
	}
	return i
}

// join makes the smaller place the root, so that the outcome does not depend
// on the order of joins.
func (u union) join(a, b int32) {
	a, b = u.find(a), u.find(b)
	if a > b {
		a, b = b, a
	}
	u[b] = a
}

// Components numbers the origins of the given claims: equal numbers share an
// origin. ids and keys go by place. Only these claims take part: one that is
// left out bridges nothing. counting adds D5, which holds for k and d alone. A
// reviewer's merges and splits hold from their day on; an empty asOf takes all.
func Components(ids []string, keys [][]Key, splits []Override, counting bool, asOf evidence.Date) []int {
	n := len(ids)
	u := newUnion(n)
	if n > 1 {
		apart := separated(ids, splits, asOf)
		hubs := make(map[uint64]int32, 2*n)
		for i := range n {
			if apart == nil || apart[int32(i)] == nil {
				u.attach(int32(i), keys[i], hubs, nil, counting, asOf)
			}
		}
		for _, i := range inOrder(ids, apart) {
			u.attach(i, keys[i], hubs, apart[i], counting, asOf)
		}
	}
	out := make([]int, n)
	for i := range out {
		out[i] = int(u.find(int32(i)))
	}
	return out
}

// attach joins a claim to the hubs of its keys, save those that lead to a claim
// from which a reviewer split it.
func (u union) attach(i int32, keys []Key, hubs map[uint64]int32, apart []int32, counting bool, asOf evidence.Date) {
	for _, k := range keys {
		if (k.Rule == D5 && !counting) || !holds(k.From, asOf) {
			continue
		}
		first, ok := hubs[k.Hub]
		if !ok {
			hubs[k.Hub] = i
			continue
		}
		root := u.find(first)
		if slices.ContainsFunc(apart, func(a int32) bool { return u.find(a) == root }) {
			continue
		}
		u.join(i, first)
	}
}

func holds(from, asOf evidence.Date) bool {
	return from == "" || asOf == "" || from.Last() <= asOf.Last()
}

// separated gives, for each claim that a reviewer split off, the places of the
// claims from which it was split.
func separated(ids []string, splits []Override, asOf evidence.Date) map[int32][]int32 {
	if len(splits) == 0 {
		return nil
	}
	at := make(map[string]int32, len(ids))
	for i, id := range ids {
		at[id] = int32(i)
	}
	var out map[int32][]int32
	for _, s := range splits {
		a, okA := at[s.A]
		b, okB := at[s.B]
		if !okA || !okB || a == b || !holds(s.On, asOf) {
			continue
		}
		if out == nil {
			out = map[int32][]int32{}
		}
		out[a] = append(out[a], b)
	}
	return out
}

// inOrder lists the split-off claims by id, so that the order of the input does
// not matter.
func inOrder(ids []string, apart map[int32][]int32) []int32 {
	out := make([]int32, 0, len(apart))
	for i := range apart {
		out = append(out, i)
	}
	slices.SortFunc(out, func(a, b int32) int { return compare(ids[a], ids[b]) })
	return out
}
