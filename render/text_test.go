package render_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/models/twopc"
	"github.com/mcheck/mcheck/render"
	"github.com/mcheck/mcheck/spec"
)

func TestText(t *testing.T) {
	never := spec.Model[counter]{
		Name: "counter", Init: spec.Only(counter{}), Actions: counting(2).Actions, AllowDeadlock: true,
		Properties: []spec.Property[counter]{spec.Reachable("Hundred", func(s *counter) bool { return s.N == 100 }).Needs("n >= 100", true)},
	}
	for _, test := range []struct {
		name string
		run  render.Run
	}{
		{"twopc-broken.txt", brokenRun(t)},
		{"election.txt", doubleVoteRun(t)},
		{"deadlock.txt", run(t, counting(3), explorer.Options{})},
		{"witness.txt", run(t, never, explorer.Options{})},
		{"refined.txt", run(t, pairing(4), explorer.Options{})},
		{"unrefined.txt", run(t, pairing(3), explorer.Options{})},
		{"holds.txt", run(t, twopc.Config{RMs: spec.NewDomain[twopc.RM](3)}.Model(), explorer.Options{})},
		{"cut.txt", run(t, twopc.Config{RMs: spec.NewDomain[twopc.RM](3)}.Model(), explorer.Options{MaxDepth: 4})},
		{"simulation.txt", run(t, counting(5), explorer.Options{Order: explorer.Simulate, Walks: 3, MaxDepth: 3})},
	} {
		t.Run(test.name, func(t *testing.T) {
			golden(t, test.name, text(t, func(b *strings.Builder) error { return render.Text(b, test.run) }))
		})
	}
}

func TestMeasured(t *testing.T) {
	r := &explorer.Result{Generated: 5_000_000, Elapsed: 2500 * time.Millisecond, PeakRSS: 1 << 30, Workers: 2}
	if got, want := render.Measured(r), "took 2.5s, 2,000,000 generated a second, 1,024 MB of memory, 2 workers"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

type full struct{ room int }

var errFull = errors.New("full")

func (f *full) Write(p []byte) (int, error) {
	if f.room -= len(p); f.room < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestWriteErrors(t *testing.T) {
	r := brokenRun(t)
	for room := 0; room < 6000; room += 100 {
		if err := render.Text(&full{room}, r); err != nil && !errors.Is(err, errFull) {
			t.Fatalf("room %d: %v", room, err)
		}
	}
	if err := render.Text(&full{0}, r); !errors.Is(err, errFull) {
		t.Errorf("got %v, want %v", err, errFull)
	}
}
