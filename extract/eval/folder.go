package eval

import (
	"bufio"
	"io/fs"
	"path"
	"sort"
	"strings"

	"github.com/goccy/go-yaml"

	"assay/evidence"
	"assay/text"
)

// Labelled is one labelled document as read from a folder.
type Labelled struct {
	Document  evidence.Document
	Gold      []Gold
	Phenomena []string
}

// Load reads a folder of labelled documents: NAME.md beside NAME.claims.yaml.
// index.tsv adds phenomena; documents without a label file are an error, so
// that nothing is scored by accident.
func Load(dir fs.FS) ([]Labelled, error) {
	names, err := fs.Glob(dir, "*.md")
	if err != nil {
		return nil, evidence.Wrap(err, "list labelled documents")
	}
	sort.Strings(names)
	phenomena := readIndex(dir)
	var out []Labelled
	for _, name := range names {
		stem := strings.TrimSuffix(name, ".md")
		raw, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, evidence.Wrap(err, "read %s", name)
		}
		labels, err := fs.ReadFile(dir, stem+".claims.yaml")
		if err != nil {
			if name == "GUIDELINES.md" || name == "README.md" {
				continue
			}
			return nil, evidence.WithKind(evidence.NotFound, err, "%s has no labels: %s.claims.yaml is missing", name, stem)
		}
		l := Labelled{Document: Document(path.Base(stem), string(raw)), Phenomena: phenomena[stem]}
		if err := yaml.Unmarshal(labels, &l.Gold); err != nil {
			return nil, evidence.WithKind(evidence.Invalid, err, "%s.claims.yaml cannot be read", stem)
		}
		out = append(out, l)
	}
	if len(out) == 0 {
		return nil, evidence.Errorf(evidence.NotFound, "no labelled documents (NAME.md with NAME.claims.yaml) in the folder")
	}
	return out, nil
}

// Document makes a document of a labelled file's text.
func Document(stem, raw string) evidence.Document {
	meta, body := text.FrontMatter(text.Normalize(raw))
	d := evidence.Document{Name: meta["id"], Title: meta["title"], Lang: meta["lang"], Kind: meta["kind"], Publisher: meta["publisher"],
		Published: evidence.Date(meta["date"]), Address: meta["url"], Body: body}
	if d.Name == "" {
		d.Name = stem
	}
	if d.Lang == "" {
		d.Lang = text.Language(body)
	}
	if !d.Published.Valid() {
		d.Published = ""
	}
	d.TextID = evidence.TextID(body)
	d.ID = evidence.DocumentID(d.Address, d.Publisher, d.Title, d.TextID)
	return d
}

// readIndex reads the phenomena of index.tsv: every column whose header begins
// with "phenomena", split at commas.
func readIndex(dir fs.FS) map[string][]string {
	out := map[string][]string{}
	f, err := dir.Open("index.tsv")
	if err != nil {
		return out
	}
	defer f.Close()
	sc := bufio.NewScanner(f)
	var header []string
	for sc.Scan() {
		cols := strings.Split(sc.Text(), "\t")
		if header == nil {
			header = cols
			continue
		}
		for i, c := range cols {
			if i < len(header) && strings.HasPrefix(header[i], "phenomena") && c != "" {
				out[cols[0]] = append(out[cols[0]], strings.Split(c, ",")...)
			}
		}
	}
	return out
}
