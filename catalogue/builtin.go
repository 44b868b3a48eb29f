package catalogue

import (
	"io/fs"
	"sync"

	"assay/data"
	"assay/evidence"
)

// BuiltIn reads the embedded records. They are linted by a test of the
// repository, not here, so that a start stays cheap.
func BuiltIn() (*Catalogue, error) {
	var k core
	err := parallel([]func() error{
		func() error { return readInto(data.FS, "claims.yaml", &k.claims) },
		func() error { return readInto(data.FS, "models.yaml", &k.models) },
		func() error {
			return firstError(
				readInto(data.FS, "developers.yaml", &k.developers), readInto(data.FS, "silicon.yaml", &k.nodes),
				readInto(data.FS, "crosswalk.yaml", &k.spellings), readInto(data.FS, "sources.yaml", &k.sources))
		},
	})
	if err != nil {
		return nil, evidence.Wrap(err, "read the built-in records")
	}
	c := build(k)
	c.more = sync.OnceValue(func() *rest { return embeddedRest(c) })
	c.scores = sync.OnceValue(func() []Score { return embeddedScores(c) })
	return c, nil
}

// readInto reads one embedded file, which must be without fault.
func readInto[T any](fsys fs.FS, file string, into *[]item[T]) error {
	src, err := fs.ReadFile(fsys, file)
	if err != nil {
		return evidence.WithKind(evidence.NotFound, err, "%s", file)
	}
	nodes, f := parseFile(file, src)
	if f != nil {
		return evidence.Errorf(evidence.Invalid, "%s", f)
	}
	items, findings := decodeItems[T](file, nodes)
	if len(findings) > 0 {
		return evidence.Errorf(evidence.Invalid, "%s", findings[0])
	}
	*into = items
	return nil
}
