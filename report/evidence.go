package report

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/render"
	"github.com/mcheck/mcheck/spec"
)

// format names the layout of the evidence.
const format = "mcheck evidence 1"

// evidence is what evidence.json holds.
type evidence struct {
	Format  string `json:"format"`
	Version string `json:"version"` // of the program that wrote it
	// Sources is a hash of the files that the model is written in: those of its own
	// package, tests aside, and not of the libraries that it uses.
	Sources string `json:"sources"`
	// Hidden stands for the bug in a blind report: a hash that Verify can recognize.
	Hidden  string          `json:"hidden,omitempty"`
	Options options         `json:"options"`
	Digests []string        `json:"digests"` // of the states of each level
	Result  json.RawMessage `json:"result"`  // as --json reports it, less what it cost
	Proof   *provedEvidence `json:"proof,omitempty"`
}

// options are the flags that a result depends on.
type options struct {
	Order       explorer.Order `json:"order"`
	Properties  []string       `json:"properties"`
	MaxStates   uint64         `json:"max_states"`
	MaxDepth    int            `json:"max_depth"`
	Walks       uint64         `json:"walks"`
	Seed        uint64         `json:"seed"`
	Continue    bool           `json:"continue"`
	Exact       bool           `json:"exact"`
	Bitstate    uint64         `json:"bitstate,omitempty"`
	NoReduction bool           `json:"no_reduction"`
	Certify     bool           `json:"certify"`
	Liveness    bool           `json:"liveness"`
	From        []string       `json:"from"`
	// Limited says that a limit of time or memory was set, which no run repeats.
	Limited bool `json:"limited"`
}

func optionsOf(o *explorer.CheckOptions) options {
	return options{
		Order: cmp.Or(o.Order, explorer.BFS), Properties: o.Properties, MaxStates: o.MaxStates, MaxDepth: o.MaxDepth,
		Walks: o.Walks, Seed: o.Seed, Continue: o.Continue, Exact: o.Exact, Bitstate: o.Bitstate, NoReduction: o.NoReduction, Certify: o.Certify,
		Liveness: o.Liveness, From: o.From, Limited: o.Timeout > 0 || o.Memory > 0,
	}
}

// check returns the options for a run that is to find the same.
func (o *options) check() explorer.CheckOptions {
	return explorer.CheckOptions{
		Options: explorer.Options{
			Order: o.Order, MaxStates: o.MaxStates, MaxDepth: o.MaxDepth, Walks: o.Walks, Seed: o.Seed, Continue: o.Continue, Exact: o.Exact, Bitstate: o.Bitstate, From: o.From,
		},
		Properties: o.Properties, NoReduction: o.NoReduction, Certify: o.Certify, Liveness: o.Liveness,
	}
}

// maxBits is the largest array of --bitstate that is repeated, in bytes: evidence must not
// make who verifies it run out of memory.
const maxBits = 1 << 36

// wrong says which option no run has.
func (o *options) wrong() error {
	switch {
	case o.MaxDepth < 0:
		return fmt.Errorf("options.max_depth = %d, want 0 or more", o.MaxDepth)
	case o.Bitstate > maxBits:
		return fmt.Errorf("options.bitstate = %d, want at most %d", o.Bitstate, uint64(maxBits))
	case o.Order != explorer.Simulate && (o.Seed != 0 || o.Walks != 0):
		return fmt.Errorf("options: seed = %d and walks = %d, want 0 without a simulation", o.Seed, o.Walks)
	}
	return nil
}

func evidenceOf(s Subject, result *explorer.Result) ([]byte, error) {
	e, err := newEvidence(&s, result)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	out := json.NewEncoder(&b)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	err = out.Encode(e)
	return b.Bytes(), err
}

func newEvidence(s *Subject, result *explorer.Result) (*evidence, error) {
	free := *result // of what the run cost
	free.Workers, free.Elapsed, free.PeakRSS = 0, time.Duration(0), 0
	var b bytes.Buffer
	if err := render.JSON(&b, s.run(&free)); err != nil {
		return nil, err
	}
	sources, err := Sources(s.Entry)
	if err != nil {
		return nil, err
	}
	e := &evidence{
		Format: format, Version: s.Version, Sources: sources, Options: optionsOf(&s.Options),
		Digests: []string{}, Result: b.Bytes(),
	}
	if e.Proof, err = s.Proof.evidence(); err != nil {
		return nil, err
	}
	if s.Blind {
		e.Hidden = hiddenBug(s.Entry.Name, s.Constants.Bug)
	}
	for _, d := range result.Coverage.Digests {
		e.Digests = append(e.Digests, d.String())
	}
	return e, nil
}

// Sources returns the hash of a model's sources, or "unknown".
func Sources(e *spec.Entry) (string, error) {
	if e.Sources == nil {
		return "unknown", nil
	}
	names, err := fs.Glob(e.Sources, "*")
	if err != nil {
		return "", err
	}
	slices.Sort(names)
	all := sha256.New()
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		content, err := fs.ReadFile(e.Sources, name)
		if err != nil {
			return "", fmt.Errorf("sources of %s: %w", e.Name, err)
		}
		_, _ = fmt.Fprintf(all, "%s %x\n", name, sha256.Sum256(content))
	}
	return "sha256:" + hex.EncodeToString(all.Sum(nil)), nil
}

// hiddenBug hides a bug from readers; whoever lists the bugs can find it.
func hiddenBug(model, bug string) string {
	sum := sha256.Sum256([]byte(model + " --bug " + bug))
	return hex.EncodeToString(sum[:])
}
