package web

import (
	"context"
	_ "embed"
	"encoding/json"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// axe-core 4.14.1 (npm, MPL-2.0), used by tests alone.
//
//go:embed testdata/axe/axe.min.js
var axe string

// tab is one tab of the system's Chromium with what went wrong in it.
type tab struct {
	t    testing.TB
	ctx  context.Context
	base string

	mu     sync.Mutex
	faults []string
}

// chromium finds the system's browser; without one the test is skipped with a
// reason, or fails where ASSAY_NO_SKIP is 1.
func chromium(t testing.TB) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			return p
		}
	}
	if os.Getenv("ASSAY_NO_SKIP") == "1" {
		t.Fatal("no Chromium on this machine, and ASSAY_NO_SKIP=1")
	}
	t.Skip("no Chromium on this machine (chromium, chromium-browser, google-chrome): browser tests are skipped")
	return ""
}

// openTab starts a server and a browser of its own.
func openTab(t testing.TB) *tab {
	t.Helper()
	path := chromium(t)
	h, err := New(testDeps(t))
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	opts := slices.Concat(chromedp.DefaultExecAllocatorOptions[:], []chromedp.ExecAllocatorOption{chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("headless", "new"), chromedp.Flag("disable-gpu", true), chromedp.Flag("disable-quic", true), chromedp.Flag("no-first-run", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true)})
	alloc, stop := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, close := chromedp.NewContext(alloc)
	t.Cleanup(func() { close(); stop() })
	b := &tab{t: t, ctx: ctx, base: srv.URL}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1440, 1000)); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Listen(ctx, b.heard); err != nil {
		t.Fatal(err)
	}
	return b
}

// heard notes console errors, exceptions, logged errors (such as a broken
// policy) and requests to another host.
func (b *tab) heard(ev any) {
	fault := ""
	switch ev := ev.(type) {
	case *runtime.EventConsoleAPICalled:
		if ev.Type == "error" || ev.Type == "warning" {
			fault = "console " + string(ev.Type)
		}
	case *runtime.EventExceptionThrown:
		fault = "exception: " + ev.ExceptionDetails.Text
	case *log.EventEntryAdded:
		if ev.Entry.Level == "error" {
			fault = "log: " + ev.Entry.Text
		}
	case *network.EventRequestWillBeSent:
		if u := ev.Request.URL; !strings.HasPrefix(u, b.base) && !strings.HasPrefix(u, "data:") {
			fault = "request to another host: " + u
		}
	}
	if fault != "" {
		b.mu.Lock()
		b.faults = append(b.faults, fault)
		b.mu.Unlock()
	}
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 60*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

func value[T any](b *tab, js string, opts ...chromedp.EvaluateOption) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 90*time.Second)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](js, opts...))
	if err != nil {
		b.t.Fatalf("%.60s: %v", js, err)
	}
	return v
}

func (b *tab) open(address string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.base + address))
}

// takeFaults gives what went wrong since it was last asked.
func (b *tab) takeFaults() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := b.faults
	b.faults = nil
	return out
}

func (b *tab) scheme(name string) {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}}}); err != nil {
		b.t.Fatal(err)
	}
}

// browserPages are one address of every kind of page.
var browserPages = []string{"/", "/report/", "/gap/", "/timeline/", "/outlook/", "/questions/", "/check/", "/contradictions/", "/model/longcat-2-0/?floor=E4", "/silicon/",
	"/silicon/huawei-ascend-910c/", "/claim/claim-hostile/", "/documents/", "/document/doc-hostile/", "/sources/", "/review/", "/parity/", "/plan/", "/search/?q=昇腾",
	"/about/", "/tour/", "/data/", "/rules/", "/glossary/", "/changelog/", "/embed/chart/lag/", "/embed/cell/longcat-2-0/pre-training/"}

// axeFindings runs axe-core on the page and gives its serious and critical
// findings, each with the first element.
const axeRun = `axe.run(document, {resultTypes: ["violations"], runOnly: RULES}).then(r =>
  JSON.stringify(r.violations.filter(v => v.impact === "serious" || v.impact === "critical").map(v => v.id + " (" + v.nodes.length + "): " + v.nodes[0].html.slice(0, 160) + " " + (v.nodes[0].any[0]?.message || ""))))`

// TestBrowser_pages holds for every kind of page in three languages: no console
// error, no request to another host, no line wider than the window; and in both
// schemes axe finds nothing serious or critical.
func TestBrowser_pages(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	b := openTab(t)
	for _, l := range Langs() {
		for i, p := range browserPages {
			b.open("/" + string(l) + p)
			for _, f := range b.takeFaults() {
				t.Errorf("/%s%s: %s", l, p, f)
			}
			if l != English && i%3 != 0 { // the markup is the same; words differ in length alone
				continue
			}
			b.do(chromedp.EmulateViewport(360, 800))
			if wide := value[int](b, `document.documentElement.scrollWidth`); wide > 360 {
				t.Errorf("/%s%s: %d px wide in a window of 360", l, p, wide)
			}
			b.do(chromedp.EmulateViewport(1440, 1000))
			if l != English {
				continue
			}
			b.do(chromedp.Evaluate[chromedp.Void](axe))
			for scheme, rules := range map[string]string{"light": `["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]`,
				"dark": `{type: "rule", values: ["color-contrast"]}`} { // the scheme changes colours alone
				b.scheme(scheme)
				var found []string
				if err := json.Unmarshal([]byte(value[string](b, strings.Replace(axeRun, "RULES", rules, 1), chromedp.EvalAwaitPromise)), &found); err != nil {
					t.Fatal(err)
				}
				for _, f := range found {
					t.Errorf("/%s%s, %s: axe: %s", l, p, scheme, f)
				}
			}
			b.scheme("light")
		}
	}
}

// tabTo presses Tab until the element in focus fits a selector.
func (b *tab) tabTo(selector string) {
	b.t.Helper()
	for range 600 {
		b.do(chromedp.KeyEvent("\t"))
		if value[bool](b, `document.activeElement.matches(`+"`"+selector+"`"+`)`) {
			return
		}
	}
	b.t.Fatalf("Tab never reaches %s on %s", selector, value[string](b, "location.href"))
}

// press sends Enter and waits for the address to hold a part.
func (b *tab) press(part string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent("\r"))
	for range 100 {
		if strings.Contains(value[string](b, "location.href + ' ' + document.readyState"), part) {
			time.Sleep(50 * time.Millisecond)
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	b.t.Fatalf("Enter leads to %s, not to %s", value[string](b, "location.href"), part)
}

// TestBrowser_keyboard walks from the matrix to a cell, its claim's quote and
// its document by keyboard alone; back and reload keep the state.
func TestBrowser_keyboard(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	b := openTab(t)
	b.open("/en/?unreviewed=1&q=longcat-2.0&country=CN")
	b.tabTo(`td a.cell[href*="/longcat-2-0/"][href$="#trn"]`)
	b.press("/en/model/longcat-2-0/")
	b.tabTo(`a[href*="/claim/claim-hostile/"]`)
	b.press("/en/claim/claim-hostile/")
	b.tabTo(`a[href*="/document/doc-hostile/"]`)
	b.press("/en/document/doc-hostile/")
	if !value[bool](b, `document.querySelector("mark:target") !== null`) {
		t.Error("the quote is not the place that the link leads to")
	}
	b.open("/en/?country=US&class=foreign")
	state := `[...document.querySelectorAll(".facets a[aria-current]")].map(a => a.textContent.trim().split(" ")[0]).join(",") + document.querySelectorAll(".mx tr[data-g]:not([hidden])").length`
	was := value[string](b, state)
	b.do(chromedp.Reload())
	if now := value[string](b, state); now != was {
		t.Errorf("reload changes the state from %s to %s", was, now)
	}
	b.open("/en/silicon/")
	b.do(chromedp.Evaluate[chromedp.Void](`history.back()`))
	for range 100 { // a page from the back-forward cache fires no load event
		if strings.Contains(value[string](b, "location.href"), "country=US") {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if now := value[string](b, state); now != was {
		t.Errorf("back changes the state from %s to %s", was, now)
	}
	for _, f := range b.takeFaults() {
		t.Error(f)
	}
}

// TestBrowser_withoutScript holds that pages say the same with scripts off, and
// that the search field suggests with scripts on.
func TestBrowser_withoutScript(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	b := openTab(t)
	text := `document.querySelector("main").innerText.length`
	pages := []string{"/en/", "/de/gap/", "/zh/model/longcat-2-0/"}
	with := map[string]int{}
	for _, p := range pages {
		b.open(p)
		with[p] = value[int](b, text)
	}
	b.open("/zh/")
	b.do(chromedp.Evaluate[chromedp.Void](`const f = document.getElementById("find"); f.focus(); f.value = "昇腾"; f.dispatchEvent(new Event("input"))`))
	found := 0
	for range 60 {
		if found = value[int](b, `document.querySelectorAll(".sug li").length`); found > 0 {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if found == 0 {
		t.Error("no suggestions for 昇腾")
	}
	if _, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	for _, p := range pages {
		b.open(p)
		if got := value[int](b, text); got < with[p] {
			t.Errorf("%s: %d characters without scripts, %d with", p, got, with[p])
		}
	}
}

// TestBrowser_shots writes pictures of every page at three widths in both
// schemes to the folder ASSAY_SHOTS.
func TestBrowser_shots(t *testing.T) {
	dir := os.Getenv("ASSAY_SHOTS")
	if dir == "" {
		t.Skip("ASSAY_SHOTS names no folder")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	b := openTab(t)
	for _, p := range browserPages {
		for _, width := range []int64{360, 1440, 2560} {
			for _, scheme := range []string{"light", "dark"} {
				b.scheme(scheme)
				b.do(chromedp.EmulateViewport(width, 1600))
				b.open("/en" + p)
				shot, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
				if err != nil {
					t.Fatal(err)
				}
				name := slug(p)
				if name == "" {
					name = "matrix"
				}
				if err := os.WriteFile(filepath.Join(dir, name+"-"+itoa(int(width))+"-"+scheme+".png"), shot, 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

// BenchmarkBrowser_LCP measures the largest contentful paint of the matrix with
// the processor slowed down four times; it reports the median.
func BenchmarkBrowser_LCP(b *testing.B) {
	tb := openTab(b)
	if _, err := chromedp.Call(tb.ctx, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: 4}); err != nil {
		b.Fatal(err)
	}
	tb.open("/en/")
	var times []float64
	for range 5 {
		tb.open("/en/about/")
		tb.open("/en/")
		times = append(times, value[float64](tb, `new Promise(done => new PerformanceObserver(l => done(l.getEntries().at(-1).startTime)).observe({type: "largest-contentful-paint", buffered: true}))`, chromedp.EvalAwaitPromise))
	}
	slices.Sort(times)
	b.ReportMetric(times[2], "ms-LCP")
	b.ReportMetric(0, "ns/op")
}
