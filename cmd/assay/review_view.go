package main

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"assay/review"
)

var (
	deskBold  = lipgloss.NewStyle().Bold(true)
	deskMark  = lipgloss.NewStyle().Reverse(true)
	deskFaint = lipgloss.NewStyle().Faint(true)
)

// around is how much of the document is shown on either side of a quote.
const around = 240

// View implements tea.Model.
func (d *desk) View() tea.View {
	v := tea.NewView(d.text())
	v.AltScreen = true
	return v
}

func (d *desk) text() string {
	w := d.words
	var b strings.Builder
	fmt.Fprintf(&b, "%s · %s\n\n", deskBold.Render(w.Text("title", "n", len(d.items))), w.Text("person", "person", printable(d.person)))
	if len(d.items) == 0 {
		b.WriteString(w.Text("empty") + "\n")
	} else {
		d.item(&b)
	}
	if d.help {
		b.WriteString("\n" + d.wrap(w.Text("help")) + "\n")
	}
	if d.message != "" {
		b.WriteString("\n" + deskBold.Render(d.wrap(printable(d.message))) + "\n")
	}
	b.WriteString("\n" + d.keys() + "\n")
	return b.String()
}

// item shows the open item: what it says, where, why, what is near, what
// accepting would change.
func (d *desk) item(b *strings.Builder) {
	w, s, c := d.words, &d.sheet, &d.sheet.Item.Claim
	fmt.Fprintf(b, "%s · %s · %s\n%s\n", w.Text("at", "at", d.at+1, "n", len(d.items)), w.Text("kind."+string(s.Item.Kind)), printable(s.Item.ID), deskBold.Render(clip(s.Item.Line, d.width-2)))
	if s.Item.Kind == review.ItemClaim {
		fmt.Fprintf(b, "%s · %s · %s · %s\n", printable(c.Model), c.Hedge, c.Attribution, c.Evidence)
		if s.Document != nil {
			fmt.Fprintf(b, "\n%s: %s\n%s\n", w.Text("document"), clip(s.Document.Title, d.width-14), d.wrap(d.excerpt()))
		}
		if len(c.Cues) > 0 {
			fmt.Fprintf(b, "%s\n", deskFaint.Render(clip(w.Text("cues", "cues", strings.Join(c.Cues, "; ")), d.width-2)))
		}
		d.neighbours(b)
		d.effect(b)
	} else {
		fmt.Fprintf(b, "%s\n", d.wrap(printable(s.Item.Reason+" "+s.Item.Source)))
	}
	if s.TakenBy != "" {
		fmt.Fprintf(b, "\n%s\n", deskBold.Render(w.Text("taken", "person", printable(s.TakenBy))))
	}
	if fixed := d.fixed(); fixed != "" {
		fmt.Fprintf(b, "\n%s\n", w.Text("changed", "fields", printable(fixed)))
	}
}

// excerpt is the document around the quote, the quote marked.
func (d *desk) excerpt() string {
	c, body := &d.sheet.Item.Claim, []rune(d.sheet.Body)
	if c.Start < 0 || c.End > len(body) || c.Start >= c.End {
		return printable(clip(c.Quote, 300))
	}
	from, to := max(0, c.Start-around), min(len(body), c.End+around)
	return printable(string(body[from:c.Start])) + deskMark.Render("»"+printable(string(body[c.Start:c.End]))+"«") + printable(string(body[c.End:to]))
}

func (d *desk) neighbours(b *strings.Builder) {
	if len(d.sheet.Nearest) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s\n", d.words.Text("near"))
	for i, n := range d.sheet.Nearest {
		if i == 3 {
			break
		}
		fmt.Fprintf(b, "  %s\n", clip(n.Claim.ID+" · "+review.Line(&n.Claim)+" ("+strings.Join(n.Same, ", ")+")", d.width-4))
	}
}

func (d *desk) effect(b *strings.Builder) {
	w := d.words
	fmt.Fprintf(b, "\n%s\n", w.Text("effect"))
	if len(d.sheet.Effect) == 0 {
		fmt.Fprintf(b, "  %s\n", w.Text("effect.none"))
	}
	for i, e := range d.sheet.Effect {
		if i == 4 {
			break
		}
		fmt.Fprintf(b, "  %s\n", clip(w.Text("effect.line", "model", e.Model, "stage", w.Text("stage."+string(e.Stage)), "after", e.After), d.width-4))
	}
}

// keys shows what each key does now.
func (d *desk) keys() string {
	w := d.words
	switch d.mode {
	case modeReason:
		return w.Text("reason", "text", printable(d.typed))
	case modeType:
		return w.Text("keys.type", "field", d.field.Name, "text", printable(d.typed))
	case modeChoose:
		var out []string
		for i, v := range d.field.Values {
			out = append(out, fmt.Sprintf("%d %s", (i+1)%10, v))
		}
		return d.wrap(w.Text("keys.choose", "field", d.field.Name, "values", strings.Join(out, "  ")))
	case modeField:
		var out []string
		for _, f := range review.Fields() {
			out = append(out, f.Key+" "+f.Name)
		}
		return d.wrap(w.Text("keys.correct", "fields", strings.Join(out, "  ")))
	}
	return d.wrap(w.Text("keys"))
}

func (d *desk) wrap(s string) string { return lipgloss.NewStyle().Width(d.width - 2).Render(s) }
