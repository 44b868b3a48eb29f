package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"

	"assay/evidence"
)

// terminal is a program run on a pseudo-terminal.
type terminal struct {
	t    *testing.T
	pty  *os.File
	mu   sync.Mutex
	seen bytes.Buffer
	done chan int
}

// openDesk starts `assay review` for a person.
func openDesk(t *testing.T, store, person, lang string) *terminal {
	t.Helper()
	master, tty, err := pty.Open()
	if err != nil {
		t.Skipf("no pseudo-terminal here: %v", err)
	}
	if err := pty.Setsize(master, &pty.Winsize{Rows: 50, Cols: 120}); err != nil {
		t.Fatal(err)
	}
	x := &terminal{t: t, pty: master, done: make(chan int, 1)}
	go func() {
		buf := make([]byte, 4096)
		for {
			n, err := master.Read(buf)
			x.mu.Lock()
			x.seen.Write(buf[:n])
			x.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	go func() {
		code := run(context.Background(), []string{"review", "--store", store, "--person", person, "--lang", lang}, streams{in: tty, out: tty, err: tty})
		tty.Close()
		x.done <- code
	}()
	t.Cleanup(func() { master.Close() })
	return x
}

// expect has the screen drawn anew until it holds a text.
func (x *terminal) expect(want string) {
	x.t.Helper()
	last := ""
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); {
		x.mu.Lock()
		mark := x.seen.Len()
		x.mu.Unlock()
		x.keys("\x0c")
		time.Sleep(40 * time.Millisecond)
		x.mu.Lock()
		last = plainText(x.seen.String()[mark:])
		x.mu.Unlock()
		if strings.Contains(last, want) {
			return
		}
	}
	x.t.Fatalf("%q did not appear; last screen:\n%s", want, last)
}

func (x *terminal) keys(s string) {
	x.t.Helper()
	if _, err := x.pty.WriteString(s); err != nil {
		x.t.Fatal(err)
	}
}

// end waits for the program to end.
func (x *terminal) end() {
	x.t.Helper()
	select {
	case code := <-x.done:
		if code != 0 {
			x.t.Fatalf("exit code %d", code)
		}
	case <-time.After(20 * time.Second):
		x.t.Fatal("the desk did not end")
	}
}

// plainText takes the escape sequences out.
func plainText(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != 0x1b {
			b.WriteByte(s[i])
			continue
		}
		i++
		if i < len(s) && s[i] == '[' {
			for i++; i < len(s) && (s[i] < 0x40 || s[i] > 0x7e); i++ {
			}
		} else if i < len(s) && s[i] == ']' {
			for i++; i < len(s) && s[i] != 0x07 && s[i] != 0x1b; i++ {
			}
		}
	}
	return b.String()
}

// deskStore is a store with claims that wait.
func deskStore(t *testing.T, n int) string {
	t.Helper()
	dir := t.TempDir()
	models := []string{"DeepSeek-V3", "GLM-5", "Kimi K3", "LongCat-2.0", "Llama 2", "ZAYA1"}
	chips := []string{"Ascend 910B", "Nvidia H100"}
	for i := range n {
		// each text of its own, so that none is a near-copy of another
		filler := strings.Repeat(fmt.Sprintf("Word%d of the day is number%d, said nobody%d. ", i, i*i+7, i+3), 8)
		text := fmt.Sprintf("---\ntitle: \"Report %d\"\npublisher: \"Post %d Example\"\ndate: 2026-0%d-1%d\nlang: en\n---\n%s%s was post-trained on %s chips. %s\n",
			i, i, 1+i%9, i%10, filler, models[i%len(models)], chips[i%2], filler)
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("d%02d.md", i)), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	store := "sqlite:" + filepath.Join(dir, "s.db")
	var out, errs bytes.Buffer
	if code := run(context.Background(), []string{"read", dir, "--store", store}, streams{in: strings.NewReader(""), out: &out, err: &errs}); code != 0 && code != exitFindings {
		t.Fatalf("read: %d %s", code, errs.String())
	}
	return store
}

func decisionsOf(t *testing.T, store string) []evidence.Decision {
	t.Helper()
	var out, errs bytes.Buffer
	if code := run(context.Background(), []string{"review", "log", "--store", store, "--format", "json"}, streams{in: strings.NewReader(""), out: &out, err: &errs}); code != 0 {
		t.Fatalf("log: %d %s", code, errs.String())
	}
	var list []evidence.Decision
	if err := json.Unmarshal(out.Bytes(), &list); err != nil {
		t.Fatal(err)
	}
	return list
}

// TestDesk reviews ten claims by keyboard alone, undoes two, ends and opens the
// desk again in the middle, in a language other than at first; a second session
// is told that a claim is taken and that a decision was made before its own.
func TestDesk(t *testing.T) {
	store := deskStore(t, 13)
	x := openDesk(t, store, "Ada", "en")
	x.expect("13 waiting")
	for i := range 4 {
		x.keys("a")
		x.expect(fmt.Sprintf("%d waiting", 12-i))
	}
	x.keys("u")
	x.expect("10 waiting")
	x.keys("xa wrong number\r")
	x.expect("9 waiting")
	x.keys("cs2") // correct the stage: the second of the list
	x.expect("stage=post-training")
	x.keys("\x1b")                     // leave without writing: what was typed is kept
	time.Sleep(300 * time.Millisecond) // a key right behind escape would be read as one with it
	x.expect("a accept")
	x.keys("q")
	x.end()

	y := openDesk(t, store, "Ada", "zh")
	y.expect("待审9项")
	y.expect("已更正：stage=post-training")
	y.keys("cw")
	y.expect("待审8项")
	for i := range 3 {
		y.keys("a")
		y.expect(fmt.Sprintf("待审%d项", 7-i))
	}
	z := openDesk(t, store, "Bo", "en")
	z.expect("Ada has this open")
	z.keys("a")
	z.expect("Ada has taken this until")
	y.keys("a")
	y.expect("待审4项")
	z.keys("a") // Bo still looks at what Ada has just accepted
	z.expect("Ada decided \"accept\" on this")
	z.keys("q")
	z.end()
	y.keys("u")
	y.expect("待审5项")
	y.keys("a")
	y.expect("待审4项")
	y.keys("q")
	y.end()

	kinds := map[evidence.DecisionKind]int{}
	for _, d := range decisionsOf(t, store) {
		kinds[d.Kind]++
		if d.Person != "Ada" {
			t.Errorf("%s decided %s", d.Person, d.Kind)
		}
	}
	if kinds[evidence.DecideAccept] != 9 || kinds[evidence.DecideReject] != 1 || kinds[evidence.DecideCorrect] != 1 || kinds[evidence.DecideUndo] != 2 {
		t.Errorf("decisions %v", kinds)
	}
}
