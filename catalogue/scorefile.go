package catalogue

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/evidence"
)

// scoreColumns are the columns of scores.csv, in their order.
var scoreColumns = []string{"model", "benchmark", "score", "unit", "variant", "reported_by",
	"source_title", "source_url", "source_date", "released", "note"}

// scoreRow is one row with its line.
type scoreRow struct {
	rec  Score
	line int
	file string     // scores.csv where empty
	node *yaml.Node // of a record of scores.yaml
}

// parseScores reads scores.csv. A row that cannot be read is left out with a
// finding; "none" under released says that the series gives no date.
func parseScores(file string, src []byte) ([]scoreRow, []evidence.Finding) {
	if len(src) > maxFileBytes {
		return nil, []evidence.Finding{*problem(file, 0, "file-too-large",
			fmt.Sprintf("%d bytes; a record file has at most %d", len(src), maxFileBytes), "split the file")}
	}
	r := csv.NewReader(bytes.NewReader(src))
	r.ReuseRecord = true
	head, err := r.Read()
	if errors.Is(err, io.EOF) {
		return nil, nil
	}
	if err != nil {
		return nil, []evidence.Finding{*problem(file, 1, "not-csv", oneLine(err.Error()), "the first line names the columns")}
	}
	if strings.Join(head, ",") != strings.Join(scoreColumns, ",") {
		return nil, []evidence.Finding{*problem(file, 1, "unknown-field", "the first line is not "+strings.Join(scoreColumns, ","), "name the columns so, in this order")}
	}
	out := make([]scoreRow, 0, bytes.Count(src, []byte{'\n'}))
	var bad []evidence.Finding
	for {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out, bad
		}
		line, _ := r.FieldPos(0)
		if err != nil {
			bad = append(bad, *problem(file, line, "not-csv", oneLine(err.Error()), "quote fields with commas or quotation marks"))
			var pe *csv.ParseError
			if errors.As(err, &pe) && errors.Is(pe.Err, csv.ErrFieldCount) {
				continue
			}
			return out, bad
		}
		v, err := strconv.ParseFloat(rec[2], 64)
		if err != nil {
			bad = append(bad, *problem(file, line, "wrong-type", fmt.Sprintf("score: %q is no number", rec[2]), "write a number such as 57.6"))
			continue
		}
		out = append(out, scoreRow{line: line, rec: scoreOf(rec, v)})
	}
}

func scoreOf(rec []string, v float64) Score {
	return Score{Model: strings.Clone(rec[0]), Benchmark: strings.Clone(rec[1]), Score: v, Unit: Unit(strings.Clone(rec[3])),
		Variant: strings.Clone(rec[4]), ReportedBy: strings.Clone(rec[5]), SourceTitle: strings.Clone(rec[6]), SourceURL: strings.Clone(rec[7]),
		SourceDate: evidence.Date(strings.Clone(rec[8])), Released: evidence.Date(strings.Clone(rec[9])), Note: strings.Clone(rec[10])}
}

// dated fills in the release date of a score from its model.
func (c *Catalogue) dated(s Score) Score {
	switch s.Released {
	case "none":
		s.Released = ""
	case "":
		if m, ok := c.Model(s.Model); ok {
			s.Released = m.Released
		}
	}
	return s
}
