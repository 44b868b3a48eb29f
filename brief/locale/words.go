// Package locale holds the sentences of the news card in English, German and
// Chinese. A language comes in, its words go out; number, date and list forms
// are those of the check's words, on which these rest. Every key stands in all
// three languages, and a sentence names its values in one order in all of them
// (TestWords_sameOrder).
package locale

import (
	"embed"
	"sync"

	below "assay/check/locale"
)

//go:embed *.yaml
var files embed.FS

var set = sync.OnceValues(func() (below.Set, error) { return below.Load(files, below.Own()) })

// All gives the words of every language, and what is wrong with the files.
func All() (below.Set, error) { return set() }

// For gives the words of a language; English where there is no such language.
func For(lang string) *below.Words {
	s, err := set()
	if err != nil {
		return below.For(lang) // the files are embedded; the test reads them
	}
	return s.For(lang)
}
