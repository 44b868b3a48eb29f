package web

import (
	"context"
	"net/http"
	"strings"

	"assay/brief"
	"assay/evidence"
	"assay/gap"
	"assay/outlook"
)

// briefPage is the news card of a topic.
type briefPage struct {
	Title    []briefLine
	Sections []briefSection // without the title
	Made     string
	Topic    string // as asked for
	Cite     citation
}

// briefSection is one part of the card.
type briefSection struct {
	Name, Heading string
	Lines         []briefLine
}

// briefLine is one sentence with links to what bears it.
type briefLine struct {
	Text   string
	Record bool // the words of a record, not of a template
	Refs   []link
	More   int // ids that are not listed
}

// briefRefs is how many ids of a sentence are listed; JSON of the command line
// holds all.
const briefRefs = 6

// brief answers the news card: of the whole field, or of ?topic=.
func (s *site) brief(w http.ResponseWriter, r *http.Request) {
	l, ctx := langOf(r), r.Context()
	rd, m, err := s.asked(r)
	if err != nil {
		s.fail(w, l, err)
		return
	}
	asked := clean(r.URL.Query().Get("topic"))
	topic, err := brief.Find(s.Catalogue, asked)
	if err != nil {
		s.fail(w, l, err)
		return
	}
	in, err := s.briefInput(ctx, l, rd, topic)
	if err != nil {
		s.fail(w, l, err)
		return
	}
	index, err := s.claims(ctx)
	if err != nil {
		s.fail(w, l, err)
		return
	}
	card := brief.Card(in, string(l))
	c := s.cats[l]
	p := briefPage{Made: card.Made, Topic: asked, Cite: s.citation(l, rd, "/brief/", c.text("brief.title"))}
	for _, x := range card.Sections {
		lines := s.briefLines(l, rd, index, x.Sentences)
		if x.Name == brief.SectionTitle {
			p.Title = lines
			continue
		}
		p.Sections = append(p.Sections, briefSection{x.Name, x.Heading, lines})
	}
	s.render(w, "brief", page{Lang: l, Title: c.text("brief.title"), Description: c.text("brief.what"), Path: "/brief/", Query: r.URL.Query(), Nav: "brief",
		AsOf: rd.asOf, Today: m.AsOf == "", Data: p, NoIndex: len(r.URL.Query()) > 0})
}

// briefInput is what a card is made from, for a reading.
func (s *site) briefInput(ctx context.Context, l Lang, rd *reading, topic brief.Topic) (brief.Input, error) {
	o, err := s.outlookInput(ctx, l, rd)
	if err != nil {
		return brief.Input{}, err
	}
	in := brief.Input{Catalogue: s.Catalogue, Topic: topic, Rows: rd.rows, Claims: o.Claims, AsOf: rd.asOf}
	opt := gap.Options{Of: brief.Country(s.Catalogue, topic), Against: "US", AsOf: rd.asOf}
	if opt.Of == "US" {
		opt.Against = "CN"
	}
	in.Gap, err = remember(&s.memo, "gap-of|"+opt.Of+"|"+rd.key+"|"+string(rd.asOf), func() (*gap.Report, error) {
		return gap.Compute(gap.Input{Options: opt, Catalogue: s.Catalogue, Claims: in.Claims, Rows: in.Rows})
	})
	if err != nil {
		return in, err
	}
	in.Entries, _ = outlook.Entries(o)
	in.Questions = outlook.OpenQuestions(o, in.Gap, gap.ScoresOf(s.Catalogue))
	return in, nil
}

// briefLines dresses sentences with links.
func (s *site) briefLines(l Lang, rd *reading, index *claimIndex, list []brief.Sentence) []briefLine {
	var out []briefLine
	for _, x := range list {
		line := briefLine{Text: x.Text, Record: x.Record}
		for _, id := range x.IDs {
			at := s.placeOf(l, rd, index, id)
			switch {
			case at == "":
			case len(line.Refs) == briefRefs:
				line.More++
			default:
				line.Refs = append(line.Refs, link{id, at})
			}
		}
		out = append(out, line)
	}
	return out
}

// placeOf is the page of an id that bears a sentence; "" where it has none.
func (s *site) placeOf(l Lang, rd *reading, index *claimIndex, id string) string {
	if index.byID[id] != nil {
		return s.href(l, "/claim/", id, "/")
	}
	model, stage, _ := strings.Cut(id, "/")
	if rd.byID[model] == nil {
		return ""
	}
	at := s.href(l, "/model/", model, "/")
	if st := evidence.Stage(stage); st.Valid() {
		at += "#" + anchorOf(st)
	}
	return at
}

// story is the report line by line as known on the day of a reading, with what
// moved since it was written; by id of the statement.
func (s *site) story(ctx context.Context, l Lang, rd *reading) (map[string]brief.StoryLine, error) {
	now, err := s.briefInput(ctx, l, rd, brief.Topic{Kind: brief.TopicField})
	if err != nil {
		return nil, err
	}
	old, err := s.read(ctx, matrixQuery{AsOf: min(brief.ReportDate, rd.asOf)})
	if err != nil {
		return nil, err
	}
	then, err := s.briefInput(ctx, l, old, brief.Topic{Kind: brief.TopicField})
	if err != nil {
		return nil, err
	}
	out := map[string]brief.StoryLine{}
	for _, x := range brief.Tell(now, then, string(l)).Lines {
		out[x.ID] = x
	}
	return out, nil
}
