package origin

import "assay/evidence"

// rewrites proposes documents that tell one story in other words or another
// language (D4).
func (c *clustering) rewrites(docs []evidence.Document) []Edge { return nil }
