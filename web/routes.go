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

	get("/{lang}/model/{id}/{$}", s.page(s.model))
	get("/{lang}/silicon/{$}", s.page(s.siliconList))
	get("/{lang}/silicon/{id}/{$}", s.page(s.silicon))
	get("/{lang}/claim/{id}/{$}", s.page(s.claim))
	get("/{lang}/documents/{$}", s.page(s.documents))
	get("/{lang}/document/{id}/{$}", s.page(s.document))

	get("/", s.lost)
	return m
}
