package completer

import (
	"encoding/json"
	"os"
	"path/filepath"

	"assay/evidence"
	"assay/extract/llm"
)

// cache keeps answers as files named by the hash of the request. A file that
// cannot be read counts as absent: it is asked again and written anew.
type cache struct{ dir string }

func (c cache) load(hash string) (llm.Response, bool) {
	var res llm.Response
	if c.dir == "" {
		return res, false
	}
	raw, err := os.ReadFile(filepath.Join(c.dir, hash+".json"))
	if err != nil || json.Unmarshal(raw, &res) != nil {
		return llm.Response{}, false
	}
	res.FromCache = true
	return res, true
}

// save writes to a second name first, so that a killed process leaves no half
// answer behind.
func (c cache) save(hash string, res llm.Response) error {
	if c.dir == "" {
		return nil
	}
	if err := os.MkdirAll(c.dir, 0o700); err != nil {
		return evidence.WithKind(evidence.Internal, err, "second reader's cache")
	}
	raw, err := json.Marshal(res)
	if err != nil {
		return evidence.WithKind(evidence.Internal, err, "second reader's cache")
	}
	tmp, err := os.CreateTemp(c.dir, hash+".*.part")
	if err != nil {
		return evidence.WithKind(evidence.Internal, err, "second reader's cache")
	}
	_, werr := tmp.Write(raw)
	cerr := tmp.Close()
	if werr == nil {
		werr = cerr
	}
	if werr == nil {
		werr = os.Rename(tmp.Name(), filepath.Join(c.dir, hash+".json"))
	}
	if werr != nil {
		os.Remove(tmp.Name())
		return evidence.WithKind(evidence.Internal, werr, "second reader's cache")
	}
	return nil
}
