package modeltest

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/render"
	"github.com/mcheck/mcheck/spec"
)

// Bugs finds each bug of the entry at the constants that the command line chooses
// for it, as a violation of the property that is named and of no other. The
// counterexample is a behaviour of the model without reductions, and its text is
// testdata/BUG.txt. Where the initial state is too far away, from holds the labels of
// the steps to begin with. What a temporal property is violated by, the engine has
// replayed by itself.
func Bugs(t *testing.T, entry *spec.Entry, from map[string][]string) {
	t.Helper()
	for _, bug := range entry.Bugs {
		t.Run(bug.Name, func(t *testing.T) {
			c := Constants(t, entry, nil, bug.Name)
			r := Check(t, entry, c, explorer.CheckOptions{Options: explorer.Options{
				Workers: 2, Memory: 8 << 30, From: from[bug.Name],
			}, Liveness: temporal(t, entry, bug)})
			if r.Verdict != explorer.Violated || len(r.Violations) != 1 || r.Violation().Property != bug.Violates {
				t.Fatalf("verdict %s (%s), violations %v, want one, of %s", r.Verdict, r.Reason, r.Violations, bug.Violates)
			}
			if r.Violation().Lasso == nil {
				replay(t, entry, c, r.Violation())
			}
			var text strings.Builder
			if err := render.Counterexamples(&text, render.Run{Result: r, Constants: render.Constants(entry, c), Bug: bug.Name}); err != nil {
				t.Fatal(err)
			}
			Golden(t, bug.Name, text.String())
		})
	}
}

// temporal reports whether the bug violates a temporal property, which is checked only
// on request.
func temporal(t *testing.T, entry *spec.Entry, bug spec.Bug) bool {
	t.Helper()
	m, err := Model(t, entry, Constants(t, entry, nil, bug.Name)).Compile(spec.CompileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(m.Properties, func(p spec.PropertyInfo) bool {
		return p.Name == bug.Violates && p.Kind.Temporal()
	})
}

// replay runs all but the last step of the trace label by label in the unreduced
// model, where one further level must violate the property, and then the whole. A
// property of steps is not asked about a last step that is given.
func replay(t *testing.T, entry *spec.Entry, c spec.Constants, violation *explorer.Violation) {
	t.Helper()
	var labels []string
	for _, s := range violation.Trace[1:] {
		labels = append(labels, s.Label)
	}
	begin := [][]string{labels[:max(0, len(labels)-1)]}
	if !slices.Contains(safety(t, Model(t, entry, c), spec.KindStepInvariant, spec.KindRefinement), violation.Property) {
		begin = append(begin, labels)
	}
	for _, from := range begin {
		r := Check(t, entry, c, explorer.CheckOptions{
			Options:     explorer.Options{From: from, MaxDepth: 1 + len(labels)},
			NoReduction: true, Properties: []string{violation.Property},
		})
		if v := r.Violation(); v == nil || len(v.Trace) != len(violation.Trace) {
			t.Errorf("after %d of %d steps: %s, want a violation at the end", len(from), len(labels), Found(r))
		}
	}
}

// EveryPropertyFails: each safety property is what some bug violates, so that none
// is believed that was never seen to fail. A constant that is a choice makes other
// models, and each of them has to be seen to fail: "CHOICE PROPERTY" exempts a
// property of one. Those that are exempt have a test of their own on a corrupted
// state, or cannot fail.
func EveryPropertyFails(t *testing.T, entry *spec.Entry, exempt ...string) {
	t.Helper()
	for _, p := range entry.Params {
		if len(p.Choices) > 0 {
			everyChoiceFails(t, entry, p, exempt)
			return
		}
	}
	for _, name := range safety(t, Model(t, entry, Constants(t, entry, nil, "")), spec.KindInvariant, spec.KindStepInvariant) {
		violates := func(b spec.Bug) bool { return b.Violates == name }
		if !slices.ContainsFunc(entry.Bugs, violates) && !slices.Contains(exempt, name) {
			t.Errorf("no bug violates %s", name)
		}
	}
}

// everyChoiceFails: a bug is tried where it is exposed, but with each choice that has
// it, so that one bug can be seen to violate many properties.
func everyChoiceFails(t *testing.T, entry *spec.Entry, choice spec.Param, exempt []string) {
	t.Helper()
	for v, named := range choice.Choices {
		model := Model(t, entry, Constants(t, entry, map[string]int{choice.Name: v}, ""))
		for _, property := range safety(t, model, spec.KindInvariant, spec.KindStepInvariant) {
			fails := func(b spec.Bug) bool { return breaks(t, entry, b, choice.Name, v, property) }
			known := slices.Contains(exempt, property) || slices.Contains(exempt, named+" "+property)
			if found := slices.ContainsFunc(entry.Bugs, fails); found == known {
				t.Errorf("%s of %s: violated by a bug: %v, exempt: %v", property, named, found, known)
			}
		}
	}
}

// breaks tells whether a bug violates the property where the constant has this
// value. What the bug is for is seen by Bugs. Else few states are enough: a bug can
// make them infinitely many.
func breaks(t *testing.T, entry *spec.Entry, bug spec.Bug, constant string, value int, property string) bool {
	t.Helper()
	if bug.Violates == property && Constants(t, entry, nil, bug.Name).Int(constant) == value {
		return true
	}
	given := map[string]int{}
	maps.Copy(given, bug.Exposed)
	given[constant] = value
	c := Constants(t, entry, given, "")
	c.Bug = bug.Name
	if model, err := entry.New(c); err != nil || !slices.Contains(safety(t, model, spec.KindInvariant, spec.KindStepInvariant), property) {
		return false // another choice's
	}
	return Check(t, entry, c, explorer.CheckOptions{
		Options: explorer.Options{MaxStates: 500}, Properties: []string{property},
	}).Violation() != nil
}

// safety names the properties of the given kinds.
func safety(t *testing.T, model spec.Checkable, kinds ...spec.Kind) (names []string) {
	t.Helper()
	m, err := model.Compile(spec.CompileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range m.Properties {
		if slices.Contains(kinds, p.Kind) {
			names = append(names, p.Name)
		}
	}
	return names
}

var quoted = regexp.MustCompile(`"([a-z0-9-]+)"`)

// TwinBugs: the bugs that the command line offers, and the harmless changes that
// the tests know, are those in the set Bugs of the TLA+ module.
func TwinBugs(t *testing.T, entry *spec.Entry, module string, harmless ...string) {
	t.Helper()
	text, err := os.ReadFile(module)
	if err != nil {
		t.Fatal(err)
	}
	_, set, found := strings.Cut(string(text), "\nBugs ==\n")
	set, _, closed := strings.Cut(set, "}")
	if !found || !closed {
		t.Fatalf("%s does not define Bugs", module)
	}
	var twin []string
	for _, m := range quoted.FindAllStringSubmatch(set, -1) {
		twin = append(twin, m[1])
	}
	ours := slices.Clone(harmless)
	for _, b := range entry.Bugs {
		ours = append(ours, b.Name)
	}
	slices.Sort(twin)
	slices.Sort(ours)
	if diff := cmp.Diff(twin, ours); diff != "" {
		t.Errorf("bugs of %s (-) and of the model (+):\n%s", module, diff)
	}
}

// Harmless: a change of the protocol that one might take for a mistake violates
// nothing at the given constants.
func Harmless(t *testing.T, entry *spec.Entry, given map[string]int, change string) {
	t.Helper()
	c := Constants(t, entry, given, "")
	c.Bug = change
	if r := Check(t, entry, c, explorer.CheckOptions{}); r.Verdict != explorer.Holds {
		t.Errorf("%s: %s (%s), want that nothing is violated", change, Found(r), r.Reason)
	}
}

// ReducedAsUnreduced: with the model's reductions the verdict is the same, and a
// violation as deep, for the correct protocol at the given constants and for each
// bug at those that expose it. Of the bugs only the property that is named is
// checked: which of two that are violated in one level comes first is open.
func ReducedAsUnreduced(t *testing.T, entry *spec.Entry, given ...map[string]int) {
	t.Helper()
	compare := func(name string, c spec.Constants, properties []string) {
		t.Run(name, func(t *testing.T) {
			reduced := Check(t, entry, c, explorer.CheckOptions{Properties: properties})
			unreduced := Check(t, entry, c, explorer.CheckOptions{Properties: properties, NoReduction: true})
			if Found(reduced) != Found(unreduced) {
				t.Errorf("reduced: %s, unreduced: %s", Found(reduced), Found(unreduced))
			}
			if unreduced.Verdict == explorer.Holds && reduced.Distinct >= unreduced.Distinct {
				t.Errorf("%d states reduced, %d unreduced: nothing is gained", reduced.Distinct, unreduced.Distinct)
			}
		})
	}
	for _, g := range given {
		compare("none", Constants(t, entry, g, ""), nil)
	}
	for _, bug := range entry.Bugs {
		compare(bug.Name, Constants(t, entry, nil, bug.Name), []string{bug.Violates})
	}
}
