package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"assay/store"
)

// newStoreCmd builds `assay store`: copy, backup, restore.
func newStoreCmd(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "store",
		Short: "Copy, back up or restore a store",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newBackupCmd(a), newRestoreCmd(a), newCopyCmd(a))
	return cmd
}

func newBackupCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "backup FILE",
		Short: "Write the whole store to a new SQLite file while others go on working",
		Long: `Writes everything in the store, as it stood at one moment, to FILE, which must
not exist. FILE is itself a store. The hash of the content is printed.`,
		Example: "  assay store backup assay-2026-11-24.db\n  assay store backup team.db --store postgres://assay@db/assay",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			db, err := a.store(cmd.Context())
			if err != nil {
				return err
			}
			content, err := db.Backup(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			fmt.Fprintf(a.out, "%s backed up to %s, content %s\n", db.Address(), args[0], content)
			return nil
		},
	}
}

func newRestoreCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "restore FILE",
		Short: "Fill an empty store from a backup",
		Long: `Copies a backup into the store named by --store, which must be empty or not yet
exist, and compares the contents by hash.`,
		Example: "  assay store restore assay-2026-11-24.db --store sqlite:new.db",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			from, err := store.OpenExisting(cmd.Context(), "sqlite:"+args[0])
			if err != nil {
				return err
			}
			defer from.Close()
			db, err := a.store(cmd.Context())
			if err != nil {
				return err
			}
			return a.copy(cmd.Context(), from, db)
		},
	}
}

func newCopyCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "copy FROM TO",
		Short: "Move everything from one store to another, hashes compared",
		Long: `Copies all tables from the store FROM to the store TO, which must be empty or not
yet exist, in one transaction, and compares the contents by hash.`,
		Example: "  assay store copy sqlite:laptop.db postgres://assay@db/assay",
		Args:    cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			from, err := store.OpenExisting(cmd.Context(), args[0]) // first: a slip must not leave an empty store
			if err != nil {
				return err
			}
			defer from.Close()
			to, err := store.Open(cmd.Context(), args[1])
			if err != nil {
				return err
			}
			defer to.Close()
			return a.copy(cmd.Context(), from, to)
		},
	}
}

func (a *app) copy(ctx context.Context, from, to *store.DB) error {
	content, rows, err := store.Copy(ctx, from, to)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, "%d rows copied from %s to %s, content %s\n", rows, from.Address(), to.Address(), content)
	return nil
}
