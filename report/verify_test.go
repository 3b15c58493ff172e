package report_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/models"
	"github.com/mcheck/mcheck/models/twopc"
	"github.com/mcheck/mcheck/proof"
	"github.com/mcheck/mcheck/report"
	"github.com/mcheck/mcheck/spec"
)

// errNotRun is what a run ends with that a test does not want.
var errNotRun = errors.New("not run")

func verifier() *report.Verifier {
	return &report.Verifier{
		Entries: models.All(),
		Check: func(context.Context, *spec.Entry, spec.Constants, explorer.CheckOptions) (*explorer.Result, error) {
			return nil, errNotRun
		},
		Prove: func(context.Context, *spec.Entry, proof.Options) (*proof.Result, error) { return nil, errNotRun },
	}
}

// evidence returns that of a small run.
func evidence(t testing.TB) []byte {
	t.Helper()
	constants, err := twopc.Protocol.Constants(map[string]int{"rms": 1}, "")
	if err != nil {
		t.Fatal(err)
	}
	model, err := twopc.Protocol.New(constants)
	if err != nil {
		t.Fatal(err)
	}
	result, err := explorer.Check(t.Context(), model, explorer.CheckOptions{})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := report.Write(t.Context(), dir, report.Subject{Entry: &twopc.Protocol, Constants: constants}, result); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(dir, report.EvidenceFile))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// TestHostile: what is no evidence is named as such, without a run.
func TestHostile(t *testing.T) {
	good := evidence(t)
	replaced := func(old, new string) []byte {
		if !bytes.Contains(good, []byte(old)) {
			t.Fatalf("the evidence has no %s", old)
		}
		return bytes.Replace(good, []byte(old), []byte(new), 1)
	}
	for name, tt := range map[string]struct {
		raw  []byte
		want string
	}{
		"empty":          {nil, "truncated"},
		"cut":            {good[:len(good)/2], "truncated"},
		"trailing":       {append(bytes.Clone(good), "{}"...), "something follows"},
		"deep":           {[]byte(strings.Repeat("[", 1_000_000)), "nested more than"},
		"deep objects":   {[]byte(strings.Repeat(`{"a":`, 1_000_000)), "nested more than"},
		"a list":         {[]byte("[]"), "cannot be the array"},
		"null":           {[]byte("null"), "format"},
		"huge number":    {replaced(`"max_states": 0`, `"max_states": 1e999`), "max_states"},
		"negative":       {replaced(`"max_depth": 0`, `"max_depth": -99999999999999999999`), "max_depth"},
		"no such model":  {replaced(`"model": "twopc"`, `"model": "nosuch"`), "there is no such model"},
		"model number":   {replaced(`"model": "twopc"`, `"model": 1`), "there is no such model"},
		"huge constant":  {replaced(`"rms": 1`, `"rms": 99999999999999999999`), "rms"},
		"constant typed": {replaced(`"rms": 1`, `"rms": {"a": []}`), "rms"},
		"bug typed":      {replaced(`"bug": ""`, `"bug": 7`), "result.bug = 7"},
		"no such bug":    {replaced(`"bug": ""`, `"bug": "nosuch"`), "unknown bug"},
		"unknown field":  {replaced(`"format":`, `"extra": 1, "format":`), "extra"},
		"two of a name":  {replaced(`"format":`, `"Options": {}, "format":`), "unknown field"},
		"depth":          {replaced(`"max_depth": 0`, `"max_depth": -5`), "options.max_depth = -5"},
		"bits":           {replaced(`"walks": 0`, `"walks": 0, "bitstate": 9223372036854775808`), "options.bitstate"},
		"another seed":   {replaced(`"seed": 0`, `"seed": 7`), "options: seed = 7"},
		"other walks":    {replaced(`"walks": 0`, `"walks": 7`), "walks = 7"},
		"turned over":    {replaced(`"verdict": "holds"`, `"verdict": "violated"`), "result.verdict"},
		"typed verdict":  {replaced(`"verdict": "holds"`, `"verdict": [1]`), "result.verdict"},
		"held and cut":   {replaced(`"verdict": "holds"`, `"verdict": "holds", "reason": "no time"`), "cut short"},
		"a list proved":  {replaced(`"format":`, `"proof": [], "format":`), "proof"},
	} {
		t.Run(name, func(t *testing.T) {
			findings, err := verifier().Verify(t.Context(), tt.raw)
			if err != nil || len(findings) != 1 || len(findings[0].Wrong) != 1 || !strings.Contains(findings[0].Wrong[0], tt.want) {
				t.Errorf("%v, %v, want one finding with %q", findings, err, tt.want)
			}
		})
	}
}

// TestRefusedRun: options that no run can have are the evidence's fault.
func TestRefusedRun(t *testing.T) {
	raw := bytes.Replace(evidence(t), []byte(`"order": "bfs"`), []byte(`"order": "sideways"`), 1)
	v := verifier()
	v.Check = func(ctx context.Context, e *spec.Entry, constants spec.Constants, opts explorer.CheckOptions) (*explorer.Result, error) {
		model, err := e.New(constants)
		if err != nil {
			return nil, err
		}
		return explorer.Check(ctx, model, opts)
	}
	for _, v.Quick = range []bool{false, true} {
		findings, err := v.Verify(t.Context(), raw)
		if err != nil || !strings.Contains(strings.Join(findings[2].Wrong, ""), `cannot be repeated: explorer: order "sideways"`) {
			t.Errorf("quick %v: %v, %v, want a finding about the order", v.Quick, findings, err)
		}
	}
}

// TestBoundedRun: a run is repeated only as far as what is claimed of it goes, and some
// way beyond.
func TestBoundedRun(t *testing.T) {
	good := evidence(t)
	for name, tt := range map[string]struct {
		old, new string
		want     uint64
	}{
		"as it is":        {`"rms": 1`, `"rms": 16`, 100_024},
		"own limit":       {`"max_states": 0`, `"max_states": 9`, 9},
		"a larger limit":  {`"max_states": 0`, `"max_states": 999999999`, 100_024},
		"an absurd claim": {`"distinct": 12`, `"distinct": 1e400`, 100_000},
		"a negative one":  {`"distinct": 12`, `"distinct": -12`, 100_000},
		"a simulation":    {`"order": "bfs"`, `"order": "simulate"`, 0},
	} {
		v, got := verifier(), uint64(0)
		v.Check = func(_ context.Context, _ *spec.Entry, _ spec.Constants, opts explorer.CheckOptions) (*explorer.Result, error) {
			got = opts.MaxStates
			return nil, errNotRun
		}
		if _, err := v.Verify(t.Context(), bytes.Replace(good, []byte(tt.old), []byte(tt.new), 1)); err != nil || got != tt.want {
			t.Errorf("%s: at most %d states, %v, want %d", name, got, err, tt.want)
		}
	}
}

// FuzzVerify: no file makes Verify panic.
func FuzzVerify(f *testing.F) {
	f.Add(evidence(f))
	f.Add([]byte(`{"format":"mcheck evidence 1","version":"","sources":"","options":{},"digests":[],"proof":{"quick":true,"result":{"verdict":7}},"result":{"model":"twopc","params":{},"bug":"","violation":{"kind":"liveness","loop":1e9,"lasso":{"back":{"action":"","state":{}}},"trace":[{"action":"Init","state":{}}]}}}`))
	f.Add([]byte(`{"format":"mcheck evidence 1","version":"","sources":"","options":{},"digests":[],"result":{"model":"twopc","params":{},"bug":"","violation":{"kind":"safety","trace":[{"action":"Init","state":[]}]}}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, quick := range []bool{false, true} {
			v := verifier()
			v.Quick = quick
			if _, err := v.Verify(t.Context(), raw); err != nil && !errors.Is(err, errNotRun) {
				if _, assumption := errors.AsType[*spec.AssumptionError](err); !assumption {
					t.Error(err)
				}
			}
		}
	})
}
