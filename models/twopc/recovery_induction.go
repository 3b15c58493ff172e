package twopc

import (
	"iter"
	"slices"

	"github.com/mcheck/mcheck/spec"
)

// induction is why recovery is right: docs/proofs/twopc.md has it in words.
func (c RecoveryConfig) induction() *spec.Induction[RecoveryState] {
	n := &spec.Induction[RecoveryState]{States: c.typeCorrect(), Implies: []string{"TCConsistent", "CommitNeedsAllPrepared"}}
	for _, l := range c.lemmas() {
		n.Lemmas = append(n.Lemmas, spec.LemmaForAll(l.name, c.RMs.All(), l.check).Reads(l.reads...).Doc(l.doc))
	}
	return n
}

// typeCorrect makes the states that typeOK allows, but for the messages Commit and
// Abort of the TM, which say what its state does: in this form nothing reads them.
func (c RecoveryConfig) typeCorrect() []spec.Variable[RecoveryState] {
	flags := spec.Only(false, true)
	vars := []spec.Variable[RecoveryState]{
		spec.Choose("tmState", spec.Only(TMInit, TMCommitted, TMAborted), func(s *RecoveryState, q TMState) {
			s.TMState, s.Msgs.Commit, s.Msgs.Abort = q, q == TMCommitted, q == TMAborted
		}),
		spec.Choose("tmDown", flags, func(s *RecoveryState, down bool) { s.TMDown = down }),
		spec.Choose("crashes", spec.Range(0, c.ParticipantCrashes), func(s *RecoveryState, n int) { s.Crashes = uint8(n) }),
		spec.Choose("suspicions", spec.Range(0, c.FalseSuspicions), func(s *RecoveryState, n int) { s.Suspicions = uint8(n) }),
		spec.ChooseFrom("successors", c.successions, func(s *RecoveryState, all []Successor) {
			s.Successors = spec.Vec[Successor, [MaxSuccessors]Successor]{}
			for _, k := range all {
				s.Successors.Append(k)
			}
		}),
	}
	states := spec.Only(Working, Prepared, Committed, Aborted)
	for r := range c.RMs.All() {
		vars = append(vars,
			spec.ChooseAt("rmState", r, states, func(s *RecoveryState, r RM, q RMState) { s.RMState.Set(r, q) }),
			spec.ChooseAt("rmLog", r, states, func(s *RecoveryState, r RM, q RMState) { s.RMLog.Set(r, q) }),
			spec.ChooseAt("msgs.prepared", r, flags, func(s *RecoveryState, r RM, in bool) { include(&s.Msgs.Prepared, r, in) }),
			spec.ChooseAt("tmPrepared", r, flags, func(s *RecoveryState, r RM, in bool) { include(&s.TMPrepared, r, in) }),
			spec.ChooseFromAt("promised", r, promises, func(s *RecoveryState, r RM, k Coordinator) { s.Promised.Set(r, k) }),
			spec.ChooseFromAt("reports", r, reports, func(s *RecoveryState, r RM, all []Report) {
				for k, p := range all {
					s.Successors.At(k+1).Reports.Set(r, p)
				}
			}),
			spec.ChooseAt("rmDown", r, flags, func(s *RecoveryState, r RM, in bool) { include(&s.RMDown, r, in) }),
		)
	}
	return vars
}

func include(set *spec.Subset[RM], r RM, in bool) {
	if in {
		set.Add(r)
	} else {
		set.Remove(r)
	}
}

// successions are the sequences of coordinators after the TM, without reports: as many
// as crashes and suspicions allow.
func (c RecoveryConfig) successions(s *RecoveryState) iter.Seq[[]Successor] {
	var ones []Successor
	for _, q := range []TMState{TMInit, TMCommitted, TMAborted} {
		ones = append(ones, Successor{State: q}, Successor{State: q, Down: true})
	}
	return func(yield func([]Successor) bool) {
		for n := range len(c.coordinators(0)) {
			for all := range sequences(n, ones) {
				if c.accounted(s, all) && !yield(all) {
					return
				}
			}
		}
	}
}

// accounted: no more coordinators have crashed than may, and others were taken over
// from on suspicion.
func (c RecoveryConfig) accounted(s *RecoveryState, all []Successor) bool {
	down := []bool{s.TMDown}
	for _, k := range all {
		down = append(down, k.Down)
	}
	crashed, suspected := 0, 0
	for k, d := range down {
		switch {
		case d:
			crashed++
		case k+1 < len(down):
			suspected++
		}
	}
	return crashed <= c.CoordinatorCrashes && suspected <= int(s.Suspicions)
}

// promises are to the coordinators that there are.
func promises(s *RecoveryState) iter.Seq[Coordinator] {
	return func(yield func(Coordinator) bool) {
		for k := range s.last() + 1 {
			if !yield(k) {
				return
			}
		}
	}
}

// reports are what an RM may have told each of the coordinators after the TM.
func reports(s *RecoveryState) iter.Seq[[]Report] {
	return sequences(int(s.last()), []Report{0, report(Working), report(Prepared), report(Committed), report(Aborted)})
}

// sequences are those of n elements.
func sequences[T any](n int, elems []T) iter.Seq[[]T] {
	all := [][]T{nil}
	for range n {
		var longer [][]T
		for _, from := range all {
			for _, e := range elems {
				longer = append(longer, append(slices.Clone(from), e))
			}
		}
		all = longer
	}
	return slices.Values(all)
}
