package catalogue

import (
	"testing"

	"assay/data"
	"assay/evidence"
)

func TestLint_builtIn(t *testing.T) {
	for _, f := range Lint(data.FS) {
		if f.Severity == evidence.SeverityError {
			t.Errorf("%s", f)
		} else {
			t.Logf("%s", f)
		}
	}
}
