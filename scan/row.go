package scan

import (
	"errors"
	"io"

	"github.com/parquet-go/parquet-go"

	"assay/evidence"
)

// Row is one claim as the output of a shard holds it. The rows of a document
// follow each other; the first carries the text, so that quotes can be held
// against it and nothing needs to be fetched again.
type Row struct {
	Shard     string `parquet:"shard,dict"`
	Place     int64  `parquet:"place"` // record in the shard, from 1
	Document  string `parquet:"document"`
	Name      string `parquet:"name"`
	Address   string `parquet:"address"`
	Title     string `parquet:"title"`
	Publisher string `parquet:"publisher,dict"`
	Published string `parquet:"published"`
	Lang      string `parquet:"lang,dict"`
	DocKind   string `parquet:"document_kind,dict"`
	Syndicate string `parquet:"syndicate"`

	Claim          string   `parquet:"claim"` // id
	Model          string   `parquet:"model,dict"`
	ModelID        string   `parquet:"model_id,dict"`
	Stage          string   `parquet:"stage,dict"`
	Relation       string   `parquet:"relation,dict"`
	Silicon        string   `parquet:"silicon,dict"`
	SiliconWritten string   `parquet:"silicon_written"`
	Count          *int64   `parquet:"count,optional"`
	CountQual      string   `parquet:"count_qual,dict"`
	Actor          string   `parquet:"actor"`
	Hedge          string   `parquet:"hedge,dict"`
	Attribution    string   `parquet:"attribution,dict"`
	NamedSource    string   `parquet:"named_source"`
	Speaker        string   `parquet:"speaker"`
	Exclusive      bool     `parquet:"exclusive"`
	Whole          bool     `parquet:"whole"`
	Part           bool     `parquet:"part"`
	Continued      bool     `parquet:"continued"`
	Quote          string   `parquet:"quote"`
	Start          int64    `parquet:"start"` // code points
	End            int64    `parquet:"end"`
	Cues           []string `parquet:"cues,list"`
	Reader         string   `parquet:"reader,dict"`

	Text *string `parquet:"text,optional"` // in the first row of a document
}

// Rows gives the rows of a found document.
func Rows(shard string, f Found) []Row {
	d := &f.Document
	out := make([]Row, len(f.Claims))
	for i := range f.Claims {
		c := &f.Claims[i]
		out[i] = Row{
			Shard: shard, Place: f.Place, Document: d.ID, Name: d.Name, Address: d.Address, Title: d.Title, Publisher: d.Publisher,
			Published: string(d.Published), Lang: d.Lang, DocKind: d.Kind, Syndicate: d.Syndicate,
			Claim: c.ID, Model: c.Model, ModelID: c.ModelID, Stage: string(c.Stage), Relation: string(c.Relation), Silicon: c.Silicon,
			SiliconWritten: c.SiliconWritten, Count: c.Count, CountQual: string(c.CountQual), Actor: c.Actor, Hedge: string(c.Hedge),
			Attribution: string(c.Attribution), NamedSource: c.NamedSource, Speaker: c.Speaker, Exclusive: c.Exclusive, Whole: c.Whole,
			Part: c.Part, Continued: c.Continued, Quote: c.Quote, Start: int64(c.Start), End: int64(c.End), Cues: c.Cues, Reader: c.Reader,
		}
	}
	out[0].Text = &d.Body
	return out
}

// document rebuilds the document of a first row. Error: invalid where its ids
// do not follow from its content.
func (r *Row) document() (evidence.Document, error) {
	d := evidence.Document{Name: r.Name, Address: r.Address, Title: r.Title, Publisher: r.Publisher,
		Published: evidence.Date(r.Published), Lang: r.Lang, Kind: r.DocKind, Syndicate: r.Syndicate, Body: *r.Text}
	d.TextID = evidence.TextID(d.Body)
	d.ID = evidence.DocumentID(d.Address, d.Publisher, d.Title, d.TextID)
	if d.ID != r.Document {
		return d, evidence.Errorf(evidence.Invalid, "document %.60q: its id does not follow from its content", r.Name)
	}
	return d, nil
}

// Writer writes the claims of a shard as Parquet.
type Writer struct {
	out   *parquet.GenericWriter[Row]
	shard string
	held  int // bytes of text in the row group at hand
}

// groupBytes is the text of one row group; it bounds the writer's memory.
const groupBytes = 16 << 20

// NewWriter begins the file of a shard.
func NewWriter(w io.Writer, shard string) *Writer {
	return &Writer{shard: shard, out: parquet.NewGenericWriter[Row](w, parquet.Compression(&parquet.Zstd),
		parquet.CreatedBy("assay", "", ""), parquet.SkipPageStatistics("text"), parquet.SkipPageBounds("text"))}
}

// Keep writes the rows of a document.
func (w *Writer) Keep(f Found) error {
	if _, err := w.out.Write(Rows(w.shard, f)); err != nil {
		return err
	}
	if w.held += len(f.Document.Body); w.held < groupBytes {
		return nil
	}
	w.held = 0
	return w.out.Flush()
}

// Close ends the file.
func (w *Writer) Close() error { return w.out.Close() }

// ReadRows hands each document of a scan's output to take, with the rows of its
// claims. Errors: invalid (no output of a scan, or broken), take's.
func ReadRows(r io.ReaderAt, size int64, take func(evidence.Document, []Row) error) (err error) {
	defer func() { // the library panics on some broken files
		if p := recover(); p != nil {
			err = evidence.Errorf(evidence.Invalid, "broken Parquet: %.200v", p)
		}
	}()
	file, err := parquet.OpenFile(r, size)
	if err != nil {
		return evidence.WithKind(evidence.Invalid, err, "not a Parquet file that can be read")
	}
	for _, need := range []string{"document", "claim", "quote", "text"} {
		if _, ok := file.Schema().Lookup(need); !ok {
			return evidence.Errorf(evidence.Invalid, "no output of assay scan: column %s is missing", need)
		}
	}
	in := parquet.NewGenericReader[Row](file)
	defer in.Close()
	batch := make([]Row, 64)
	var held []Row
	var doc evidence.Document
	flush := func() error {
		if len(held) == 0 {
			return nil
		}
		err := take(doc, held)
		held = nil
		return err
	}
	for {
		clear(batch)
		n, err := in.Read(batch)
		for _, row := range batch[:n] {
			if row.Text != nil {
				if err := flush(); err != nil {
					return err
				}
				if doc, err = row.document(); err != nil {
					return err
				}
			} else if len(held) == 0 || row.Document != doc.ID {
				return evidence.Errorf(evidence.Invalid, "a claim of document %.60q stands without its text", row.Name)
			}
			held = append(held, row)
		}
		if errors.Is(err, io.EOF) {
			return flush()
		}
		if err != nil {
			return evidence.WithKind(evidence.Invalid, err, "broken Parquet")
		}
	}
}
