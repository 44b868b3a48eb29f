package web

import (
	"net"
	"net/http"
	"net/url"
	"strings"

	"assay/evidence"
)

// policy is the Content-Security-Policy of every page: nothing from another
// host, no inline script or style, no frame around it.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// embedPolicy is that of the pages made to stand in other people's frames.
const embedPolicy = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'"

// guard checks Host and Origin and sets the headers of every answer. hosts are
// the names that Host may have besides loopback; an empty list with open true
// lets any name in (a server behind a proxy that checks by itself).
func guard(next http.Handler, hosts []string, open bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), interest-cohort=()")
		if !open && !hostAllowed(r.Host, hosts) {
			http.Error(w, "this address does not belong to Assay: ask for it by the address that serve printed", http.StatusMisdirectedRequest)
			return
		}
		if !safeMethod(r.Method) && !sameOrigin(r) {
			http.Error(w, "a form of another site may not write here", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func safeMethod(m string) bool {
	return m == http.MethodGet || m == http.MethodHead || m == http.MethodOptions
}

// hostAllowed reports whether a Host header names loopback or one of hosts.
// It keeps a page of another site from reaching a local server by a name that
// it points at 127.0.0.1 (DNS rebinding).
func hostAllowed(host string, hosts []string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.ToLower(strings.Trim(name, "[]"))
	if name == "localhost" {
		return true
	}
	if ip := net.ParseIP(name); ip != nil && ip.IsLoopback() {
		return true
	}
	for _, h := range hosts {
		if strings.EqualFold(name, h) || strings.EqualFold(host, h) {
			return true
		}
	}
	return false
}

// sameOrigin reports whether a writing request comes from our own page.
// Browsers send Sec-Fetch-Site; older ones send Origin; programs send neither.
func sameOrigin(r *http.Request) bool {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" {
		return site == "same-origin" || site == "none"
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host != "" && strings.EqualFold(u.Host, r.Host)
}

// safeAddress gives an address that may stand in a link: http or https with a
// host, nothing else. A javascript: or data: address gives "".
func safeAddress(raw string) string {
	raw = strings.TrimSpace(raw)
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return ""
	}
	return u.String()
}

// statusOf is the one table from a kind of error to an HTTP status.
func statusOf(kind evidence.Kind) int {
	switch kind {
	case evidence.Invalid:
		return http.StatusBadRequest
	case evidence.NotFound:
		return http.StatusNotFound
	case evidence.Conflict:
		return http.StatusConflict
	case evidence.Denied:
		return http.StatusForbidden
	case evidence.Unsupported:
		return http.StatusNotImplemented
	case evidence.Transient:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}
