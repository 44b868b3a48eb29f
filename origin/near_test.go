package origin_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"assay/evidence"
	"assay/origin"
	"assay/origin/origintest"
)

func made(name, body string) *evidence.Document {
	return &evidence.Document{ID: name, Name: name, Body: body, TextID: evidence.TextID(body), Lang: "en"}
}

// TestNear_recall edits four per cent of the words of 5,000 texts: nearly all
// pairs must be found, and nothing else.
func TestNear_recall(t *testing.T) {
	pairs := 5000
	if testing.Short() {
		pairs = 500
	}
	d := origintest.Dice(7)
	x := origin.NewIndex(nil)
	texts := make([]string, pairs)
	of := map[string]int{}
	for i := range texts {
		texts[i] = origintest.Text(&d, 330) // some 2.3 kB
		of[evidence.TextID(texts[i])] = i
		if near, err := x.Add(context.Background(), made(fmt.Sprint("text", i), texts[i])); err != nil || len(near) > 0 {
			t.Fatalf("text %d: %v, %v", i, near, err)
		}
	}
	found, wrong, same := 0, 0, 0
	for i := range texts {
		copied := origintest.Edit(&d, texts[i], 0.04)
		near, err := x.Add(context.Background(), made(fmt.Sprint("copy", i), copied))
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range near {
			other := n.A
			if other == evidence.TextID(copied) {
				other = n.B
			}
			if of[other] == i {
				found++
				if n.Same() {
					same++
				}
			} else {
				wrong++
			}
		}
	}
	t.Logf("found %d of %d (%d at 0.8 or better), %d false", found, pairs, same, wrong)
	if found < pairs*99/100 || wrong > 0 {
		t.Errorf("found %d of %d pairs, %d false", found, pairs, wrong)
	}
}

func TestShingles(t *testing.T) {
	if n := len(origin.Shingles("", "en")); n != 0 {
		t.Errorf("an empty text has %d shingles", n)
	}
	a := origin.Shingles("One two three four five six", "en")
	b := origin.Shingles("one, TWO three — four five six!", "en")
	if origin.Jaccard(a, b) != 1 {
		t.Error("case and punctuation change shingles")
	}
	zh := origin.Shingles("该模型在昇腾九一零上完成训练", "")
	tw := origin.Shingles("該模型在昇騰九一零上完成訓練", "zh")
	if len(zh) < 8 || origin.Jaccard(zh, tw) != 1 {
		t.Errorf("traditional characters change shingles: %d, %.2f", len(zh), origin.Jaccard(zh, tw))
	}
	if len(origin.Shingles(strings.Repeat("word ", 3), "en")) != 1 {
		t.Error("a text of three words is not one shingle")
	}
}

func FuzzShingles(f *testing.F) {
	f.Add("one two three four five", "en")
	f.Add("昇腾 \xff\xfe 训练", "zh")
	f.Fuzz(func(t *testing.T, body, lang string) {
		s := origin.Shingles(body, lang)
		if len(s) > 0 && origin.Jaccard(s, s) != 1 {
			t.Error("a text is not itself")
		}
		sig := origin.Sign(s)
		if sig.Estimate(&sig) != 1 {
			t.Error("a signature is not itself")
		}
	})
}

// FuzzValues: no text makes the number reader fail.
func FuzzValues(f *testing.F) {
	f.Add("1,000.5 and 5万 and 1.24 trillion 3.7.9,")
	f.Fuzz(func(t *testing.T, body string) {
		origin.Values(&evidence.Document{Body: body}, nil)
	})
}

func BenchmarkSign(b *testing.B) {
	d := origintest.Dice(1)
	body := origintest.Text(&d, 330)
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		origin.Sign(origin.Shingles(body, "en"))
	}
}

// BenchmarkAdd adds one document to an index of 1,000 to 100,000.
func BenchmarkAdd(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprintf("documents=%d", n), func(b *testing.B) {
			docs, claims := origintest.Corpus(n+2000, []string{"deepseek-r2", "glm-5", "kimi-k3"}, 3)
			x, s := origin.NewIndex(nil), origin.NewStories(nil)
			ctx := context.Background()
			add := func(i int) {
				if _, err := x.Add(ctx, &docs[i]); err != nil {
					b.Fatal(err)
				}
				if _, err := s.Add(ctx, &docs[i], []*evidence.Claim{&claims[3*i], &claims[3*i+1], &claims[3*i+2]}); err != nil {
					b.Fatal(err)
				}
			}
			for i := range n {
				add(i)
			}
			i := 0
			for b.Loop() {
				add(n + i%2000)
				i++
			}
		})
	}
}

// BenchmarkCluster finds the origins of all claims, near-copies known.
func BenchmarkCluster(b *testing.B) {
	for _, n := range []int{333, 3_333, 33_333, 100_000} {
		docs, claims := origintest.Corpus(n, []string{"deepseek-r2", "glm-5", "kimi-k3"}, 3)
		b.Run(fmt.Sprintf("claims=%d", len(claims)), func(b *testing.B) {
			in := origin.Input{Claims: claims, Documents: docs, Near: []origin.Near{}, Stories: []origin.Edge{}}
			for b.Loop() {
				origin.Cluster(in)
			}
		})
	}
}
