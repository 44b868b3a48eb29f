package main

import (
	"net/url"

	"github.com/spf13/cobra"
)

// newConfigCmd builds `assay config`: the settings in force.
func newConfigCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "config",
		Short: "Show the settings in force and where each comes from; secrets are hidden",
		Long: `Settings come from flags, then ASSAY_… variables, then the configuration file,
then defaults. The file is YAML with the same keys, such as  store: sqlite:/data/assay.db`,
		Example: "  assay config\n  ASSAY_STORE=sqlite:team.db assay config --format json",
		Args:    cobra.NoArgs,
		RunE: func(_ *cobra.Command, _ []string) error {
			type row struct {
				Key   string `json:"key"`
				Value string `json:"value"`
				From  string `json:"from"`
				Env   string `json:"env"`
			}
			var rows []row
			g := grid{head: []string{"setting", "value", "from", "variable"}}
			for _, o := range options {
				v := a.set.text(o.key)
				if o.key == "store" && v == "" {
					v, _ = defaultStore()
				}
				v = hideSecret(o, v)
				rows = append(rows, row{o.key, v, a.set.from[o.key], envName(o.key)})
				g.add(o.key, v, a.set.from[o.key], envName(o.key))
			}
			if a.set.file != "" {
				g.note = "configuration file: " + a.set.file
			}
			return print(a.out, a.format(), rows, g)
		},
	}
}

func hideSecret(o option, v string) string {
	if v == "" {
		return v
	}
	if o.secret {
		return "(set, hidden)"
	}
	if u, err := url.Parse(v); err == nil && u.User != nil {
		return u.Redacted()
	}
	return v
}
