package dataset

import (
	"slices"

	"assay/evidence"
	"assay/resolve"
)

// Claims is the table of claims: built-in records (kind record) and claims read
// in documents. Quotes are clipped to what may be published.
func Claims(claims []evidence.Claim) Table {
	type c = evidence.Claim
	return table(Table{Name: "claims", Title: "Claims", Key: "id",
		Description: "Each statement that a model was, was not, will be or failed to be trained, tuned or served on some silicon, or was adapted to it."},
		claims, []column[c]{
			str("id", "slug of a record, or content hash", func(r *c) string { return r.ID }),
			str("kind", "record, extracted or second", func(r *c) evidence.ClaimKind { return r.Kind }),
			str("model", "as written", func(r *c) string { return r.Model }),
			str("model_id", "id in the catalogue", func(r *c) string { return r.ModelID }),
			str("developer", "", func(r *c) string { return r.Developer }),
			str("developer_country", "ISO code", func(r *c) string { return r.DeveloperCountry }),
			str("stage", "pre-training, post-training, inference or training-unspecified", func(r *c) evidence.Stage { return r.Stage }),
			str("relation", "used, not-used, attempted-failed, planned or adapted", func(r *c) evidence.Relation { return r.Relation }),
			str("silicon", "node of the lattice", func(r *c) string { return r.Silicon }),
			str("silicon_written", "wording close to the source", func(r *c) string { return r.SiliconWritten }),
			whole("count", "chips", "chips of this run", func(r *c) *int64 { return r.Count }),
			str("count_qual", "eq, approx, ge or le", func(r *c) evidence.CountQual { return r.CountQual }),
			str("actor", "who ran the stage", func(r *c) string { return r.Actor }),
			flag("exclusive", "said of this silicon alone", func(r *c) bool { return r.Exclusive }),
			flag("whole", "said of the whole training process", func(r *c) bool { return r.Whole }),
			flag("part", "said of a share of it", func(r *c) bool { return r.Part }),
			flag("continued", "continued pre-training of an existing base", func(r *c) bool { return r.Continued }),
			str("hedge", "asserted, reported, alleged, likely or unknown", func(r *c) evidence.Hedge { return r.Hedge }),
			str("attribution", "who is made to say it", func(r *c) evidence.Attribution { return r.Attribution }),
			str("evidence", "class E0 to E7", func(r *c) evidence.Class { return r.Evidence }),
			str("root_evidence", "of E0: class of what it goes back to", func(r *c) evidence.Class { return r.RootEvidence }),
			str("weight", "class at which it counts, after root and hedge", func(r *c) evidence.Class { return r.Weight() }),
			str("interest", "none, aligned or opposed", func(r *c) evidence.Interest { return r.Interest }),
			str("origin", "origin given with a record", func(r *c) string { return r.Origin }),
			str("quote", "exact words of the document, at most 300 characters", func(r *c) string { return clipped(r.Quote) }),
			str("document", "id of the document", func(r *c) string { return r.DocumentID }),
			str("source", "id in the source registry", func(r *c) string { return r.SourceID }),
			str("source_title", "", func(r *c) string { return r.SourceTitle }),
			str("source_publisher", "", func(r *c) string { return r.SourcePublisher }),
			str("source_url", "", func(r *c) string { return r.SourceURL }),
			date("published", "", func(r *c) evidence.Date { return r.Published }),
			date("known_since", "day from which it counts (R0)", func(r *c) evidence.Date { return r.KnownSince }),
			str("dated_by", "how that day came about", func(r *c) string { return r.DatedBy }),
			date("verified_on", "", func(r *c) evidence.Date { return r.VerifiedOn }),
			str("review", "unreviewed, accepted or rejected", func(r *c) evidence.Review { return r.Review }),
			date("retracted", "", func(r *c) evidence.Date { return r.Retracted }),
			str("superseded_by", "id of a newer claim of the same claimant", func(r *c) string { return r.SupersededBy }),
			str("reader", "name and version of the reader", func(r *c) string { return r.Reader }),
			str("note", "our own sentence", func(r *c) string { return r.Note }),
		})
}

// Documents is the table of documents, without their text.
func Documents(docs []evidence.Document) Table {
	type d = evidence.Document
	return table(Table{Name: "documents", Title: "Documents", Key: "id",
		Description: "Each text that was read, without the text itself."},
		docs, []column[d]{
			str("id", "hash of address and text", func(r *d) string { return r.ID }),
			str("text_id", "hash of the text", func(r *d) string { return r.TextID }),
			str("name", "", func(r *d) string { return r.Name }),
			str("title", "", func(r *d) string { return r.Title }),
			str("publisher", "", func(r *d) string { return r.Publisher }),
			str("source", "id in the source registry", func(r *d) string { return r.SourceID }),
			str("address", "", func(r *d) string { return r.Address }),
			str("lang", "en, zh, de or und", func(r *d) string { return r.Lang }),
			str("kind", "", func(r *d) string { return r.Kind }),
			date("published", "", func(r *d) evidence.Date { return r.Published }),
			date("retracted", "", func(r *d) evidence.Date { return r.Retracted }),
		})
}

// cell is one row of the table of cells.
type cell struct {
	row   *resolve.Row
	stage evidence.Stage
	actor string // empty: the developer's own run
	cell  resolve.Cell
}

// Cells is the table of cells: one row a model and stage, and one for each other
// actor's run of it. Cells that nothing is known of are left out.
func Cells(rows []resolve.Row) Table {
	var cells []cell
	for i := range rows {
		for _, stage := range evidence.Stages() {
			c, ok := rows[i].Cells[stage]
			if !ok {
				continue
			}
			if c.Verdict != evidence.UnknownWord || len(c.Claims) > 0 {
				cells = append(cells, cell{&rows[i], stage, "", c})
			}
			for _, o := range c.Others {
				cells = append(cells, cell{&rows[i], stage, o.Actor, o.Cell})
			}
		}
	}
	return table(Table{Name: "cells", Title: "Cells of the matrix", Key: "id",
		Description: "What is known of each stage of each model, by rules R0 to R9, with the ids of the claims that bear it."},
		cells, cellColumns())
}

func cellColumns() []column[cell] {
	return []column[cell]{
		str("id", "model/stage, and the actor where it is not the developer", (*cell).id),
		str("model_id", "", func(r *cell) string { return r.row.ID }),
		str("model", "", func(r *cell) string { return r.row.Model }),
		str("developer", "", func(r *cell) string { return r.row.Developer }),
		str("country", "ISO code of the developer's country", func(r *cell) string { return r.row.Country }),
		date("released", "", func(r *cell) evidence.Date { return r.row.Released }),
		str("stage", "", func(r *cell) evidence.Stage { return r.stage }),
		str("actor", "who ran the stage; empty: the developer", func(r *cell) string { return r.actor }),
		str("verdict", "word of R5", func(r *cell) evidence.Word { return r.cell.Verdict }),
		str("class", "domestic, foreign, mixed or unknown (R8)", func(r *cell) evidence.Side { return r.cell.Class }),
		list("silicon", "finest nodes that earn the word", func(r *cell) []string { return r.cell.Silicon }),
		list("candidates", "finer nodes with a weaker word, each with it", func(r *cell) []string { return candidates(r.cell.Candidates) }),
		list("beside", "disjoint nodes of nearly the same weight, each with its word", func(r *cell) []string { return beside(r.cell.Beside) }),
		list("ready_on", "adapted to; no use claimed", func(r *cell) []string { return r.cell.ReadyOn }),
		list("planned", "", func(r *cell) []string { return r.cell.Planned }),
		list("continued", "silicon of continued pre-training", func(r *cell) []string { return r.cell.Continued }),
		flag("implied", "from a statement on the whole training process", func(r *cell) bool { return r.cell.Implied }),
		flag("negated", "the word is for not this silicon", func(r *cell) bool { return r.cell.Negated }),
		str("inherited_from", "id of the base or family whose cell this is", func(r *cell) string { return r.cell.InheritedFrom }),
		count("documents", "of the origins that earn the word", func(r *cell) int { return r.cell.Documents }),
		count("origins", "independent origins that earn the word", func(r *cell) int { return r.cell.Origins }),
		count("disinterested", "of them: disinterested and first-hand", func(r *cell) int { return r.cell.Disinterested }),
		str("evidence", "best class after root and hedge", func(r *cell) evidence.Class { return r.cell.Evidence }),
		flag("reviewed", "no unreviewed claim takes part", func(r *cell) bool { return r.cell.Reviewed }),
		str("sentence", "the verdict as a sentence (R9)", func(r *cell) string { return r.cell.Sentence }),
		list("rules", "", func(r *cell) []string { return r.cell.Rules }),
		list("claims", "ids of the claims of the cell", func(r *cell) []string { return r.cell.Claims }),
		date("since", "first day of an origin that earns the word", func(r *cell) evidence.Date { return r.cell.Since }),
		date("newest", "latest day of any claim", func(r *cell) evidence.Date { return r.cell.Newest }),
	}
}

func (r *cell) id() string {
	id := r.row.ID + "/" + string(r.stage)
	if r.actor != "" {
		id += "/" + r.actor
	}
	return id
}

func candidates(all []resolve.Candidate) []string {
	out := make([]string, len(all))
	for i, c := range all {
		out[i] = c.Silicon + " (" + string(c.Word) + ")"
	}
	return out
}

func beside(all []resolve.Beside) []string {
	out := make([]string, len(all))
	for i, b := range all {
		out[i] = b.Silicon + " (" + string(b.How) + ", " + string(b.Word) + ")"
	}
	return out
}

func count[T any](name, desc string, of func(*T) int) column[T] {
	return column[T]{Column{Name: name, Type: Integer, Description: desc}, func(r *T) any { return int64(of(r)) }}
}

// Without takes out the rows whose value in a column is one of the withheld
// ones, such as the ids of withheld sources.
func (t Table) Without(name string, withheld []string) Table {
	at := slices.IndexFunc(t.Columns, func(c Column) bool { return c.Name == name })
	if at < 0 || len(withheld) == 0 {
		return t
	}
	rows := t.Rows
	t.Rows = nil
	for _, row := range rows {
		if s, _ := row[at].(string); s == "" || !slices.Contains(withheld, s) {
			t.Rows = append(t.Rows, row)
		}
	}
	return t
}
