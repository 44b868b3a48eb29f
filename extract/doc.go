package extract

import (
	"strings"
	"unicode/utf8"

	"assay/evidence"
	"assay/text"
)

// doc is one document while it is read.
type doc struct {
	r    *Reader
	ev   evidence.Document
	body string
	lang string
	kind string

	units  []*unit
	blocks []text.Block
	at     int // index of the unit being read

	topic      []modelRef        // models of the title or first heading
	last       []modelRef        // models that the text spoke of last
	lastPlural []modelRef        // the last two or more models of one maker in one sentence
	headModels []modelRef        // models of the heading above, on a page about several
	developer  *org              // maker that the text is about
	lastSil    []string          // nodes in the order of their last mention
	lastDraft  []draft           // claims of the last unit that made any
	unitFrom   int               // first draft of the unit being read
	lastAt     int               // its index
	question   *unit             // the question before an answer
	fullNames  map[string]string // short form -> the one full name that the text gives for it

	headLevel   int
	lastSlash   bool // last were written as one ("V3/R1")
	firstPerson bool
	thread      bool // several people answer, each under a name of his own
	relaysPaper bool
	carried     *voice
	carriedUnit int
	carriedLead bool
	person      *voice // the last official, analyst or unnamed person quoted
	lastOrg     *org   // the firm that the last sentence was about
	lastVoice   *voice

	drafts []draft
	trace  *tracer
}

// newDoc cuts a document into units with their mentions.
func (r *Reader) newDoc(ev evidence.Document) *doc {
	d := &doc{r: r, ev: ev, body: ev.Body, lang: ev.Lang, kind: strings.ToLower(ev.Kind), lastAt: -1}
	if d.lang == "" || d.lang == "und" {
		d.lang = text.Language(d.body)
	}
	d.blocks = text.Blocks(d.body)
	buffer := buffers.Get().(*[]mention)
	sc := &scanner{g: r.g, german: d.lang == "de", lang: d.lang, vendors: map[string]bool{}, found: *buffer}
	defer func() { *buffer = sc.found[:0]; buffers.Put(buffer) }()
	owner := &owners{g: r.g, known: map[*org]bool{}}
	title := sc.scan(ev.Title, 0, nil)
	sc.noteVendors(title)
	owner.note(title)
	found := make([][]mention, len(d.blocks))
	for i, b := range d.blocks {
		s := b.Of(d.body)
		found[i] = sc.scan(s, b.Start, text.Masks(s))
		sc.noteVendors(found[i])
		owner.note(found[i])
	}
	title = d.byShape(ev.Title, title, found)
	for i, b := range d.blocks {
		found[i] = outlets(b.Of(d.body), b.Start, found[i])
	}
	d.noteFullNames(found)
	d.cutUnits(sc, owner, found)
	d.setTopic(sc, ev.Title, title, owner)
	return d
}

// cutUnits makes units of the blocks, once the whole text has told which makers
// and vendors it speaks of.
func (d *doc) cutUnits(sc *scanner, owner *owners, found [][]mention) {
	heading, level := "", 0
	var path [7]string
	for i, b := range d.blocks {
		s := b.Of(d.body)
		ms := sc.elliptic(s, b.Start, sc.known(found[i]), owner.of)
		if b.Kind == text.Heading {
			level = min(max(b.Level, 1), 6)
			path[level] = text.Fold(s)
			for j := level + 1; j < len(path); j++ {
				path[j] = ""
			}
			heading = strings.Trim(strings.Join(path[2:], " "), " ")
			if heading == "" {
				heading = path[1]
			}
		}
		d.addUnits(i, b, ms, heading, level)
	}
}

// addUnits cuts a block into sentences. A table stays one unit until it is read.
func (d *doc) addUnits(i int, b text.Block, ms []mention, heading string, level int) {
	if b.Kind == text.Heading || b.Kind == text.Grid || b.Kind == text.Code {
		u := newUnit(d.body, b.Span, b, i, ms)
		u.heading, u.level = heading, level
		d.units = append(d.units, u)
		return
	}
	s := b.Of(d.body)
	sentences := text.Sentences(s, d.lang)
	if d.isPost() {
		sentences = splitSmall(s, sentences)
	}
	for _, sp := range sentences {
		for sp.Len() > 0 {
			part := shorten(s, sp)
			u := newUnit(d.body, text.Span{Start: b.Start + part.Start, End: b.Start + part.End}, b, i, ms)
			u.heading, u.level = heading, level
			d.units = append(d.units, u)
			sp.Start = part.End
		}
	}
}

// maxSentence bounds a sentence, so that time stays linear in hostile texts; a
// real one is a tenth as long.
const maxSentence = 2400

// shorten cuts an overlong sentence behind a blank or between runes.
func shorten(s string, sp text.Span) text.Span {
	if sp.Len() <= maxSentence {
		return sp
	}
	end := sp.Start + maxSentence
	if i := strings.LastIndexByte(s[sp.Start:end], ' '); i > 0 {
		return text.Span{Start: sp.Start, End: sp.Start + i + 1}
	}
	for !utf8.RuneStart(s[end]) {
		end--
	}
	return text.Span{Start: sp.Start, End: end}
}

// setTopic finds what the page is about: the models of its title or first
// heading, the maker named first, and in whose voice it speaks.
func (d *doc) setTopic(sc *scanner, title string, ms []mention, o *owners) {
	ms = sc.elliptic(title, 0, ms, o.of)
	for _, u := range d.units {
		if len(d.topic) > 0 || u.kind != text.Heading || u.level > 2 {
			if u.Start > 4000 {
				break
			}
			continue
		}
		d.addTopic(u.ms)
	}
	if len(d.topic) == 0 {
		d.addTopic(ms)
	}
	if len(o.order) > 0 {
		d.developer = o.order[0]
	}
	if len(d.topic) > 0 && d.topic[0].org != nil {
		d.developer = d.topic[0].org
	}
	d.setVoice()
}

func (d *doc) addTopic(ms []mention) {
	for i := range ms {
		if ms[i].kind == kModel {
			d.topic = append(d.topic, modelRef{name: ms[i].name, org: ms[i].org, group: -1, why: "title"})
		}
	}
}

// read goes through the units in order.
func (d *doc) read() {
	for i, u := range d.units {
		d.at = i
		if d.thread && strings.HasPrefix(u.text, "**") && len(d.topic) > 0 {
			d.last = d.topic
		}
		switch u.kind {
		case text.Grid:
			d.readTable(u)
		case text.Heading:
			d.enterHeading(u)
		case text.Code:
			if d.isComment(u) {
				d.readUnit(u)
			}
		default:
			d.readUnit(u)
		}
		d.remember(u)
		if i >= keepUnits && d.trace == nil {
			d.units[i-keepUnits].release()
		}
	}
}

// keepUnits is how many sentences keep what was worked out for them; a long text
// lets go of the rest.
const keepUnits = 16

// isComment reports a code line with words for people: "# tested on 8xH100".
func (d *doc) isComment(u *unit) bool {
	t := strings.TrimSpace(u.text)
	return strings.HasPrefix(t, "#") || strings.HasPrefix(t, "//") || strings.Contains(t, " # ") || strings.Contains(t, " // ")
}

// enterHeading makes a heading's models what the text below speaks of.
func (d *doc) enterHeading(u *unit) {
	var refs []modelRef
	for i := range u.ms {
		if u.ms[i].kind == kModel {
			refs = append(refs, modelRef{name: u.ms[i].name, org: u.ms[i].org, group: -1, why: "heading"})
		}
	}
	switch {
	case len(refs) > 0 && u.level > 1:
		d.last, d.headModels, d.headLevel = refs, refs, u.level
	case u.level <= d.headLevel:
		d.headModels = nil
		if d.isCard() && len(d.topic) > 0 {
			d.last = d.topic
		}
	}
}

// remember updates what later units may refer back to.
func (d *doc) remember(u *unit) {
	if u.kind == text.Heading {
		return
	}
	for i := range u.ms {
		m := &u.ms[i]
		if m.kind == kSil {
			d.noteSilicon(m.name)
		}
	}
	if u.kind == text.Grid || u.kind == text.Code {
		return
	}
	d.rememberModels(u)
	for i := range u.ms {
		if m := &u.ms[i]; m.kind == kOrg {
			d.lastOrg = m.org
			break
		}
	}
	d.rememberVoice(u)
}

func (d *doc) noteSilicon(node string) {
	for i, n := range d.lastSil {
		if n == node {
			d.lastSil = append(d.lastSil[:i], d.lastSil[i+1:]...)
			break
		}
	}
	d.lastSil = append(d.lastSil, node)
	if len(d.lastSil) > 32 {
		d.lastSil = d.lastSil[1:]
	}
}

// lastBelow is the node below a given one that the text spoke of last.
func (d *doc) lastBelow(node string) string {
	for i := len(d.lastSil) - 1; i >= 0; i-- {
		if n := d.lastSil[i]; n != node && d.r.g.cat.Lattice().Contains(node, n) {
			return n
		}
	}
	return ""
}

// rememberModels keeps the subject of the unit: the first model that is no
// comparison, with those coordinated with it.
func (d *doc) rememberModels(u *unit) {
	hasModel := false
	for i := range u.ms {
		hasModel = hasModel || u.ms[i].kind == kModel
	}
	if !hasModel {
		return
	}
	if u.folded.Text == "" {
		u.prepare()
	}
	refs := d.modelsOf(u)
	first := -1
	for i := range refs {
		if !refs[i].compared && !refs[i].base && !refs[i].class && !refs[i].unnamed {
			first = i
			break
		}
	}
	if first < 0 {
		return
	}
	d.rememberPlural(refs)
	var next []modelRef
	for i := range refs {
		if refs[i].group == refs[first].group {
			next = append(next, refs[i])
		}
	}
	if d.passing(u, next) {
		return
	}
	d.last, d.lastSlash = next, len(next) > 1 && strings.TrimSpace(u.fold(next[0].End, next[1].Start)) == "/"
}

// rememberPlural keeps two or more models of one maker for "both", "either".
func (d *doc) rememberPlural(refs []modelRef) {
	var all []modelRef
	for _, r := range refs {
		if r.compared || r.class || r.unnamed || len(all) > 0 && (r.org != all[0].org || r.name == all[0].name) {
			continue
		}
		all = append(all, r)
	}
	if len(all) > 1 {
		d.lastPlural = all
	}
}

// passing reports models that a sentence mentions only beside the one that the
// text is about: by another maker, or as the object of the title's model.
func (d *doc) passing(u *unit, next []modelRef) bool {
	if len(d.topic) == 0 || len(d.last) == 0 {
		return false
	}
	if d.isCard() && !d.sameModel(next[0], d.topic[0]) && next[0].org != d.topic[0].org {
		return true
	}
	return d.sameModel(d.last[0], d.topic[0]) && next[0].org != d.topic[0].org
}

// rememberVoice keeps a reporting source, and the last person quoted. A first
// party that speaks ends what was carried over from the lead.
func (d *doc) rememberVoice(u *unit) {
	if d.lang == "de" && u.has(cAttr) {
		if v, ok := d.voiceIn(u, modelRef{}, nil); ok {
			d.lastVoice = &v
		}
	}
	if v, ok := d.reporting(u); ok {
		d.carried, d.carriedUnit, d.carriedLead = &v, d.at, d.at < 2
		if v.by == evidence.ByAnonymous {
			d.person = &v
		}
		return
	}
	if u.has(cSrcOfficial, cSrcAnalyst) && u.has(cAttr, cAlleged) {
		for i := range u.ms {
			if v, ok := d.sourceAt(u, i, modelRef{}, nil); ok && (v.by == evidence.ByOfficial || v.by == evidence.ByAnalyst) {
				d.person, d.carriedLead = &v, false
			}
		}
	}
	for i := range u.ms {
		if u.ms[i].kind == kOrg && speaks(u, i) {
			d.carriedLead = false
		}
	}
}

// reporting finds a reporting source that carries over to the next sentences.
func (d *doc) reporting(u *unit) (voice, bool) {
	if !u.has(cSrcAnonymous, cSrcMedia, cSrcSocial, cSrcOfficial) {
		return voice{}, false
	}
	if u.folded.Text == "" {
		u.prepare()
	}
	v, ok := d.voiceIn(u, modelRef{}, nil)
	if ok && v.carries {
		return v, true
	}
	return voice{}, false
}
