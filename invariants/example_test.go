package invariants_test

import (
	"context"
	"fmt"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/invariants"
	"github.com/mcheck/mcheck/spec"
)

// Server is an element of a cluster.
type Server struct{ spec.Index }

func (s Server) String() string { return spec.Name("s", s) }

var servers = spec.NewDomain[Server](2)

// Cluster is the state of the examples: a few variables of two servers.
type Cluster struct {
	Term   spec.Fn[Server, int, [2]int] // of which a server is the leader, or 0
	Chosen spec.Fn[Server, string, [2]string]
	Log    spec.Fn[Server, Log, [2]Log]
}

// Entry is a log entry.
type Entry struct{ Term, Value int }

func (e Entry) String() string { return fmt.Sprintf("%d:%d", e.Term, e.Value) }

// Log is a short log.
type Log = spec.Vec[Entry, [3]Entry]

var logs = invariants.Log[Cluster, Server, Entry]{
	Len: func(s *Cluster, i Server) int { return s.Log.At(i).Len() },
	At:  func(s *Cluster, i Server, k int) Entry { return s.Log.At(i).Get(k) },
}

func leads(s *Cluster, i Server) (term int, ok bool) { return s.Term.Get(i), s.Term.Get(i) > 0 }

func chosen(s *Cluster, i Server) (value string, ok bool) {
	return s.Chosen.Get(i), s.Chosen.Get(i) != ""
}

// check prints the counterexample that the explorer finds.
func check(property spec.Property[Cluster], actions ...spec.Action[Cluster]) {
	m := spec.Model[Cluster]{
		Name: "cluster", Domains: []spec.AnyDomain{servers}, Init: spec.Only(Cluster{}), Actions: actions,
		Properties: []spec.Property[Cluster]{property}, AllowDeadlock: true,
	}
	r, err := explorer.Check(context.Background(), m, explorer.CheckOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r.Verdict)
	for _, v := range r.Violations {
		for _, step := range v.Trace[1:] {
			fmt.Println("  " + step.Label)
		}
		fmt.Println(v.Message)
	}
}

func ExampleAtMostOne() {
	check(
		invariants.AtMostOne("OneLeaderATerm", servers.All(), leads),
		spec.ForAll("Elect", servers.All(), func(s *Cluster, i Server) bool {
			if s.Term.Get(i) == 2 {
				return false
			}
			*s.Term.At(i)++
			return true
		}),
	)
	// Output:
	// violated
	//   Elect(s1)
	//   Elect(s2)
	// s1 and s2 both hold 1
}

func ExampleAgreement() {
	check(
		invariants.Agreement("Agreement", servers.All(), chosen),
		spec.ForAll2("Choose", spec.Product(servers.All(), spec.Only("x", "y")), func(s *Cluster, i Server, v string) bool {
			if s.Chosen.Get(i) != "" {
				return false
			}
			s.Chosen.Set(i, v)
			return true
		}),
	)
	// Output:
	// violated
	//   Choose(s1, x)
	//   Choose(s2, y)
	// s1 has decided x and s2 has decided y
}

func ExampleValidity() {
	check(
		invariants.Validity("Validity", servers.All(), chosen, func(_ *Cluster, v string) bool { return v == "x" }),
		spec.ForAll2("Choose", spec.Product(servers.All(), spec.Only("x", "y")), func(s *Cluster, i Server, v string) bool {
			s.Chosen.Set(i, v)
			return true
		}),
	)
	// Output:
	// violated
	//   Choose(s1, y)
	// s1 has decided y, which nobody has proposed
}

// write appends any of two entries to any log that has room.
func write(s *Cluster, i Server, e Entry) bool {
	if s.Log.At(i).Len() == 3 {
		return false
	}
	s.Log.At(i).Append(e)
	return true
}

func ExamplePrefixConsistency() {
	check(
		invariants.PrefixConsistency("SameOrder", servers.All(), logs),
		spec.ForAll2("Write", spec.Product(servers.All(), spec.Only(Entry{1, 7}, Entry{2, 7})), write),
	)
	// Output:
	// violated
	//   Write(s1, 1:7)
	//   Write(s2, 2:7)
	// at index 1 s1 has 1:7 and s2 has 2:7
}

func ExampleLogMatching() {
	check(
		invariants.LogMatching("LogMatching", servers.All(), logs, func(e Entry) int { return e.Term }),
		spec.ForAll2("Write", spec.Product(servers.All(), spec.Only(Entry{1, 7}, Entry{2, 7})), write),
	)
	// Output:
	// violated
	//   Write(s1, 1:7)
	//   Write(s1, 1:7)
	//   Write(s2, 2:7)
	//   Write(s2, 1:7)
	// s1 and s2 have entries of 1 at index 2 but differ at index 1, where s1 has 1:7 and s2 has 2:7
}

func ExampleAppendOnly() {
	check(
		invariants.AppendOnly("LeaderAppendOnly", servers.All(), logs, func(old, new *Cluster, i Server) bool {
			return old.Term.Get(i) > 0 && old.Term.Get(i) == new.Term.Get(i)
		}),
		spec.ForAll2("Write", spec.Product(servers.All(), spec.Only(Entry{1, 7})), write),
		spec.ForAll("Elect", servers.All(), func(s *Cluster, i Server) bool {
			s.Term.Set(i, 1)
			return true
		}),
		spec.ForAll("Truncate", servers.All(), func(s *Cluster, i Server) bool {
			s.Log.At(i).Truncate(0)
			return true
		}),
	)
	// Output:
	// violated
	//   Write(s1, 1:7)
	//   Elect(s1)
	//   Truncate(s1)
	// s1 deleted its entry 1, 1:7
}

func ExampleMonotone() {
	check(
		invariants.Monotone("TermsGrow", servers.All(), func(s *Cluster, i Server) int { return s.Term.Get(i) }),
		spec.ForAll("Elect", servers.All(), func(s *Cluster, i Server) bool {
			*s.Term.At(i) = (s.Term.Get(i) + 1) % 3
			return true
		}),
	)
	// Output:
	// violated
	//   Elect(s1)
	//   Elect(s1)
	//   Elect(s1)
	// s1 went back from 2 to 0
}

func ExampleConservation() {
	check(
		invariants.Conservation("NoMoneyIsMade", func(s *Cluster) (total int) {
			for i := range servers.All() {
				total += s.Term.Get(i)
			}
			return total
		}),
		spec.ForAll2("Pay", servers.Pairs(), func(s *Cluster, from, to Server) bool {
			*s.Term.At(from)--
			*s.Term.At(to) += 2
			return true
		}),
	)
	// Output:
	// violated
	//   Pay(s1, s2)
	// Pay(s1, s2) changed the total from 0 to 1
}
