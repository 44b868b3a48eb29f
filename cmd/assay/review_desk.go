package main

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/mattn/go-isatty"

	"assay/check/locale"
	"assay/evidence"
	"assay/review"
)

//go:embed deskwords/*.yaml
var deskFiles embed.FS

// deskMode is what the next key means.
type deskMode int

const (
	modeQueue  deskMode = iota // walk, accept, reject, ...
	modeField                  // which field is corrected
	modeChoose                 // which of the field's values
	modeType                   // a free value
	modeReason                 // why it is rejected
)

// desk is the review desk in the terminal.
type desk struct {
	ctx    context.Context
	desk   review.Desk
	words  *locale.Words
	lang   string
	person string

	items   []review.Item
	later   map[string]bool // put off in this sitting: at the end of the queue
	at      int
	sheet   review.Sheet
	mode    deskMode
	field   review.Field
	typed   string
	fix     map[string]any // the correction so far
	message string
	help    bool
	width   int
	err     error // ends the desk
}

// atTerminal reports whether a person sits at both ends.
func (a *app) atTerminal() bool {
	in, ok := a.in.(*os.File)
	out, yes := a.out.(*os.File)
	return ok && yes && isatty.IsTerminal(in.Fd()) && isatty.IsTerminal(out.Fd())
}

// runDesk opens the review desk in the terminal.
func (a *app) runDesk(ctx context.Context) error {
	person := a.set.text("person")
	if person == "" {
		return evidence.Errorf(evidence.Invalid, "who decides? give --person NAME or set ASSAY_PERSON (a pipe gets the list without)")
	}
	cor, err := a.corridor(ctx)
	if err != nil {
		return err
	}
	sub, err := fs.Sub(deskFiles, "deskwords")
	if err != nil {
		return err
	}
	set, err := locale.Load(sub, locale.Own())
	if err != nil {
		return err
	}
	d := &desk{ctx: ctx, desk: cor.Desk(), words: set.For(a.set.text("lang")), lang: a.set.text("lang"), person: person, later: map[string]bool{}, width: 100}
	if err := d.load(""); err != nil {
		return err
	}
	if _, err := tea.NewProgram(d, tea.WithContext(ctx), tea.WithInput(a.in), tea.WithOutput(a.out)).Run(); err != nil {
		return evidence.Wrap(err, "review desk")
	}
	return d.err
}

// load reads the queue again and opens the item with an id, or the one at the
// same place.
func (d *desk) load(id string) error {
	items, err := d.desk.Queue(d.ctx, d.person, d.lang)
	if err != nil {
		return err
	}
	slices.SortStableFunc(items, func(a, b review.Item) int {
		switch {
		case d.later[a.ID] == d.later[b.ID]:
			return 0
		case d.later[b.ID]:
			return -1
		}
		return 1
	})
	d.items = items
	if i := slices.IndexFunc(items, func(x review.Item) bool { return x.ID == id }); id != "" && i >= 0 {
		d.at = i
	}
	d.at = max(0, min(d.at, len(items)-1))
	return d.open()
}

func (d *desk) open() error {
	d.mode, d.typed, d.fix, d.sheet = modeQueue, "", map[string]any{}, review.Sheet{}
	if len(d.items) == 0 {
		return nil
	}
	var err error
	if d.sheet, err = d.desk.Open(d.ctx, d.items[d.at].ID, d.person, d.lang); err != nil {
		return err
	}
	if len(d.sheet.Draft) > 0 { // typed before the connection dropped
		_ = json.Unmarshal(d.sheet.Draft, &d.fix)
	}
	return nil
}

// Init implements tea.Model.
func (d *desk) Init() tea.Cmd { return nil }

// Update implements tea.Model: one key at a time.
func (d *desk) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch m := msg.(type) {
	case tea.WindowSizeMsg:
		d.width = max(40, m.Width)
	case tea.PasteMsg:
		if d.mode == modeType || d.mode == modeReason {
			d.typed += m.Content
		}
	case tea.KeyPressMsg:
		if m.String() == "ctrl+c" {
			return d, tea.Quit
		}
		if m.String() == "ctrl+l" { // draw all anew, as terminals use it
			return d, tea.ClearScreen
		}
		quit, err := d.key(m)
		if err != nil && evidence.KindOf(err) != evidence.Internal {
			d.message = err.Error() // a conflict or a wrong field is shown, never overwritten
			err = nil
		}
		if err != nil {
			d.err = err
			return d, tea.Quit
		}
		if quit {
			return d, tea.Quit
		}
	}
	return d, nil
}

func (d *desk) key(m tea.KeyPressMsg) (quit bool, err error) {
	switch d.mode {
	case modeReason, modeType:
		return false, d.typeKey(m)
	case modeField:
		return false, d.fieldKey(m.String())
	case modeChoose:
		return false, d.chooseKey(m.String())
	}
	d.message, d.help = "", false
	switch m.String() {
	case "q":
		return true, nil
	case "?":
		d.help = true
	case "j", "down":
		return false, d.walk(1)
	case "k", "up":
		return false, d.walk(-1)
	case "u":
		return false, d.undo()
	}
	if len(d.items) == 0 {
		return false, nil
	}
	switch m.String() {
	case "a", "enter":
		return false, d.decide("accept", "", nil)
	case "x":
		d.mode, d.typed = modeReason, ""
	case "c":
		if d.sheet.Item.Kind == review.ItemClaim {
			d.mode = modeField
		}
	case "l":
		d.later[d.items[d.at].ID] = true
		d.message = d.words.Text("done.later")
		return false, d.load("")
	}
	return false, nil
}

func (d *desk) walk(by int) error {
	if len(d.items) == 0 {
		return nil
	}
	d.at = (d.at + by + len(d.items)) % len(d.items)
	return d.open()
}

func (d *desk) undo() error {
	x, err := d.desk.Undo(d.ctx, d.person)
	if err != nil {
		return err
	}
	d.message = d.words.Text("done.undo", "kind", x.Kind, "subject", x.Subject)
	return d.load(x.Subject)
}

func (d *desk) decide(verb, reason string, k *review.Correction) error {
	_, err := d.desk.Decide(d.ctx, review.Choice{ID: d.items[d.at].ID, Verb: verb, Reason: reason, Person: d.person, Correction: k, Basis: d.sheet.Basis})
	if err != nil {
		if evidence.KindOf(err) == evidence.Conflict {
			if again := d.load(d.items[d.at].ID); again != nil {
				return again
			}
		}
		return err
	}
	if err := d.load(""); err != nil {
		return err
	}
	d.message = d.words.Text("done." + verb)
	return nil
}

// typeKey edits a line.
func (d *desk) typeKey(m tea.KeyPressMsg) error {
	switch m.String() {
	case "esc":
		d.mode = map[deskMode]deskMode{modeReason: modeQueue, modeType: modeField}[d.mode]
	case "backspace":
		if r := []rune(d.typed); len(r) > 0 {
			d.typed = string(r[:len(r)-1])
		}
	case "enter":
		if d.mode == modeReason {
			return d.decide("reject", strings.TrimSpace(d.typed), nil)
		}
		return d.set(d.field.Name, strings.TrimSpace(d.typed))
	default:
		if m.Text != "" && len(d.typed) < 4000 {
			d.typed += m.Text
		}
	}
	return nil
}

func (d *desk) fieldKey(key string) error {
	switch key {
	case "esc":
		d.mode = modeQueue
		return nil
	case "w":
		return d.write()
	}
	for _, f := range review.Fields() {
		if f.Key == key {
			d.field, d.typed, d.mode = f, "", modeType
			if len(f.Values) > 0 {
				d.mode = modeChoose
			}
		}
	}
	return nil
}

func (d *desk) chooseKey(key string) error {
	if key == "esc" {
		d.mode = modeField
		return nil
	}
	n, err := strconv.Atoi(key)
	if key == "0" {
		n = 10
	}
	if err != nil || n < 1 || n > len(d.field.Values) {
		return nil
	}
	return d.set(d.field.Name, d.field.Values[n-1])
}

// set notes one corrected field and keeps it, so that nothing typed is lost.
func (d *desk) set(name, value string) error {
	d.mode = modeField
	if name == "quote" {
		start, end, err := review.FindQuote(d.sheet.Body, value, d.sheet.Item.Claim.Start)
		if err != nil {
			return err
		}
		d.fix["start"], d.fix["end"] = start, end
	}
	d.fix[name] = value
	draft, err := json.Marshal(d.fix)
	if err != nil {
		return err
	}
	return d.desk.Keep(d.ctx, d.items[d.at].ID, d.person, draft)
}

// write sends the correction.
func (d *desk) write() error {
	if len(d.fix) == 0 {
		d.mode = modeQueue
		return nil
	}
	b, err := json.Marshal(d.fix)
	if err != nil {
		return err
	}
	var k review.Correction
	if err := json.Unmarshal(b, &k); err != nil {
		return evidence.WithKind(evidence.Invalid, err, "correction")
	}
	return d.decide("correct", "", &k)
}

// fixed lists the corrections so far.
func (d *desk) fixed() string {
	var out []string
	for _, f := range review.Fields() {
		if v, ok := d.fix[f.Name]; ok {
			out = append(out, f.Name+"="+fmt.Sprint(v))
		}
	}
	return strings.Join(out, ", ")
}
