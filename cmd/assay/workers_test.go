package main

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"assay/store"
)

// contextless outlives the test, for what is cleaned up after it.
var contextless = context.Background()

// storeKinds gives, for each kind of store, a way to name a new one.
func storeKinds(t *testing.T) map[string]func(t *testing.T, name string) string {
	kinds := map[string]func(*testing.T, string) string{
		"sqlite": func(t *testing.T, name string) string {
			return "sqlite:" + filepath.Join(t.TempDir(), name+".db")
		},
	}
	if os.Getenv("ASSAY_TEST_POSTGRES") != "" {
		kinds["postgres"] = newDatabase
	} else if os.Getenv("ASSAY_NO_SKIP") != "" {
		t.Fatal("ASSAY_TEST_POSTGRES names no server, and skipping is forbidden")
	} else {
		t.Log("ASSAY_TEST_POSTGRES names no server: SQLite alone")
	}
	return kinds
}

// newDatabase makes a database that is dropped at the end, and gives its address.
func newDatabase(t *testing.T, name string) string {
	t.Helper()
	server := os.Getenv("ASSAY_TEST_POSTGRES")
	conn, err := pgx.Connect(t.Context(), server)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	name = fmt.Sprintf("assay_%s_%d_%d", strings.ToLower(name), os.Getpid(), time.Now().UnixNano())
	if _, err := conn.Exec(t.Context(), "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		conn, err := pgx.Connect(contextless, server)
		if err != nil {
			return
		}
		defer conn.Close(contextless)
		conn.Exec(contextless, "DROP DATABASE "+name+" WITH (FORCE)")
	})
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

// TestKill_workers has several workers read a queue while they are killed, one
// at a time, and begun again: nothing is lost, nothing stands twice, and the
// store is, by content, that of one undisturbed worker.
func TestKill_workers(t *testing.T) {
	t.Parallel()
	docs := t.TempDir()
	n := 80
	if kills(t) > 10 {
		n = 2000
	}
	writeDocuments(t, docs, n)
	kinds := storeKinds(t)
	undisturbed := kinds["sqlite"](t, "undisturbed")
	mustRun(t, "read", "--queue", docs, "--store", undisturbed)
	mustRun(t, "work", "--until-empty", "--store", undisturbed)
	want := content(t, undisturbed)
	for kind, name := range kinds {
		for _, workers := range []int{2, 4} {
			t.Run(fmt.Sprintf("%s-%d", kind, workers), func(t *testing.T) {
				address := name(t, "killed")
				mustRun(t, "read", "--queue", docs, "--store", address)
				killWorkers(t, address, workers)
				if got := content(t, address); got != want {
					t.Errorf("content %s, want %s as undisturbed", got, want)
				}
			})
		}
	}
}

// killWorkers runs so many workers until nothing waits and kills one of them
// every now and then.
func killWorkers(t *testing.T, address string, workers int) {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	crew := make([]*exec.Cmd, workers)
	start := func(i int) {
		crew[i] = exec.Command(binary, "work", "--until-empty", "--workers", "1", "--store", address)
		if err := crew[i].Start(); err != nil {
			t.Fatal(err)
		}
	}
	for i := range crew {
		start(i)
	}
	left := max(3, kills(t)/4) // four runs share the kills
	pause := 150
	if kills(t) > 10 {
		pause = 500
	}
	for range left {
		time.Sleep(time.Duration(pause+random.IntN(pause)) * time.Millisecond)
		i := random.IntN(workers)
		crew[i].Process.Kill()
		crew[i].Wait()
		start(i)
	}
	for i := range crew {
		if err := crew[i].Wait(); err != nil {
			t.Errorf("worker %d: %v", i, err)
		}
	}
}

// TestWorkers_connectionsLost cuts every connection to the database while
// workers read: they find back and finish.
func TestWorkers_connectionsLost(t *testing.T) {
	t.Parallel()
	server := os.Getenv("ASSAY_TEST_POSTGRES")
	name, ok := storeKinds(t)["postgres"]
	if !ok {
		t.Skip("ASSAY_TEST_POSTGRES names no server")
	}
	docs := t.TempDir()
	writeDocuments(t, docs, 60)
	alone := storeKinds(t)["sqlite"](t, "alone")
	mustRun(t, "read", "--queue", docs, "--store", alone)
	mustRun(t, "work", "--until-empty", "--store", alone)

	address := name(t, "lost")
	mustRun(t, "read", "--queue", docs, "--store", address)
	cmd := exec.Command(binary, "work", "--until-empty", "--workers", "1", "--store", address)
	log, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(log)
	for lines.Scan() && !strings.Contains(lines.Text(), "msg=works") { // begun, and connected
	}
	conn, err := pgx.Connect(t.Context(), server)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(contextless)
	database := strings.TrimPrefix(mustParse(t, address).Path, "/")
	cut := 0
	for range 5 {
		var n int
		err := conn.QueryRow(t.Context(), `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = $1`, database).Scan(&n)
		if err != nil {
			t.Fatal(err)
		}
		cut += n
		time.Sleep(100 * time.Millisecond)
	}
	var rest strings.Builder
	for lines.Scan() {
		rest.WriteString(lines.Text() + "\n")
	}
	if err := cmd.Wait(); err != nil {
		t.Fatalf("worker: %v\n%s", err, rest.String())
	}
	if cut == 0 {
		t.Error("no connection was cut: the test proves nothing")
	}
	if got, want := content(t, address), content(t, alone); got != want {
		t.Errorf("content %s, want %s as undisturbed", got, want)
	}
}

func mustParse(t *testing.T, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// TestStore_full lets a store reach its size limit while it reads: the error is
// clear, nothing is torn, and with room again the rest is read.
func TestStore_full(t *testing.T) {
	t.Parallel()
	docs, stores := t.TempDir(), t.TempDir()
	writeDocuments(t, docs, 60)
	roomy, tight := "sqlite:"+filepath.Join(stores, "roomy.db"), "sqlite:"+filepath.Join(stores, "tight.db")
	mustRun(t, "read", docs, "--store", roomy)
	mustRun(t, "matrix", "--store", tight)
	db, err := store.Open(t.Context(), tight)
	if err != nil {
		t.Fatal(err)
	}
	pages, err := db.Pages(t.Context())
	db.Close()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(binary, "read", docs, "--store", tight)
	cmd.Env = append(os.Environ(), "ASSAY_MAX_PAGES="+strconv.FormatInt(pages+20, 10))
	out, err := cmd.CombinedOutput()
	exit, _ := err.(*exec.ExitError)
	if exit == nil || exit.ExitCode() != 7 || !strings.Contains(string(out), "full") || strings.Count(string(out), "\n") != 1 {
		t.Errorf("a full store: %v, %s; want exit code 7 and one line that says so", err, out)
	}
	db, err = store.OpenExisting(t.Context(), tight)
	if err != nil {
		t.Fatal(err)
	}
	if v, err := db.Verify(t.Context()); err != nil || len(v.Findings) > 0 {
		t.Errorf("after the full store: %+v, %v", v, err)
	}
	db.Close()
	mustRun(t, "read", docs, "--store", tight)
	if got, want := content(t, tight), content(t, roomy); got != want {
		t.Errorf("content %s, want %s as undisturbed", got, want)
	}
}
