package dataset

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"slices"
	"strings"

	"assay/evidence"
)

// Release is a data set that can be cited: tables as CSV and Parquet, a
// provenance graph, and a Data Package that describes them.
type Release struct {
	Name        string // machine name: lower-case letters, digits, hyphens
	Title       string
	Description string
	Version     string        // date, or date with a counter
	Created     evidence.Date // day of making
	AsOf        evidence.Date // day of which the cells are true
	Homepage    string
	Head        string // head of the decision chain, so that a release can be checked against a store
	Tables      []Table
	Provenance  *Provenance // nil: none
}

// licence of published text and data.
var licence = []map[string]string{{"name": "CC-BY-4.0", "title": "Creative Commons Attribution 4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}}

// resource is one file of the package, after the Data Package standard, version 2.
type resource struct {
	Name        string  `json:"name"`
	Title       string  `json:"title,omitempty"`
	Description string  `json:"description,omitempty"`
	Path        string  `json:"path"`
	Format      string  `json:"format"`
	MediaType   string  `json:"mediatype"`
	Encoding    string  `json:"encoding,omitempty"`
	Bytes       int64   `json:"bytes"`
	Hash        string  `json:"hash"`
	Profile     string  `json:"type,omitempty"` // table
	Schema      *schema `json:"schema,omitempty"`
}

type schema struct {
	Fields     []field  `json:"fields"`
	PrimaryKey []string `json:"primaryKey,omitempty"`
	Missing    []string `json:"missingValues"`
}

type field struct {
	Name        string         `json:"name"`
	Type        string         `json:"type"`
	Title       string         `json:"title,omitempty"`
	Description string         `json:"description,omitempty"`
	Unit        string         `json:"unit,omitempty"`
	Constraints map[string]any `json:"constraints,omitempty"`
}

// Write makes every file of a release through create, which opens a file by its
// name. The last file is datapackage.json: it names size and SHA-256 of the
// others, so that a release without it is unfinished.
func Write(r Release, create func(name string) (io.WriteCloser, error)) error {
	if len(r.Tables) == 0 || !slugged(r.Name) {
		return evidence.Errorf(evidence.Invalid, "release %q: it needs a name of lower-case letters, digits and hyphens, and a table", r.Name)
	}
	var files []resource
	write := func(res resource, make func(io.Writer) error) error {
		f, err := create(res.Path)
		if err != nil {
			return evidence.Wrap(err, "make %s", res.Path)
		}
		m := &meter{w: f, sum: sha256.New()}
		if err := make(m); err != nil {
			f.Close()
			return evidence.Wrap(err, "write %s", res.Path)
		}
		if err := f.Close(); err != nil {
			return evidence.Wrap(err, "close %s", res.Path)
		}
		res.Bytes, res.Hash = m.n, "sha256:"+hex.EncodeToString(m.sum.Sum(nil))
		files = append(files, res)
		return nil
	}
	for _, t := range r.Tables {
		err := write(resource{Name: t.Name, Title: t.Title, Description: t.Description, Path: t.Name + ".csv", Format: "csv", MediaType: "text/csv",
			Encoding: "utf-8", Profile: "table", Schema: schemaOf(t)}, func(w io.Writer) error { return CSV(w, t) })
		if err != nil {
			return err
		}
		err = write(resource{Name: t.Name + "-parquet", Title: t.Title, Path: t.Name + ".parquet", Format: "parquet",
			MediaType: "application/vnd.apache.parquet"}, func(w io.Writer) error { return Parquet(w, t) })
		if err != nil {
			return err
		}
	}
	if r.Provenance != nil {
		err := write(resource{Name: "provenance", Title: "Where each cell comes from, in PROV-O terms", Path: "provenance.jsonld", Format: "jsonld",
			MediaType: "application/ld+json", Encoding: "utf-8"}, func(w io.Writer) error { return JSONLD(w, *r.Provenance) })
		if err != nil {
			return err
		}
	}
	return write(resource{Path: "datapackage.json"}, func(w io.Writer) error { return descriptor(w, r, files) })
}

// descriptor writes datapackage.json.
func descriptor(w io.Writer, r Release, files []resource) error {
	p := map[string]any{
		"$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
		"name":    r.Name, "title": r.Title, "description": r.Description, "version": r.Version,
		"created": string(r.Created) + "T00:00:00Z", "licenses": licence, "resources": files, "asOf": string(r.AsOf),
	}
	if r.Homepage != "" {
		p["homepage"] = r.Homepage
	}
	if r.Head != "" {
		p["decisionChainHead"] = r.Head
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(p)
}

func schemaOf(t Table) *schema {
	s := &schema{Missing: []string{""}}
	for _, c := range t.Columns {
		f := field{Name: c.Name, Type: string(c.Type), Description: c.Description, Unit: c.Unit}
		switch c.Type {
		case Date: // partial dates are text to the standard's date type
			f.Type = "string"
			f.Constraints = map[string]any{"pattern": `\d{4}(-\d{2}(-\d{2})?)?`}
		case List:
			f.Type = "string"
			f.Description = strings.TrimPrefix(f.Description+"; values separated by '; '", "; ")
		}
		if c.Name == t.Key {
			f.Constraints = map[string]any{"required": true, "unique": true}
		}
		s.Fields = append(s.Fields, f)
	}
	if t.Key != "" {
		s.PrimaryKey = []string{t.Key}
	}
	return s
}

// Citation gives a release as a sentence and as BibTeX.
func Citation(r Release) (sentence, bibtex string) {
	year := string(r.Created)
	if len(year) > 4 {
		year = year[:4]
	}
	sentence = fmt.Sprintf("Assay: %s, version %s, as known on %s.", r.Title, r.Version, r.AsOf)
	if r.Homepage != "" {
		sentence += " " + r.Homepage
	}
	fields := []string{"title = {" + texText(r.Title) + "}", "author = {{Assay}}", "year = {" + year + "}", "version = {" + texText(r.Version) + "}",
		"note = {as known on " + string(r.AsOf) + "}"}
	if r.Homepage != "" {
		fields = append(fields, "url = {"+strings.NewReplacer("{", "%7B", "}", "%7D").Replace(r.Homepage)+"}")
	}
	return sentence, "@misc{" + r.Name + "-" + r.Version + ",\n  " + strings.Join(fields, ",\n  ") + "\n}\n"
}

func texText(s string) string {
	return strings.NewReplacer(`\`, "", "{", "", "}", "", "&", `\&`, "%", `\%`, "_", `\_`, "#", `\#`, "$", `\$`).Replace(s)
}

func slugged(s string) bool {
	return s != "" && !slices.ContainsFunc([]rune(s), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' && r != '.'
	})
}

// meter counts and hashes what passes.
type meter struct {
	w   io.Writer
	sum hash.Hash
	n   int64
}

func (m *meter) Write(p []byte) (int, error) {
	n, err := m.w.Write(p)
	m.n += int64(n)
	m.sum.Write(p[:n])
	return n, err
}
