// Package quorum says which sets of servers suffice: majorities, thresholds, and
// quorums that are listed one by one, for crash faults and for Byzantine ones.
//
// A protocol counts votes and asks whether they hold a quorum. What its safety
// rests on is that quorums meet, and that can be asked, too.
package quorum

import (
	"iter"
	"slices"

	"github.com/mcheck/mcheck/spec"
)

// System is a set of quorums, each a set of voters. Every set that contains a
// quorum counts as one, so that the smallest ones say all.
//
// The zero value is a system in which no votes are needed: use the constructors.
type System[I spec.IndexType] struct {
	voters spec.Domain[I]
	need   int              // of the voters and the faulty, unless there is a list
	listed []spec.Subset[I] // the quorums, if they are listed
	faulty spec.Subset[I]   // voters whose votes are always to be had
}

// Majority is the system of all sets of more than half of the voters.
func Majority[I spec.IndexType](voters spec.Domain[I]) System[I] {
	return Threshold(voters, voters.Len()/2+1)
}

// Threshold is the system of all sets of at least n voters. With n <= 0 the empty
// set is a quorum, with more than there are voters nothing is.
func Threshold[I spec.IndexType](voters spec.Domain[I], n int) System[I] {
	return System[I]{voters: voters, need: n}
}

// Listed is the system of the given quorums and of what contains one. A list can
// tell voters apart: a model whose list changes when voters are renamed must not
// declare them symmetric.
func Listed[I spec.IndexType](quorums ...spec.Subset[I]) System[I] {
	return System[I]{listed: append([]spec.Subset[I]{}, quorums...)}
}

// Assisted is the system as it looks to the voters that are not faulty. Byzantine
// voters can sign anything, at any time, to anybody. So a certificate can exist if
// and only if the votes of the others hold a quorum together with all of the
// faulty; and two certificates have a common voter that is not faulty if and only
// if the assisted quorums meet.
func (q System[I]) Assisted(faulty spec.Subset[I]) System[I] {
	q.faulty = q.faulty.Union(faulty)
	return q
}

// AssistedBy is Assisted by f faulty voters that are not in the domain, which then
// holds the others only. So these can be symmetric, and the faulty need no state.
// It is for thresholds.
func (q System[I]) AssistedBy(f int) System[I] {
	if q.listed != nil {
		panic("quorum: listed quorums name their voters, want Assisted")
	}
	q.need -= f
	return q
}

// Has reports whether the votes hold a quorum.
func (q System[I]) Has(votes spec.Subset[I]) bool {
	votes = votes.Union(q.faulty)
	if q.listed == nil {
		return votes.Len() >= q.need
	}
	return slices.ContainsFunc(q.listed, votes.Contains)
}

// Minimal iterates over the quorums that contain no smaller one, without the
// faulty voters.
func (q System[I]) Minimal() iter.Seq[spec.Subset[I]] {
	if q.listed != nil {
		return slices.Values(q.least())
	}
	var voters []I
	for i := range q.voters.All() {
		if !q.faulty.Has(i) {
			voters = append(voters, i)
		}
	}
	return func(yield func(spec.Subset[I]) bool) {
		choose(voters, q.need-q.faulty.Len(), spec.Subset[I]{}, yield)
	}
}

// choose yields chosen with n more of the voters, in every way. It reports whether
// to go on.
func choose[I spec.IndexType](voters []I, n int, chosen spec.Subset[I], yield func(spec.Subset[I]) bool) bool {
	if n <= 0 {
		return yield(chosen)
	}
	for k := range max(0, len(voters)-n+1) {
		with := chosen
		with.Add(voters[k])
		if !choose(voters[k+1:], n-1, with, yield) {
			return false
		}
	}
	return true
}

// least returns the listed quorums without the faulty voters, and of these the
// ones that contain no other.
func (q System[I]) least() (least []spec.Subset[I]) {
	for _, s := range q.listed {
		for i := range q.faulty.All() {
			s.Remove(i)
		}
		if slices.ContainsFunc(least, s.Contains) {
			continue
		}
		least = append(slices.DeleteFunc(least, func(t spec.Subset[I]) bool { return t.Contains(s) }), s)
	}
	return least
}

// Meets reports whether every quorum of q has a voter in common with every quorum
// of r, not counting voters that are faulty in either: q.Meets(q) is what makes two
// decisions agree.
func (q System[I]) Meets(r System[I]) bool {
	for a := range q.Minimal() {
		for b := range r.Minimal() {
			if a.Intersect(b).Len() == 0 {
				return false
			}
		}
	}
	return true
}
