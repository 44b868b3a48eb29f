// Package docs embeds the written documentation, so that the program shows its
// own method, rules, glossary and fields. In: the Markdown files of this folder.
// Out: a file system to read them from.
package docs

import "embed"

// FS holds the Markdown files of this folder and its one picture.
//
//go:embed *.md *.svg
var FS embed.FS
