package web

import (
	"net/http"
	"path"
	"slices"
	"strings"

	"assay/evidence"
	"assay/resolve"
)

// download lets a handler through if the file that the address names ends in a
// format that tables have.
func (s *site) download(next func(w http.ResponseWriter, r *http.Request, stem, format string)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		name := path.Base(r.URL.Path)
		ext := path.Ext(name)
		format := strings.TrimPrefix(ext, ".")
		if !slices.Contains([]string{"csv", "json", "md"}, format) {
			s.lost(w, r)
			return
		}
		next(w, r, strings.TrimSuffix(name, ext), format)
	}
}

// matrixFile answers the matrix as shown, as a file.
func (s *site) matrixFile(w http.ResponseWriter, r *http.Request, _, format string) {
	l := langOf(r)
	rd, m, err := s.asked(r)
	if err != nil {
		s.fail(w, l, err)
		return
	}
	rows := rd.filter(&m)
	value := make([]resolve.Row, 0, len(rows))
	for _, row := range rows {
		value = append(value, *row)
	}
	s.send(w, cellTable("assay-matrix-"+string(rd.asOf), rows, m.columns(), value), format)
}

// cellTable is one line a cell, with the columns of `assay matrix --format csv`.
func cellTable(name string, rows []*resolve.Row, stages []evidence.Stage, value any) table {
	t := table{Name: name, Value: value, Head: []string{"model_id", "model", "developer", "country", "released", "stage", "actor", "verdict", "class",
		"silicon", "negated", "implied", "inherited_from", "evidence", "documents", "origins", "disinterested", "since", "newest", "sentence", "rules", "claims"}}
	for _, row := range rows {
		for _, st := range stages {
			cell, ok := row.Cells[st]
			if !ok {
				continue
			}
			t.Rows = append(t.Rows, cellLine(row, st, "", &cell))
			for i := range cell.Others {
				t.Rows = append(t.Rows, cellLine(row, st, cell.Others[i].Actor, &cell.Others[i].Cell))
			}
		}
	}
	return t
}

func cellLine(row *resolve.Row, st evidence.Stage, actor string, c *resolve.Cell) []string {
	return []string{row.ID, row.Model, row.Developer, row.Country, string(row.Released), string(st), actor, string(c.Verdict), string(c.Class),
		strings.Join(c.Silicon, "; "), yesNo(c.Negated), yesNo(c.Implied), c.InheritedFrom, string(c.Evidence), itoa(c.Documents), itoa(c.Origins),
		itoa(c.Disinterested), string(c.Since), string(c.Newest), c.Sentence, strings.Join(c.Rules, " "), strings.Join(c.Claims, " ")}
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// modelFile answers one model: the row with its claims.
func (s *site) modelFile(w http.ResponseWriter, r *http.Request, id, format string) {
	l := langOf(r)
	rd, _, err := s.asked(r)
	if err != nil {
		s.fail(w, l, err)
		return
	}
	row := rd.byID[id]
	if row == nil {
		s.fail(w, l, evidence.Errorf(evidence.NotFound, "no model %s in the matrix", clip(id, 60)))
		return
	}
	claims, err := s.claimsOfModel(r.Context(), rd, row)
	if err != nil {
		s.fail(w, l, err)
		return
	}
	t := s.claimTable("assay-"+id, claims, rd)
	t.Value = struct {
		*resolve.Row
		Claims []claimOut `json:"claims"`
	}{row, s.claimsOut(claims, rd)}
	s.send(w, t, format)
}

// siliconFile answers the claims that name a node or one below it.
func (s *site) siliconFile(w http.ResponseWriter, r *http.Request, id, format string) {
	l := langOf(r)
	node, ok := s.node(id)
	if !ok {
		s.fail(w, l, evidence.Errorf(evidence.NotFound, "no silicon %s in the lattice", clip(id, 60)))
		return
	}
	rd, err := s.read(r.Context(), matrixQuery{})
	if err != nil {
		s.fail(w, l, err)
		return
	}
	claims, err := s.reviewedOn(r.Context(), node.Name)
	if err != nil {
		s.fail(w, l, err)
		return
	}
	t := s.claimTable("assay-"+id, claims, rd)
	t.Value = s.claimsOut(claims, rd)
	s.send(w, t, format)
}

// claimOut is a claim as files and the API give it: quote cut at 300
// characters, origin and weight as resolved.
type claimOut struct {
	evidence.Claim
	OriginID string          `json:"origin_id"`
	Letter   evidence.Letter `json:"letter,omitempty"`
	Weight   evidence.Class  `json:"weight"`
}

func (s *site) claimsOut(claims []evidence.Claim, rd *reading) []claimOut {
	out := make([]claimOut, 0, len(claims))
	for i := range claims {
		v := s.claimView(English, &claims[i], rd)
		c := claims[i]
		c.Quote = clip(c.Quote, quoteChars)
		out = append(out, claimOut{Claim: c, OriginID: v.Origin, Letter: v.Letter, Weight: v.Weight})
	}
	return out
}

// claimTable is one line a claim.
func (s *site) claimTable(name string, claims []evidence.Claim, rd *reading) table {
	t := table{Name: name, Head: []string{"id", "kind", "model_id", "model", "stage", "relation", "silicon", "count", "actor", "hedge", "attribution",
		"evidence", "weight", "letter", "interest", "origin", "quote", "note", "publisher", "title", "address", "published", "known_since", "review"}}
	for i := range claims {
		c := &claims[i]
		v := s.claimView(English, c, rd)
		count := ""
		if c.Count != nil {
			count = itoa(int(*c.Count))
		}
		t.Rows = append(t.Rows, []string{c.ID, string(c.Kind), c.ModelID, c.Model, string(c.Stage), string(c.Relation), c.Silicon, count, c.Actor,
			string(c.Hedge), string(c.Attribution), string(c.Evidence), string(v.Weight), string(v.Letter), string(c.Interest), v.Origin, v.Quote, c.Note,
			v.Publisher, v.Title, v.Address, string(c.Published), string(c.KnownSince), string(c.Review)})
	}
	return t
}

// claimsFile answers every claim that counts today.
func (s *site) claimsFile(w http.ResponseWriter, r *http.Request, _, format string) {
	rd, err := s.read(r.Context(), matrixQuery{})
	if err != nil {
		s.fail(w, langOf(r), err)
		return
	}
	claims, err := s.claimsWhere(r.Context(), func(c *evidence.Claim) bool { return c.Reviewed() })
	if err != nil {
		s.fail(w, langOf(r), err)
		return
	}
	t := s.claimTable("assay-claims", claims, rd)
	t.Value = s.claimsOut(claims, rd)
	s.send(w, t, format)
}

// modelsFile answers the models of the catalogue.
func (s *site) modelsFile(w http.ResponseWriter, _ *http.Request, _, format string) {
	t := table{Name: "assay-models", Value: s.Catalogue.Models(), Head: []string{"id", "name", "kind", "developer", "country", "released", "base", "family"}}
	for _, m := range s.Catalogue.Models() {
		t.Rows = append(t.Rows, []string{m.ID, m.Name, string(m.Kind), m.Developer, m.Country, string(m.Released), m.Base, m.Family})
	}
	s.send(w, t, format)
}

// sourcesFile answers the registry of sources.
func (s *site) sourcesFile(w http.ResponseWriter, _ *http.Request, _, format string) {
	t := table{Name: "assay-sources", Value: s.Catalogue.Sources(), Head: []string{"id", "name", "kind", "owner", "country", "letter"}}
	for _, x := range s.Catalogue.Sources() {
		t.Rows = append(t.Rows, []string{x.ID, x.Name, x.Kind, x.Owner, x.Country, string(x.Letter)})
	}
	s.send(w, t, format)
}
