// Package completer speaks to an OpenAI-compatible server for the second reader.
//
// In: requests of extract/llm. Out: the server's answer as text, from a cache
// where the same request was answered before. Only loopback addresses are used
// unless the caller allows the host; redirects are not followed; the key comes
// from the caller, is sent to that host alone and never appears in an error.
package completer

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/hashicorp/go-retryablehttp"
	openai "github.com/sashabaranov/go-openai"

	"assay/evidence"
	"assay/extract/llm"
)

// Options say where the server is and how patient to be.
type Options struct {
	BaseURL   string        // such as http://127.0.0.1:8080/v1
	Key       string        // empty for a server without keys
	AllowHost string        // the one host besides loopback that may be asked
	CacheDir  string        // empty: no cache
	Timeout   time.Duration // of one try; 0 means 60 s
	Retries   int           // further tries after the first; negative means none, 0 means 3
	MinWait   time.Duration // first wait between tries; 0 means 500 ms
}

const maxBody = 4 << 20 // bytes of an answer; the rest is cut, which makes it unreadable and so refused

// Client is an llm.Completer over HTTP. It is safe for concurrent use.
type Client struct {
	api   *openai.Client
	key   string
	cache cache
}

// New checks the address and makes a client. Errors: invalid for an address
// that is none, denied for a host that is neither loopback nor allowed.
func New(o Options) (*Client, error) {
	if err := allowed(o.BaseURL, o.AllowHost); err != nil {
		return nil, err
	}
	if o.Timeout <= 0 {
		o.Timeout = 60 * time.Second
	}
	if o.Retries == 0 {
		o.Retries = 3
	}
	if o.MinWait <= 0 {
		o.MinWait = 500 * time.Millisecond
	}
	retry := retryablehttp.NewClient()
	retry.Logger = nil // its log lines carry addresses and headers
	retry.RetryMax = max(o.Retries, 0)
	retry.RetryWaitMin, retry.RetryWaitMax = o.MinWait, 20*o.MinWait
	retry.HTTPClient = &http.Client{
		Timeout:   o.Timeout,
		Transport: bounded{http.DefaultTransport},
	}
	retry.ErrorHandler = retryablehttp.PassthroughErrorHandler
	retry.CheckRetry = func(ctx context.Context, res *http.Response, err error) (bool, error) {
		var known *evidence.Error
		if errors.As(err, &known) {
			return false, err
		}
		return retryablehttp.DefaultRetryPolicy(ctx, res, err)
	}
	cfg := openai.DefaultConfig(o.Key)
	cfg.BaseURL = strings.TrimRight(o.BaseURL, "/")
	cfg.HTTPClient = retry.StandardClient()
	return &Client{api: openai.NewClientWithConfig(cfg), key: o.Key, cache: cache{o.CacheDir}}, nil
}

// allowed checks scheme and host of the server's address.
func allowed(base, allow string) error {
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") || u.User != nil {
		return evidence.Errorf(evidence.Invalid, "the second reader's address is not of the form http://host:port/v1 without a user name")
	}
	host := u.Hostname()
	if host == "localhost" || (allow != "" && strings.EqualFold(host, allow)) {
		return nil
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsLoopback() {
		return nil
	}
	return evidence.Errorf(evidence.Denied, "the second reader may ask loopback addresses alone; allow %s by --llm-allow %s", host, host)
}

// Complete asks once, or answers from the cache.
func (c *Client) Complete(ctx context.Context, r llm.Request) (llm.Response, error) {
	if res, ok := c.cache.load(r.Hash()); ok {
		return res, nil
	}
	seed := 0
	answer, err := c.api.CreateChatCompletion(ctx, openai.ChatCompletionRequest{
		Model:       r.Model,
		Temperature: 0,
		Seed:        &seed,
		//lint:ignore SA1019 servers that imitate the interface know this name alone
		MaxTokens: r.MaxTokens,
		Messages: []openai.ChatCompletionMessage{
			{Role: openai.ChatMessageRoleSystem, Content: r.System},
			{Role: openai.ChatMessageRoleUser, Content: r.User},
		},
		ResponseFormat: &openai.ChatCompletionResponseFormat{
			Type:       openai.ChatCompletionResponseFormatTypeJSONSchema,
			JSONSchema: &openai.ChatCompletionResponseFormatJSONSchema{Name: "claims", Schema: r.Schema, Strict: true},
		},
	})
	if err != nil {
		return llm.Response{}, c.readable(ctx, err)
	}
	if len(answer.Choices) == 0 {
		return llm.Response{}, evidence.Errorf(evidence.Transient, "the model's server gave no answer")
	}
	first := answer.Choices[0]
	res := llm.Response{
		Text: first.Message.Content, TokensIn: answer.Usage.PromptTokens, TokensOut: answer.Usage.CompletionTokens,
		Incomplete: first.FinishReason == openai.FinishReasonLength,
	}
	return res, c.cache.save(r.Hash(), res)
}

// readable gives a short error with a kind and without the key.
func (c *Client) readable(ctx context.Context, err error) error {
	text := err.Error()
	if c.key != "" {
		text = strings.ReplaceAll(text, c.key, "[key]")
	}
	if i := strings.IndexByte(text, '\n'); i >= 0 {
		text = text[:i]
	}
	if len(text) > 300 {
		text = strings.ToValidUTF8(text[:300], "") + "…"
	}
	kind := evidence.Transient
	var api *openai.APIError
	var known *evidence.Error
	switch {
	case errors.As(err, &known):
		kind = known.Kind
	case ctx.Err() != nil:
		text = "stopped: " + ctx.Err().Error()
	case errors.As(err, &api) && (api.HTTPStatusCode == 401 || api.HTTPStatusCode == 403):
		kind = evidence.Denied
	case errors.As(err, &api) && api.HTTPStatusCode >= 400 && api.HTTPStatusCode < 500 && api.HTTPStatusCode != 429:
		kind = evidence.Invalid
	}
	return evidence.Errorf(kind, "the model's server: %s", text)
}

// bounded cuts each answer at maxBody bytes and refuses redirects.
type bounded struct{ next http.RoundTripper }

func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := b.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	if res.StatusCode >= 300 && res.StatusCode < 400 {
		res.Body.Close()
		return nil, evidence.Errorf(evidence.Denied, "the model's server answered with a redirect, which is not followed")
	}
	res.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(res.Body, maxBody), res.Body}
	return res, nil
}
