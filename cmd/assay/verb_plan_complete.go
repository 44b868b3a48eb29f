package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// completeModels offers the models whose shapes are known.
func (a *app) completeModels(cmd *cobra.Command, flag string) {
	a.offerNames(cmd, flag, func() []string {
		p, err := a.planner()
		if err != nil {
			return nil
		}
		return p.Models()
	})
}

// completeChips offers the chips that have what the model needs.
func (a *app) completeChips(cmd *cobra.Command, flag string) {
	a.offerNames(cmd, flag, func() []string {
		cat, err := a.catalogue()
		if err != nil {
			return nil
		}
		p, err := a.planner()
		if err != nil {
			return nil
		}
		var out []string
		for _, c := range cat.Chips() {
			if chip, err := p.Chip(c.ID); err == nil && chip.Check() == nil {
				out = append(out, c.ID)
			}
		}
		return out
	})
}

func (a *app) offerNames(cmd *cobra.Command, flag string, names func() []string) {
	err := cmd.RegisterFlagCompletionFunc(flag, func(_ *cobra.Command, _ []string, prefix string) ([]string, cobra.ShellCompDirective) {
		fits := slices.DeleteFunc(names(), func(n string) bool { return !strings.HasPrefix(n, strings.ToLower(prefix)) })
		return fits, cobra.ShellCompDirectiveNoFileComp
	})
	if err != nil {
		panic(err) // a flag of that name does not exist: a slip in this folder
	}
}
