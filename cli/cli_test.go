package cli

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/spec"
)

func TestDidYouMean(t *testing.T) {
	names := []string{"raft", "twopc", "paxos"}
	for name, want := range map[string]string{
		"rat": "raft", "RAFT": "raft", "raft2": "raft", "twpoc": "twopc", "paxo": "paxos", "x": "", "": "", "kubernetes": "",
	} {
		if got := didYouMean(name, names); strings.TrimSuffix(strings.TrimPrefix(got, "; did you mean "), "?") != want {
			t.Errorf("didYouMean(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestSizes(t *testing.T) {
	for text, want := range map[string]uint64{
		"16MiB": 16 << 20, "8GiB": 8 << 30, "8G": 8e9, "1.5 GiB": 3 << 29, "20000000": 20_000_000,
		"": 0, "0": 0, "-1GiB": 0, "GiB": 0, "16MiB!": 0, "99999999999999999999": 0, "15EiB": 0, "NaN": 0,
	} {
		o := size()
		if err := o.Set(text); (err == nil) != (want > 0) || o.value != want {
			t.Errorf("size %q = %d, %v, want %d", text, o.value, err, want)
		}
	}
}

func TestNumbers(t *testing.T) {
	for text, ok := range map[string]bool{
		"1": true, "8": true, "+3": true, "0": false, "9": false, "-1": false, "": false, "3.5": false, "0x3": false,
		"18446744073709551617": false, "9223372036854775808": false,
	} {
		if err := number(1, 8).Set(text); (err == nil) != ok {
			t.Errorf("int %q: %v, want ok = %v", text, err, ok)
		}
		if err := number[uint64](1, 8).Set(text); (err == nil) != ok {
			t.Errorf("uint64 %q: %v, want ok = %v", text, err, ok)
		}
	}
}

func TestVersion(t *testing.T) {
	ours := debug.Module{Path: modulePath, Version: "v1.2.3"}
	for _, test := range []struct {
		info debug.BuildInfo
		want string
	}{
		{debug.BuildInfo{}, "(devel)"},
		{debug.BuildInfo{Main: ours}, "v1.2.3"},
		{debug.BuildInfo{Main: debug.Module{Path: "example.com/mine"}, Deps: []*debug.Module{&ours}}, "(devel), mcheck v1.2.3"},
	} {
		if got := version(&test.info); got != test.want {
			t.Errorf("version(%+v) = %q, want %q", test.info, got, test.want)
		}
	}
}

func TestProgressLine(t *testing.T) {
	var out bytes.Buffer
	p := newProgress(&out, false)
	p.show(explorer.Progress{Depth: 3, Distinct: 1000, Generated: 4000, Queue: 70, Memory: 3 << 20, Elapsed: 2 * time.Second})
	p.show(explorer.Progress{Depth: 4, Distinct: 4000, Generated: 9000, Queue: 90, Memory: 4 << 20, Elapsed: 4 * time.Second})
	p.warn("Hang has not returned")
	p.clear()
	const want = `level 3, 1,000 distinct (500/s), 4,000 generated, 70 queued, 3.0 MiB, 2s
level 4, 4,000 distinct (1,500/s), 9,000 generated, 90 queued, 4.0 MiB, 4s
warning: Hang has not returned
`
	if out.String() != want {
		t.Errorf("progress is\n%swant\n%s", &out, want)
	}
}

// A forecast follows what is known, and changes with each level.
func TestProgressForecasts(t *testing.T) {
	var out bytes.Buffer
	p := newProgress(&out, false)
	for k, states := range []uint64{1, 30, 400, 3000, 12000, 30000, 45000, 40000} {
		p.level(explorer.Level{Depth: k + 1, States: states, Elapsed: time.Duration(k+1) * time.Second})
	}
	p.show(explorer.Progress{Depth: 9, Distinct: 130_431, Generated: 4_000_000, Queue: 40_000, Memory: 30 << 20, Elapsed: 8 * time.Second})
	p.show(explorer.Progress{Depth: 9, Distinct: 140_000, Generated: 5_000_000, Queue: 30_000, Memory: 40 << 20, Elapsed: 9 * time.Second})
	p.level(explorer.Level{Depth: 1, States: 1})
	p.show(explorer.Progress{Depth: 1, Distinct: 1, Generated: 1, Queue: 1, Memory: 40 << 20})
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	for k, want := range []string{
		`, 8s, forecast [0-9]+ to [0-9]+ thousand states, [0-9.]+ to [0-9.]+ s to go, 30 to [0-9]+ MiB$`,
		`, 9s, forecast [0-9]+ to [0-9]+ thousand states, 0 to [0-9.]+ s to go, 40 to [0-9]+ MiB$`,
		`, no forecast yet$`,
	} {
		if is, err := regexp.MatchString(want, lines[k]); !is || err != nil {
			t.Errorf("progress is\n%s\nwant %s", lines[k], want)
		}
	}
}

func TestTableOfModels(t *testing.T) {
	made := func(spec.Constants) (spec.Checkable, error) { return nil, errors.New("not made") }
	for _, test := range []struct {
		entries []spec.Entry
		want    string
	}{
		{[]spec.Entry{{Name: "", New: made}}, `model name ""`},
		{[]spec.Entry{{Name: "two words", New: made}}, `model name "two words"`},
		{[]spec.Entry{{Name: "help", New: made}}, `model name "help"`},
		{[]spec.Entry{{Name: "a", New: made}, {Name: "a", New: made}}, `model name "a"`},
		{[]spec.Entry{{Name: "a"}}, "model a: Entry.New is required"},
		{[]spec.Entry{{Name: "a", New: made, Params: []spec.Param{{Name: "workers"}}}}, `model a: constant "workers"`},
		{[]spec.Entry{{Name: "a", New: made, Params: []spec.Param{{Name: "n"}, {Name: "n"}}}}, `model a: constant "n"`},
	} {
		var stderr bytes.Buffer
		status := Run(t.Context(), []string{"prog", "version"}, strings.NewReader(""), io.Discard, &stderr, test.entries...)
		if status != statusFailed || !strings.Contains(stderr.String(), test.want) {
			t.Errorf("status %d, %q, want %d, %q", status, &stderr, statusFailed, test.want)
		}
	}
}
