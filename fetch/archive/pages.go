package archive

import (
	"bufio"
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// maxPage bounds one unpacked page; writers aim at 1 MiB, and one long text may
// fill a page of its own.
const maxPage = 64 << 20

// boundPages walks over the heads of a column's pages and refuses a file whose
// pages unpack to more than maxPage: the library allocates what a head promises.
func boundPages(r io.ReaderAt, meta *format.FileMetaData, column int) error {
	for g := range meta.RowGroups {
		if column >= len(meta.RowGroups[g].Columns) {
			return fmt.Errorf("row group %d lacks it", g)
		}
		c := meta.RowGroups[g].Columns[column].MetaData
		start := c.DataPageOffset
		if c.DictionaryPageOffset > 0 && c.DictionaryPageOffset < start {
			start = c.DictionaryPageOffset
		}
		if start < 0 || c.TotalCompressedSize < 0 {
			return fmt.Errorf("row group %d has no place in the file", g)
		}
		if err := walkPages(io.NewSectionReader(r, start, c.TotalCompressedSize)); err != nil {
			return fmt.Errorf("row group %d: %w", g, err)
		}
	}
	return nil
}

func walkPages(chunk *io.SectionReader) error {
	var protocol thrift.CompactProtocol
	for at := int64(0); at < chunk.Size(); {
		b := bufio.NewReaderSize(io.NewSectionReader(chunk, at, chunk.Size()-at), 4<<10)
		counted := &counter{r: b}
		var h format.PageHeader
		if err := thrift.NewDecoder(protocol.NewReader(counted)).Decode(&h); err != nil {
			return fmt.Errorf("a page's head at byte %d cannot be read", at)
		}
		if h.UncompressedPageSize < 0 || h.CompressedPageSize < 0 || h.UncompressedPageSize > maxPage || h.CompressedPageSize > maxPage {
			return fmt.Errorf("a page of %d bytes; %d at most", max(h.UncompressedPageSize, h.CompressedPageSize), maxPage)
		}
		at += counted.n + int64(h.CompressedPageSize)
	}
	return nil
}

// counter counts what is read, byte by byte where the decoder asks so.
type counter struct {
	r *bufio.Reader
	n int64
}

// Read reads on and counts.
func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// ReadByte reads one byte and counts it.
func (c *counter) ReadByte() (byte, error) {
	b, err := c.r.ReadByte()
	if err == nil {
		c.n++
	}
	return b, err
}
