package evidence

import "testing"

func TestReaderName(t *testing.T) {
	for reader, want := range map[string]string{
		"rules-3": "rules", "rules-10": "rules", "rules": "rules", "rules/3": "rules",
		"llm/1 some-model-4": "llm", "some-model": "some-model", "": "", "-3": "-3",
	} {
		if got := ReaderName(reader); got != want {
			t.Errorf("ReaderName(%q) = %q, want %q", reader, got, want)
		}
	}
}

func TestReadBy(t *testing.T) {
	for _, c := range []struct {
		claim, reading string
		want           bool
	}{
		{"rules-1", "rules-1", true},
		{"rules-10", "rules-1", false},
		{"llm/1 m prompt abc", "llm/1 m", true},
		{"llm/1 m2 prompt abc", "llm/1 m", false},
	} {
		if got := ReadBy(c.claim, c.reading); got != c.want {
			t.Errorf("ReadBy(%q, %q) = %v", c.claim, c.reading, got)
		}
	}
}
