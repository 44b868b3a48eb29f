package dataset

import (
	"encoding/json"
	"io"
	"net/url"
	"strings"

	"assay/evidence"
	"assay/resolve"
)

// Provenance is what a JSON-LD file tells: cells, the claims that bear them, the
// documents and sources that the claims come from.
type Provenance struct {
	Base      string        // address under which ids are named, such as https://example.org/assay/
	AsOf      evidence.Date // day of which the cells are true
	Version   string        // of the rules and the program
	Cells     []resolve.Row
	Claims    []evidence.Claim
	Documents []evidence.Document
	Sources   []evidence.Source
}

// context names the terms: PROV-O for where things come from, Dublin Core and
// schema.org for what they are called, our own for the rest.
var context = map[string]any{
	"prov": "http://www.w3.org/ns/prov#", "dcterms": "http://purl.org/dc/terms/", "schema": "https://schema.org/",
	"xsd": "http://www.w3.org/2001/XMLSchema#", "assay": "urn:assay:term:",
	"title": "dcterms:title", "name": "schema:name", "description": "dcterms:description", "source": map[string]any{"@id": "dcterms:source", "@type": "@id"},
	"derivedFrom": map[string]any{"@id": "prov:wasDerivedFrom", "@type": "@id"}, "attributedTo": map[string]any{"@id": "prov:wasAttributedTo", "@type": "@id"},
	"primarySource": map[string]any{"@id": "prov:hadPrimarySource", "@type": "@id"}, "generatedBy": map[string]any{"@id": "prov:wasGeneratedBy", "@type": "@id"},
	"quote": "prov:value", "issued": "dcterms:issued", "language": "dcterms:language",
	"model": "assay:model", "stage": "assay:stage", "silicon": "assay:silicon", "relation": "assay:relation", "hedge": "assay:hedge",
	"evidenceClass": "assay:evidenceClass", "interest": "assay:interest", "verdict": "assay:verdict", "side": "assay:side",
	"sentence": "assay:sentence", "rules": "assay:rules", "origins": "assay:origins", "documents": "assay:documents",
	"knownSince": "assay:knownSince", "letter": "assay:letter", "actor": "assay:actor", "asOf": "assay:asOf", "negated": "assay:negated",
}

type node map[string]any

// JSONLD writes a provenance graph: each cell is derived from its claims, each
// claim from its document or primary source, and attributed to whoever
// published it. Addresses that are no web addresses stand as text, never as
// links.
func JSONLD(w io.Writer, p Provenance) error {
	base, err := url.Parse(p.Base)
	if err != nil || !base.IsAbs() {
		return evidence.Errorf(evidence.Invalid, "base %q is no absolute address", p.Base)
	}
	id := func(kind, id string) string {
		return strings.TrimSuffix(p.Base, "/") + "/" + kind + "/" + url.PathEscape(id)
	}
	activity := id("resolution", string(p.AsOf))
	graph := []node{{"@id": activity, "@type": "prov:Activity", "title": "Resolution of claims by rules R0 to R9", "asOf": string(p.AsOf), "schema:version": p.Version}}
	for i := range p.Sources {
		graph = append(graph, sourceNode(&p.Sources[i], id))
	}
	for i := range p.Documents {
		graph = append(graph, documentNode(&p.Documents[i], id))
	}
	for i := range p.Claims {
		graph = append(graph, claimNode(&p.Claims[i], id))
	}
	for i := range p.Cells {
		r := &p.Cells[i]
		for _, stage := range evidence.Stages() {
			c, ok := r.Cells[stage]
			if !ok {
				continue
			}
			if len(c.Claims) > 0 || c.Verdict != evidence.UnknownWord {
				graph = append(graph, cellNode(r, stage, "", &c, activity, id))
			}
			for _, o := range c.Others {
				graph = append(graph, cellNode(r, stage, o.Actor, &o.Cell, activity, id))
			}
		}
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", " ")
	return evidence.Wrap(enc.Encode(map[string]any{"@context": context, "@graph": graph}), "write JSON-LD")
}

func sourceNode(s *evidence.Source, id func(kind, id string) string) node {
	n := node{"@id": id("source", s.ID), "@type": "prov:Agent", "name": s.Name, "letter": string(s.Letter)}
	put(n, "schema:additionalType", s.Kind)
	put(n, "schema:addressCountry", s.Country)
	return n
}

func documentNode(d *evidence.Document, id func(kind, id string) string) node {
	n := node{"@id": id("document", d.ID), "@type": "prov:Entity"}
	put(n, "title", d.Title)
	put(n, "language", d.Lang)
	put(n, "issued", string(d.Published))
	link(n, "source", d.Address)
	if d.SourceID != "" {
		n["attributedTo"] = id("source", d.SourceID)
	}
	return n
}

func claimNode(c *evidence.Claim, id func(kind, id string) string) node {
	n := node{"@id": id("claim", c.ID), "@type": "prov:Entity", "model": c.Model, "stage": string(c.Stage), "silicon": c.Silicon,
		"relation": string(c.Relation), "hedge": string(c.Hedge), "evidenceClass": string(c.Evidence), "interest": string(c.Interest)}
	put(n, "title", c.SourceTitle)
	put(n, "quote", clipped(c.Quote))
	put(n, "description", c.Note)
	put(n, "actor", c.Actor)
	put(n, "issued", string(c.Published))
	put(n, "knownSince", string(c.KnownSince))
	if c.DocumentID != "" {
		n["derivedFrom"] = id("document", c.DocumentID)
	}
	link(n, "primarySource", c.SourceURL)
	if c.SourceID != "" {
		n["attributedTo"] = id("source", c.SourceID)
	}
	return n
}

func cellNode(r *resolve.Row, stage evidence.Stage, actor string, c *resolve.Cell, activity string, id func(kind, id string) string) node {
	name := r.ID + "/" + string(stage)
	if actor != "" {
		name += "/" + actor
	}
	n := node{"@id": id("cell", name), "@type": "prov:Entity", "model": r.Model, "stage": string(stage), "verdict": string(c.Verdict),
		"side": string(c.Class), "sentence": c.Sentence, "rules": c.Rules, "origins": c.Origins, "documents": c.Documents, "generatedBy": activity}
	put(n, "actor", actor)
	put(n, "evidenceClass", string(c.Evidence))
	if len(c.Silicon) > 0 {
		n["silicon"] = c.Silicon
	}
	if c.Negated {
		n["negated"] = true
	}
	from := make([]string, len(c.Claims))
	for i, claim := range c.Claims {
		from[i] = id("claim", claim)
	}
	if len(from) > 0 {
		n["derivedFrom"] = from
	}
	return n
}

func put(n node, term, value string) {
	if value != "" {
		n[term] = value
	}
}

// link puts a web address as a link and anything else as text.
func link(n node, term, address string) {
	u, err := url.Parse(address)
	switch {
	case address == "":
	case err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "":
		n[term] = u.String()
	default:
		n["schema:text"] = address
	}
}
