package explorer_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime/debug"
	"sync/atomic"
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

// BenchmarkProbes measures what the machine's memory allows: independent reads of 8
// bytes at random places of a table, by one goroutine a processor. A search makes one
// for almost every state that it generates.
func BenchmarkProbes(b *testing.B) {
	for _, size := range []int{8 << 20, 128 << 20, 512 << 20} {
		b.Run(fmt.Sprintf("%dMiB", size>>20), func(b *testing.B) {
			table := make([]uint64, size/8)
			for k := range table {
				table[k] = uint64(k)
			}
			var sum atomic.Uint64
			b.RunParallel(func(pb *testing.PB) {
				at, found := rand.Uint64(), uint64(0)
				for pb.Next() {
					at = at*6364136223846793005 + 1442695040888963407
					found += table[(at>>20)%uint64(len(table))]
				}
				sum.Add(found)
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds()/1e6, "Mprobes/s")
		})
	}
}
