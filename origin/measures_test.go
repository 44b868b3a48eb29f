package origin

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestMeasures_docs holds the figures of docs/rules.md to the constants.
func TestMeasures_docs(t *testing.T) {
	b, err := os.ReadFile("../docs/rules.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		fmt.Sprintf("%d-grams of words", shingleLength),
		fmt.Sprintf("MinHash of %d values in %d bands of %d", bins, bands, rows),
		fmt.Sprintf("Jaccard of %g or more joins, %g to %g is proposed", sameText, proposeText, sameText),
		fmt.Sprintf("more than %d near-copies", mostHubs),
		fmt.Sprintf("%d or more rare values", sharedValues),
		fmt.Sprintf("in fewer than %d documents or %g %% of them", rareCount, 100*rareShare),
		fmt.Sprintf("within %d days", storyDays),
	} {
		if !strings.Contains(string(b), want) {
			t.Errorf("docs/rules.md does not say %q", want)
		}
	}
}
