package extract

import (
	"strings"

	"assay/evidence"
	"assay/text"
)

// grid is a table with what its header says of each column.
type grid struct {
	table   text.Table
	columns []column
	context string // folded heading path and caption line above
}

type column struct {
	text   string // folded header
	models []modelRef
	sils   []silicon
	stage  *stageMention
	speed  bool
}

// maxColumns bounds the columns that are read.
const maxColumns = 48

// readTable finds the claims of a table: models and silicon on either axis, a
// model in the heading and chips in the rows, or a list of keys and values.
func (d *doc) readTable(u *unit) {
	if !d.worth(u) {
		return
	}
	u.prepare()
	b := text.Block{Kind: text.Grid, Span: u.Span}
	if strings.HasPrefix(strings.TrimSpace(u.text), "<") || !strings.HasPrefix(strings.TrimSpace(u.text), "|") && strings.Contains(u.text, "<tr") {
		b.Level = 1
	}
	g := &grid{table: text.ParseTable(d.body, b), context: u.heading + " " + d.caption()}
	for i, c := range g.table.Header.Cells {
		if i == maxColumns {
			break
		}
		g.columns = append(g.columns, d.column(u, c.Span))
	}
	before := len(d.drafts)
	for i := range g.table.Rows {
		d.readRow(u, g, &g.table.Rows[i])
	}
	if len(d.drafts) > before {
		d.lastDraft, d.lastAt = d.drafts[before:len(d.drafts):len(d.drafts)], d.at
	}
}

// caption is the line right above a table.
func (d *doc) caption() string {
	if d.at == 0 {
		return ""
	}
	p := d.units[d.at-1]
	if p.kind == text.Paragraph && len(p.text) < 300 {
		return text.Fold(p.text)
	}
	return ""
}

func (d *doc) column(u *unit, s text.Span) column {
	cell := d.part(u, s)
	c := column{text: u.fold(s.Start, s.End), models: d.modelsOf(cell), sils: d.namedSilicon(cell), speed: cell.has(cTableSpeed)}
	if st := d.stagesOf(cell); len(st) > 0 {
		c.stage = &st[0]
	}
	return c
}

// part is a cell as a unit of its own.
func (d *doc) part(u *unit, s text.Span) *unit {
	p := newUnit(d.body, s, text.Block{Kind: text.Grid}, u.block, u.ms)
	p.heading, p.level = u.heading, u.level
	p.prepare()
	return p
}

// namedSilicon is the silicon of a cell that is named well enough to stand
// alone.
func (d *doc) namedSilicon(u *unit) []silicon {
	var out []silicon
	for _, s := range d.silicons(u) {
		if s.kind == silNamed || s.kind == silVendor || s.kind == silOrigin {
			out = append(out, s)
		}
	}
	return out
}

// readRow finds the claims of one row.
func (d *doc) readRow(u *unit, g *grid, r *text.Row) {
	models, own := d.rowModels(u, g, r)
	if len(models) == 0 {
		models = d.tableModels(u)
	}
	var rowSils []silicon
	for i, c := range r.Cells {
		if i == maxColumns {
			break
		}
		cell := d.part(u, c.Span)
		sils := d.namedSilicon(cell)
		if i == 0 && !own {
			rowSils = sils
		}
		if noValue(u.fold(c.Start, c.End)) {
			continue
		}
		col := g.column(i)
		d.rowStageCell(u, g, r, cell, col, sils, models, i)
		if len(col.sils) > 0 && len(sils) == 0 && own { // chips on top, models at the side
			d.tableClaims(u, g, r, cell, col, col.sils, models)
		}
		if len(col.models) > 0 && len(sils) > 0 && i > 0 { // models on top, a kind of hardware at the side
			d.tableClaims(u, g, r, cell, column{text: u.fold(r.Cells[0].Start, r.Cells[0].End)}, sils, col.models)
			continue
		}
		if len(col.models) > 0 && len(rowSils) > 0 && i > 0 { // models on top, chips at the side
			d.tableClaims(u, g, r, cell, col, rowSils, col.models)
		}
	}
}

func (g *grid) column(i int) column {
	if i < len(g.columns) {
		return g.columns[i]
	}
	return column{}
}

// rowStageCell reads the silicon that stands in a cell.
func (d *doc) rowStageCell(u *unit, g *grid, r *text.Row, cell *unit, col column, sils []silicon, models []modelRef, i int) {
	if len(sils) == 0 || len(models) == 0 || len(col.models) > 0 {
		return
	}
	if i == 0 && len(g.columns) > 1 {
		for j := range g.columns {
			if len(g.columns[j].models) > 0 {
				return // models on top: this cell is the side
			}
		}
	}
	d.tableClaims(u, g, r, cell, col, sils, models)
}

// rowModels finds the models of a row: named in a cell, or a size that the
// page's family completes ("7B" on the page of Llama 2).
func (d *doc) rowModels(u *unit, g *grid, r *text.Row) (out []modelRef, own bool) {
	for i, c := range r.Cells {
		cell := d.part(u, c.Span)
		refs := d.modelsOf(cell)
		for _, m := range refs {
			if !m.unnamed && !m.class && !m.compared {
				out = append(out, m)
			}
		}
		if len(out) > 0 {
			return out, true
		}
		w := strings.Trim(u.fold(c.Start, c.End), "* ")
		if i == 0 && isSize(w) && len(d.topic) > 0 {
			t := d.topic[0]
			t.Span, t.name = c.Span, t.name+"-"+strings.ToUpper(w)
			return []modelRef{t}, true
		}
		if i > 1 {
			break
		}
	}
	return nil, false
}

// tableModels are the models that a table without any speaks of: those of the
// heading above, else of the page.
func (d *doc) tableModels(u *unit) []modelRef {
	refs := d.topic
	if d.headModels != nil {
		refs = d.headModels
	}
	if len(refs) == 0 {
		return nil
	}
	m := refs[0]
	m.Span, m.pronoun, m.why = text.Span{Start: u.Start, End: u.Start}, true, "the page's model: "+m.name
	return []modelRef{m}
}

// noValue reports a cell that denies or says nothing.
func noValue(s string) bool {
	switch strings.Trim(s, "* ()") {
	case "", "-", "—", "–", "n/a", "na", "no", "✗", "❌", "×", "x", "✖", "否", "无", "不支持", "nein", "tbd", "todo", "待测", "待验证", "🚧", "not supported", "none", "oom", ":x:", "/", "🔵":
		return true
	}
	return false
}

// tableClaims makes the claims of silicon and models that meet in a row.
func (d *doc) tableClaims(u *unit, g *grid, r *text.Row, cell *unit, col column, sils []silicon, models []modelRef) {
	st, rel := d.tableStage(u, g, r, cell, col)
	if st == "" {
		return
	}
	if d.rowPlanned(u, g, r, cell) {
		rel = evidence.Planned
	}
	for i := range sils {
		s := &sils[i]
		if !within(s.Span, cell.Span) {
			s.count = cellCount(cell)
		}
		if len(sils) == 1 {
			d.columnCount(u, g, r, s)
		}
		d.rowCount(u, r, s)
		for _, m := range models {
			f := draft{model: m, stage: st, sil: *s, node: s.node, unit: d.at, order: len(d.drafts), relation: rel, count: s.count, quote: trimRow(d.body, r.Span)}
			if s.kind == silOrigin {
				f.node = d.nodeFor(s, m)
			}
			f.voice = voice{by: d.ownVoice()}
			f.hedge = evidence.Asserted
			f.cues = []string{"table: " + strings.TrimSpace(col.text)}
			d.drafts = append(d.drafts, f)
			d.explainClaim(&f, "table, column "+col.text, m.why)
		}
	}
}

func trimRow(body string, s text.Span) text.Span {
	t := strings.TrimRight(s.Of(body), " \n")
	return text.Span{Start: s.Start, End: s.Start + len(t)}
}

// rowCount takes the number of cards from the row where the cell has none:
// "单机8卡", "8 GPUs", a column of GPU counts.
func (d *doc) rowCount(u *unit, r *text.Row, s *silicon) {
	if s.count != nil {
		return
	}
	for i := range r.Cells {
		c := r.Cells[i]
		f := u.fold(c.Start, c.End)
		if m := reMachines.FindStringSubmatch(f); m != nil {
			if v := smallNumber(m[1]); v > 0 && v < 1e6 && s.Start < c.Start && strings.Contains(f, "机") && !strings.Contains(f, "单机") {
				n := number{start: c.Start, end: c.End, value: v, qual: "eq"}
				s.count = &n
				return
			}
		}
	}
}

// tableStage decides stage and relation of a cell from its words, its column's
// header, the heading and the caption.
func (d *doc) tableStage(u *unit, g *grid, r *text.Row, cell *unit, col column) (evidence.Stage, evidence.Relation) {
	stage := evidence.Stage("")
	if st := d.stagesOf(cell); len(st) > 0 && len(st[0].stages) > 0 {
		stage = st[0].stages[0]
	} else if col.stage != nil {
		stage = col.stage.stages[0]
	} else if st := d.rowStage(u, r); st != "" {
		stage = st
	} else if st := d.keyCell(u, r, cell); st != "" {
		stage = st
	} else if st := d.headStage(u, g.context); st != "" {
		stage = st
	}
	words := g.context + " " + col.text + " " + u.fold(r.Start, r.End)
	if u.any(r.Start, r.End, cStageHW) != nil && stage != evidence.Inference {
		return stage, evidence.Used
	}
	ready := containsAny(words, "已验证", "验证", "support", "支持", "verified", "validated", "tested", "require", "recommend", "minimum", "min ", "benchmark", "throughput", "tokens/s", "tok/s", "tps", "latency", "适配", "推荐", "最低", "吞吐", "时延", "性能", "unterstütz", "getestet", "mindest", "anforderung", "compatib", "memory", "vram", "显存", "speed", "ttft", "performance", "✅", "✔", "configuration", "deploy", "部署", "配置", "empfohlen", "recipe", "mfu", "hfu", "deployment")
	switch {
	case stage == "" && (ready || d.isCard()):
		return evidence.Inference, evidence.Adapted
	case stage == "":
		return "", ""
	case stage == evidence.Inference && (ready || d.isCard()):
		return stage, evidence.Adapted
	case ready && stage != evidence.Inference && !containsAny(col.text, "training hardware", "hardware used", "trained on"):
		return stage, evidence.Adapted
	}
	return stage, evidence.Used
}

// rowStage is a stage named in a cell of its own: "Pre-training | 512 H100".
func (d *doc) rowStage(u *unit, r *text.Row) evidence.Stage {
	for i := range r.Cells {
		if i > 2 {
			return ""
		}
		cell := d.part(u, r.Cells[i].Span)
		if len(cell.text) > 60 {
			continue
		}
		if st := d.stagesOf(cell); len(st) > 0 && !st[0].weak {
			return st[0].stages[0]
		}
	}
	return ""
}

// keyCell is the stage that the first cell of a row names as a key: 训练硬件.
func (d *doc) keyCell(u *unit, r *text.Row, cell *unit) evidence.Stage {
	if len(r.Cells) < 2 || r.Cells[0].Start == cell.Start || r.Cells[0].Len() > 60 {
		return ""
	}
	return d.headStage(u, u.fold(r.Cells[0].Start, r.Cells[0].End))
}

// headStage is the stage that a heading or caption speaks of.
func (d *doc) headStage(u *unit, context string) evidence.Stage {
	switch {
	case containsAny(context, "pre-training", "pretraining", "预训练", "vortraining"):
		return evidence.PreTraining
	case containsAny(context, "fine-tun", "finetun", "post-training", "sft", "lora", "rlhf", "微调", "后训练", "nachtraining", "feinabstimmung"):
		return evidence.PostTraining
	case containsAny(context, "inference", "deploy", "serving", "推理", "部署", "inferenz", "bereitstellung", "usage", "quickstart", "quick start", "throughput", "latency"):
		return evidence.Inference
	case containsAny(context, "training", "训练", "carbon", "environmental", "co2", "emission", "compute infrastructure"):
		return evidence.TrainingUnspecified
	}
	return ""
}

func containsAny(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}
