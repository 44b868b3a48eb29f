package catalogue

import (
	"io/fs"
	"sync"

	"assay/data"
	"assay/evidence"
)

// rest are the records that the matrix does not need; they are read on first
// use.
type rest struct {
	chips     []Chip
	chipAt    map[string]int
	systems   []System
	systemAt  map[string]int
	citations map[string]Citation
	events    []Event
	questions []Question
	forecasts []Forecast
	voices    []Voice
	report    []Statement
	err       error
}

// restItems are the same with their places, for the lint.
type restItems struct {
	chips     []item[Chip]
	systems   []item[System]
	citations []item[Citation]
	events    []item[Event]
	questions []item[Question]
	forecasts []item[Forecast]
	voices    []item[Voice]
	report    []item[Statement]
}

// Warm reads the files that are otherwise read on first use, and reports what
// is wrong with them.
func (c *Catalogue) Warm() error {
	c.scores()
	return c.more().err
}

// embeddedRest reads the embedded files on first use.
func embeddedRest(c *Catalogue) *rest {
	var r restItems
	jobs := []func() error{
		func() error { return readInto(data.FS, "chips.yaml", &r.chips) },
		func() error {
			return firstError(
				readInto(data.FS, "systems.yaml", &r.systems), readInto(data.FS, "citations.yaml", &r.citations),
				readInto(data.FS, "events.yaml", &r.events), readInto(data.FS, "questions.yaml", &r.questions),
				readInto(data.FS, "forecasts.yaml", &r.forecasts), readInto(data.FS, "voices.yaml", &r.voices),
				readInto(data.FS, "report.yaml", &r.report))
		},
	}
	err := parallel(jobs)
	out := r.index(c)
	out.err = evidence.Wrap(err, "read the built-in records")
	return out
}

func (r *restItems) index(c *Catalogue) *rest {
	out := &rest{events: plain(r.events), questions: plain(r.questions), forecasts: plain(r.forecasts),
		voices: plain(r.voices), report: plain(r.report), chips: plain(r.chips), systems: plain(r.systems),
		chipAt: map[string]int{}, systemAt: map[string]int{}, citations: map[string]Citation{}}
	for i := range out.chips {
		out.chipAt[out.chips[i].ID] = i
		out.chips[i].Node, _ = c.lattice.Resolve(out.chips[i].ID)
	}
	for i := range out.systems {
		out.systemAt[out.systems[i].ID] = i
		out.systems[i].Node, _ = c.lattice.Resolve(out.systems[i].ID)
	}
	for _, it := range r.citations {
		out.citations[it.rec.ID] = it.rec
	}
	return out
}

// embeddedScores reads the embedded table of scores on first use.
func embeddedScores(c *Catalogue) []Score {
	src, err := fs.ReadFile(data.FS, "scores.csv")
	if err != nil {
		return nil
	}
	rows, _ := parseScores("scores.csv", src)
	return c.scoresOf(rows)
}

func (c *Catalogue) scoresOf(rows []scoreRow) []Score {
	out := make([]Score, len(rows))
	for i, r := range rows {
		out[i] = c.dated(r.rec)
	}
	return out
}

func plain[T any](items []item[T]) []T {
	out := make([]T, len(items))
	for i, it := range items {
		out[i] = it.rec
	}
	return out
}

// parallel runs jobs side by side and gives the first error in their order.
func parallel(jobs []func() error) error {
	errs := make([]error, len(jobs))
	var wg sync.WaitGroup
	for i, job := range jobs {
		wg.Go(func() { errs[i] = job() })
	}
	wg.Wait()
	return firstError(errs...)
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
