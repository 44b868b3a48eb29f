package web

import "net/http"

// routes is the table of contents: every address that the site answers.
func (s *site) routes() http.Handler {
	m := http.NewServeMux()
	get := func(pattern string, h http.HandlerFunc) { m.HandleFunc("GET "+pattern, h) }

	get("/{$}", s.welcome)
	get("/static/{name}", s.static)

	get("/{lang}/{$}", s.page(s.matrix))
	get("/{lang}/matrix/{$}", s.page(s.matrix))

	get("/", s.lost)
	return m
}
