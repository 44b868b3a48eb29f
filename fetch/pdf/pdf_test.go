package pdf_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"assay/evidence"
	"assay/fetch"
	"assay/fetch/pdf"
)

// TestMain lets the test binary be its own child process.
func TestMain(m *testing.M) {
	switch os.Getenv("ASSAY_PDF_CHILD") {
	case "":
		os.Exit(m.Run())
	case "hang":
		time.Sleep(time.Minute)
	case "noise":
		for {
			if _, err := os.Stdout.Write(bytes.Repeat([]byte("x"), 1<<20)); err != nil {
				os.Exit(1)
			}
		}
	default:
		if err := pdf.Child(context.Background(), os.Stdin, os.Stdout, os.Getenv("ASSAY_PDF_CACHE")); err != nil {
			os.Exit(1)
		}
	}
}

// child is a Process that runs this test binary in the given manner.
func child(t *testing.T, manner string, timeout time.Duration) pdf.Process {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cache := filepath.Join(os.TempDir(), "assay-test-pdfium") // shared by runs: compiling takes seconds
	return pdf.Process{Exe: "/usr/bin/env", Timeout: timeout, Args: []string{"ASSAY_PDF_CHILD=" + manner, "ASSAY_PDF_CACHE=" + cache, exe}}
}

func sample(t *testing.T) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/two-columns.pdf")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestRead_twoColumnsChineseAndPages(t *testing.T) {
	doc, err := child(t, "read", time.Minute).Read(context.Background(), fetch.Raw{Name: "p.pdf", Stem: "p", Bytes: sample(t)})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"pre-trained from scratch on 2,048 Huawei Ascend 910B accelerators", "在2048张昇腾910B加速卡上完成，历时五十四天"} {
		if !strings.Contains(doc.Body, want) {
			t.Errorf("lacks %q in\n%s", want, doc.Body)
		}
	}
	first, last, second := strings.Index(doc.Body, "FIRST-LABEL"), strings.Index(doc.Body, "LAST-LABEL"), strings.Index(doc.Body, "SECOND-PAGE")
	if !(first >= 0 && first < last && last < second) {
		t.Errorf("order of columns: %d, %d, %d", first, last, second)
	}
	if mark := strings.Index(doc.Body, "[page 2]"); mark < last || mark > second {
		t.Errorf("the mark of page 2 stands at %d, not between %d and %d", mark, last, second)
	}
}

func TestRead_brokenFiles(t *testing.T) {
	good := sample(t)
	flipped := bytes.Clone(good)
	for i := 300; i < len(flipped); i += 97 {
		flipped[i] ^= 0x5a
	}
	for name, b := range map[string][]byte{"cut": good[:len(good)/3], "words": []byte("%PDF-1.7 but not really"), "flipped": flipped} {
		t.Run(name, func(t *testing.T) {
			doc, err := child(t, "read", time.Minute).Read(context.Background(), fetch.Raw{Name: "bad.pdf", Bytes: b})
			if err != nil && !strings.HasPrefix(err.Error(), "bad.pdf: ") {
				t.Errorf("error does not name the file: %v", err)
			}
			if err == nil && strings.TrimSpace(doc.Body) == "" {
				t.Error("an empty document without an error")
			}
		})
	}
}

func TestRead_aChildThatMisbehavesIsStopped(t *testing.T) {
	cases := map[string]evidence.Kind{"hang": evidence.Transient, "noise": evidence.Invalid}
	for manner, want := range cases {
		t.Run(manner, func(t *testing.T) {
			timeout := 10 * time.Second
			if manner == "hang" {
				timeout = 200 * time.Millisecond
			}
			_, err := child(t, manner, timeout).Read(context.Background(), fetch.Raw{Name: "x.pdf", Bytes: sample(t)})
			if evidence.KindOf(err) != want {
				t.Errorf("%v, want kind %s", err, want)
			}
		})
	}
}

func TestChild_answersInJSONWhateverComes(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles the sandbox")
	}
	var out bytes.Buffer
	if err := pdf.Child(context.Background(), strings.NewReader("no pdf"), &out, filepath.Join(os.TempDir(), "assay-test-pdfium")); err != nil {
		t.Fatal(err)
	}
	var a struct{ Error string }
	if err := json.Unmarshal(out.Bytes(), &a); err != nil || a.Error == "" {
		t.Errorf("%s, %v", out.String(), err)
	}
}
