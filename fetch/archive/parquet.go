package archive

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/parquet-go/parquet-go"

	"assay/evidence"
)

// table reads the documents of a Parquet file, one a row, from flat text columns.
type table struct {
	name   string
	file   *parquet.File
	groups []parquet.RowGroup
	group  int
	row    int64        // in the file
	at     atomic.Int64 // the same, for who watches
	cols   []*column
	passed Passed
}

// newParquet opens a Parquet file. The library panics on some broken files;
// here that is an error as any other.
func newParquet(name string, f io.ReaderAt, size int64) (t *table, err error) {
	defer recovered(name, &err)
	file, err := parquet.OpenFile(f, size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true), parquet.ReadBufferSize(256<<10))
	if err != nil {
		return nil, evidence.WithKind(evidence.Invalid, err, "%s: not a Parquet file that can be read", name)
	}
	t = &table{name: name, file: file, groups: file.RowGroups()}
	for _, names := range [][]string{textFields, addressFields, titleFields, publisherFields, dateFields, nameFields} {
		at := find(file.Schema(), names)
		t.cols = append(t.cols, &column{index: at})
		if at >= 0 {
			if err := boundPages(f, file.Metadata(), at); err != nil {
				return nil, evidence.WithKind(evidence.Invalid, err, "%s: column %s", name, strings.Join(file.Schema().Columns()[at], "."))
			}
		}
	}
	if t.cols[0].index < 0 {
		return nil, evidence.Errorf(evidence.Invalid, "%s: no text column (%s)", name, strings.Join(textFields, ", "))
	}
	return t, t.open()
}

func recovered(name string, err *error) {
	if r := recover(); r != nil {
		*err = evidence.Errorf(evidence.Invalid, "%s: broken Parquet: %.200s", name, fmt.Sprint(r))
	}
}

// find gives the index of the first flat text column of these names; -1 for none.
func find(s *parquet.Schema, names []string) int {
	for _, n := range names {
		for _, path := range s.Columns() {
			if len(path) != 1 || !strings.EqualFold(path[0], n) {
				continue
			}
			leaf, ok := s.Lookup(path...)
			if ok && leaf.MaxRepetitionLevel == 0 && leaf.Node.Type().Kind() == parquet.ByteArray {
				return leaf.ColumnIndex
			}
		}
	}
	return -1
}

func (t *table) Passed() Passed { return t.passed }

// open begins the row group at hand.
func (t *table) open() error {
	t.close()
	if t.group >= len(t.groups) {
		return nil
	}
	chunks := t.groups[t.group].ColumnChunks()
	for _, c := range t.cols {
		if c.index >= 0 {
			c.pages, c.values, c.left = chunks[c.index].Pages(), nil, nil
		}
	}
	return nil
}

func (t *table) close() {
	for _, c := range t.cols {
		if c.pages != nil {
			c.pages.Close()
			c.pages = nil
		}
	}
}

// Next gives the next row that holds a text.
func (t *table) Next() (rec Record, err error) {
	defer recovered(t.name, &err)
	for t.group < len(t.groups) {
		fields := make([]string, len(t.cols))
		for i, c := range t.cols {
			if fields[i], err = c.next(); err != nil {
				break
			}
		}
		if errors.Is(err, io.EOF) {
			t.group++
			if err := t.open(); err != nil {
				return Record{}, err
			}
			continue
		}
		if err != nil {
			return Record{}, evidence.WithKind(evidence.Invalid, err, "%s: broken at row %d", t.name, t.row)
		}
		t.row++
		t.at.Store(t.row)
		body := fields[0]
		switch {
		case len(body) > MaxRecord:
			t.passed.TooLarge++
			continue
		case strings.TrimSpace(body) == "":
			t.passed.Empty++
			continue
		}
		rec = Record{Bytes: []byte(body), Address: fields[1], Title: fields[2], Publisher: fields[3], Published: day(fields[4]),
			Name: fields[5], MediaType: textType(body)}
		rec.name(t.name + "#" + strconv.FormatInt(t.row, 10))
		return rec, nil
	}
	return Record{}, io.EOF
}

// column gives the values of one text column, row by row.
type column struct {
	index  int // -1: the file has none; every value is empty
	pages  parquet.Pages
	values parquet.ValueReader
	batch  [64]parquet.Value
	left   []parquet.Value
}

func (c *column) next() (string, error) {
	if c.index < 0 {
		return "", nil
	}
	for len(c.left) == 0 {
		if c.values == nil {
			page, err := c.pages.ReadPage()
			if err != nil {
				return "", err
			}
			c.values = page.Values()
		}
		n, err := c.values.ReadValues(c.batch[:])
		c.left = c.batch[:n]
		if err != nil && !errors.Is(err, io.EOF) {
			return "", err
		}
		if err != nil || n == 0 {
			c.values = nil
		}
	}
	v := c.left[0]
	c.left = c.left[1:]
	if v.IsNull() {
		return "", nil
	}
	return string(v.ByteArray()), nil
}
