package twopc

import (
	"fmt"

	"github.com/mcheck/mcheck/spec"
)

// induction is why the protocol is consistent: an RM that has committed was told so,
// the TM said so because all had told it that they were prepared, and from there an RM
// gets to aborted only if it is told so, which the TM does not do then.
func (c Config) induction() *spec.Induction[State] {
	rms := c.RMs.All()
	return &spec.Induction[State]{
		States: c.typeCorrect(),
		Lemmas: []spec.Lemma[State]{
			spec.NewLemma("CommitSent", commitSent).Reads("msgs.commit", "tmState").
				Doc("the TM has said commit only if it has committed"),
			spec.NewLemma("AllCounted", c.allCounted).Reads("tmState", "tmPrepared").
				Doc("the TM has committed only if it counts all RMs as prepared"),
			spec.NewLemma("AbortSent", abortSent).Reads("msgs.abort", "tmState").
				Doc("the TM has said abort only if it has aborted"),
			spec.LemmaForAll("CountedSent", rms, countedSent).Reads("tmPrepared", "msgs.prepared").
				Doc("the TM counts an RM as prepared only if the RM has said so"),
			spec.LemmaForAll("PreparedLeftWorking", rms, preparedLeftWorking).Reads("msgs.prepared", "rmState").
				Doc("an RM that has said that it is prepared works no more"),
			spec.LemmaForAll("CommittedTold", rms, committedTold).Reads("msgs.commit", "rmState").
				Doc("an RM has committed only if the TM has said so"),
			spec.LemmaForAll("AbortedTold", rms, abortedTold).Reads("msgs.abort", "msgs.prepared", "rmState").
				Doc("an RM that has said that it is prepared has aborted only if the TM has said so"),
		},
		Implies: []string{"TCConsistent"},
	}
}

// typeCorrect makes the states that TypeOK allows.
func (c Config) typeCorrect() []spec.Variable[State] {
	flags := spec.Only(false, true)
	vars := []spec.Variable[State]{
		spec.Choose("tmState", spec.Only(TMInit, TMCommitted, TMAborted), func(s *State, q TMState) { s.TMState = q }),
		spec.Choose("msgs.commit", flags, func(s *State, sent bool) { s.Msgs.Commit = sent }),
		spec.Choose("msgs.abort", flags, func(s *State, sent bool) { s.Msgs.Abort = sent }),
		spec.Choose("tmPrepared", spec.SubsetsOf(c.RMs), func(s *State, rs spec.Subset[RM]) { s.TMPrepared = rs }),
		spec.Choose("msgs.prepared", spec.SubsetsOf(c.RMs), func(s *State, rs spec.Subset[RM]) { s.Msgs.Prepared = rs }),
	}
	for r := range c.RMs.All() {
		vars = append(vars, spec.ChooseAt("rmState", r, spec.Only(Working, Prepared, Committed, Aborted),
			func(s *State, r RM, q RMState) { s.RMState.Set(r, q) }))
	}
	return vars
}

func commitSent(s *State) error {
	if s.Msgs.Commit && s.TMState != TMCommitted {
		return fmt.Errorf("commit was sent, and the TM is in %v", s.TMState)
	}
	return nil
}

func (c Config) allCounted(s *State) error {
	if s.TMState == TMCommitted && s.TMPrepared.Len() != c.RMs.Len() {
		return fmt.Errorf("the TM has committed, and counts only %v", s.TMPrepared)
	}
	return nil
}

func abortSent(s *State) error {
	if s.Msgs.Abort && s.TMState != TMAborted {
		return fmt.Errorf("abort was sent, and the TM is in %v", s.TMState)
	}
	return nil
}

func countedSent(s *State, r RM) error {
	if s.TMPrepared.Has(r) && !s.Msgs.Prepared.Has(r) {
		return fmt.Errorf("the TM counts %v, which has not sent prepared", r)
	}
	return nil
}

func preparedLeftWorking(s *State, r RM) error {
	if s.Msgs.Prepared.Has(r) && s.RMState.Get(r) == Working {
		return fmt.Errorf("%v has sent prepared, and is working", r)
	}
	return nil
}

func committedTold(s *State, r RM) error {
	if s.RMState.Get(r) == Committed && !s.Msgs.Commit {
		return fmt.Errorf("%v has committed, and no commit was sent", r)
	}
	return nil
}

func abortedTold(s *State, r RM) error {
	if s.RMState.Get(r) == Aborted && s.Msgs.Prepared.Has(r) && !s.Msgs.Abort {
		return fmt.Errorf("%v has sent prepared and aborted, and no abort was sent", r)
	}
	return nil
}
