package web

import (
	"context"
	"strings"

	"assay/check"
	"assay/evidence"
	"assay/gap"
	"assay/outlook"
	"assay/resolve"
	"assay/text"
)

type modelsIn struct {
	ReadingIn
	PageIn
	Country   string `query:"country" maxLength:"2"`
	Developer string `query:"developer" maxLength:"100"`
	All       bool   `query:"all" doc:"also models about which nothing is said"`
}

type modelsOut struct{ Body paged[resolve.Row] }

func (s *site) apiModels(ctx context.Context, in *modelsIn) (*modelsOut, error) {
	rd, err := in.reading(ctx, s)
	if err != nil {
		return nil, err
	}
	var items []resolve.Row
	for i := range rd.rows {
		row := &rd.rows[i]
		if in.Country != "" && !strings.EqualFold(row.Country, in.Country) || in.Developer != "" && !strings.EqualFold(row.Developer, in.Developer) || !in.All && !said(row) {
			continue
		}
		items = append(items, *row)
	}
	id := func(r *resolve.Row) string { return r.ID }
	byID(items, id)
	return &modelsOut{cut(items, id, in.PageIn, rd.asOf)}, nil
}

type modelIn struct {
	ReadingIn
	ID string `path:"id" maxLength:"200" doc:"id or any alias"`
}

// modelBody is a model with everything behind it, as `assay show` gives it.
type modelBody struct {
	AsOf           evidence.Date           `json:"as_of"`
	Version        string                  `json:"version" doc:"hash of the matrix of that day"`
	Row            resolve.Row             `json:"row"`
	Claims         []claimOut              `json:"claims"`
	Contradictions []resolve.Contradiction `json:"contradictions"`
	History        []resolve.Moment        `json:"history"`
}

type modelOut struct{ Body modelBody }

func (s *site) apiModel(ctx context.Context, in *modelIn) (*modelOut, error) {
	m, err := in.query()
	if err != nil {
		return nil, err
	}
	id, err := s.modelNamed(in.ID)
	if err != nil {
		return nil, err
	}
	rd, err := s.read(ctx, m)
	if err != nil {
		return nil, err
	}
	row := rd.byID[id]
	if row == nil {
		return nil, evidence.Errorf(evidence.NotFound, "model %s is not in the matrix", clip(id, 60))
	}
	claims, err := s.claimsOfModel(ctx, rd, row)
	if err != nil {
		return nil, err
	}
	b := modelBody{AsOf: rd.asOf, Version: s.versionHash(rd), Row: *row, Claims: s.claimsOut(claims, rd),
		Contradictions: rd.index.ContradictionsOf(id, rd.opts), History: rd.index.History(id, rd.opts)}
	if b.Contradictions == nil {
		b.Contradictions = []resolve.Contradiction{}
	}
	return &modelOut{b}, nil
}

type claimsIn struct {
	PageIn
	Model    string `query:"model" maxLength:"200" doc:"id or any alias"`
	Stage    string `query:"stage" enum:"pre-training,post-training,inference,training-unspecified"`
	Relation string `query:"relation" enum:"used,not-used,attempted-failed,planned,adapted"`
	Silicon  string `query:"silicon" maxLength:"200" doc:"node or any spelling; claims at it or below it"`
	Source   string `query:"source" maxLength:"200" doc:"id of the source"`
	Review   string `query:"review" enum:"accepted,unreviewed,rejected"`
}

type claimsOut struct{ Body paged[claimOut] }

func (s *site) apiClaims(ctx context.Context, in *claimsIn) (*claimsOut, error) {
	rd, err := s.read(ctx, matrixQuery{})
	if err != nil {
		return nil, err
	}
	model, err := s.modelNamed(in.Model)
	if err != nil {
		return nil, err
	}
	lattice, node := s.Catalogue.Lattice(), ""
	if in.Silicon != "" {
		var ok bool
		if node, ok = lattice.Resolve(in.Silicon); !ok {
			return nil, evidence.Errorf(evidence.NotFound, "silicon: no silicon is called %q", clip(in.Silicon, 60))
		}
	}
	found, err := s.claimsWhere(ctx, func(c *evidence.Claim) bool {
		return (model == "" || c.ModelID == model) && (in.Stage == "" || string(c.Stage) == in.Stage) && (in.Relation == "" || string(c.Relation) == in.Relation) &&
			(node == "" || lattice.Contains(node, c.Silicon)) && (in.Source == "" || c.SourceID == in.Source) && (in.Review == "" || string(c.Review) == in.Review)
	})
	if err != nil {
		return nil, err
	}
	id := func(c *evidence.Claim) string { return c.ID }
	byID(found, id)
	page := cut(found, id, in.PageIn, rd.asOf)
	return &claimsOut{paged[claimOut]{AsOf: page.AsOf, Items: s.claimsOut(page.Items, rd), Next: page.Next, Total: page.Total}}, nil
}

type claimIn struct {
	ID string `path:"id" maxLength:"200"`
}

type claimOne struct {
	Body struct {
		Claim    claimOut         `json:"claim"`
		Standing resolve.Standing `json:"standing"`
	}
}

func (s *site) apiClaim(ctx context.Context, in *claimIn) (*claimOne, error) {
	rd, err := s.read(ctx, matrixQuery{})
	if err != nil {
		return nil, err
	}
	index, err := s.claims(ctx)
	if err != nil {
		return nil, err
	}
	if index.byID[in.ID] == nil {
		return nil, evidence.Errorf(evidence.NotFound, "no claim %s", clip(in.ID, 60))
	}
	var out claimOne
	out.Body.Claim = s.claimsOut([]evidence.Claim{*index.byID[in.ID]}, rd)[0]
	out.Body.Standing, _ = rd.index.Standing(in.ID, rd.opts)
	return &out, nil
}

type contradictionsOut struct{ Body paged[resolve.Contradiction] }

func (s *site) apiContradictions(ctx context.Context, in *struct {
	ReadingIn
	PageIn
}) (*contradictionsOut, error) {
	rd, err := in.reading(ctx, s)
	if err != nil {
		return nil, err
	}
	items := rd.index.Contradictions(rd.opts)
	id := func(c *resolve.Contradiction) string { return c.ID }
	byID(items, id)
	return &contradictionsOut{cut(items, id, in.PageIn, rd.asOf)}, nil
}

type diffIn struct {
	From string `query:"from" required:"true" maxLength:"10"`
	To   string `query:"to" maxLength:"10" doc:"today where empty"`
}

type diffOut struct{ Body []resolve.Change }

func (s *site) apiDiff(ctx context.Context, in *diffIn) (*diffOut, error) {
	from, err := (&ReadingIn{AsOf: in.From}).query()
	if err != nil {
		return nil, err
	}
	to, err := (&ReadingIn{AsOf: in.To}).query()
	if err != nil {
		return nil, err
	}
	a, err := s.read(ctx, from)
	if err != nil {
		return nil, err
	}
	b, err := s.read(ctx, to)
	if err != nil {
		return nil, err
	}
	changes := resolve.Diff(a.index, a.opts, b.index, b.opts)
	if changes == nil {
		changes = []resolve.Change{}
	}
	return &diffOut{changes}, nil
}

type gapOut struct{ Body *gap.Report }

func (s *site) apiGap(ctx context.Context, in *ReadingIn) (*gapOut, error) {
	rd, err := in.reading(ctx, s)
	if err != nil {
		return nil, err
	}
	r, err := s.gapReport(ctx, rd)
	return &gapOut{r}, err
}

type outlookIn struct {
	ReadingIn
	Lang string `query:"lang" enum:"en,de,zh" default:"en"`
}

type outlookOut struct{ Body []outlook.Entry }

func (s *site) apiOutlook(ctx context.Context, in *outlookIn) (*outlookOut, error) {
	rd, err := in.reading(ctx, s)
	if err != nil {
		return nil, err
	}
	input, err := s.outlookInput(ctx, Lang(in.Lang), rd)
	if err != nil {
		return nil, err
	}
	entries, _ := outlook.Entries(input)
	return &outlookOut{entries}, nil
}

type questionsOut struct{ Body []outlook.QuestionState }

func (s *site) apiQuestions(ctx context.Context, in *outlookIn) (*questionsOut, error) {
	rd, err := in.reading(ctx, s)
	if err != nil {
		return nil, err
	}
	states, err := s.openQuestions(ctx, Lang(in.Lang), rd)
	return &questionsOut{states}, err
}

type checkIn struct {
	Body struct {
		Text      string `json:"text" minLength:"1" maxLength:"1000000"`
		Title     string `json:"title,omitempty" maxLength:"1000"`
		Published string `json:"published,omitempty" maxLength:"10" doc:"day of the article"`
		Lang      string `json:"lang,omitempty" enum:"en,de,zh" doc:"of the explanations"`
	}
}

type checkOut struct{ Body *check.Report }

func (s *site) apiCheck(ctx context.Context, in *checkIn) (*checkOut, error) {
	var published evidence.Date
	if in.Body.Published != "" {
		var err error
		if published, err = evidence.ParseDate(in.Body.Published); err != nil {
			return nil, apiError(evidence.Wrap(err, "published"))
		}
	}
	l := Lang(in.Body.Lang)
	if !l.Valid() {
		l = English
	}
	rep, _, err := s.check(ctx, l, text.Normalize(in.Body.Text), in.Body.Title, published)
	return &checkOut{rep}, apiError(err)
}
