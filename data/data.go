// Package data holds the built-in records as files: models, silicon, sources,
// claims, chips, systems, scores, events, questions, forecasts, voices, the
// report, and the published measurements that calibrate the performance model.
//
// Nothing comes in; the embedded files go out. The package exists only to embed
// them: catalogue reads and lints them, docs/format.md explains every field.
package data

import "embed"

// FS holds every record file, named as in this folder.
//
//go:embed *.yaml *.csv validation/*.yaml
var FS embed.FS
