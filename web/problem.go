package web

import (
	"net/http"

	"assay/evidence"
)

// problemDetails is an error as the API gives it (RFC 9457).
type problemDetails struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail,omitempty"`
}

// problem answers an API request with an error.
func (s *site) problem(w http.ResponseWriter, err error) {
	kind := evidence.KindOf(err)
	p := problemDetails{Type: "about:blank", Title: string(kind), Status: statusOf(kind), Detail: err.Error()}
	if p.Status == http.StatusInternalServerError {
		s.log.Error("request failed", "err", err)
		p.Detail = ""
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", "application/problem+json")
	sendJSON(w, p.Status, p)
}
