package threepc

import (
	"fmt"
	"iter"

	"github.com/mcheck/mcheck/models/tcommit"
	"github.com/mcheck/mcheck/spec"
)

// Model returns the specification for the given constants.
func (c Config) Model() spec.Model[State] {
	rms, all, later := c.RMs.All(), c.numbers(1), c.numbers(2)
	return spec.Model[State]{
		Name:     "threepc",
		Doc:      doc,
		Domains:  []spec.AnyDomain{c.RMs},
		Symmetry: []spec.AnyDomain{c.RMs},
		Init:     spec.Only(c.initial()),
		Mail:     c.mail,
		Actions: []spec.Action[State]{
			spec.ForAll("RMPrepare", rms, c.rmPrepare).Rule("phase 1: an RM is prepared, and votes"),
			spec.ForAll("RMChooseToAbort", rms, c.rmChooseToAbort).Rule("phase 1: an unprepared RM may abort alone"),
			spec.Do("TMPreCommit", c.tmPreCommit).By(TM.String()).Receives(c.rcvVotes).Rule("phase 2: all have voted to commit, and are told so"),
			spec.Do("TMAbort", c.tmAbort).By(TM.String()).Rule("phase 1: the TM may abort until it has all votes"),
			spec.ForAll("Commit", all, c.commit).By(host).Receives(c.rcvAcks).Rule("phase 3: commit when all who are up know that all have voted to"),
			spec.ForAll2("RMRcvPreCommit", spec.Product(rms, all), c.rmRcvPreCommit).Receives(rcv(preCommit)).
				Rule("phase 2: the RM learns it, and says so"),
			spec.ForAll2("RMRcvCommit", spec.Product(rms, all), c.rmRcvCommit).Receives(rcv(commit)).Rule("phase 3: the RM obeys"),
			spec.ForAll2("RMRcvAbort", spec.Product(rms, all), c.rmRcvAbort).Receives(rcv(abort)).Rule("phase 3: the RM obeys"),
			spec.Do("TMCrash", c.tmCrash).By(TM.String()).Rule("failures: processes stop for good").
				Bound(fmt.Sprintf("crashes < %d", c.Crashes), c.crashesLeft),
			spec.ForAll("RMCrash", rms, c.rmCrash).Rule("failures: processes stop for good").
				Bound(fmt.Sprintf("crashes < %d", c.Crashes), func(s *State, _ RM) bool { return c.crashesLeft(s) }),
			spec.ForAll2("Suspect", spec.Product(c.processes(), c.processes()), c.suspect).
				Rule("assumption broken: who is taken for crashed has crashed").
				Bound(fmt.Sprintf("suspicions < %d", c.FalseSuspicions), c.suspicionsLeft),
			spec.ForAll("DecideAlone", rms, c.decideAlone).
				Rule("assumption broken: who has crashed does not return and decide alone").
				Bound(fmt.Sprintf("independent recoveries < %d", c.IndependentRecoveries), c.recoveriesLeft),
			spec.ForAll("TakeOver", rms, c.takeOver).Rule("termination: an RM takes the place of a crashed coordinator").
				Bound(fmt.Sprintf("coordinators <= %d", c.Crashes+c.FalseSuspicions), c.coordinatorsLeft),
			spec.ForAll2("RMPromise", spec.Product(rms, later), c.rmPromise).Receives(rcv(question)).
				Rule("termination: the RM promises to ignore former coordinators, and reports its state"),
			spec.ForAll("TerminateCommit", later, c.terminateCommit).By(host).Receives(c.rcvReports).Rule("termination: commit if one has committed"),
			spec.ForAll("TerminateAbort", later, c.terminateAbort).By(host).Receives(c.rcvReports).Rule("termination: abort if one has aborted, or none is precommitted"),
			spec.ForAll("TerminatePreCommit", later, c.terminatePreCommit).By(host).Receives(c.rcvReports).
				Rule("termination: otherwise begin phase 2 again, with those who are up"),
		},
		Environment: spec.Environment{
			"RMChooseToAbort": spec.Request, "TMAbort": spec.Timeout, "TMCrash": spec.Crash, "RMCrash": spec.Crash,
			"Suspect": spec.Timeout, "DecideAlone": spec.Recover,
		},
		Properties: append(tcommit.Safety(c.RMs, c.abstract),
			spec.Invariant("TypeOK", c.typeOK).Doc("the types of the variables"),
			tcommit.Implements(c.RMs, c.abstract),
			spec.EventuallyAlways("Termination", c.terminated).Doc("non-blocking: from some time on every RM that is up has committed or aborted"),
			spec.Reachable("AllCommit", func(s *State) bool { return c.survivors(s, Committed) && s.Crashed.Len() == 0 }).
				Doc("all commit").Needs("rms >= 1", true),
			spec.Reachable("CommitsWithoutTM", func(s *State) bool { return s.TMCrashed && !s.at(1).Commit && c.survivors(s, Committed) }).
				Doc("the TM crashes undecided, and the RMs commit").Needs("crashes >= 1", c.Crashes >= 1),
			spec.Reachable("AbortsWithoutTM", func(s *State) bool { return s.TMCrashed && s.at(1).PreCommit && c.survivors(s, Aborted) }).
				Doc("the TM crashes about to commit, and the RMs abort").Needs("crashes >= 1", c.Crashes >= 1),
		),
		Fairness: c.fairness(),
		// Non-blocking: where nothing can happen any more, all who are up have decided.
		Terminal: func(s *State) bool { return c.survivors(s, Committed) || c.survivors(s, Aborted) },
	}
}

func (c Config) initial() (s State) {
	s.Coordinators.Append(Coordinator{Host: TM})
	for r := range c.RMs.All() {
		s.Promised.Set(r, 1)
	}
	return s
}

// numbers are those of the coordinators that there can be, from the first one on.
func (c Config) numbers(first Number) iter.Seq[Number] {
	return func(yield func(Number) bool) {
		for k := first; int(k) <= 1+c.Crashes+c.FalseSuspicions && yield(k); k++ {
		}
	}
}

func (c Config) processes() iter.Seq[Process] {
	return func(yield func(Process) bool) {
		if !yield(TM) {
			return
		}
		for r := range c.RMs.All() {
			if !yield(Process{r}) {
				return
			}
		}
	}
}

func (c Config) crashesLeft(s *State) bool {
	crashes := s.Crashed.Len()
	if s.TMCrashed {
		crashes++
	}
	return crashes < c.Crashes
}

func (c Config) suspicionsLeft(s *State, _, _ Process) bool {
	return s.Suspects.Len() < c.FalseSuspicions
}

func (c Config) recoveriesLeft(s *State, _ RM) bool { return int(s.Alone) < c.IndependentRecoveries }

func (c Config) coordinatorsLeft(s *State, _ RM) bool {
	return s.Coordinators.Len() <= c.Crashes+c.FalseSuspicions
}

// abstract are the RMs' states as transaction commit knows them, where one that is
// precommitted is prepared.
func (c Config) abstract(s *State) (rmState tcommit.PerRM[tcommit.RMState]) {
	known := [...]tcommit.RMState{
		Working: tcommit.Working, Prepared: tcommit.Prepared, PreCommitted: tcommit.Prepared,
		Committed: tcommit.Committed, Aborted: tcommit.Aborted,
	}
	for r := range c.RMs.All() {
		rmState.Set(r, known[s.RMState.Get(r)])
	}
	return rmState
}

// survivors: all RMs that are up are in state q.
func (c Config) survivors(s *State, q RMState) bool {
	for r := range c.RMs.All() {
		if !s.Crashed.Has(r) && s.RMState.Get(r) != q {
			return false
		}
	}
	return true
}

// typeOK: the types of the variables, and nothing about the protocol.
func (c Config) typeOK(s *State) error {
	for r := range c.RMs.All() {
		q, k := s.RMState.Get(r), s.Promised.Get(r)
		if q > Aborted || k == 0 || !s.exists(k) {
			return fmt.Errorf("rmState[%v] = %d, promised[%v] = %d of %d", r, uint8(q), r, uint8(k), s.Coordinators.Len())
		}
		for n, k := range s.Coordinators.All() {
			if p := k.Reports.Get(r); p > report(Aborted) {
				return fmt.Errorf("coordinators[%d].reports[%v] = %d", n, r, uint8(p))
			}
		}
	}
	return nil
}
