package forecast

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/models"
	"github.com/mcheck/mcheck/spec"
)

const (
	profilesFile = "testdata/profiles.txt"
	totalsFile   = "testdata/totals.txt"
)

// The runs that are made and kept.
const (
	mostStates    = 600_000          // of a run
	mostTime      = 6 * time.Second  // of a run
	perModel      = 30 * time.Second // of all runs of a model, with or without reductions
	fewestStates  = 3 * minStates    // of a profile
	keptProfiles  = 24               // of a model
	profilesTitle = "# Runs: the model, whether reduced, its constants but for numbers; its numbers; and of each level\n" +
		"# the new states and when they were known, in microseconds. Written by TestCollect.\n"
	totalsTitle = "# Runs: the model, whether reduced, its constants but for numbers; its numbers; and how many\n" +
		"# distinct states there are. Written by TestCollect.\n"
)

// TestCollect makes the files of testdata, from runs of all models: that takes minutes,
// and is done only if MCHECK_PROFILES is set. Times are those of the machine.
func TestCollect(t *testing.T) {
	if os.Getenv("MCHECK_PROFILES") == "" {
		t.Skip("set MCHECK_PROFILES to run every model at many constants")
	}
	profiles, totals := profilesTitle, totalsTitle
	for _, e := range models.All() {
		c := collector{t: t, entry: &e}
		for _, c.reduced = range []bool{true, false} {
			c.tooLarge = nil
			c.collect()
		}
		for _, r := range c.kept() {
			profiles += fmt.Sprintf("%s %s : %s :%s\n", e.Name, strings.Join(r.names, " "), plain(r.numbers), r.levels)
		}
		for _, r := range c.runs {
			totals += fmt.Sprintf("%s %s : %s : %d\n", e.Name, strings.Join(r.names, " "), plain(r.numbers), r.states)
		}
		t.Logf("%s: %d runs", e.Name, len(c.runs))
	}
	for file, text := range map[string]string{profilesFile: profiles, totalsFile: totals} {
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// collector runs a model at all constants at which it is small enough.
type collector struct {
	t        *testing.T
	entry    *spec.Entry
	reduced  bool
	tooLarge []spec.Constants
	runs     []collected
}

// collected is a run that went to the end.
type collected struct {
	names   []string // whether reduced, and the constants that are no numbers
	numbers []int
	states  uint64
	levels  string
}

func (c *collector) collect() {
	end := time.Now().Add(perModel)
	for _, values := range c.combinations() {
		constants, err := c.entry.Constants(values, "")
		if err != nil {
			c.t.Fatal(err)
		}
		if !c.beyond(constants) && time.Now().Before(end) {
			c.run(constants)
		}
	}
}

// combinations lists all values of constants, small ones first.
func (c *collector) combinations() []map[string]int {
	all := []map[string]int{{}}
	for _, p := range c.entry.Params {
		var longer []map[string]int
		for _, values := range all {
			low, high := p.Range()
			for v := low; v <= high; v++ {
				more := maps.Clone(values)
				more[p.Name] = v
				longer = append(longer, more)
			}
		}
		all = longer
	}
	sum := func(values map[string]int) (n int) {
		for _, v := range values {
			n += v
		}
		return n
	}
	slices.SortStableFunc(all, func(a, b map[string]int) int { return cmp.Compare(sum(a), sum(b)) })
	return all
}

// beyond reports whether a model with no larger constants was too large.
func (c *collector) beyond(constants spec.Constants) bool {
	return slices.ContainsFunc(c.tooLarge, func(large spec.Constants) bool {
		return !slices.ContainsFunc(c.entry.Params, func(p spec.Param) bool {
			a, b := large.Int(p.Name), constants.Int(p.Name)
			return a > b || a != b && p.Choices != nil
		})
	})
}

// run makes a run, if the constants allow one, and keeps it if it went to the end.
func (c *collector) run(constants spec.Constants) {
	model, err := c.entry.New(constants)
	if err != nil {
		return
	}
	var levels strings.Builder
	opts := explorer.CheckOptions{NoReduction: !c.reduced, Properties: []string{}, Options: explorer.Options{
		Workers: 1, MaxStates: mostStates, Timeout: mostTime,
		Level: func(l explorer.Level) {
			if l.Depth == 1 {
				levels.Reset()
			}
			fmt.Fprintf(&levels, " %d/%d", l.States, l.Elapsed.Microseconds())
		},
	}}
	if c.entry.Small != nil {
		if opts.Small, err = c.entry.New(c.entry.Small(constants)); err != nil {
			return
		}
	}
	r, err := explorer.Check(c.t.Context(), model, opts)
	switch {
	case err != nil: // an assumption on constants
		return
	case strings.Contains(r.Reason, "limit"):
		c.tooLarge = append(c.tooLarge, constants)
		return
	case !r.Ledger.Exhausted:
		return
	}
	kept := collected{names: []string{fmt.Sprint(c.reduced)}, states: r.Distinct, levels: levels.String()}
	for _, p := range c.entry.Params {
		v := constants.Int(p.Name)
		if p.Choices != nil || p.Switch {
			kept.names = append(kept.names, fmt.Sprint(p.Value(v)))
		} else {
			kept.numbers = append(kept.numbers, v)
		}
	}
	c.runs = append(c.runs, kept)
}

// kept chooses profiles of all sizes, those that are large enough and no two the same,
// and of each the largest with one number that is one less.
func (c *collector) kept() (kept []collected) {
	large := slices.DeleteFunc(slices.Clone(c.runs), func(r collected) bool { return r.states < fewestStates })
	slices.SortStableFunc(large, func(a, b collected) int { return cmp.Compare(a.states, b.states) })
	large = slices.CompactFunc(large, func(a, b collected) bool { return a.states == b.states })
	n := min(keptProfiles, len(large))
	for k := range n {
		r := large[k*(len(large)-1)/max(1, n-1)]
		kept = append(kept, r)
		if smaller := c.below(r); smaller != nil {
			kept = append(kept, *smaller)
		}
	}
	slices.SortStableFunc(kept, func(a, b collected) int { return cmp.Compare(a.states, b.states) })
	return slices.CompactFunc(kept, func(a, b collected) bool { return a.levels == b.levels })
}

// below returns the largest run that has one number that is one less than in r.
func (c *collector) below(r collected) (best *collected) {
	for k := range c.runs {
		s := &c.runs[k]
		if slices.Equal(s.names, r.names) && distance(s.numbers, r.numbers) == 1 && (best == nil || s.states > best.states) {
			best = s
		}
	}
	return best
}

// plain formats numbers without brackets.
func plain(numbers []int) string { return strings.Trim(fmt.Sprint(numbers), "[]") }

// distance returns by how much the numbers a are below b in all, or -1 if one is above.
func distance(a, b []int) (d int) {
	for k := range b {
		if a[k] > b[k] {
			return -1
		}
		d += b[k] - a[k]
	}
	return d
}
