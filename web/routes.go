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

	get("/{lang}/search/{$}", s.page(s.search))
	get("/{lang}/sources/{$}", s.page(s.sources))
	get("/{lang}/source/{id}/{$}", s.page(s.source))
	get("/{lang}/about/{$}", s.page(s.about))
	get("/{lang}/tour/{$}", s.page(s.tour))
	get("/{lang}/data/{$}", s.page(s.data))
	get("/{lang}/rules/{$}", s.written("rules.md", "/rules/", "rules"))
	get("/{lang}/glossary/{$}", s.written("glossary.md", "/glossary/", "glossary"))
	get("/{lang}/fields/{$}", s.written("format.md", "/fields/", "fields"))
	get("/{lang}/decisions/{$}", s.written("decisions.md", "/decisions/", "decisions"))

	for _, ext := range []string{"csv", "json", "md"} {
		get("/{lang}/matrix."+ext, s.download(s.matrixFile))
		get("/{lang}/claims."+ext, s.download(s.claimsFile))
		get("/{lang}/models."+ext, s.download(s.modelsFile))
		get("/{lang}/sources."+ext, s.download(s.sourcesFile))
	}
	get("/{lang}/model/{file}", s.download(s.modelFile))
	get("/{lang}/silicon/{file}", s.download(s.siliconFile))

	get("/api/v1/suggest", s.suggest)

	get("/", s.lost)
	return m
}
