package explorer_test

import (
	"context"
	"fmt"
	"os"
	"runtime/debug"
	"testing"
	"time"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/models/raft"
	"github.com/mcheck/mcheck/models/twopc"
	"github.com/mcheck/mcheck/spec"
)

// BenchmarkTwoPhase exhausts two-phase commit, whose states are small and whose
// steps are cheap: what is left is the engine.
func BenchmarkTwoPhase(b *testing.B) {
	for _, rms := range []int{7, 9} {
		b.Run(fmt.Sprintf("N=%d", rms), func(b *testing.B) {
			if rms > 7 && os.Getenv("MCHECK_FULL") == "" {
				b.Skip("takes half a gigabyte: set MCHECK_FULL")
			}
			model := twopc.Config{RMs: spec.NewDomain[twopc.RM](rms)}.Model()
			invariants := []string{"TypeOK", "TCConsistent"} // the published module's; a refinement would cost more than all else
			exhaust(b, model, explorer.CheckOptions{Properties: invariants})
		})
	}
}

// BenchmarkLiveness decides a temporal property as well: what it costs is the
// difference to BenchmarkTwoPhase.
func BenchmarkLiveness(b *testing.B) {
	exhaust(b, twopc.Config{RMs: spec.NewDomain[twopc.RM](7)}.Model(), explorer.CheckOptions{Liveness: true})
}

// BenchmarkRaft exhausts a small Raft, reduced: states are larger, and most of the
// time goes into the model's own code and into representatives.
func BenchmarkRaft(b *testing.B) {
	at := func(terms raft.Term, log int) spec.Model[raft.State] {
		return raft.Config{Servers: spec.NewDomain[raft.Server](3), MaxTerm: terms, MaxLog: log}.Model()
	}
	exhaust(b, at(2, 2), explorer.CheckOptions{Small: at(1, 1), SmallName: "1 term, 1 entry"})
}

// exhaust measures whole searches, in generated states a second, and in bytes of
// memory for each distinct state, at the most.
func exhaust(b *testing.B, model spec.Checkable, opts explorer.CheckOptions) {
	b.Helper()
	var generated, distinct, peak uint64
	opts.Interval = 10 * time.Millisecond
	opts.Progress = func(p explorer.Progress) { peak = max(peak, p.Memory) }
	for b.Loop() {
		b.StopTimer()
		debug.FreeOSMemory() // of what ran before
		b.StartTimer()
		r, err := explorer.Check(context.Background(), model, opts)
		if err != nil {
			b.Fatal(err)
		}
		if r.Verdict != explorer.Holds {
			b.Fatalf("verdict %s (%s), want holds", r.Verdict, r.Reason)
		}
		generated, distinct = generated+r.Generated, r.Distinct
	}
	b.ReportMetric(float64(generated)/b.Elapsed().Seconds(), "states/s")
	b.ReportMetric(float64(peak)/float64(distinct), "B/state")
}
