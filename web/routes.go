package web

import "net/http"

// routes is the table of contents: every address that the site answers.
func (s *site) routes() http.Handler {
	m := http.NewServeMux()
	get := func(pattern string, h http.HandlerFunc) { m.HandleFunc("GET "+pattern, h) }
	page := func(pattern string, h http.HandlerFunc) { // in each language
		for _, l := range Langs() {
			m.HandleFunc("GET /"+string(l)+pattern, h)
		}
	}
	post := func(pattern string, h http.HandlerFunc) {
		for _, l := range Langs() {
			m.HandleFunc("POST /"+string(l)+pattern, h)
		}
	}

	get("/{$}", s.welcome)
	get("/index.html", s.choose)
	get("/static/{name}", s.static)

	page("/{$}", s.matrix)
	page("/matrix/{$}", s.matrix)

	page("/model/{id}/{$}", s.model)
	page("/silicon/{$}", s.siliconList)
	page("/silicon/{id}/{$}", s.silicon)
	page("/claim/{id}/{$}", s.claim)
	page("/documents/{$}", s.documents)
	page("/document/{id}/{$}", s.document)

	page("/gap/{$}", s.gap)
	page("/timeline/{$}", s.timeline)
	page("/chart/{file}", s.chartFile)
	page("/cell/{model}/{file}", s.cellSVG)
	page("/embed/chart/{name}/{$}", s.embedChart)
	page("/embed/cell/{model}/{stage}/{$}", s.embedCell)

	page("/outlook/{$}", s.outlook)
	page("/questions/{$}", s.questions)
	page("/check/{$}", s.checkForm)
	post("/check/{$}", s.checkArticle)

	page("/brief/{$}", s.brief)
	page("/report/{$}", s.report)
	page("/contradictions/{$}", s.contradictions)
	page("/review/{$}", s.review)
	post("/review/{$}", s.decide)

	page("/parity/{$}", s.parity)
	page("/plan/{$}", s.planValidation)

	page("/search/{$}", s.search)
	page("/sources/{$}", s.sources)
	page("/source/{id}/{$}", s.source)
	page("/about/{$}", s.about)
	page("/changelog/{$}", s.changelog)
	page("/tour/{$}", s.tour)
	page("/data/{$}", s.data)
	page("/rules/{$}", s.written("rules.md", "/rules/", "rules"))
	page("/glossary/{$}", s.written("glossary.md", "/glossary/", "glossary"))
	page("/fields/{$}", s.written("format.md", "/fields/", "fields"))
	page("/decisions/{$}", s.written("decisions.md", "/decisions/", "decisions"))

	for _, ext := range []string{"csv", "json", "md"} {
		page("/matrix."+ext, s.download(s.matrixFile))
		page("/claims."+ext, s.download(s.claimsFile))
		page("/models."+ext, s.download(s.modelsFile))
		page("/sources."+ext, s.download(s.sourcesFile))
	}
	page("/model/{file}", s.download(s.modelFile))
	page("/silicon/{file}", s.download(s.siliconFile))

	s.api(m)
	get("/api/v1/suggest", s.suggest)
	get("/api/v1/names.json", s.namesFile)

	for _, l := range Langs() {
		feed := "/feeds/" + string(l)
		get(feed+"/changes.atom", s.changesFeed)
		get(feed+"/questions.atom", s.questionsFeed)
		get(feed+"/model/{file}", s.modelFeed)
		get(feed+"/silicon/{file}", s.siliconFeed)
	}
	get("/frozen/{date}/{version}/{rest...}", s.frozen)
	get("/sitemap.xml", s.sitemap)
	get("/robots.txt", s.robots)

	get("/", s.lost)
	return m
}
