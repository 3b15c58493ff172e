package quorum_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mcheck/mcheck/quorum"
	"github.com/mcheck/mcheck/spec"
)

// Server is a voter.
type Server struct{ spec.Index }

func (s Server) String() string { return spec.Name("s", s) }

func Example() {
	servers := spec.NewDomain[Server](3)
	majority := quorum.Majority(servers)

	var votes spec.Subset[Server]
	for s := range servers.All() {
		votes.Add(s)
		fmt.Println(votes, majority.Has(votes))
	}
	fmt.Println("any two meet:", majority.Meets(majority))
	// Output:
	// {s1} false
	// {s1, s2} true
	// {s1, s2, s3} true
	// any two meet: true
}

// Of n = 3f+1 replicas f may lie. If f are left out of the domain, and their votes
// are always to be had, then 2f+1 votes still need f+1 of the others, and any two
// certificates have one of these in common. Of 3f replicas that is not so.
func ExampleSystem_AssistedBy() {
	const f = 1
	for _, n := range []int{3*f + 1, 3 * f} {
		honest := spec.NewDomain[Server](n - f)
		certificate := quorum.Threshold(honest, n-f).AssistedBy(f)
		fmt.Printf("%d of %d:", n-f, n)
		for votes := range certificate.Minimal() {
			fmt.Print(" ", votes)
		}
		fmt.Println(", any two meet:", certificate.Meets(certificate))
	}
	// Output:
	// 3 of 4: {s1, s2} {s1, s3} {s2, s3}, any two meet: true
	// 2 of 3: {s1} {s2}, any two meet: false
}

// systems are the systems over n voters that the tests look at.
func systems(n int) map[string]quorum.System[Server] {
	all := slices.Collect(spec.NewDomain[Server](n).All())
	voters := spec.NewDomain[Server](n)
	with := map[string]quorum.System[Server]{
		"majority": quorum.Majority(voters),
		"nothing":  quorum.Listed[Server](),
		"lists":    quorum.Listed(spec.SubsetOf(all[0], all[n-1]), spec.SubsetOf(all...), spec.SubsetOf(all[n/2])),
	}
	for k := -1; k <= n+1; k++ {
		with[fmt.Sprint("threshold ", k)] = quorum.Threshold(voters, k)
		with[fmt.Sprint("assisted by one ", k)] = quorum.Threshold(voters, k).AssistedBy(1)
	}
	for name, q := range with {
		with[name+", the first faulty"] = q.Assisted(spec.SubsetOf(all[0]))
	}
	return with
}

// subsets returns all sets of the voters.
func subsets(n int) []spec.Subset[Server] {
	sets := []spec.Subset[Server]{{}}
	for i := range spec.NewDomain[Server](n).All() {
		for _, s := range sets {
			s.Add(i)
			sets = append(sets, s)
		}
	}
	return sets
}

// TestMinimal: the minimal quorums say all. A set has a quorum if and only if it
// contains a minimal one, none of which contains another.
func TestMinimal(t *testing.T) {
	for n := 1; n <= 5; n++ {
		for name, q := range systems(n) {
			least := slices.Collect(q.Minimal())
			for _, votes := range subsets(n) {
				if got, want := q.Has(votes), slices.ContainsFunc(least, votes.Contains); got != want {
					t.Errorf("%s of %d: Has(%v) = %v, want %v by %v", name, n, votes, got, want, least)
				}
			}
			for k, s := range least {
				for l, r := range least {
					if k != l && s.Contains(r) {
						t.Errorf("%s of %d: %v and %v are both minimal", name, n, s, r)
					}
				}
			}
		}
	}
}

// TestMeets compares with all pairs of sets that have a quorum; of those, the
// honest voters count.
func TestMeets(t *testing.T) {
	for n := 1; n <= 4; n++ {
		all := systems(n)
		for name, q := range all {
			for other, r := range all {
				if got, want := q.Meets(r), meets(n, q, r); got != want {
					t.Errorf("%s of %d meets %s: %v, want %v", name, n, other, got, want)
				}
			}
		}
	}
}

func meets(n int, q, r quorum.System[Server]) bool {
	for _, a := range subsets(n) {
		for _, b := range subsets(n) {
			if q.Has(a) && r.Has(b) && a.Intersect(b).Len() == 0 {
				return false
			}
		}
	}
	return true
}

// TestKnown: what every textbook says.
func TestKnown(t *testing.T) {
	type row struct {
		Name  string
		Meets bool
	}
	at := func(n int) spec.Domain[Server] { return spec.NewDomain[Server](n) }
	grid := quorum.Listed(rowAndColumn(0, 0), rowAndColumn(0, 1), rowAndColumn(1, 0), rowAndColumn(1, 1))
	small, large := quorum.Threshold(at(4), 2), quorum.Threshold(at(4), 3)
	want := []row{
		{"majority of 1", true}, {"majority of 4", true}, {"majority of 5", true},
		{"half of 4", false}, {"2 of 3, 1 faulty", false}, {"3 of 4, 1 faulty", true},
		{"grid of 4", true}, {"2 of 4 and 3 of 4", true},
	}
	three, four := at(3), at(4)
	got := []row{
		{"majority of 1", self(quorum.Majority(at(1)))}, {"majority of 4", self(quorum.Majority(four))}, {"majority of 5", self(quorum.Majority(at(5)))},
		{"half of 4", self(small)},
		{"2 of 3, 1 faulty", self(quorum.Threshold(three, 2).Assisted(spec.SubsetOf(voter(0))))},
		{"3 of 4, 1 faulty", self(large.Assisted(spec.SubsetOf(voter(0))))},
		{"grid of 4", self(grid)}, {"2 of 4 and 3 of 4", small.Meets(large)},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func self(q quorum.System[Server]) bool { return q.Meets(q) }

func voter(k int) Server { return slices.Collect(spec.NewDomain[Server](4).All())[k] }

// rowAndColumn is a quorum of voters that stand in a square: a row and a column.
func rowAndColumn(row, column int) spec.Subset[Server] {
	return spec.SubsetOf(voter(2*row), voter(2*row+1), voter(column), voter(2+column))
}

// TestIndependent: the list that is given stays the caller's, and an assisted
// system leaves the other alone.
func TestIndependent(t *testing.T) {
	list := []spec.Subset[Server]{spec.SubsetOf(voter(0), voter(1))}
	q := quorum.Listed(list...)
	assisted := q.Assisted(spec.SubsetOf(voter(0)))
	list[0] = spec.Subset[Server]{}
	if only := spec.SubsetOf(voter(1)); q.Has(only) || !assisted.Has(only) {
		t.Errorf("Has(%v): %v, assisted %v, want false and true", only, q.Has(only), assisted.Has(only))
	}
}

func TestAssistedByOfList(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic: a list says nothing about voters outside of the domain")
		}
	}()
	quorum.Listed(spec.SubsetOf(voter(0))).AssistedBy(1)
}

// BenchmarkHas: the test that a model makes for every vote.
func BenchmarkHas(b *testing.B) {
	sets := subsets(5)
	majority := quorum.Majority(spec.NewDomain[Server](5))
	for b.Loop() {
		for _, s := range sets {
			if majority.Has(s) != (s.Len() > 2) {
				b.Fatal(s)
			}
		}
	}
}
