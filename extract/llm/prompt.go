package llm

import (
	_ "embed" // for the prompt and the schema
	"encoding/json"
	"fmt"
	"strings"

	"assay/evidence"
)

//go:embed prompt.txt
var systemPrompt string

//go:embed schema.json
var schema json.RawMessage

// userPrompt carries the document between marks that its text cannot close: a
// line of the text that holds the mark is broken by a zero-width joiner in the
// prompt alone; quotes are checked against the document, not the prompt.
func userPrompt(doc evidence.Document, text string) string {
	text = strings.ReplaceAll(text, mark, "=\u200d=DOCUMENT=\u200d=")
	return fmt.Sprintf("Language: %s. Kind: %s. Published: %s.\n%s\n%s\n%s", doc.Lang, doc.Kind, doc.Published, mark, text, mark)
}

const mark = "==DOCUMENT=="
