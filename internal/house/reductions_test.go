package house

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dustin/go-humanize"
	"github.com/google/go-cmp/cmp"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/internal/modeltest"
	"github.com/mcheck/mcheck/models"
	"github.com/mcheck/mcheck/spec"
)

const reductionsHead = "| model | all states | up to symmetry | by rules | sends at once | all of these | fewer by |\n|---|---|---|---|---|---|---|\n"

// reducible are constants of models whose defaults have too many states without
// reductions.
var reducible = map[string]map[string]int{
	"crdt":       {"replicas": 2},
	"multipaxos": {"acceptors": 2},
	"pbft":       {"views": 1},
	"raft":       {"nodes": 3, "terms": 1, "log": 1},
}

// TestReductions: docs/reductions.md says how many states each model has with and
// without each reduction. Without MCHECK_FULL the numbers of large models are believed.
func TestReductions(t *testing.T) {
	path := filepath.Join(root, "docs/reductions.md")
	before, old, found := strings.Cut(read(t, path), reductionsHead)
	if !found {
		t.Fatalf("%s has no table", path)
	}
	var rows strings.Builder
	for _, e := range models.All() {
		rows.WriteString(reductions(t, &e, old))
	}
	if modeltest.Updating() {
		if err := os.WriteFile(path, []byte(before+reductionsHead+rows.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	} else if diff := cmp.Diff(old, rows.String()); diff != "" {
		t.Errorf("%s is stale, make readme updates it (-file +models)\n%s", path, diff)
	}
}

// reductions returns the row of a model; the old one, if it has many states.
func reductions(t *testing.T, e *spec.Entry, old string) string {
	t.Helper()
	constants, command := modeltest.Constants(t, e, reducible[e.Name], ""), e.Name
	for _, p := range e.Params {
		if v, given := reducible[e.Name][p.Name]; given {
			command += fmt.Sprintf(" --%s %v", p.Name, p.Value(v))
		}
	}
	head := fmt.Sprintf("| `%s` |", command)
	model := modeltest.Model(t, e, constants)
	var opts explorer.Options
	if os.Getenv("MCHECK_FULL") == "" {
		opts.MaxStates = fewStates
	}
	count := func(c spec.CompileOptions) uint64 {
		c.Properties = []string{}
		m, err := model.Compile(c)
		if err != nil {
			t.Fatal(err)
		}
		r, err := explorer.Run(context.Background(), m, opts)
		if err != nil {
			t.Fatal(err)
		}
		if !r.Ledger.Exhausted {
			return 0
		}
		return r.Distinct
	}
	all := count(spec.CompileOptions{})
	if all == 0 {
		for line := range strings.Lines(old) {
			if strings.HasPrefix(line, head) {
				return line
			}
		}
		return head + " large: MCHECK_FULL=1 make readme |\n"
	}
	rules := model.Rules()
	claims := slices.DeleteFunc(slices.Clone(rules), func(rule string) bool { return rule == spec.EagerSends })
	cells := []string{
		where(model.HasSymmetry(), func() uint64 { return count(spec.CompileOptions{Symmetry: true}) }),
		where(len(claims) > 0, func() uint64 { return count(spec.CompileOptions{Reduce: true, Without: []string{spec.EagerSends}}) }),
		where(len(claims) < len(rules), func() uint64 { return count(spec.CompileOptions{Reduce: true, Without: claims}) }),
	}
	least := count(spec.CompileOptions{Symmetry: true, Reduce: true})
	return head + fmt.Sprintf(" %s | %s | %s | %s |\n", comma(all), strings.Join(cells, " | "), comma(least), fewer(all, least))
}

func where(applies bool, states func() uint64) string {
	if !applies {
		return "–"
	}
	return comma(states())
}

func comma(n uint64) string { return humanize.Comma(int64(n)) }

// fewer says by which factor there are fewer states.
func fewer(all, least uint64) string {
	if 10*least > 9*all {
		return "nothing, or less than 10 %"
	}
	if all >= 100*least {
		return "a factor of " + comma(all/least)
	}
	return fmt.Sprintf("a factor of %.3g", float64(all)/float64(least))
}
