package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"assay/catalogue"
	"assay/evidence"
	"assay/pipeline"
	"assay/resolve"
)

// siliconUse is one model's stage that names a node or something below it.
type siliconUse struct {
	ModelID  string         `json:"model_id"`
	Model    string         `json:"model"`
	Country  string         `json:"country"`
	Stage    evidence.Stage `json:"stage"`
	Actor    string         `json:"actor,omitempty"`
	How      string         `json:"how"` // silicon, candidate, beside, ready_on, planned, continued
	Silicon  string         `json:"silicon"`
	Verdict  evidence.Word  `json:"verdict"`
	Negated  bool           `json:"negated"`
	Sentence string         `json:"sentence"`
}

// shownSilicon is the JSON of `show SILICON`.
type shownSilicon struct {
	catalogue.Node
	Ancestors []string     `json:"ancestors"`
	Designer  string       `json:"designer"`
	Foundry   string       `json:"foundry"`
	Memory    string       `json:"memory"`
	Uses      []siliconUse `json:"uses"`
}

func (a *app) showSilicon(s *pipeline.State, name string, opt resolve.Options) error {
	l := a.cat.Lattice()
	node, _ := l.Node(name)
	out := shownSilicon{Node: node, Ancestors: nonNil(l.Ancestors(name)), Designer: l.Designer(name), Foundry: l.Foundry(name),
		Memory: l.MemoryMaker(name), Uses: usesOf(s.Matrix(opt), l, name)}
	g := grid{head: []string{"model", "country", "stage", "actor", "how", "silicon", "verdict"}}
	for _, u := range out.Uses {
		v := string(u.Verdict)
		if u.Negated {
			v += ": not"
		}
		g.add(clip(u.Model, 36), u.Country, string(u.Stage), clip(u.Actor, 30), strings.ReplaceAll(u.How, "_", " "), u.Silicon, v)
	}
	g.note = fmt.Sprintf("%s: designer %s, foundry %s, memory %s; above it: %s", name, orDash(out.Designer), orDash(out.Foundry), orDash(out.Memory), orDash(join(out.Ancestors)))
	return print(a.out, a.format(), out, g)
}

// usesOf lists where cells name the node or what lies below it.
func usesOf(rows []resolve.Row, l *catalogue.Lattice, name string) []siliconUse {
	out := []siliconUse{}
	add := func(r *resolve.Row, st evidence.Stage, actor string, c *resolve.Cell) {
		use := func(how, silicon string, w evidence.Word, negated bool) {
			if l.Contains(name, silicon) {
				out = append(out, siliconUse{r.ID, r.Model, r.Country, st, actor, how, silicon, w, negated, c.Sentence})
			}
		}
		for _, n := range c.Silicon {
			use("silicon", n, c.Verdict, c.Negated)
		}
		for _, x := range c.Candidates {
			use("candidate", x.Silicon, x.Word, false)
		}
		for _, x := range c.Beside {
			use("beside", x.Silicon, x.Word, false)
		}
		for _, n := range c.ReadyOn {
			use("ready_on", n, "", false)
		}
		for _, n := range c.Planned {
			use("planned", n, "", false)
		}
		for _, n := range c.Continued {
			use("continued", n, "", false)
		}
	}
	for i := range rows {
		for _, st := range evidence.Stages() {
			c, ok := rows[i].Cells[st]
			if !ok {
				continue
			}
			add(&rows[i], st, "", &c)
			for j := range c.Others {
				add(&rows[i], st, c.Others[j].Actor, &c.Others[j].Cell)
			}
		}
	}
	return out
}

// completeNames offers model ids and silicon names in the shell.
func (a *app) completeNames(_ *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
	cat, err := a.catalogue()
	if err != nil || len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var out []string
	for _, m := range cat.Models() {
		if strings.HasPrefix(m.ID, strings.ToLower(prefix)) {
			out = append(out, m.ID+"\t"+m.Developer)
		}
	}
	for _, n := range cat.Lattice().Nodes() {
		if strings.HasPrefix(strings.ToLower(n.Name), strings.ToLower(prefix)) {
			out = append(out, n.Name)
		}
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}
