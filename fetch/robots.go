package fetch

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/temoto/robotstxt"

	"assay/evidence"
)

// rules are what one host's robots.txt says, and until when that is believed.
type rules struct {
	data  *robotstxt.RobotsData
	until time.Time
}

const (
	robotsBytes = 500 << 10 // as RFC 9309 asks at least
	robotsAge   = time.Hour
)

// allowed asks the host's robots.txt. A host that answers 4xx has no rules; one
// that cannot answer is left alone for now (transient).
func (c *Client) allowed(ctx context.Context, u *url.URL) error {
	if c.opt.SkipRobots || u.Path == "/robots.txt" {
		return nil
	}
	r, err := c.rules(ctx, u)
	if err != nil {
		return err
	}
	if !r.TestAgent(u.RequestURI(), c.opt.UserAgent) {
		return evidence.Errorf(evidence.Denied, "%s: robots.txt asks not to read this", short(u.String()))
	}
	return nil
}

func (c *Client) rules(ctx context.Context, u *url.URL) (*robotstxt.RobotsData, error) {
	key := u.Scheme + "://" + u.Host
	c.mu.Lock()
	known, ok := c.robots[key]
	c.mu.Unlock()
	if ok && time.Now().Before(known.until) {
		return known.data, nil
	}
	page, err := c.get(ctx, &url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/robots.txt"}, Prior{}, robotsBytes)
	status := page.status
	if err != nil && (status == 0 || status >= http.StatusInternalServerError) {
		return nil, evidence.WithKind(evidence.KindOf(err), err, "robots.txt of %s", u.Host)
	}
	data, err := robotstxt.FromStatusAndBytes(status, page.Bytes)
	if err != nil { // rules that cannot be read forbid nothing, as RFC 9309 has it
		data, _ = robotstxt.FromString("")
	}
	c.mu.Lock()
	if len(c.robots) > 10_000 {
		clear(c.robots)
	}
	c.robots[key] = rules{data, time.Now().Add(robotsAge)}
	c.mu.Unlock()
	return data, nil
}
