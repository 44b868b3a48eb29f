package check

import (
	"bytes"
	"fmt"
	"html/template"
	"strings"

	"assay/check/locale"
)

// mark is the sign of a verdict in running text.
var mark = map[Verdict]string{Supported: "✓", SaysMore: "+", Contradicted: "✗", Contested: "≠", Outdated: "†", Unknown: "?"}

// Text is a report as plain text: the summary, then each statement with its
// notes.
func Text(r *Report) string {
	w := locale.For(r.Lang)
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n\n%s\n", w.Text("render.title", "title", title(r)), dates(w, r), r.Summary)
	for _, h := range r.Headline {
		fmt.Fprintf(&b, "\n%s: %s\n    %s\n", w.Text("render.headline"), oneLine(h.Text), h.Why)
	}
	for i := range r.Statements {
		s := &r.Statements[i]
		fmt.Fprintf(&b, "\n%d. %s %s", i+1, mark[s.Verdict], w.Text("verdict."+string(s.Verdict)))
		if k := kindNames(w, s.Kinds); k != "" {
			fmt.Fprintf(&b, " (%s)", k)
		}
		fmt.Fprintf(&b, "\n    “%s”\n    %s\n", clip(oneLine(s.Text), 400), s.Why)
		if s.Then != "" && s.Then != s.Verdict {
			fmt.Fprintf(&b, "    %s\n", w.Text("render.at-publication", "verdict", w.Text("verdict."+string(s.Then))))
		}
		if s.Holds != "" {
			fmt.Fprintf(&b, "    %s: %s\n", w.Text("render.holds"), s.Holds)
		}
		for _, q := range s.Quotes {
			fmt.Fprintf(&b, "    - %s %s, %s%s: %s\n", q.Claim, q.Class, q.Source, held(w, q), clip(oneLine(q.Text), 160))
		}
		if len(s.Rules) > 0 {
			fmt.Fprintf(&b, "    %s\n", strings.Join(s.Rules, ", "))
		}
	}
	fmt.Fprintf(&b, "\n%s\n", w.Text("render.note"))
	return b.String()
}

func held(w *locale.Words, q Quote) string {
	if q.Held {
		return ""
	}
	return " (" + w.Text("render.record") + ")"
}

func title(r *Report) string {
	if r.Title != "" {
		return oneLine(r.Title)
	}
	return oneLine(r.Document)
}

func dates(w *locale.Words, r *Report) string {
	var parts []string
	if r.Publisher != "" {
		parts = append(parts, oneLine(r.Publisher))
	}
	if r.Published != "" {
		parts = append(parts, w.Text("render.published", "day", r.Published))
	}
	return strings.Join(append(parts, w.Text("render.as-of", "day", r.AsOf)), " · ")
}

func kindNames(w *locale.Words, kinds []Kind) string {
	var out []string
	for _, k := range kinds {
		out = append(out, w.Text("kind."+string(k)))
	}
	return strings.Join(out, w.Text("list.comma"))
}

// oneLine keeps a text of the article on one line and takes out what would
// steer a terminal or turn the reading direction.
func oneLine(s string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case r < 0x20 || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0x200e || r == 0x200f || r == 0x61c:
			return -1
		}
		return r
	}, s)), " ")
}

func clip(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}

// Markdown is a report as a Markdown text. What comes from the article is
// escaped, so that it stays text.
func Markdown(r *Report) string {
	w := locale.For(r.Lang)
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s\n\n**%s**\n", w.Text("render.title", "title", escape(title(r))), escape(dates(w, r)), r.Summary)
	for _, h := range r.Headline {
		fmt.Fprintf(&b, "\n- %s: “%s”. %s\n", w.Text("render.headline"), escape(oneLine(h.Text)), escape(h.Why))
	}
	for i := range r.Statements {
		s := &r.Statements[i]
		fmt.Fprintf(&b, "\n## %d. %s\n\n> %s\n\n%s\n", i+1, heading(w, s), escape(clip(oneLine(s.Text), 600)), escape(s.Why))
		if s.Then != "" && s.Then != s.Verdict {
			fmt.Fprintf(&b, "\n%s\n", w.Text("render.at-publication", "verdict", w.Text("verdict."+string(s.Then))))
		}
		if s.Holds != "" {
			fmt.Fprintf(&b, "\n**%s**: %s\n", w.Text("render.holds"), escape(s.Holds))
		}
		if len(s.Quotes) > 0 {
			b.WriteString("\n")
		}
		for _, q := range s.Quotes {
			fmt.Fprintf(&b, "- `%s` %s, %s%s: %s\n", strings.ReplaceAll(q.Claim, "`", ""), q.Class, escape(q.Source), held(w, q), escape(oneLine(q.Text)))
		}
		if len(s.Rules) > 0 {
			fmt.Fprintf(&b, "\n%s: %s\n", w.Text("render.rules"), strings.Join(s.Rules, ", "))
		}
	}
	fmt.Fprintf(&b, "\n---\n%s\n", w.Text("render.note"))
	return b.String()
}

func heading(w *locale.Words, s *Statement) string {
	h := w.Text("verdict." + string(s.Verdict))
	if k := kindNames(w, s.Kinds); k != "" {
		h += " (" + k + ")"
	}
	return h
}

var escaper = strings.NewReplacer("](", `\]\(`, `\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;", "#", `\#`, "|", `\|`, "!", `\!`)

func escape(s string) string { return escaper.Replace(s) }

// page is a document of its own: no script, no address from outside.
var page = template.Must(template.New("check").Parse(`<!doctype html>
<html lang="{{.R.Lang}}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{{.Title}}</title><style>
body{font:1rem/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}
blockquote{border-left:.3rem solid #999;margin:.5rem 0;padding:.1rem .8rem;unicode-bidi:isolate}
h2{font-size:1.05rem;margin:1.6rem 0 .3rem}.contradicted h2,.outdated h2{color:#9d1c1c}.says-more h2,.contested h2{color:#8a5a00}.supported h2{color:#1d6b34}
ul{font-size:.9rem;color:#444}footer,.when{color:#555;font-size:.9rem}bdi{unicode-bidi:isolate}
</style></head><body><main>
<h1><bdi>{{.Title}}</bdi></h1><p class="when"><bdi>{{.Dates}}</bdi></p><p><strong>{{.R.Summary}}</strong></p>
{{range .R.Headline}}<section><h2>{{$.Word "render.headline"}}</h2><blockquote>{{$.Clean .Text}}</blockquote><p>{{.Why}}</p></section>
{{end}}{{range $i, $s := .R.Statements}}<section class="{{$s.Verdict}}"><h2>{{$.Number $i}}. {{$.Heading $i}}</h2>
<blockquote>{{$.Clean $s.Text}}</blockquote><p>{{$s.Why}}</p>
{{with $.Before $i}}<p>{{.}}</p>{{end}}{{with $s.Holds}}<p><b>{{$.Word "render.holds"}}</b>: {{.}}</p>{{end}}
{{with $s.Quotes}}<ul>{{range .}}<li><code>{{.Claim}}</code> {{.Class}}, <bdi>{{$.Clean .Source}}</bdi>{{if not .Held}} ({{$.Word "render.record"}}){{end}}: <bdi>{{$.Clean .Text}}</bdi></li>{{end}}</ul>{{end}}
{{with $s.Rules}}<p class="when">{{$.Word "render.rules"}}: {{range $k, $r := .}}{{if $k}}, {{end}}{{$r}}{{end}}</p>{{end}}</section>
{{end}}<footer><p>{{.Word "render.note"}}</p></footer></main></body></html>
`))

type view struct {
	R            *Report
	Title, Dates string
	w            *locale.Words
}

// Word gives a text of the language.
func (v view) Word(key string) string { return v.w.Text(key) }

// Clean keeps a text of the article on one line, without marks that turn the
// reading direction.
func (v view) Clean(s string) string { return oneLine(s) }

// Number counts from one.
func (v view) Number(i int) int { return i + 1 }

// Heading is the verdict of a statement with its kinds.
func (v view) Heading(i int) string { return heading(v.w, &v.R.Statements[i]) }

// Before is the verdict on the article's day, where it differs.
func (v view) Before(i int) string {
	s := &v.R.Statements[i]
	if s.Then == "" || s.Then == s.Verdict {
		return ""
	}
	return v.w.Text("render.at-publication", "verdict", v.w.Text("verdict."+string(s.Then)))
}

// HTML is a report as a page of its own, without script and without anything
// from outside; what comes from the article is text and nothing else.
func HTML(r *Report) string {
	w := locale.For(r.Lang)
	var b bytes.Buffer
	v := view{R: r, Title: w.Text("render.title", "title", title(r)), Dates: dates(w, r), w: w}
	if err := page.Execute(&b, v); err != nil {
		return "" // a buffer takes everything, and the template is tested
	}
	return b.String()
}
