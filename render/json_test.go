package render_test

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/models/twopc"
	"github.com/mcheck/mcheck/render"
	"github.com/mcheck/mcheck/spec"
)

func TestJSON(t *testing.T) {
	both := brokenTwopc()
	both.Properties = append(both.Properties, spec.Invariant("NeverCommits", func(s *twopc.State) error {
		if s.Msgs.Commit {
			return errors.New("the TM has committed")
		}
		return nil
	}))
	for _, test := range []struct {
		name string
		run  render.Run
	}{
		{"twopc-broken.json", brokenRun(t)},
		{"election.json", doubleVoteRun(t)},
		{"several.json", run(t, both, explorer.Options{Continue: true})},
		{"unrefined.json", run(t, pairing(3), explorer.Options{})},
		{"holds.json", run(t, twopc.Config{RMs: spec.NewDomain[twopc.RM](2)}.Model(), explorer.Options{})},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := text(t, func(b *strings.Builder) error { return render.JSON(b, test.run) })
			if !json.Valid([]byte(got)) {
				t.Error("invalid JSON")
			}
			golden(t, test.name, got)
		})
	}
}

// What JSON writes can be read back and followed.
func TestReadTraceRoundTrip(t *testing.T) {
	r := doubleVoteRun(t)
	js := text(t, func(b *strings.Builder) error { return render.JSON(b, r) })
	saved, err := render.ReadTrace(strings.NewReader(js))
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, s := range r.Result.Violation().Trace[1:] {
		want = append(want, s.Label)
	}
	of := map[string]string{"nodes": "3", "terms": "1"}
	if !slices.Equal(saved.Labels, want) || saved.Model != r.Result.Model || saved.Bug != "double-vote" || !maps.Equal(saved.Constants, of) {
		t.Errorf("read %+v", saved)
	}
	text := "# a comment\n\nInit\n  " + strings.Join(saved.Labels, "\r\n\t") + "\n"
	if again, err := render.ReadTrace(strings.NewReader(text)); err != nil || !slices.Equal(again.Labels, want) {
		t.Errorf("as text: %+v, %v", again, err)
	}
	after := run(t, doubleVote(), explorer.Options{From: saved.Labels[:2]})
	if after.Result.Verdict != explorer.Violated {
		t.Errorf("verdict after two steps = %s", after.Result.Verdict)
	}
}

func TestReadTraceErrors(t *testing.T) {
	for _, test := range []struct{ reason, in, want string }{
		{"no violation", `{"model":"x","violation":null}`, "trace: the JSON holds no counterexample (violation.trace)"},
		{"truncated", `{"violation":`, "trace: unexpected end of JSON input"},
		{"trailing data", `{} {}`, "trace: invalid character '{' after top-level value"},
		{"wrong type", `{"violation":[1]}`, "trace: json: cannot unmarshal array into Go struct field"},
		{"wrong constants", `{"params":[3]}`, "trace: json: cannot unmarshal array into Go struct field"},
		{"no label", `{"violation":{"trace":[{},{}]}}`, "trace: step 1 has no label"},
		{"control character", "a\x1b[2J", `trace: the label of step 1, "a\x1b[2J", is not plain text`},
		{"long line", strings.Repeat("x", 70_000), "trace: a line is longer than 65536 bytes"},
		{"long label", strings.Repeat("x", 5_000), "trace: the label of step 1 has 5000 bytes, want at most 4096"},
		{"many steps", strings.Repeat("a\n", 100_001), "trace: 100001 steps, want at most 100000"},
		{"deep nesting", `{"violation":` + strings.Repeat("[", 100_000), "trace: invalid character '[' exceeded max depth"},
		{"huge", strings.Repeat(" ", 64<<20+1), "trace: longer than 64 MB"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			_, err := render.ReadTrace(strings.NewReader(test.in))
			if err == nil || !strings.HasPrefix(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

func FuzzReadTrace(f *testing.F) {
	f.Add("Up\nStay\n")
	f.Add(`{"params":{"n":3},"bug":"b","violation":{"trace":[{"action":"Init"},{"action":"Up"}]}}`)
	f.Add("# c\n\n\xff")
	f.Add(`{"violation":{"trace":[1]}}`)
	f.Fuzz(func(t *testing.T, in string) {
		saved, err := render.ReadTrace(strings.NewReader(in))
		if err != nil {
			if strings.ContainsAny(err.Error(), "\n\r") {
				t.Errorf("error of several lines: %q", err)
			}
			return
		}
		labels := saved.Labels
		again, err := render.ReadTrace(strings.NewReader("#\n" + strings.Join(labels, "\n")))
		if len(labels) > 0 && labels[0] != "Init" && labels[0][0] != '#' && (err != nil || len(again.Labels) > len(labels)) {
			t.Errorf("%q read back as %+v, %v", labels, again, err)
		}
	})
}
