package store

import (
	"net/url"
	"strings"

	"assay/evidence"
)

// address says where a store is.
type address struct {
	postgres bool
	file     string // SQLite
	dsn      string // PostgreSQL
}

func parseAddress(s string) (address, error) {
	if file, ok := strings.CutPrefix(s, "sqlite:"); ok {
		file = strings.TrimPrefix(file, "//")
		if file == "" || strings.ContainsRune(file, 0) {
			return address{}, evidence.Errorf(evidence.Invalid, "store %q names no file; write sqlite:FILE", s)
		}
		return address{file: file}, nil
	}
	if strings.HasPrefix(s, "postgres://") || strings.HasPrefix(s, "postgresql://") {
		if _, err := url.Parse(s); err != nil {
			return address{}, evidence.Errorf(evidence.Invalid, "store address is no valid postgres:// address")
		}
		return address{postgres: true, dsn: s}, nil
	}
	return address{}, evidence.Errorf(evidence.Invalid, "store %q is neither sqlite:FILE nor postgres://USER@HOST/DATABASE", s)
}

// shown is the address as messages print it: without a password.
func (a address) shown() string {
	if !a.postgres {
		return "sqlite:" + a.file
	}
	u, err := url.Parse(a.dsn)
	if err != nil {
		return "postgres://…"
	}
	return u.Redacted()
}
