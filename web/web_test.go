package web

import (
	"encoding/json"
	"encoding/xml"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"assay/dataset"
)

// get asks the handler for an address as a browser on this machine would.
func get(t testing.TB, h http.Handler, address string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, "http://localhost"+address, nil)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// body asks for an address that must answer 200 and gives its body.
func body(t testing.TB, h http.Handler, address string) string {
	t.Helper()
	w := get(t, h, address)
	if w.Code != http.StatusOK {
		t.Fatalf("GET %s: status %d: %.300s", address, w.Code, w.Body.String())
	}
	return w.Body.String()
}

// samplePages are addresses, without the language, of every kind of page.
var samplePages = []string{
	"/", "/?country=CN&class=domestic", "/?as-of=2026-06-20", "/?show=all&page=2", "/model/longcat-2-0/", "/model/deepseek-v3/?floor=E4&without=x",
	"/silicon/", "/silicon/huawei-ascend-910c/", "/claim/lc2-pre-asic/", "/claim/claim-hostile/", "/documents/", "/document/doc-hostile/",
	"/model/longcat-2-0/?unreviewed=1", "/search/", "/search/?q=昇腾", "/search/?q=%3Cscript%3E", "/sources/", "/about/", "/tour/", "/data/",
	"/brief/", "/brief/?topic=deepseek", "/gap/", "/timeline/", "/timeline/?kind=capacity", "/report/", "/report/?as-of=2026-06-17", "/contradictions/", "/contradictions/?status=open", "/review/", "/changelog/", "/parity/", "/parity/?count=512&to=nothing", "/plan/", "/outlook/", "/questions/", "/check/", "/rules/", "/glossary/", "/fields/", "/decisions/",
}

// TestPages holds for each page in three languages: it answers, its markup
// closes what it opens, no text is missing, it names no other host's script or
// style, and carries no inline script, style or handler.
func TestPages(t *testing.T) {
	h := testSite(t)
	inline := regexp.MustCompile(`(?i)<script(?:>| [^>]*>[^<])|<style|\sstyle=|\son[a-z]+="`)
	for _, l := range Langs() {
		for _, p := range samplePages {
			text := body(t, h, "/"+string(l)+p)
			if i := strings.Index(text, "⟦"); i >= 0 {
				t.Errorf("/%s%s: missing text %.60s", l, p, text[i:])
			}
			if m := inline.FindString(text); m != "" {
				t.Errorf("/%s%s: inline script or style: %q", l, p, m)
			}
			if !strings.Contains(text, `<html lang="`+l.Tag()+`"`) {
				t.Errorf("/%s%s: no lang attribute", l, p)
			}
			if n := strings.Count(text, "<h1"); n != 1 {
				t.Errorf("/%s%s: %d h1", l, p, n)
			}
			checkMarkup(t, "/"+string(l)+p, text)
		}
	}
}

// checkMarkup walks the tags: each is closed in order, ids are unique, links
// and sources stay on this host unless marked external.
func checkMarkup(t *testing.T, at, text string) {
	t.Helper()
	void := map[string]bool{"meta": true, "link": true, "input": true, "br": true, "hr": true, "img": true}
	var open []string
	ids := map[string]bool{}
	z := html.NewTokenizer(strings.NewReader(text))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if len(open) > 0 {
				t.Errorf("%s: never closed: %v", at, open)
			}
			return
		case html.StartTagToken:
			tok := z.Token()
			external := false
			for _, a := range tok.Attr {
				external = external || a.Key == "rel" && strings.Contains(a.Val, "external")
			}
			for _, a := range tok.Attr {
				switch {
				case a.Key == "id" && ids[a.Val]:
					t.Errorf("%s: id %q twice", at, a.Val)
				case a.Key == "id":
					ids[a.Val] = true
				case (a.Key == "href" || a.Key == "src" || a.Key == "action") && !external && strings.Contains(a.Val, "//"):
					t.Errorf("%s: <%s> points at %q", at, tok.Data, a.Val)
				case (a.Key == "href" || a.Key == "src") && strings.HasPrefix(strings.ToLower(strings.TrimSpace(a.Val)), "javascript:"):
					t.Errorf("%s: <%s> runs %q", at, tok.Data, a.Val)
				}
			}
			if !void[tok.Data] {
				open = append(open, tok.Data)
			}
		case html.EndTagToken:
			tok := z.Token()
			if len(open) == 0 || open[len(open)-1] != tok.Data {
				t.Errorf("%s: </%s> closes %v", at, tok.Data, open[max(0, len(open)-3):])
				return
			}
			open = open[:len(open)-1]
		}
	}
}

func TestHostile(t *testing.T) {
	h := testSite(t)
	for _, p := range []string{"/en/document/doc-hostile/", "/en/documents/", "/en/claim/claim-hostile/", "/en/model/longcat-2-0/?unreviewed=1"} {
		text := body(t, h, p)
		for _, bad := range []string{"<script>alert", "<img src=x", "\u202e", "\u202c", "javascript:"} {
			if strings.Contains(text, bad) {
				t.Errorf("%s: holds %q as it came", p, bad)
			}
		}
		if !strings.Contains(text, "U+202E") {
			t.Errorf("%s: the bidi override is not shown", p)
		}
	}
}

func TestGuard(t *testing.T) {
	h := testSite(t)
	for _, c := range []struct {
		name, method, host, origin, site string
		want                             int
	}{
		{"loopback name", "GET", "localhost:8080", "", "", 200},
		{"loopback address", "GET", "127.0.0.1:8080", "", "", 200},
		{"loopback v6", "GET", "[::1]:8080", "", "", 200},
		{"rebound name", "GET", "evil.example", "", "", http.StatusMisdirectedRequest},
		{"rebound name with port", "GET", "evil.example:8080", "", "", http.StatusMisdirectedRequest},
		{"name that begins like loopback", "GET", "127.0.0.1.evil.example", "", "", http.StatusMisdirectedRequest},
		{"form of another site", "POST", "localhost", "https://evil.example", "", http.StatusForbidden},
		{"form of another site, new browser", "POST", "localhost", "", "cross-site", http.StatusForbidden},
		{"form of another port", "POST", "localhost:1", "http://localhost:2", "", http.StatusForbidden},
		{"null origin", "POST", "localhost", "null", "", http.StatusForbidden},
	} {
		r := httptest.NewRequest(c.method, "http://localhost/en/", nil)
		r.Host = c.host
		if c.origin != "" {
			r.Header.Set("Origin", c.origin)
		}
		if c.site != "" {
			r.Header.Set("Sec-Fetch-Site", c.site)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != c.want {
			t.Errorf("%s: status %d, want %d", c.name, w.Code, c.want)
		}
		csp := w.Header().Get("Content-Security-Policy")
		if !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: policy %q", c.name, csp)
		}
	}
}

func TestErrors(t *testing.T) {
	h := testSite(t)
	for address, want := range map[string]int{
		"/en/model/nothing/": 404, "/en/claim/nothing/": 404, "/en/document/nothing/": 404, "/en/silicon/nothing/": 404,
		"/xx/": 404, "/en/nothing.html": 404, "/static/app-0.css": 404,
		"/en/?as-of=tomorrow": 400, "/en/?verdict=true": 400, "/en/?class=<script>": 400, "/en/?page=-1": 400,
		"/en/?cols=x": 400, "/en/?sort=x": 400, "/en/?by=x": 400, "/en/?floor=E9": 400, "/en/?min-origins=x": 400,
		"/en/?country=%00": 200, "/en/?q=" + strings.Repeat("a", 5000): 200,
		"/en/silicon": 307, "/": 302,
	} {
		w := get(t, h, address)
		if w.Code != want {
			t.Errorf("%.60s: status %d, want %d", address, w.Code, want)
		}
		if strings.Contains(w.Body.String(), "<script>") {
			t.Errorf("%.60s: echoes markup", address)
		}
	}
	if to := get(t, h, "//evil.example/%2e%2e").Header().Get("Location"); strings.HasPrefix(to, "//") || strings.Contains(to, "://") {
		t.Errorf("redirects to another host: %s", to)
	}
}

func TestWelcome_language(t *testing.T) {
	h := testSite(t)
	for header, want := range map[string]string{"": "/en/", "de-AT,de;q=0.9": "/de/", "zh-CN": "/zh/", "zh-TW,en;q=0.5": "/zh/", "fr": "/en/", "\x00": "/en/"} {
		r := httptest.NewRequest(http.MethodGet, "http://localhost/", nil)
		r.Header.Set("Accept-Language", header)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if got := w.Header().Get("Location"); got != want {
			t.Errorf("Accept-Language %q goes to %s, want %s", header, got, want)
		}
	}
}

// TestAsOf holds that what became known later is not on a page of an earlier
// date.
func TestAsOf(t *testing.T) {
	h := testSite(t)
	early, now := body(t, h, "/en/model/longcat-2-0/?as-of=2026-06-20"), body(t, h, "/en/model/longcat-2-0/")
	if strings.Contains(early, "lc2-pre-asic") || !strings.Contains(now, "lc2-pre-asic") {
		t.Error("a claim of 30 June 2026 is shown as of 20 June 2026, or is not shown now")
	}
}

// TestWeight holds the first load of the matrix to 60 KB compressed and every
// script to 40 KB.
func TestWeight(t *testing.T) {
	h := testSite(t)
	sum := 0
	text := body(t, h, "/en/")
	addresses := []string{"/en/"}
	for _, m := range regexp.MustCompile(`(?:href|src)="(/static/[^"]+)"`).FindAllStringSubmatch(text, -1) {
		addresses = append(addresses, m[1])
	}
	for _, a := range addresses {
		r := httptest.NewRequest(http.MethodGet, "http://localhost"+a, nil)
		r.Header.Set("Accept-Encoding", "gzip")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		t.Logf("%6d bytes %s", w.Body.Len(), a)
		sum += w.Body.Len()
		if strings.HasSuffix(a, ".js") && len(body(t, h, a)) > 40<<10 {
			t.Errorf("%s is over 40 KB", a)
		}
	}
	if sum > 60<<10 {
		t.Errorf("first load of the matrix is %d bytes compressed, over 60 KB", sum)
	}
}

func TestShelf_etag(t *testing.T) {
	h := testSite(t)
	first := get(t, h, "/en/silicon/")
	r := httptest.NewRequest(http.MethodGet, "http://localhost/en/silicon/", nil)
	r.Header.Set("If-None-Match", first.Header().Get("ETag"))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != http.StatusNotModified || w.Body.Len() != 0 {
		t.Errorf("status %d with %d bytes, want 304 without", w.Code, w.Body.Len())
	}
}

func TestPips(t *testing.T) {
	for _, c := range []struct {
		origins, documents int
		want               string
	}{{0, 0, ""}, {1, 1, "●"}, {1, 3, "●○○"}, {2, 1, "●●"}, {1, 9, "●○○○○○+3"}, {7, 9, "●●●●●●+3"}} {
		if got := pips(c.origins, c.documents); got != c.want {
			t.Errorf("pips(%d, %d) = %q, want %q", c.origins, c.documents, got, c.want)
		}
	}
}

func TestSafeAddress(t *testing.T) {
	for raw, want := range map[string]string{
		"https://example.org/a?b=c": "https://example.org/a?b=c", "javascript:alert(1)": "", " JaVaScRiPt:alert(1)": "", "data:text/html,x": "",
		"//example.org": "", "/etc/passwd": "", "https:///x": "", "": "", "http://example.org": "http://example.org",
	} {
		if got := safeAddress(raw); got != want {
			t.Errorf("safeAddress(%q) = %q, want %q", raw, got, want)
		}
	}
}

// TestSearch holds that two-character Chinese names are found, traditional
// characters find simplified names, and the way of writing does not matter.
func TestSearch(t *testing.T) {
	h := testSite(t)
	for q, want := range map[string]string{
		"昇腾": "/silicon/", "昇騰": "/silicon/", "910c": "/silicon/huawei-ascend-910c/", "longcat 2.0": "/model/longcat-2-0/",
		"ＬｏｎｇＣａｔ": "/model/longcat-2-0/", "rare words that nobody wrote": "",
	} {
		text := body(t, h, "/api/v1/suggest?lang=en&q="+url.QueryEscape(q))
		if want == "" && strings.TrimSpace(text) != "[]" {
			t.Errorf("suggest %q: %s, want none", q, text)
		}
		if !strings.Contains(text, want) {
			t.Errorf("suggest %q: no %s in %.400s", q, want, text)
		}
	}
}

// TestDownloads holds that formulas are neutralised, that JSON has the shape of
// the contract, and that no table is empty.
func TestDownloads(t *testing.T) {
	h := testSite(t)
	for _, p := range []string{"matrix", "claims", "models", "sources", "model/longcat-2-0", "silicon/huawei-ascend-910c"} {
		for _, ext := range []string{"csv", "json", "md"} {
			if text := body(t, h, "/en/"+p+"."+ext); len(text) < 200 || strings.Contains(text, "<script") {
				t.Errorf("%s.%s: %d bytes", p, ext, len(text))
			}
		}
	}
	var rows []map[string]any
	if err := json.Unmarshal([]byte(body(t, h, "/en/matrix.json?country=CN&class=domestic")), &rows); err != nil || len(rows) == 0 {
		t.Fatalf("matrix.json: %d rows, %v", len(rows), err)
	}
	for _, key := range []string{"model", "id", "developer", "country", "released", "cells"} {
		if _, ok := rows[0][key]; !ok {
			t.Errorf("matrix.json: no %s", key)
		}
	}
	for cell, want := range map[string]string{"=1+1": "'=1+1", "@x": "'@x", "-3.5": "-3.5", "-x": "'-x", "+x": "'+x", "a=b": "a=b", "\tx": "'\tx", "": ""} {
		if got := dataset.Neutral(cell); got != want {
			t.Errorf("neutral(%q) = %q, want %q", cell, got, want)
		}
	}
	if got := markdownCell("a|b\n<i>[x](javascript:y)"); got != `a\|b &lt;i>\[x\](javascript:y)` {
		t.Errorf("markdown cell %q", got)
	}
}

// TestCheck holds that a pasted article is judged, shown whole and inert, and
// that what cannot be read is refused.
func TestCheck(t *testing.T) {
	h := testSite(t)
	send := func(form url.Values) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodPost, "http://localhost/en/check/", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	w := send(url.Values{"text": {"DeepSeek-V3 was pre-trained on 2,048 Nvidia H800 GPUs. <script>alert(1)</script> \u202eGLM-5 was trained on Huawei Ascend."}, "published": {"2026-07-02"}, "title": {"<b>x</b>"}})
	text := w.Body.String()
	if w.Code != 200 || strings.Contains(text, "<script>alert") || strings.Contains(text, "\u202e") || !strings.Contains(text, `id="n1"`) {
		t.Errorf("status %d: %.200s", w.Code, text)
	}
	if w.Header().Get("Cache-Control") != "no-store" {
		t.Error("a pasted article may be kept by a cache")
	}
	checkMarkup(t, "/en/check/ with an article", text)
	for name, form := range map[string]url.Values{"empty": {"text": {" "}}, "bad date": {"text": {"x"}, "published": {"soon"}}, "too long": {"text": {strings.Repeat("a", 3<<20)}}} {
		if w := send(form); w.Code != http.StatusBadRequest {
			t.Errorf("%s: status %d", name, w.Code)
		}
	}
}

// TestFeeds holds that feeds are well-formed Atom, free of markup from outside,
// and never empty.
func TestFeeds(t *testing.T) {
	h := testSite(t)
	for _, p := range []string{"changes.atom", "questions.atom", "model/longcat-2-0.atom", "silicon/huawei-ascend-910c.atom"} {
		for _, l := range Langs() {
			text := body(t, h, "/feeds/"+string(l)+"/"+p)
			var f atomFeed
			if err := xml.Unmarshal([]byte(text), &f); err != nil || len(f.Entries) == 0 || f.Title == "" {
				t.Errorf("%s %s: %d entries, %v", l, p, len(f.Entries), err)
			}
			for _, e := range f.Entries {
				if e.ID == "" || e.Updated == "" || len(e.Links) != 1 || strings.Contains(e.Title, "⟦") {
					t.Errorf("%s %s: entry %+v", l, p, e)
				}
			}
		}
	}
	var m sitemap
	if err := xml.Unmarshal([]byte(body(t, h, "/sitemap.xml")), &m); err != nil || len(m.URLs) < 100 {
		t.Errorf("sitemap: %d addresses, %v", len(m.URLs), err)
	}
}

// TestFrozen holds that a frozen address gives the same bytes after the record
// has changed, and that one of a version that never was is refused.
func TestFrozen(t *testing.T) {
	deps := testDeps(t)
	deps.Frozen = t.TempDir()
	h, err := New(deps)
	if err != nil {
		t.Fatal(err)
	}
	at := regexp.MustCompile(`/frozen/[0-9-]+/[0-9a-f]{12}/en/model/longcat-2-0/`).FindString(body(t, h, "/en/model/longcat-2-0/"))
	if at == "" {
		t.Fatal("the model page names no frozen address")
	}
	first := body(t, h, at)
	changed := newRecord(t)
	changed.claims = changed.claims[:len(changed.claims)/2]
	deps.Evidence = changed
	if h, err = New(deps); err != nil {
		t.Fatal(err)
	}
	if body(t, h, at) != first {
		t.Error("a frozen address gave other bytes after the record changed")
	}
	if w := get(t, h, strings.Replace(at, "longcat-2-0", "glm-5", 1)); w.Code != http.StatusGone {
		t.Errorf("a version that this record never had: status %d, want 410", w.Code)
	}
	for _, bad := range []string{"/frozen/2026-06-20/xyz/en/", "/frozen/never/000000000000/en/", "/frozen/2026-06-20/000000000000/../../etc/passwd"} {
		if w := get(t, h, bad); w.Code == http.StatusOK {
			t.Errorf("%s: status 200", bad)
		}
	}
}

// TestAPI holds that every answer is JSON of status 200, that pages of items
// meet without gap or overlap, that mistakes are problems, and that the
// description names every address.
func TestAPI(t *testing.T) {
	h := testSite(t)
	for _, p := range []string{"cells?stage=pre-training&verdict=self-reported", "models?country=CN&limit=2", "models/LongCat-2.0?as-of=2026-06-20", "claims?model=glm-5&limit=3",
		"claims/lc2-pre-asic", "silicon?limit=5", "contradictions", "diff?from=2026-06-20", "gap", "outlook?lang=de", "questions?lang=zh"} {
		var v any
		if err := json.Unmarshal([]byte(body(t, h, "/api/v1/"+p)), &v); err != nil {
			t.Errorf("%s: %v", p, err)
		}
	}
	seen, cursor, total := map[string]bool{}, "", 0
	for range 1000 {
		var page paged[claimOut]
		if err := json.Unmarshal([]byte(body(t, h, "/api/v1/claims?limit=37&cursor="+url.QueryEscape(cursor))), &page); err != nil {
			t.Fatal(err)
		}
		for _, c := range page.Items {
			if seen[c.ID] {
				t.Errorf("claim %s is on two pages", c.ID)
			}
			seen[c.ID] = true
		}
		cursor, total = page.Next, page.Total
		if cursor == "" {
			break
		}
	}
	if len(seen) != total || total == 0 {
		t.Errorf("pages hold %d claims of %d", len(seen), total)
	}
	for p, want := range map[string]int{"models/nothing": 404, "cells?as-of=soon": 400, "cells?stage=x": 422, "cells?limit=0": 422, "nothing": 404, "diff": 422} {
		w := get(t, h, "/api/v1/"+p)
		if w.Code != want {
			t.Errorf("%s: status %d, want %d: %.200s", p, w.Code, want, w.Body.String())
		}
	}
	var spec struct {
		OpenAPI string         `json:"openapi"`
		Paths   map[string]any `json:"paths"`
	}
	if err := json.Unmarshal([]byte(body(t, h, "/api/v1/openapi.json")), &spec); err != nil || !strings.HasPrefix(spec.OpenAPI, "3.1") || len(spec.Paths) != 12 {
		t.Errorf("description %s with %d addresses, %v", spec.OpenAPI, len(spec.Paths), err)
	}
	r := httptest.NewRequest(http.MethodPost, "http://localhost/api/v1/check", strings.NewReader(`{"text":"GLM-5 was trained on Huawei Ascend."}`))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != 200 || !strings.Contains(w.Body.String(), `"statements"`) {
		t.Errorf("check: status %d: %.200s", w.Code, w.Body.String())
	}
}

// TestDrawings holds that charts and cells as files are SVG with title and
// description, under a policy that allows their own style alone, and may be
// shown by other sites.
func TestDrawings(t *testing.T) {
	h := testSite(t)
	paths := []string{"/zh/cell/longcat-2-0/pre-training.svg"}
	for _, name := range chartNames {
		paths = append(paths, "/de/chart/"+name+".svg")
	}
	for _, p := range paths {
		w := get(t, h, p)
		text := w.Body.String()
		if w.Code != 200 || !strings.Contains(text, "<title") || !strings.Contains(text, "<desc") || strings.Contains(text, ` style="`) || strings.Contains(text, "<script") {
			t.Errorf("%s: status %d: %.200s", p, w.Code, text)
		}
		if csp := w.Header().Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'none'; style-src 'sha256-") {
			t.Errorf("%s: policy %q", p, csp)
		}
		if err := xml.Unmarshal(w.Body.Bytes(), new(struct{ XMLName xml.Name })); err != nil {
			t.Errorf("%s: %v", p, err)
		}
	}
	for _, p := range []string{"/en/embed/chart/lag/", "/en/embed/cell/longcat-2-0/pre-training/"} {
		if csp := get(t, h, p).Header().Get("Content-Security-Policy"); strings.Contains(csp, "frame-ancestors 'none'") {
			t.Errorf("%s may not be framed: %s", p, csp)
		}
	}
}
