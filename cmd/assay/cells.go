package main

import (
	"context"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"assay/evidence"
	"assay/pipeline"
	"assay/resolve"
)

// whatIf are the flags that recompute the matrix under other assumptions;
// nothing is stored.
type whatIf struct {
	without    []string
	floor      string
	minOrigins int
	by         string
	implied    bool
}

func addWhatIfFlags(cmd *cobra.Command, w *whatIf) {
	flags := cmd.Flags()
	flags.StringSliceVar(&w.without, "without", nil, "what if these sources or origins did not exist (id; repeat or separate by commas)")
	flags.StringVar(&w.floor, "floor", "", "what if only evidence of this class or better counted (such as E4)")
	flags.IntVar(&w.minOrigins, "min-origins", 0, "what if a cell needed this many independent origins")
	flags.StringVar(&w.by, "by", "", "whose silicon it is: designer (default), foundry or memory")
	flags.BoolVar(&w.implied, "implied", false, "count statements on the whole training process in pre-training and post-training")
	mustComplete(cmd, "by", "designer", "foundry", "memory")
}

// options turns flags into the options of a question.
func (a *app) options(unreviewed, _ bool, w whatIf) (resolve.Options, error) {
	day, err := a.asOf()
	if err != nil {
		return resolve.Options{}, err
	}
	if day == "" {
		day = a.today()
	}
	floor := evidence.Class(strings.ToUpper(w.floor))
	if w.floor != "" && (!floor.Valid() || floor == evidence.E0) {
		return resolve.Options{}, evidence.Errorf(evidence.Invalid, "--floor %q is no evidence class; give E1 to E7", w.floor)
	}
	by := resolve.By(w.by)
	if w.by != "" && !by.Valid() {
		return resolve.Options{}, evidence.Errorf(evidence.Invalid, "--by %q is unknown; give designer, foundry or memory", w.by)
	}
	if w.minOrigins < 0 {
		return resolve.Options{}, evidence.Errorf(evidence.Invalid, "--min-origins %d is negative", w.minOrigins)
	}
	if err := a.checkWithout(w.without); err != nil {
		return resolve.Options{}, err
	}
	return resolve.Options{AsOf: day, Unreviewed: unreviewed, Implied: w.implied, By: by, Floor: floor,
		MinOrigins: w.minOrigins, Without: w.without}, nil
}

// today is the day on which the program runs.
func (a *app) today() evidence.Date { return evidence.DateOf(time.Now()) }

// state gives what stands in the store, verdicts recorded.
func (a *app) state(ctx context.Context) (*pipeline.State, error) {
	cor, err := a.corridor(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := cor.Settle(ctx); err != nil {
		return nil, err
	}
	return cor.State(ctx)
}

func (a *app) matrix(ctx context.Context, opt resolve.Options) ([]resolve.Row, error) {
	s, err := a.state(ctx)
	if err != nil {
		return nil, err
	}
	return s.Matrix(opt), nil
}

// developer gives a developer's name for an id or any alias.
func (a *app) developer(name string) (string, error) {
	if name == "" {
		return "", nil
	}
	cat, err := a.catalogue()
	if err != nil {
		return "", err
	}
	id, ok := cat.DeveloperID(name)
	if !ok {
		return "", evidence.Errorf(evidence.NotFound, "no developer %q in the catalogue", name)
	}
	d, _ := cat.Developer(id)
	return d.Name, nil
}

// cellGrid is the long form of a matrix: one line a cell that says something.
func cellGrid(rows []resolve.Row) grid {
	g := grid{head: []string{"model_id", "model", "developer", "country", "released", "stage", "actor", "verdict", "class",
		"silicon", "negated", "implied", "inherited_from", "evidence", "documents", "origins", "disinterested", "since", "newest", "sentence", "rules", "claims"}}
	for i := range rows {
		r := &rows[i]
		for _, st := range evidence.Stages() {
			c, ok := r.Cells[st]
			if !ok {
				continue
			}
			if c.Verdict != evidence.UnknownWord || len(c.Claims) > 0 || c.InheritedFrom != "" {
				g.add(cellLine(r, st, "", &c)...)
			}
			for j := range c.Others {
				g.add(cellLine(r, st, c.Others[j].Actor, &c.Others[j].Cell)...)
			}
		}
	}
	return g
}

func cellLine(r *resolve.Row, st evidence.Stage, actor string, c *resolve.Cell) []string {
	return []string{r.ID, r.Model, r.Developer, r.Country, string(r.Released), string(st), actor, string(c.Verdict), string(c.Class),
		strings.Join(c.Silicon, "; "), yes(c.Negated), yes(c.Implied), c.InheritedFrom, string(c.Evidence), strconv.Itoa(c.Documents),
		strconv.Itoa(c.Origins), strconv.Itoa(c.Disinterested), string(c.Since), string(c.Newest), c.Sentence,
		strings.Join(c.Rules, "; "), strings.Join(c.Claims, "; ")}
}

func stageNames() []string {
	var out []string
	for _, s := range evidence.Stages() {
		out = append(out, string(s))
	}
	return out
}

func wordNames() []string {
	var out []string
	for _, w := range evidence.Words() {
		out = append(out, string(w))
	}
	sort.Strings(out)
	return out
}
