package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/knadh/koanf/v2"
	"github.com/spf13/pflag"

	"assay/evidence"
)

// option is a setting: a flag, an environment variable and a key of the
// configuration file, in this order of weight, over a default.
type option struct {
	key, value, help string
	secret           bool
}

// options lists the settings that every verb shares.
var options = []option{
	{key: "store", help: "store: sqlite:FILE or postgres://USER@HOST/DATABASE (default: a file in your data folder)"},
	{key: "records", help: "folder of your own records, read on top of the built-in ones (see assay lint)"},
	{key: "format", value: "table", help: "output: table, json, csv or md"},
	{key: "as-of", help: "show what was known on this date (2026-06-20; default today)"},
	{key: "lang", value: "en", help: "language: en, de or zh"},
	{key: "person", help: "who decides, as the log of decisions names you"},
	{key: "llm", help: "second reader: address of an OpenAI-compatible server, http://127.0.0.1:8000/v1 (default: none)"},
	{key: "llm-model", help: "second reader: name of the model at that server"},
	{key: "llm-allow", help: "second reader: the one host besides loopback that may be asked"},
	{key: "llm-key", help: "second reader: key (from ASSAY_LLM_KEY or the configuration file alone)", secret: true},
	{key: "max-pages", value: "0", help: "size limit of a SQLite store in pages of 4 KiB; 0: none"},
	{key: "webhook", help: "watch: address to which changed cells are reported, signed (default: none)"},
	{key: "webhook-key", help: "watch: key that signs these reports (from ASSAY_WEBHOOK_KEY or the configuration file alone)", secret: true},
	{key: "log", value: "text", help: "log of serve and watch on standard error: text, json or off"},
	{key: "addr", value: "127.0.0.1:8080", help: "address to serve on, HOST:PORT"},
}

// values is a koanf provider of a flat map.
type values map[string]any

// ReadBytes is not offered; koanf asks for Read where no parser is given.
func (v values) ReadBytes() ([]byte, error) { return nil, errors.ErrUnsupported }

// Read gives the map.
func (v values) Read() (map[string]any, error) { return v, nil }

// settings are the values in force, and where each came from.
type settings struct {
	k    *koanf.Koanf
	from map[string]string
	file string
}

// load reads the layers: default, file, environment, flags.
func load(flags *pflag.FlagSet, file string) (*settings, error) {
	s := &settings{k: koanf.New("\x00"), from: map[string]string{}}
	defaults, env, set := values{}, values{}, values{}
	for _, o := range options {
		defaults[o.key] = o.value
		if v, ok := os.LookupEnv(envName(o.key)); ok && v != "" {
			env[o.key] = v
		}
		if f := flags.Lookup(o.key); f != nil && f.Changed {
			set[o.key] = f.Value.String()
		}
	}
	fromFile, err := s.readFile(file)
	if err != nil {
		return nil, err
	}
	for _, layer := range []struct {
		name string
		v    values
	}{{"default", defaults}, {"file", fromFile}, {"environment", env}, {"flag", set}} {
		if err := s.k.Load(layer.v, nil); err != nil {
			return nil, err
		}
		for key := range layer.v {
			s.from[key] = layer.name
		}
	}
	return s, nil
}

// readFile reads the configuration file; a named one must exist.
func (s *settings) readFile(file string) (values, error) {
	named := file != ""
	if !named {
		file = os.Getenv("ASSAY_CONFIG")
		named = file != ""
	}
	if !named {
		dir, err := os.UserConfigDir()
		if err != nil {
			return values{}, nil // no home: no configuration file
		}
		file = filepath.Join(dir, "assay", "config.yaml")
	}
	b, err := os.ReadFile(file)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !named:
		return values{}, nil
	case errors.Is(err, fs.ErrNotExist):
		return nil, evidence.Errorf(evidence.NotFound, "configuration %s: no such file", file)
	case err != nil:
		return nil, evidence.Errorf(evidence.Denied, "configuration %s cannot be read", file)
	}
	s.file = file
	out := values{}
	if err := yaml.Unmarshal(b, (*map[string]any)(&out)); err != nil {
		return nil, evidence.Errorf(evidence.Invalid, "configuration %s: %s", file, firstLine(yaml.FormatError(err, false, false)))
	}
	for key := range out {
		if !known(key) {
			return nil, evidence.Errorf(evidence.Invalid, "configuration %s: unknown key %q (known: %s)", file, key, knownKeys())
		}
	}
	return out, nil
}

func (s *settings) text(key string) string { return strings.TrimSpace(s.k.String(key)) }

func envName(key string) string {
	return "ASSAY_" + strings.ToUpper(strings.ReplaceAll(key, "-", "_"))
}

func known(key string) bool {
	for _, o := range options {
		if o.key == key {
			return true
		}
	}
	return false
}

func knownKeys() string {
	var keys []string
	for _, o := range options {
		keys = append(keys, o.key)
	}
	sort.Strings(keys)
	return strings.Join(keys, ", ")
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	return line
}

// defaultStore is the store in the user's data folder.
func defaultStore() (string, error) {
	dir := os.Getenv("XDG_DATA_HOME")
	if dir == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", evidence.Errorf(evidence.Invalid, "no home folder; name a store with --store sqlite:FILE")
		}
		dir = filepath.Join(home, ".local", "share")
	}
	return "sqlite:" + filepath.Join(dir, "assay", "assay.db"), nil
}
