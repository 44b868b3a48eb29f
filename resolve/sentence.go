package resolve

import (
	"embed"
	"strconv"
	"strings"
	"sync"

	"assay/evidence"
)

//go:embed sentence.*.txt
var sentenceFiles embed.FS

// phrases are the parts of a verdict's sentence in one language.
type phrases map[string]string

var sentencePhrases = sync.OnceValue(func() map[string]phrases {
	out := map[string]phrases{}
	for _, lang := range []string{"en", "de", "zh"} {
		p := phrases{}
		b, err := sentenceFiles.ReadFile("sentence." + lang + ".txt")
		if err != nil {
			continue // embedded: cannot happen
		}
		for _, line := range strings.Split(string(b), "\n") {
			if k, v, ok := strings.Cut(line, " = "); ok {
				p[k] = v
			}
		}
		out[lang] = p
	}
	return out
})

// Sentence prints a verdict with its counts and rule numbers (R9) in en, de or
// zh; another language gets English.
func Sentence(c *Cell, lang string) string {
	p, ok := sentencePhrases()[lang]
	if !ok {
		lang, p = "en", sentencePhrases()["en"]
	}
	s := &speech{phrases: p, zh: lang == "zh", c: c}
	return s.say()
}

type speech struct {
	phrases
	zh bool
	c  *Cell
}

func (s *speech) fill(key string, pairs ...string) string {
	return strings.NewReplacer(pairs...).Replace(s.phrases[key])
}

func (s *speech) count(key string, n int) string {
	if one, ok := s.phrases[key+".one"]; ok && n == 1 {
		return one
	}
	return s.fill(key, "{n}", strconv.Itoa(n))
}

func (s *speech) name(silicon string) string {
	if t, ok := s.phrases[silicon]; ok {
		return t
	}
	return silicon
}

func (s *speech) join(list []string) string {
	if s.zh {
		return strings.Join(list, "、")
	}
	return strings.Join(list, ", ")
}

// say puts the sentence together: the word and its day, what it says, on what
// it rests, what stands beside, the rules.
func (s *speech) say() string {
	c := s.c
	var parts []string
	if c.Implied {
		parts = append(parts, s.phrases["whole"])
	}
	if c.InheritedFrom != "" {
		parts = append(parts, s.fill("inherited", "{id}", c.InheritedFrom))
	}
	parts = append(parts, s.verdict()...)
	parts = append(parts, s.beside()...)
	head := s.phrases[string(c.Verdict)]
	if c.Since != "" {
		head = s.fill("since", "{word}", head, "{day}", string(c.Since))
	}
	if s.zh {
		return head + "：" + strings.Join(parts, "；") + "。" + strings.Join(c.Rules, "、") + "。"
	}
	return head + ": " + strings.Join(parts, "; ") + ". " + strings.Join(c.Rules, ", ") + "."
}

func (s *speech) verdict() []string {
	c := s.c
	switch {
	case len(c.Silicon) > 0:
		return []string{s.what(), s.basis()}
	case c.Verdict == evidence.Undisclosed:
		return []string{s.count("nothing", c.Documents+len(c.Searches))}
	case c.Verdict == evidence.Withdrawn:
		return []string{s.phrases["gone"]}
	}
	return []string{s.phrases["none"]}
}

// what names the silicon.
func (s *speech) what() string {
	c := s.c
	names := make([]string, len(c.Silicon))
	for i, n := range c.Silicon {
		names[i] = s.name(n)
	}
	switch {
	case c.Negated:
		return s.fill("not", "{silicon}", s.join(names))
	case c.Verdict == evidence.Contested && len(names) > 1:
		return strings.Join(names, " "+s.phrases["against"]+" ")
	}
	return s.join(names)
}

// basis is on what the word rests.
func (s *speech) basis() string {
	c := s.c
	var why []string
	for _, a := range c.Voices {
		why = append(why, s.name(string(a)))
	}
	if c.Part {
		why = append(why, s.phrases["part"])
	}
	if c.Evidence != "" {
		why = append(why, string(c.Evidence))
	}
	if c.SecondHand {
		why = append(why, s.phrases["second-hand"])
	}
	if c.Disinterested > 0 {
		why = append(why, s.count("disinterested", c.Disinterested))
	}
	if !c.Reviewed {
		why = append(why, s.phrases["unreviewed"])
	}
	out := s.join([]string{s.count("documents", c.Documents), s.count("origins", c.Origins)})
	if s.zh {
		return out + "（" + s.join(why) + "）"
	}
	return out + " (" + s.join(why) + ")"
}

// beside is what changes nothing or stands beside.
func (s *speech) beside() []string {
	c := s.c
	var out []string
	add := func(key, slot string, list []string) {
		if len(list) > 0 {
			out = append(out, s.fill(key, slot, s.join(list)))
		}
	}
	for _, how := range []How{HowMixed, HowAlternative, HowSet} {
		var list []string
		for _, b := range c.Beside {
			if b.How == how {
				list = append(list, s.graded(Candidate{b.Silicon, b.Word, b.Evidence}))
			}
		}
		add("beside."+string(how), "{list}", list)
	}
	add("sort", "{list}", s.gradedAll(c.SortOfPart))
	add("candidates", "{list}", s.gradedAll(c.Candidates))
	add("history", "{ids}", c.History)
	add("denied", "{ids}", c.Denied)
	add("continued", "{list}", s.gradedAll(c.ContinuedOn))
	add("ready", "{list}", c.ReadyOn)
	add("planned", "{list}", c.Planned)
	return out
}

func (s *speech) gradedAll(list []Candidate) []string {
	var out []string
	for _, c := range list {
		out = append(out, s.graded(c))
	}
	return out
}

func (s *speech) graded(c Candidate) string {
	if s.zh {
		return s.name(c.Silicon) + "（" + s.phrases[string(c.Word)] + "，" + string(c.Evidence) + "）"
	}
	word := s.phrases[string(c.Word)]
	if s.phrases["or"] == "or" {
		word = strings.ToLower(word)
	}
	return s.name(c.Silicon) + " (" + word + ", " + string(c.Evidence) + ")"
}

// LeverText prints what would change a cell, and to what, in en, de or zh.
func LeverText(l *Lever, lang string) string {
	p, ok := sentencePhrases()[lang]
	if !ok {
		p = sentencePhrases()["en"]
	}
	s := &speech{phrases: p}
	word := p[string(l.Verdict)]
	if side, ok := p[string(l.Class)]; ok && l.Class != evidence.SideUnknown {
		word += ", " + side
	}
	if l.Negated {
		word = s.fill("not", "{silicon}", s.name(l.Silicon)) + ", " + word
	}
	return s.fill("lever."+l.Says, "{silicon}", s.name(l.Silicon), "{class}", string(l.Evidence), "{word}", word)
}
