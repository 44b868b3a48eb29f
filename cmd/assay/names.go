package main

import (
	"regexp"
	"slices"
	"strings"

	"assay/evidence"
)

// country holds a flag's value to the countries of the developers on record,
// so that a slip is told from a country without models.
func (a *app) country(flag, value string) (string, error) {
	if value == "" {
		return "", nil
	}
	if len(value) != 2 {
		return "", evidence.Errorf(evidence.Invalid, "--%s %q is no two-letter country code, such as CN", flag, value)
	}
	cat, err := a.catalogue()
	if err != nil {
		return "", err
	}
	var known []string
	for _, m := range cat.Models() {
		if m.Country != "" && !slices.Contains(known, m.Country) {
			known = append(known, m.Country)
		}
	}
	slices.Sort(known)
	code := strings.ToUpper(strings.TrimSpace(value))
	if !slices.Contains(known, code) {
		return "", evidence.Errorf(evidence.NotFound, "--%s %q is no country with models on record; give one of %s", flag, value, strings.Join(known, ", "))
	}
	return code, nil
}

// readOrigin is the id of an origin made of claims read in documents.
var readOrigin = regexp.MustCompile(`^[0-9a-f]{32}$`)

// checkWithout refuses a source or origin that nothing on record bears: left
// out, it would seem to change nothing.
func (a *app) checkWithout(ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	cat, err := a.catalogue()
	if err != nil {
		return err
	}
	claims := cat.Claims()
	for _, id := range ids {
		if _, ok := cat.Source(id); ok || readOrigin.MatchString(id) {
			continue
		}
		if !slices.ContainsFunc(claims, func(c evidence.Claim) bool { return c.Origin == id || c.ID == id }) {
			return evidence.Errorf(evidence.NotFound, "--without %q is no source, origin or claim on record; assay show MODEL lists them", id)
		}
	}
	return nil
}
