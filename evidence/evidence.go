// Package evidence holds the nouns of Assay: documents, claims, grades,
// verdict words, forecasts, decisions, ids, dates, findings and error kinds.
//
// It imports the standard library alone and nothing of ours, so every room may
// stand on it. Words are those of docs/glossary.md; an enum is a string type
// with Valid(), so that stored values never shift.
package evidence
