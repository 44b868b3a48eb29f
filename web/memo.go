package web

import "sync"

// memo keeps values that take a while to work out, by a key that names the
// version of the record, the day and the rules. Two who ask at once wait for
// one answer.
type memo struct {
	mu   sync.Mutex
	held map[string]*memoValue
}

type memoValue struct {
	once  sync.Once
	value any
	err   error
}

// maxMemo is how many values are kept; a full memo gives up any one of them.
const maxMemo = 200

// remember gives the value of a key, worked out once.
func remember[T any](m *memo, key string, make func() (T, error)) (T, error) {
	m.mu.Lock()
	v := m.held[key]
	if v == nil {
		if m.held == nil {
			m.held = map[string]*memoValue{}
		}
		if len(m.held) >= maxMemo {
			for k := range m.held {
				delete(m.held, k)
				break
			}
		}
		v = &memoValue{}
		m.held[key] = v
	}
	m.mu.Unlock()
	v.once.Do(func() { v.value, v.err = make() })
	out, _ := v.value.(T)
	return out, v.err
}
