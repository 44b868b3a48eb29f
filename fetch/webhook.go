package fetch

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/go-retryablehttp"

	"assay/evidence"
)

// Hook is where changed cells are reported, and the key that signs the report.
type Hook struct {
	Address string
	Key     string
}

// SignatureHeader carries the signature of a report: t=SECONDS,v1=HEX, where HEX
// is HMAC-SHA256, by the shared key, of the seconds since 1970, a full stop and
// the body.
const SignatureHeader = "Assay-Signature"

// Sign gives the value of SignatureHeader.
func Sign(key string, at time.Time, body []byte) string {
	t := strconv.FormatInt(at.Unix(), 10)
	return "t=" + t + ",v1=" + hex.EncodeToString(mac(key, t, body))
}

func mac(key, t string, body []byte) []byte {
	m := hmac.New(sha256.New, []byte(key))
	m.Write([]byte(t + "."))
	m.Write(body)
	return m.Sum(nil)
}

// Signed reports whether a header signs a body by key at a time no further than
// tolerance from now. Receivers written in Go may use it.
func Signed(key, header string, body []byte, now time.Time, tolerance time.Duration) bool {
	var t, sum string
	for part := range strings.SplitSeq(header, ",") {
		if v, ok := strings.CutPrefix(part, "t="); ok {
			t = v
		} else if v, ok := strings.CutPrefix(part, "v1="); ok {
			sum = v
		}
	}
	seconds, err := strconv.ParseInt(t, 10, 64)
	got, err2 := hex.DecodeString(sum)
	if err != nil || err2 != nil || now.Sub(time.Unix(seconds, 0)).Abs() > tolerance {
		return false
	}
	return hmac.Equal(got, mac(key, t, body))
}

// Check refuses a hook that cannot be used.
func (h Hook) Check() error {
	if _, err := address(h.Address); err != nil {
		return evidence.Wrap(err, "webhook")
	}
	if len(h.Key) < 16 {
		return evidence.Errorf(evidence.Invalid, "webhook: the key that signs needs 16 characters at least")
	}
	return nil
}

// Post sends a report, signed, with tries again after a server's trouble. It
// goes through the same guard as any reading; a redirect is not followed, since
// the report would be sent on. id lets the receiver tell a report that comes
// twice. Errors: invalid, denied, transient.
func (c *Client) Post(ctx context.Context, h Hook, id string, body []byte, now time.Time) error {
	if err := h.Check(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, c.opt.Timeout)
	defer cancel()
	req, err := retryablehttp.NewRequestWithContext(ctx, http.MethodPost, h.Address, bytes.NewReader(body))
	if err != nil {
		return evidence.WithKind(evidence.Invalid, err, "webhook")
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", c.opt.UserAgent)
	req.Header.Set("Idempotency-Key", id)
	req.Header.Set(SignatureHeader, Sign(h.Key, now, body))
	sender := retryablehttp.NewClient()
	sender.Logger, sender.CheckRetry, sender.ErrorHandler = nil, again, retryablehttp.PassthroughErrorHandler
	sender.RetryMax, sender.RetryWaitMin, sender.RetryWaitMax = c.retry.RetryMax, c.retry.RetryWaitMin, c.retry.RetryWaitMax
	sender.HTTPClient = &http.Client{Transport: c.opt.Transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := sender.Do(req)
	if err != nil {
		if res != nil {
			res.Body.Close()
		}
		return netError("webhook", err)
	}
	defer res.Body.Close()
	io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10))
	if res.StatusCode/100 != 2 {
		kind := evidence.Transient
		if res.StatusCode/100 == 3 || res.StatusCode == http.StatusUnauthorized || res.StatusCode == http.StatusForbidden {
			kind = evidence.Denied
		}
		return evidence.Errorf(kind, "webhook: the receiver answered %s", fmt.Sprint(res.StatusCode))
	}
	return nil
}
