package web

import (
	"context"
	"net/http"
	"path"
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"assay/catalogue"
	"assay/evidence"
	"assay/resolve"
)

// apiVersion is the version of the API in its description.
const apiVersion = "1.0.0"

// api registers the REST API below /api/v1. Its description (OpenAPI 3.1) is at
// /api/v1/openapi.json; errors are RFC 9457 problems. No page of a documentation
// host is served.
func (s *site) api(m *http.ServeMux) {
	config := huma.DefaultConfig("Assay", apiVersion)
	config.DocsPath, config.SchemasPath = "", ""
	config.OpenAPIPath = "/api/v1/openapi"
	config.CreateHooks = nil // no $schema links in bodies
	config.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", schemaName)
	config.Info.Description = "On whose silicon each AI model was pre-trained, post-trained and served, who says so, how sure that is, since when, and what contradicts it."
	if s.base != "" {
		config.Servers = []*huma.Server{{URL: s.base}}
	}
	a := humago.New(m, config)
	ask(a, "list-cells", "/api/v1/cells", "Cells of the matrix, one item a model and stage", s.apiCells)
	ask(a, "list-models", "/api/v1/models", "Models with their cells", s.apiModels)
	ask(a, "get-model", "/api/v1/models/{id}", "One model with its claims, contradictions and history", s.apiModel)
	ask(a, "list-claims", "/api/v1/claims", "Claims with source, grade and origin", s.apiClaims)
	ask(a, "get-claim", "/api/v1/claims/{id}", "One claim and the part it plays", s.apiClaim)
	ask(a, "list-silicon", "/api/v1/silicon", "The silicon lattice", s.apiSilicon)
	ask(a, "list-contradictions", "/api/v1/contradictions", "What contradicts what", s.apiContradictions)
	ask(a, "diff", "/api/v1/diff", "What changed between two dates, and because of which documents", s.apiDiff)
	ask(a, "gap", "/api/v1/gap", "How far domestic is behind foreign", s.apiGap)
	ask(a, "list-forecasts", "/api/v1/outlook", "Forecasts: possibilities, not facts", s.apiOutlook)
	ask(a, "list-questions", "/api/v1/questions", "Open questions with what would settle them", s.apiQuestions)
	huma.Register(a, huma.Operation{OperationID: "check", Method: http.MethodPost, Path: "/api/v1/check", Summary: "Hold an article against the evidence; nothing of it is stored",
		MaxBodyBytes: maxArticle + 4096}, s.apiCheck)
}

// schemaName names a type in the description by room and name, since two rooms
// may use one word.
func schemaName(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	name := huma.DefaultSchemaNamer(t, hint)
	if room := path.Base(t.PkgPath()); t.Name() != "" && room != "." && room != "web" {
		return strings.ToUpper(room[:1]) + room[1:] + name
	}
	return name
}

// ask registers one question.
func ask[I, O any](a huma.API, id, path, summary string, h func(context.Context, *I) (*O, error)) {
	huma.Register(a, huma.Operation{OperationID: id, Method: http.MethodGet, Path: path, Summary: summary}, func(ctx context.Context, in *I) (*O, error) {
		out, err := h(ctx, in)
		return out, apiError(err)
	})
}

// apiError turns an error with a kind into one with a status. What went wrong
// inside is not shown.
func apiError(err error) error {
	if err == nil {
		return nil
	}
	kind := evidence.KindOf(err)
	if status := statusOf(kind); status != http.StatusInternalServerError {
		return huma.NewError(status, err.Error())
	}
	return huma.NewError(http.StatusInternalServerError, "internal error")
}

// ReadingIn are the rules of evidence that every question may give.
type ReadingIn struct {
	AsOf       string   `query:"as-of" doc:"nothing known later takes part: 2026, 2026-06 or 2026-06-20" maxLength:"10"`
	Unreviewed bool     `query:"unreviewed" doc:"claims that nobody has reviewed count too"`
	By         string   `query:"by" enum:"designer,foundry,memory" doc:"whose country decides domestic or foreign"`
	Floor      string   `query:"floor" enum:"E1,E2,E3,E4,E5,E6,E7" doc:"claims that weigh less take no part"`
	MinOrigins int      `query:"min-origins" minimum:"0" maximum:"100" doc:"a node earns a word from this many origins on"`
	Without    []string `query:"without" maxItems:"20" doc:"sources, origins or claims left out"`
}

func (in *ReadingIn) query() (matrixQuery, error) {
	m := matrixQuery{Unreviewed: in.Unreviewed, By: resolve.By(in.By), Floor: evidence.Class(in.Floor), MinOrigins: in.MinOrigins, Without: in.Without, Page: 1}
	if in.AsOf != "" {
		d, err := evidence.ParseDate(in.AsOf)
		if err != nil {
			return m, evidence.Wrap(err, "as-of")
		}
		m.AsOf = d.Last()
	}
	return m, m.check()
}

// reading gives the reading that a request asks for.
func (in *ReadingIn) reading(ctx context.Context, s *site) (*reading, error) {
	m, err := in.query()
	if err != nil {
		return nil, err
	}
	return s.read(ctx, m)
}

// PageIn is where a page of items begins and how long it is.
type PageIn struct {
	Limit  int    `query:"limit" default:"100" minimum:"1" maximum:"1000" doc:"items a page"`
	Cursor string `query:"cursor" maxLength:"300" doc:"next of the page before"`
}

// paged is a page of items; Next is the cursor of the one after, empty at the end.
type paged[T any] struct {
	AsOf  evidence.Date `json:"as_of" doc:"day of the reading"`
	Items []T           `json:"items"`
	Next  string        `json:"next,omitempty"`
	Total int           `json:"total"`
}

// cut takes a page from items that are sorted by id.
func cut[T any](items []T, id func(*T) string, in PageIn, asOf evidence.Date) paged[T] {
	start := 0
	if in.Cursor != "" {
		start, _ = slices.BinarySearchFunc(items, in.Cursor, func(x T, c string) int {
			if got := id(&x); got <= c {
				return -1
			}
			return 1
		})
	}
	end := min(len(items), start+in.Limit)
	out := paged[T]{AsOf: asOf, Items: items[start:end], Total: len(items)}
	if out.Items == nil {
		out.Items = []T{}
	}
	if end < len(items) {
		out.Next = id(&items[end-1])
	}
	return out
}

// cellItem is one cell with where it stands.
type cellItem struct {
	ID        string         `json:"id" doc:"model/stage"`
	Model     string         `json:"model"`
	ModelID   string         `json:"model_id"`
	Developer string         `json:"developer"`
	Country   string         `json:"country"`
	Released  evidence.Date  `json:"released"`
	Stage     evidence.Stage `json:"stage"`
	Cell      resolve.Cell   `json:"cell"`
}

type cellsIn struct {
	ReadingIn
	PageIn
	Stage   string `query:"stage" enum:"pre-training,post-training,inference,training-unspecified"`
	Verdict string `query:"verdict" enum:"withdrawn,contested,confirmed,self-reported,reported,inferred,rumoured,undisclosed,unknown"`
	Class   string `query:"class" enum:"domestic,foreign,mixed,unknown"`
	Country string `query:"country" maxLength:"2" doc:"ISO code of the developer's country"`
	Model   string `query:"model" maxLength:"200" doc:"id or any alias"`
}

type cellsOut struct{ Body paged[cellItem] }

func (s *site) apiCells(ctx context.Context, in *cellsIn) (*cellsOut, error) {
	rd, err := in.reading(ctx, s)
	if err != nil {
		return nil, err
	}
	model, err := s.modelNamed(in.Model)
	if err != nil {
		return nil, err
	}
	var items []cellItem
	for i := range rd.rows {
		row := &rd.rows[i]
		if in.Country != "" && !strings.EqualFold(row.Country, in.Country) || model != "" && row.ID != model {
			continue
		}
		for _, st := range evidence.Stages() {
			cell := row.Cells[st]
			if in.Stage != "" && string(st) != in.Stage || in.Verdict != "" && string(cell.Verdict) != in.Verdict || in.Class != "" && string(cell.Class) != in.Class {
				continue
			}
			if in.Verdict == "" && model == "" && cell.Verdict == evidence.UnknownWord && len(cell.Claims) == 0 && len(cell.Others) == 0 {
				continue
			}
			items = append(items, cellItem{row.ID + "/" + string(st), row.Model, row.ID, row.Developer, row.Country, row.Released, st, cell})
		}
	}
	byID(items, func(x *cellItem) string { return x.ID })
	return &cellsOut{cut(items, func(x *cellItem) string { return x.ID }, in.PageIn, rd.asOf)}, nil
}

func byID[T any](items []T, id func(*T) string) {
	slices.SortFunc(items, func(a, b T) int { return strings.Compare(id(&a), id(&b)) })
}

// modelNamed finds a model by id or any alias; empty is no model.
func (s *site) modelNamed(name string) (string, error) {
	if name == "" {
		return "", nil
	}
	if _, ok := s.Catalogue.Model(name); ok {
		return name, nil
	}
	if id, ok := s.Catalogue.ModelID(name); ok {
		return id, nil
	}
	return "", evidence.Errorf(evidence.NotFound, "model: no model is called %q", clip(name, 60))
}

type siliconOut struct{ Body paged[catalogue.Node] }

func (s *site) apiSilicon(_ context.Context, in *struct{ PageIn }) (*siliconOut, error) {
	items := slices.Clone(s.Catalogue.Lattice().Nodes())
	id := func(n *catalogue.Node) string { return n.ID }
	byID(items, id)
	return &siliconOut{cut(items, id, in.PageIn, s.Catalogue.Compiled())}, nil
}
