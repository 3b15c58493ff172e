package pbft

import (
	"fmt"
	"iter"

	"github.com/mcheck/mcheck/invariants"
	"github.com/mcheck/mcheck/spec"
)

// typeOK is TypeOK: views and lengths are in range, and messages of the faulty are
// not recorded.
func (c Config) typeOK(s *State) error {
	if s.Faulty.Len() != c.Faults {
		return fmt.Errorf("faulty = %v, want %d", s.Faulty, c.Faults)
	}
	for r := range c.replicas().All() {
		if l := s.Replica.At(r); l.View >= c.Views || l.Executed.Len() > c.Seqs {
			return fmt.Errorf("replica[%v] = %+v", r, *l)
		}
	}
	for v, n := range c.slots() {
		for x := range c.orderable() {
			for _, log := range []*Log{&s.PrePrepare, &s.Prepare, &s.Commit} {
				if log.at(v, n).For(x).Intersect(s.Faulty).Len() > 0 {
					return fmt.Errorf("messages of faulty replicas for %v with sequence number %d in view %d", x, n, v)
				}
			}
		}
	}
	return nil
}

// slots iterates over the views and sequence numbers.
func (c Config) slots() iter.Seq2[View, int] {
	return func(yield func(View, int) bool) {
		for v := range c.Views {
			for n := 1; n <= c.Seqs; n++ {
				if !yield(v, n) {
					return
				}
			}
		}
	}
}

// agreement is Agreement. The faulty replicas execute nothing here.
func (c Config) agreement() spec.Property[State] {
	return invariants.PrefixConsistency("Agreement", c.replicas().All(), invariants.Log[State, Replica, Request]{
		Len: func(s *State, r Replica) int { return s.Replica.At(r).Executed.Len() },
		At:  func(s *State, r Replica, n int) Request { return s.Replica.At(r).Executed.Get(n) },
	})
}

// validity is Validity.
func (c Config) validity(s *State) error {
	for r := range c.replicas().All() {
		for n, x := range s.Replica.At(r).Executed.All() {
			if !spec.None(x) && !s.Requested.Has(x) {
				return fmt.Errorf("%v has executed %v with sequence number %d, which no client has requested", r, x, n)
			}
		}
	}
	return nil
}

// preparedUnique is PreparedUnique.
func (c Config) preparedUnique(s *State) error {
	for v, n := range c.slots() {
		var first Request
		found := false
		for x := range c.orderable() {
			if !c.prepared(s, v, n, x) {
				continue
			}
			if found {
				return fmt.Errorf("in view %d, certificates can be formed for %v and for %v with sequence number %d", v, first, x, n)
			}
			first, found = x, true
		}
	}
	return nil
}

// executedPrepared is ExecutedPrepared: at a correct replica, committed-local implies
// committed.
func (c Config) executedPrepared(s *State) error {
	for r := range c.replicas().All() {
		for n, x := range s.Replica.At(r).Executed.All() {
			if most := c.preparedAt(s, n, x); most <= c.Faults {
				return fmt.Errorf("%v has executed %v with sequence number %d, which has prepared at %d correct replicas in a view, want %d or more",
					r, x, n, most, c.Faults+1)
			}
		}
	}
	return nil
}

// preparedAt is the largest number of correct replicas at which x has prepared with
// sequence number n in one view.
func (c Config) preparedAt(s *State, n int, x Request) (most int) {
	for v := range c.Views {
		if c.prepared(s, v, n, x) {
			most = max(most, s.correct(*s.Commit.at(v, n).For(x)).Len())
		}
	}
	return most
}

// viewChangesMeetCommits is ViewChangesMeetCommits.
func (c Config) viewChangesMeetCommits(s *State) error {
	var changed [MaxViews]spec.Subset[Replica]
	for m := range s.ViewChanges.All() {
		changed[m.View].Add(m.From)
	}
	for v, n := range c.slots() {
		for x := range c.orderable() {
			for w := v + 1; w < c.Views; w++ {
				if a, b, found := c.apart(s, *s.Commit.at(v, n).For(x), changed[w]); found {
					return fmt.Errorf("together with the faulty %v, %v make a committed certificate for %v with sequence number %d in view %d, and %v enough view-changes for view %d",
						s.Faulty, a, x, n, v, b, w)
				}
			}
		}
	}
	return nil
}

// apart looks for a committed certificate and a set V of view-changes, of such correct
// replicas and of all faulty ones, that have no correct replica in common.
func (c Config) apart(s *State, commits, changes spec.Subset[Replica]) (a, b spec.Subset[Replica], found bool) {
	certificates, sets := c.voteQuorum().Assisted(s.Faulty), c.viewChangeQuorum().Assisted(s.Faulty)
	if !certificates.Has(commits) || !sets.Has(changes) {
		return a, b, false
	}
	for a := range certificates.Minimal() {
		for b := range sets.Minimal() {
			if commits.Contains(a) && changes.Contains(b) && a.Intersect(b).Len() == 0 {
				return a, b, true
			}
		}
	}
	return a, b, false
}

// equivocation is the witness Equivocation.
func (c Config) equivocation(s *State) bool {
	for v, n := range c.slots() {
		different := 0
		for x := range c.Requests.All() {
			if s.Prepare.at(v, n).For(x).Len() > 0 {
				different++
			}
		}
		if different >= 2 {
			return true
		}
	}
	return false
}

// allExecuted is the witness AllExecuted.
func (c Config) allExecuted(s *State) bool {
	for r := range c.replicas().All() {
		if !s.Faulty.Has(r) && s.Replica.At(r).Executed.Len() < c.Seqs {
			return false
		}
	}
	return true
}

// adopted is the witness Adopted.
func (c Config) adopted(old, new *State, _ spec.Step) bool {
	for r := range c.replicas().All() {
		l := new.Replica.At(r)
		n := l.Executed.Len()
		if n == old.Replica.At(r).Executed.Len() {
			continue
		}
		for m := range new.NewViews.All() {
			if m.View == l.View && n <= m.O.Len() && m.O.Get(n) == l.Executed.Get(n) {
				return true
			}
		}
	}
	return false
}

// nullExecuted is the witness NullExecuted.
func (c Config) nullExecuted(s *State) bool {
	for r := range c.replicas().All() {
		for x := range s.Replica.At(r).Executed.Values() {
			if spec.None(x) {
				return true
			}
		}
	}
	return false
}
