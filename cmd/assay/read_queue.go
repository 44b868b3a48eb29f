package main

import (
	"context"
	"fmt"

	"assay/evidence"
	"assay/fetch"
)

// queueBytes and queueCount bound what one transaction of `read --queue` takes.
const (
	queueBytes = 8 << 20
	queueCount = 200
)

// queue puts the named files into the store to be read by workers.
func (a *app) queue(ctx context.Context, args []string) error {
	rep := &readReport{}
	if _, err := a.corridor(ctx); err != nil { // a new store is filled first
		return err
	}
	var items []evidence.Incoming
	size, added, found := 0, 0, 0
	flush := func() error {
		n, err := a.enqueue(ctx, items)
		added += n
		items, size = nil, 0
		return err
	}
	for _, arg := range args {
		var files []string
		if arg == "-" {
			raw, err := fetch.Stdin(a.in)
			if err != nil {
				return err
			}
			items, size, found = append(items, incoming(raw)), size+len(raw.Bytes), found+1
		} else {
			var skips []fetch.Skip
			files, skips = fetch.Find([]string{arg})
			for _, s := range skips {
				rep.skip(s)
			}
		}
		for _, f := range files {
			raw, err := fetch.File(f)
			if err != nil {
				rep.skip(fetch.Failure(f, err))
				continue
			}
			items, size, found = append(items, incoming(raw)), size+len(raw.Bytes), found+1
			if len(items) >= queueCount || size >= queueBytes {
				if err := flush(); err != nil {
					return err
				}
			}
		}
	}
	if len(items) > 0 {
		if err := flush(); err != nil {
			return err
		}
	}
	fmt.Fprintf(a.out, "%d documents found, %d of them new and waiting; assay work reads them\n", found, added)
	for i := 0; i < found; i++ {
		rep.Read = append(rep.Read, readLine{})
	}
	return rep.outcome(a.err, len(args))
}
