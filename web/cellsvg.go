package web

import (
	"fmt"
	"html"
	"net/http"
	"path"
	"strings"

	"assay/evidence"
)

// cellSVG answers one cell as a drawing of its own: sign, silicon, mark, word,
// dots and date, in the colours of both schemes.
func (s *site) cellSVG(w http.ResponseWriter, r *http.Request) {
	l := langOf(r)
	rd, _, err := s.asked(r)
	if err != nil {
		s.fail(w, l, err)
		return
	}
	file := path.Base(r.URL.Path)
	st := evidence.Stage(strings.TrimSuffix(file, ".svg"))
	row := rd.byID[r.PathValue("model")]
	if row == nil || !st.Valid() || !strings.HasSuffix(file, ".svg") {
		s.fail(w, l, evidence.Errorf(evidence.NotFound, "no cell %s", clip(r.URL.Path, 100)))
		return
	}
	c := s.cats[l]
	cell := row.Cells[st]
	v := c.view(&cell, row.ID, st, rd.asOf, "")
	s.sendSVG(w, drawCell(c, plain(row.Model), &v, c.text("asof", "date", c.date(rd.asOf))))
}

// cellStyle holds the tokens of both schemes for a cell on its own.
const cellStyle = `svg{color-scheme:light dark;background:light-dark(#fdfcf9,#151614);font-family:Arial,"Noto Sans","Noto Sans CJK SC",sans-serif}` +
	`text{fill:light-dark(#54524c,#b6b3aa);font-size:13px}.b{fill:light-dark(#1b1b19,#ecebe5);font-weight:600}.s{font-size:12px}` +
	`.dom{fill:light-dark(#a9480a,#f2a25b)}.for{fill:none;stroke:light-dark(#1d5a9a,#84b5ee);stroke-width:2.4}.con{fill:light-dark(#7b2a74,#dd9bd8)}` +
	`.mix{fill:light-dark(#1d5a9a,#84b5ee)}.unk,.und{fill:none;stroke:light-dark(#676459,#9f9c93);stroke-width:1.4;stroke-dasharray:2 2}.und{stroke-dasharray:none}`

func drawCell(c *catalog, model string, v *cellView, asOf string) string {
	esc := html.EscapeString
	title := model + " · " + c.text("stage."+v.Stage)
	var b strings.Builder
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"+`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 420 104" role="img" aria-labelledby="t d"><title id="t">%s</title><desc id="d">%s</desc><style>%s</style>`, esc(title), esc(v.Sentence), cellStyle)
	fmt.Fprintf(&b, `<text class="b" x="12" y="24">%s</text><rect class="%s" x="13" y="37" width="12" height="12"/>`, esc(title), v.Sign)
	if v.Sign == "mix" {
		b.WriteString(`<path class="dom" d="M13 37h12L13 49z"/>`)
	}
	fmt.Fprintf(&b, `<text class="b" x="33" y="48">%s</text>`, esc(v.Silicon))
	if !v.Bare {
		fmt.Fprintf(&b, `<text x="12" y="70">%s · %s %s %s</text>`, esc(v.ClassWord), esc(v.Word), pips(v.Origins, v.Documents), esc(v.Counts))
	}
	fmt.Fprintf(&b, `<text class="s" x="12" y="92">Assay · %s</text></svg>`, esc(asOf))
	return b.String()
}
