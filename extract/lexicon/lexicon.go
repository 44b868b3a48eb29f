// Package lexicon holds the cue words of the reader as data: what speaks of a
// stage, of use, negation, failure, plans, adaptation, hedges, sources and so
// on, in English, Chinese and German; the families of models; makers of models;
// and spellings of silicon that the catalogue does not list.
//
// Nothing comes in but the embedded files; cues, families, makers and spellings
// go out. Rules: a cue is data and never names a model, a chip or a document;
// Chinese cues are simplified, since matching folds traditional characters.
package lexicon

import (
	"embed"
	"strings"
)

//go:embed *.txt
var files embed.FS

// Class is what a cue speaks of, for example "stage.pre" or "neg.post".
type Class string

// Cue is one cue word or phrase.
type Cue struct {
	Text   string
	Class  Class
	Lang   string // en, zh or de
	Prefix bool   // a longer word may follow (German compounds and endings)
}

// Family is a family of models known by its stem.
type Family struct {
	Stems     []string
	Developer string
	Versioned bool // counts only with a version or a size behind it
	Cased     bool // letter case counts
	Maker     bool // alone it names the maker
}

// Maker is a maker of models.
type Maker struct {
	Name, Country string
	Aliases       []string
}

// Spelling is a wording of silicon and the lattice node that it stands for.
type Spelling struct{ Text, Node string }

// Cues gives the cues of the three languages in the order of the files.
func Cues() []Cue {
	var out []Cue
	for _, lang := range []string{"en", "zh", "de"} {
		class := Class("")
		for line := range lines(lang + ".txt") {
			if strings.HasPrefix(line, "[") {
				class = Class(strings.Trim(line, "[]"))
				continue
			}
			for _, cue := range strings.Split(line, "|") {
				if class != "class.quant" { // "no " keeps its space
					cue = strings.TrimSpace(cue)
				}
				if cue == "" {
					continue
				}
				text, prefix := strings.CutSuffix(cue, "*")
				out = append(out, Cue{Text: text, Class: class, Lang: lang, Prefix: prefix})
			}
		}
	}
	return out
}

// Families gives the families of models.
func Families() []Family {
	var out []Family
	for line := range lines("models.txt") {
		f := strings.Split(line, "|")
		if len(f) < 3 {
			continue
		}
		out = append(out, Family{Stems: append([]string{f[0]}, f[3:]...), Developer: f[1],
			Versioned: strings.Contains(f[2], "v"), Cased: strings.Contains(f[2], "c"), Maker: strings.Contains(f[2], "m")})
	}
	return out
}

// Makers gives the makers of models.
func Makers() []Maker {
	var out []Maker
	for line := range lines("makers.txt") {
		f := strings.Split(line, "|")
		if len(f) < 2 {
			continue
		}
		m := Maker{Name: f[0], Country: f[1]}
		for _, a := range f[2:] {
			if a != "" {
				m.Aliases = append(m.Aliases, a)
			}
		}
		out = append(out, m)
	}
	return out
}

// Spellings gives the spellings of silicon that the catalogue does not list.
func Spellings() []Spelling {
	var out []Spelling
	for line := range lines("silicon.txt") {
		node, list, ok := strings.Cut(line, ": ")
		if !ok {
			continue
		}
		for _, s := range strings.Split(list, "|") {
			out = append(out, Spelling{Text: strings.TrimSpace(s), Node: node})
		}
	}
	return out
}

// Words gives the words of one list of words.txt.
func Words(list string) []string {
	var out []string
	on := false
	for line := range lines("words.txt") {
		if strings.HasPrefix(line, "[") {
			on = strings.Trim(line, "[]") == list
			continue
		}
		if on {
			out = append(out, strings.Fields(line)...)
		}
	}
	return out
}

// lines gives the lines of a file without comments and blank lines.
func lines(name string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		raw, err := files.ReadFile(name)
		if err != nil {
			return
		}
		for line := range strings.Lines(string(raw)) {
			line = strings.TrimRight(line, "\n")
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			if !yield(line) {
				return
			}
		}
	}
}
