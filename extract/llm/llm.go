// Package llm is the optional second reader: it asks a language model for the
// claims of a document and believes nothing that it cannot check.
//
// In: a document in normal form and the claims that the rules found. Out: claims
// of kind "second", each with one contiguous quote that is an exact substring of
// the text, the refused ones with the reason, and where both readers agree or
// differ. The package is pure: HTTP, retries, cache and keys live behind
// Completer, which the room fetch implements and cmd/assay hands in.
package llm

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"assay/evidence"
)

// Version is part of a claim's reader name; raise it when the prompt changes.
const Version = "1"

// Completer sends one request to a model. It returns a transient error where a
// later try may succeed, denied where the address or the budget forbids it.
type Completer interface {
	Complete(ctx context.Context, r Request) (Response, error)
}

// Names turns what the model wrote into ids of the catalogue.
type Names interface {
	// ModelID gives the catalogue's id of a model's name, false for a new name.
	ModelID(name string) (string, bool)
	// Silicon gives the lattice name of a spelling, false where there is none.
	Silicon(spelling string) (string, bool)
}

// Request is one question. Equal requests have equal hashes, which is what the
// cache goes by.
type Request struct {
	Model     string          `json:"model"`
	System    string          `json:"system"`
	User      string          `json:"user"`
	Schema    json.RawMessage `json:"schema"`
	MaxTokens int             `json:"max_tokens"`
}

// Hash is the content hash of the request.
func (r Request) Hash() string {
	return evidence.Hash("completion", r.Model, r.System, r.User, string(r.Schema), fmt.Sprint(r.MaxTokens))
}

// Response is the model's answer as text, and what it cost in tokens.
type Response struct {
	Text       string `json:"text"`
	TokensIn   int    `json:"tokens_in"`
	TokensOut  int    `json:"tokens_out"`
	FromCache  bool   `json:"-"`
	Incomplete bool   `json:"incomplete"` // the model stopped at its limit
}

// Options bound what the second reader may spend.
type Options struct {
	Model       string // name of the model at the server
	MaxCalls    int    // calls in all; 0 means 100
	MaxTokens   int    // tokens in and out in all; 0 means 1,000,000
	AnswerLimit int    // tokens an answer; 0 means 4,096
	ChunkRunes  int    // code points of text a call; 0 means 12,000
}

func (o Options) withDefaults() Options {
	set := func(v *int, d int) {
		if *v <= 0 {
			*v = d
		}
	}
	set(&o.MaxCalls, 100)
	set(&o.MaxTokens, 1_000_000)
	set(&o.AnswerLimit, 4096)
	set(&o.ChunkRunes, 12_000)
	return o
}

// Refusal is an answer, or one claim of it, that was not believed.
type Refusal struct {
	Reason string `json:"reason"`
	Model  string `json:"model,omitempty"`
	Quote  string `json:"quote,omitempty"` // at most 120 code points
}

// Result is what the second reader gives for one document.
type Result struct {
	Claims    []evidence.Claim `json:"claims"`
	Refused   []Refusal        `json:"refused,omitempty"`
	Agreement []Agreement      `json:"agreement,omitempty"`
	Calls     int              `json:"calls"`
	Cached    int              `json:"cached"`
	TokensIn  int              `json:"tokens_in"`
	TokensOut int              `json:"tokens_out"`
}

// Reader is the second reader. It is safe for concurrent use; its budget is
// shared by all documents.
type Reader struct {
	ask   Completer
	names Names
	opt   Options

	mu     sync.Mutex
	calls  int
	tokens int
}

// New makes a second reader.
func New(ask Completer, names Names, opt Options) *Reader {
	return &Reader{ask: ask, names: names, opt: opt.withDefaults()}
}

// Read asks for the claims of doc and checks each. An answer that is not JSON of
// the schema is a refusal, not an error; an error means that nothing could be
// asked (kind denied: the budget is spent).
func (r *Reader) Read(ctx context.Context, doc evidence.Document, rules []evidence.Claim) (Result, error) {
	var out Result
	seen := map[string]bool{}
	for _, part := range chunks(doc.Body, r.opt.ChunkRunes) {
		if err := r.take(); err != nil {
			return out, err
		}
		req := Request{Model: r.opt.Model, System: systemPrompt, User: userPrompt(doc, part.text), Schema: schema, MaxTokens: r.opt.AnswerLimit}
		res, err := r.ask.Complete(ctx, req)
		if err != nil {
			return out, evidence.Wrap(err, "second reader on %s", doc.Name)
		}
		r.spend(res)
		out.Calls++
		if res.FromCache {
			out.Cached++
		}
		out.TokensIn += res.TokensIn
		out.TokensOut += res.TokensOut
		claims, refused := r.check(doc, part, res, req.Hash())
		out.Refused = append(out.Refused, refused...)
		for _, c := range claims {
			if !seen[c.ID] {
				seen[c.ID] = true
				out.Claims = append(out.Claims, c)
			}
		}
	}
	out.Agreement = compare(rules, out.Claims)
	return out, nil
}

// take books one call or says that the budget is spent.
func (r *Reader) take() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.calls >= r.opt.MaxCalls {
		return evidence.Errorf(evidence.Denied, "second reader: the budget of %d calls is spent", r.opt.MaxCalls)
	}
	if r.tokens >= r.opt.MaxTokens {
		return evidence.Errorf(evidence.Denied, "second reader: the budget of %d tokens is spent", r.opt.MaxTokens)
	}
	r.calls++
	return nil
}

func (r *Reader) spend(res Response) {
	if res.FromCache {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tokens += max(res.TokensIn, 0) + max(res.TokensOut, 0)
}

// piece is a part of a body; runes is the number of code points before it.
type piece struct {
	text  string
	runes int
}

// chunks cuts a body at blank lines, else at any place, into pieces of at most
// limit code points.
func chunks(body string, limit int) []piece {
	var out []piece
	done := 0
	for body != "" {
		cut := byteOffset(body, limit)
		if cut < len(body) {
			if i := strings.LastIndex(body[:cut], "\n\n"); i > cut/2 {
				cut = i + 2
			}
		}
		out = append(out, piece{body[:cut], done})
		done += len([]rune(body[:cut]))
		body = body[cut:]
	}
	return out
}

// byteOffset is the byte offset of code point n of s, or len(s).
func byteOffset(s string, n int) int {
	if len(s) <= n {
		return len(s)
	}
	for i := range s {
		if n == 0 {
			return i
		}
		n--
	}
	return len(s)
}
