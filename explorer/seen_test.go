package explorer

import (
	"math/rand/v2"
	"testing"
)

// TestTable: a table is a map from fingerprints to ordinals, wherever fingerprints
// have their homes, and however often it grows: there are runs that go beyond the
// end of the table, and its start is where moving in place is delicate.
func TestTable(t *testing.T) {
	const states = 200_000
	random := rand.New(rand.NewPCG(1, 2))
	anywhere := func() uint64 { return random.Uint64() >> partitionBits }
	start := func() uint64 { return random.Uint64() >> 40 }
	end := func() uint64 { return (1<<(64-partitionBits) - 1) - random.Uint64()>>40 }
	for name, dense := range map[string][]func() uint64{"even": nil, "start": {start}, "end": {end}, "both": {start, end}} {
		t.Run(name, func(t *testing.T) {
			table, want := table{named: true}, map[uint64]uint32{}
			defer table.free()
			for n := range uint32(states) {
				fp := anywhere()
				if n%64 == 0 && dense != nil {
					fp = dense[int(n/64)%len(dense)]()
				}
				_, known := want[fp]
				if absent := table.first(fp); absent == known {
					t.Fatalf("%x is absent: %v, want %v", fp, absent, !known)
				}
				if !known {
					want[fp] = n
					table.ordinals[table.slot(fp)] = n
				}
			}
			if table.used != len(want) {
				t.Errorf("%d entries, want %d", table.used, len(want))
			}
			for fp, n := range want {
				if slot := table.slot(fp); slot < 0 || table.ordinals[slot] != n {
					t.Fatalf("%x is in slot %d, want it with ordinal %d", fp, slot, n)
				}
			}
		})
	}
}
