package check

import (
	"assay/catalogue"
	"assay/check/locale"
	"assay/evidence"
	"assay/resolve"
)

// ClassQuery is "none of these models is known to have had this stage on this
// silicon", asked without an article.
type ClassQuery struct {
	Stage     evidence.Stage
	Silicon   string // lattice name, such as domestic-unnamed
	Country   string // ISO code of the developers; empty: any
	Developer string // id; empty: any
	Top       bool   // the leading ones alone
}

// AskClass judges a class statement as known on the day of the rows: the
// verdict, the counter-examples, and the sentence that explains both in a
// language.
func AskClass(cat *catalogue.Catalogue, rows []resolve.Row, claims []evidence.Claim, day evidence.Date, q ClassQuery, lang string) (Verdict, Class, string) {
	j := judge{cat: cat, art: newArticle(evidence.Document{}), words: locale.For(lang)}
	a := asked{c: &evidence.Claim{Stage: q.Stage, Silicon: q.Silicon, Relation: evidence.NotUsed, Hedge: evidence.Unknown},
		class: &classAsked{quantity: none, top: q.Top, country: q.Country, developer: q.Developer}}
	f := j.find(&a, newBase(cat, rows, claims, day))
	return f.verdict, *f.class, j.explain(&a, &f, &Statement{})
}
