package catalogue

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"

	"go.yaml.in/yaml/v4"

	"assay/data"
	"assay/evidence"
)

// Lint checks the record files of a folder: a user's own, which may hold any
// subset of the files and may refer to built-in ids, or the embedded ones.
// Findings come in the order of files and lines.
func Lint(fsys fs.FS) []evidence.Finding {
	_, findings, err := Load(fsys)
	if err != nil {
		return []evidence.Finding{*problem(".", 0, "not-readable", err.Error(), "name a folder of record files")}
	}
	return findings
}

// Load reads a folder of record files on top of the built-in records. Records
// with an error are left out; the rest is used. The findings say what is wrong,
// with file, line and what to do. An error means that nothing could be read.
// A folder that holds all of standAlone is a whole set of records, such as data/
// of the repository, and is read alone.
func Load(fsys fs.FS) (*Catalogue, []evidence.Finding, error) {
	l := newLinter()
	if !complete(fsys) {
		if err := l.read(data.FS, true); err != nil {
			return nil, nil, err
		}
	}
	if err := l.read(fsys, false); err != nil {
		return nil, nil, err
	}
	c := l.catalogue()
	l.check(c)
	c = l.catalogue() // again, without what the checks found unusable
	l.findings = withoutEchoes(l.findings)
	slices.SortStableFunc(l.findings, func(a, b evidence.Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Rule, b.Rule))
	})
	return c, l.findings, nil
}

// standAlone are the files that make a folder a whole set of records.
var standAlone = []string{"developers.yaml", "models.yaml", "silicon.yaml", "sources.yaml", "claims.yaml"}

func complete(fsys fs.FS) bool {
	for _, file := range standAlone {
		if _, err := fs.Stat(fsys, file); err != nil {
			return false
		}
	}
	return true
}

// withoutEchoes drops what is said of a value that has the wrong type anyway.
func withoutEchoes(all []evidence.Finding) []evidence.Finding {
	type spot struct {
		file string
		line int
	}
	wrong := map[spot]bool{}
	for _, f := range all {
		if f.Rule == "wrong-type" {
			wrong[spot{f.File, f.Line}] = true
		}
	}
	return slices.DeleteFunc(all, func(f evidence.Finding) bool {
		return f.Rule != "wrong-type" && wrong[spot{f.File, f.Line}]
	})
}

// linter holds the records of every file with their places.
type linter struct {
	core     core
	rest     restItems
	scores   []scoreRow
	builtin  map[*yaml.Node]bool // records that came with the program: never reported
	own      int                 // scores before this index came with the program
	bad      map[*yaml.Node]bool
	badScore map[int]bool
	findings []evidence.Finding
	known    map[string]map[string]bool // kind of reference -> ids
}

func newLinter() *linter {
	return &linter{builtin: map[*yaml.Node]bool{}, bad: map[*yaml.Node]bool{}, badScore: map[int]bool{}}
}

// recordFiles are the files of a folder of records, in reading order.
var recordFiles = []string{"developers.yaml", "models.yaml", "silicon.yaml", "crosswalk.yaml", "sources.yaml",
	"claims.yaml", "citations.yaml", "chips.yaml", "systems.yaml", "scores.csv", "scores.yaml", "events.yaml",
	"questions.yaml", "forecasts.yaml", "voices.yaml", "report.yaml"}

// otherFiles stand in the same folder and are read by other rooms.
var otherFiles = []string{"calibration.yaml", "data.go", "validation"}

func (l *linter) read(fsys fs.FS, builtin bool) error {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		kind := evidence.Invalid
		if errors.Is(err, fs.ErrNotExist) {
			kind = evidence.NotFound
		}
		return evidence.WithKind(kind, err, "read the folder of records")
	}
	found := 0
	for _, file := range recordFiles {
		i := slices.IndexFunc(entries, func(e fs.DirEntry) bool { return e.Name() == file })
		if i < 0 {
			continue
		}
		found++
		if info, err := entries[i].Info(); err == nil && info.Size() > maxFileBytes {
			l.findings = append(l.findings, *problem(file, 0, "file-too-large",
				fmt.Sprintf("%d bytes; a record file has at most %d", info.Size(), maxFileBytes), "split the file or remove what is no record"))
			continue
		}
		src, err := fs.ReadFile(fsys, file)
		if err != nil {
			l.findings = append(l.findings, *problem(file, 0, "not-readable", err.Error(), "make the file readable"))
			continue
		}
		l.file(file, src, builtin)
	}
	if builtin {
		return nil
	}
	for _, e := range entries {
		ext := path.Ext(e.Name())
		if !slices.Contains(recordFiles, e.Name()) && !slices.Contains(otherFiles, e.Name()) && (ext == ".yaml" || ext == ".yml" || ext == ".csv") {
			l.findings = append(l.findings, evidence.Finding{File: e.Name(), Severity: evidence.SeverityWarning, Rule: "unknown-file",
				Message: "no record file has this name; it is not read", Fix: "use one of the names in docs/format.md"})
		}
	}
	if found == 0 {
		l.findings = append(l.findings, *problem(".", 0, "no-records", "the folder holds none of the record files", "name a file as in docs/format.md, such as claims.yaml"))
	}
	return nil
}

// file reads one record file into its list.
func (l *linter) file(file string, src []byte, builtin bool) {
	if file == "scores.csv" {
		rows, findings := parseScores(file, src)
		l.scores = append(l.scores, rows...)
		l.findings = append(l.findings, findings...)
		if builtin {
			l.own = len(l.scores)
		}
		return
	}
	nodes, f := parseFile(file, src)
	if f != nil {
		l.findings = append(l.findings, *f)
		return
	}
	if builtin {
		for _, n := range nodes {
			l.builtin[n] = true
		}
	}
	var findings []evidence.Finding
	switch file {
	case "developers.yaml":
		findings = into(&l.core.developers, file, nodes)
	case "models.yaml":
		findings = into(&l.core.models, file, nodes)
	case "silicon.yaml":
		findings = into(&l.core.nodes, file, nodes)
	case "crosswalk.yaml":
		findings = into(&l.core.spellings, file, nodes)
	case "sources.yaml":
		findings = into(&l.core.sources, file, nodes)
	case "claims.yaml":
		findings = into(&l.core.claims, file, nodes)
	case "citations.yaml":
		findings = into(&l.rest.citations, file, nodes)
	case "chips.yaml":
		findings = into(&l.rest.chips, file, nodes)
	case "systems.yaml":
		findings = into(&l.rest.systems, file, nodes)
	case "events.yaml":
		findings = into(&l.rest.events, file, nodes)
	case "questions.yaml":
		findings = into(&l.rest.questions, file, nodes)
	case "forecasts.yaml":
		findings = into(&l.rest.forecasts, file, nodes)
	case "voices.yaml":
		findings = into(&l.rest.voices, file, nodes)
	case "report.yaml":
		findings = into(&l.rest.report, file, nodes)
	case "scores.yaml":
		var items []item[Score]
		findings = into(&items, file, nodes)
		for _, it := range items {
			l.scores = append(l.scores, scoreRow{rec: it.rec, line: it.node.Line, file: file, node: it.node})
		}
	}
	l.findings = append(l.findings, findings...)
}

func into[T any](list *[]item[T], file string, nodes []*yaml.Node) []evidence.Finding {
	items, findings := decodeItems[T](file, nodes)
	*list = append(*list, items...)
	return findings
}

// catalogue builds a catalogue of the records that are usable so far.
func (l *linter) catalogue() *Catalogue {
	c := build(core{usable(l, l.core.developers), usable(l, l.core.models), usable(l, l.core.nodes),
		usable(l, l.core.spellings), usable(l, l.core.sources), usable(l, l.core.claims)})
	r := restItems{usable(l, l.rest.chips), usable(l, l.rest.systems), usable(l, l.rest.citations), usable(l, l.rest.events),
		usable(l, l.rest.questions), usable(l, l.rest.forecasts), usable(l, l.rest.voices), usable(l, l.rest.report)}
	index := r.index(c)
	var rows []scoreRow
	for i, s := range l.scores {
		if !l.badScore[i] {
			rows = append(rows, s)
		}
	}
	scores := c.scoresOf(rows)
	c.more = func() *rest { return index }
	c.scores = func() []Score { return scores }
	return c
}

func usable[T any](l *linter, items []item[T]) []item[T] {
	out := make([]item[T], 0, len(items))
	for _, it := range items {
		if !l.bad[it.node] && !it.broken {
			out = append(out, it)
		}
	}
	return out
}

// report adds a finding at a field of a record; an error takes the record out.
func report[T any](l *linter, it item[T], s evidence.Severity, field, rule, message, fix string) {
	if l.builtin[it.node] {
		return
	}
	if s == evidence.SeverityError {
		l.bad[it.node] = true
	}
	l.findings = append(l.findings, it.finding(s, field, rule, message, fix))
}

func fail[T any](l *linter, it item[T], field, rule, message, fix string) {
	report(l, it, evidence.SeverityError, field, rule, message, fix)
}

func warn[T any](l *linter, it item[T], field, rule, message, fix string) {
	report(l, it, evidence.SeverityWarning, field, rule, message, fix)
}
