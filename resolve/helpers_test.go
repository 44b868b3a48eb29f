package resolve_test

import (
	"encoding/json"
	"fmt"

	"assay/resolve"
)

// printed is a value as JSON, which is what readers get.
func printed(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// firstDifference compares two matrices as they print; empty where they agree.
func firstDifference(a, b []resolve.Row) string {
	for i := range min(len(a), len(b)) {
		if x, y := printed(a[i]), printed(b[i]); x != y {
			return fmt.Sprintf("row %d:\n%s\n%s", i, x, y)
		}
	}
	if len(a) != len(b) {
		return fmt.Sprintf("%d rows against %d", len(a), len(b))
	}
	return ""
}
