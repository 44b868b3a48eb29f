package extract

import (
	"strings"

	"assay/text"
)

// noteFullNames records for each short form (T4) the full name that the text
// gives for it elsewhere (混元T4); a short form with two full names has none.
func (d *doc) noteFullNames(found [][]mention) {
	d.fullNames = map[string]string{}
	for _, ms := range found {
		for i := range ms {
			m := &ms[i]
			if m.kind != kModel || len(m.entries) == 0 || !strings.HasPrefix(m.name, m.entries[0].family.stem) {
				continue
			}
			short := text.Fold(strings.TrimLeft(m.name[len(m.entries[0].family.stem):], "- "))
			if short == "" {
				continue
			}
			if have, ok := d.fullNames[short]; ok && have != m.name {
				d.fullNames[short] = ""
				continue
			}
			d.fullNames[short] = m.name
		}
	}
	for short, full := range d.fullNames {
		if full == "" {
			delete(d.fullNames, short)
		}
	}
}

// sibling gives the full name of a short form (M1) whose line the text names in
// full elsewhere (MiniMax-M3); "" where none or more than one line has it.
func (d *doc) sibling(short string) string {
	if len(short) < 2 || len(short) > 5 || !isLetter(short[0]) || !isDigit(short[1]) {
		return ""
	}
	line, found := text.Fold(short[:1]), ""
	for known, full := range d.fullNames {
		if len(known) < 2 || known[:1] != line || !isDigit(known[1]) || len(full) <= len(known) || !strings.EqualFold(full[len(full)-len(known):], known) {
			continue
		}
		stem := full[:len(full)-len(known)]
		if found != "" && found != stem {
			return ""
		}
		found = stem
	}
	if found == "" {
		return ""
	}
	return found + short
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
