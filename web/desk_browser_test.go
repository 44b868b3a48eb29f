package web

import (
	"context"
	"fmt"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"assay/evidence"
	"assay/extract"
	"assay/pipeline"
	"assay/store"
	"assay/text"
)

type sentenceReader struct{ *extract.Reader }

func (sentenceReader) Name() string { return extract.Version }

func (r sentenceReader) Read(d evidence.Document) pipeline.Reading {
	return pipeline.Reading{Claims: r.Reader.Read(d).Claims}
}

// deskSite is a server over a store of its own in which claims on many models
// wait; the clock moves by what is added to ahead (nanoseconds).
func deskSite(t *testing.T, ahead *atomic.Int64) (string, *pipeline.Corridor) {
	t.Helper()
	ctx, deps := context.Background(), testDeps(t)
	db, err := store.Open(ctx, "sqlite:"+filepath.Join(t.TempDir(), "s.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	cor := pipeline.New(db, deps.Catalogue, func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) })
	var inputs []pipeline.Input
	for i, name := range []string{"Grok-3", "DeepSeek-V3", "DeepSeek-R1", "Kimi K2", "GLM-4.5", "LongCat-2.0", "GPT-5", "MiniMax-M1", "GLM-5", "Grok-4", "Kimi K3", "Llama 4", "Pangu Ultra"} {
		body := text.Normalize(fmt.Sprintf("A note of the day. %s was post-trained on Nvidia H%d chips, the company said. More is not known.", name, 100+100*(i%2)))
		doc := evidence.Document{Name: name, Title: "Report on " + name, Publisher: "Example Wire", Lang: "en", Published: "2026-05-01", Body: body, TextID: evidence.TextID(body)}
		doc.ID = evidence.DocumentID("", doc.Publisher, doc.Title, doc.TextID)
		inputs = append(inputs, pipeline.Input{Name: name, Open: func(context.Context) (evidence.Document, error) { return doc, nil }})
	}
	if err := cor.Read(ctx, sentenceReader{extract.New(deps.Catalogue)}, inputs, func(o pipeline.Outcome) {
		if o.Err != nil {
			t.Fatal(o.Err)
		}
	}); err != nil {
		t.Fatal(err)
	}
	deps.Desk = cor.Desk()
	h, err := New(deps)
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return srv.URL, cor
}

// key presses one key and waits for the page that follows.
func (b *tab) key(k string) {
	b.t.Helper()
	b.leads(k, func() { b.do(chromedp.KeyEvent(k)) })
}

// hit presses a key as a keyboard does: a character comes of it only where no
// script took the key.
func (b *tab) hit(k string, modifiers int64) {
	b.t.Helper()
	down := input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Key: k, Modifiers: modifiers}
	if len(k) == 1 {
		down.Text = k
	}
	if _, err := chromedp.Call(b.ctx, input.DispatchKeyEvent, down); err != nil {
		b.t.Fatal(err)
	}
	if _, err := chromedp.Call(b.ctx, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyUp, Key: k, Modifiers: modifiers}); err != nil {
		b.t.Fatal(err)
	}
}

// leads does something and waits for the page that follows.
func (b *tab) leads(k string, act func()) {
	b.t.Helper()
	b.do(chromedp.Evaluate[chromedp.Void](`window.before = true; undefined`))
	act()
	for range 200 {
		if value[bool](b, `!window.before && document.readyState === "complete"`) {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	b.t.Fatalf("%q leads nowhere from %s", k, value[string](b, "location.href"))
}

// name says who decides, once, by keyboard.
func (b *tab) name(person string) {
	b.t.Helper()
	b.do(chromedp.Evaluate[chromedp.Void](`document.getElementById("rp").focus()`), chromedp.KeyEvent(person))
	b.key("\r")
}

const openItem = `document.getElementById("desk").dataset.item`

// TestDesk_keyboard reviews ten claims by keyboard alone in English and in
// Chinese: accepts, one correction, one rejection with a reason that outlives a
// reload; undoes two; and a second person's stale page meets a conflict.
func TestDesk_keyboard(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	for _, l := range []Lang{English, Chinese} {
		t.Run(string(l), func(t *testing.T) { deskByKeys(t, l) })
	}
}

func deskByKeys(t *testing.T, l Lang) {
	a := openTab(t)
	var ahead atomic.Int64
	base, cor := deskSite(t, &ahead)
	a.base = base
	address := "/" + string(l) + "/review/"
	a.open(address)
	a.name("Ada")
	standing := func() []evidence.Decision {
		s, err := cor.State(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		return pipeline.Standing(s.Decisions, "")
	}
	for range 5 {
		a.key("a")
	}
	a.hit("c", 0)
	a.do(chromedp.KeyEvent("\t"), chromedp.KeyEvent(kb.ArrowDown))
	stage := value[string](a, `document.getElementById("f-stage").value`)
	a.leads("Ctrl+Enter", func() { a.hit("Enter", 2) })
	item := value[string](a, openItem)
	a.hit("r", 0)
	a.do(chromedp.KeyEvent("not about this"))
	for range 100 {
		if value[string](a, `document.getElementById("said").textContent`) != "" {
			break
		}
		time.Sleep(25 * time.Millisecond)
	}
	a.do(chromedp.Reload())
	if got := value[string](a, `document.getElementById("rr").value`); got != "not about this" || value[string](a, openItem) != item {
		t.Fatalf("after a reload the reason is %q", got)
	}
	a.hit("r", 0)
	a.key("\r")
	a.key("j")
	a.key("k")
	a.key("l")
	for range 3 {
		a.key("a")
	}
	got := standing()
	if len(got) != 10 {
		t.Fatalf("%d decisions stand, not 10: %s", len(got), value[string](a, `document.querySelector("main").innerText.slice(0, 400)`))
	}
	kinds := map[evidence.DecisionKind]int{}
	for _, d := range got {
		kinds[d.Kind]++
		if d.Person != "Ada" {
			t.Errorf("%s decided", d.Person)
		}
	}
	if kinds[evidence.DecideAccept] != 8 || kinds[evidence.DecideCorrect] != 1 || kinds[evidence.DecideReject] != 1 {
		t.Errorf("decisions %v", kinds)
	}
	if i := slices.IndexFunc(got, func(d evidence.Decision) bool { return d.Kind == evidence.DecideCorrect }); i >= 0 && (stage == "post-training" || got[i].Payload != `{"stage":"`+stage+`"}`) {
		t.Errorf("corrected %s", got[i].Payload)
	}
	a.key("u")
	a.key("u")
	if n := len(standing()); n != 8 {
		t.Fatalf("after two undone %d stand", n)
	}
	deskConflict(t, a, address, &ahead)
	if faults := slices.DeleteFunc(a.takeFaults(), func(f string) bool { return strings.Contains(f, "409") }); len(faults) > 0 {
		t.Error(faults)
	}
}

// deskConflict lets a second person open what the first has open, decide it
// after ten minutes, and the first one's stale page meet the conflict.
func deskConflict(t *testing.T, a *tab, address string, ahead *atomic.Int64) {
	b := openTab(t)
	b.base = a.base
	item := value[string](a, openItem)
	b.open(address + "?item=" + item)
	b.name("Bo")
	if taken := value[string](b, `document.getElementById("taken")?.textContent || ""`); !strings.Contains(taken, "Ada") {
		t.Errorf("the second session is told %q", taken)
	}
	b.key("a")
	if got := value[string](b, `document.getElementById("notice").textContent`); !strings.Contains(got, "Ada has taken this") {
		t.Errorf("deciding what Ada holds gives %q", got)
	}
	ahead.Add(int64(pipeline.TakeFor + time.Second))
	b.key("a")
	a.key("a")
	if got := value[string](a, `document.getElementById("notice").textContent`); !strings.Contains(got, `Bo decided "accept" on this`) {
		t.Errorf("the first session is told %q", got)
	}
}
