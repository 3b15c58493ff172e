package tcommit

import (
	"fmt"

	"github.com/mcheck/mcheck/spec"
)

// Safety returns what transaction commit demands of a protocol with state S, in
// which rmState tells how far the resource managers are.
func Safety[S any](rms spec.Domain[RM], rmState func(*S) PerRM[RMState]) []spec.Property[S] {
	return []spec.Property[S]{
		TCConsistent(rms, rmState),
		CommitNeedsAllPrepared(rms, rmState),
		DecisionsStable(rms, rmState),
	}
}

// Implements claims that a protocol with state S implements transaction commit: what
// its steps do to the resource managers are steps of this model.
func Implements[S any](rms spec.Domain[RM], rmState func(*S) PerRM[RMState]) spec.Property[S] {
	abstract := Config{RMs: rms}.Model()
	abstract.Symmetry = abstract.Domains
	return spec.Refines("TCommit", abstract, func(s *S) State { return State{RMState: rmState(s)} }).
		Doc("section 2: the protocol implements transaction commit").OnRequest()
}

// TCConsistent claims that no RM has committed and another aborted.
func TCConsistent[S any](rms spec.Domain[RM], rmState func(*S) PerRM[RMState]) spec.Property[S] {
	return spec.Invariant("TCConsistent", func(s *S) error { return consistent(rms, rmState(s)) }).
		Doc("section 2: no RM has committed and another aborted")
}

// CommitNeedsAllPrepared claims that an RM has committed only if all are prepared
// or have committed, too.
func CommitNeedsAllPrepared[S any](rms spec.Domain[RM], rmState func(*S) PerRM[RMState]) spec.Property[S] {
	return spec.Invariant("CommitNeedsAllPrepared", func(s *S) error { return needsAll(rms, rmState(s)) }).
		Doc("section 2: an RM commits only when all are prepared")
}

// DecisionsStable claims that an RM that has committed or aborted stays so.
func DecisionsStable[S any](rms spec.Domain[RM], rmState func(*S) PerRM[RMState]) spec.Property[S] {
	return spec.StepInvariant("DecisionsStable", func(old, new *S, _ spec.Step) error { return stable(rms, rmState(old), rmState(new)) }).
		Doc("section 2: committed and aborted are final")
}

func consistent(rms spec.Domain[RM], rmState PerRM[RMState]) error {
	committed := spec.Where(rms, &rmState, Committed)
	if committed.Empty() {
		return nil
	}
	aborted := spec.Where(rms, &rmState, Aborted)
	if aborted.Empty() {
		return nil
	}
	return fmt.Errorf("%v has aborted and %v has committed", oneOf(aborted), oneOf(committed))
}

func needsAll(rms spec.Domain[RM], rmState PerRM[RMState]) error {
	committed := spec.Where(rms, &rmState, Committed)
	if committed.Empty() {
		return nil
	}
	unprepared := spec.Where(rms, &rmState, Working).Union(spec.Where(rms, &rmState, Aborted))
	if unprepared.Empty() {
		return nil
	}
	return fmt.Errorf("%v has committed while %v is %v", oneOf(committed), oneOf(unprepared), rmState.Get(oneOf(unprepared)))
}

func oneOf(rms spec.Subset[RM]) (r RM) {
	for r = range rms.All() {
	}
	return r
}

func stable(rms spec.Domain[RM], old, new PerRM[RMState]) error {
	for r := range rms.All() {
		was, is := old.Get(r), new.Get(r)
		if is != was && (was == Committed || was == Aborted) {
			return fmt.Errorf("%v was %v and is %v", r, was, is)
		}
	}
	return nil
}
