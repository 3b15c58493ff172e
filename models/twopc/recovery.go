package twopc

import (
	"fmt"

	"github.com/mcheck/mcheck/spec"
)

// RecoveryConfig holds the constants of the form with failures, and the bug that is
// built in ("" for none).
type RecoveryConfig struct {
	Config
	CoordinatorCrashes, ParticipantCrashes int
	Recovery                               bool
	FalseSuspicions                        int
	Bug                                    string
}

// The bugs, each a rule that is broken.
const (
	CommitBeforeLog = "commit-before-log"
	VoteBeforeLog   = "vote-before-log"
	AbortPrepared   = "abort-prepared"
	AbortCommitted  = "abort-committed"
	NoFencing       = "no-fencing"
	ForgetPromise   = "forget-promise"
	LostVote        = "lost-vote"

	VoteAfterPromise = "vote-after-promise" // harmless
)

// Limits of the constants.
const (
	MaxCoordinatorCrashes = 2
	MaxParticipantCrashes = 2
	MaxFalseSuspicions    = 1
	// One more than there can be: steps that a bound refuses are tried, too.
	MaxSuccessors = MaxCoordinatorCrashes + MaxFalseSuspicions + 1
)

// Coordinator numbers the coordinators: 0 is the TM, and each that takes over from
// another has the next number.
type Coordinator uint8

// String returns the coordinator's name in traces.
func (c Coordinator) String() string {
	if c == 0 {
		return "TM"
	}
	return fmt.Sprintf("c%d", uint8(c))
}

// Report is what an RM tells of its state: 0 for nothing, or 1 + its RMState.
type Report uint8

func report(q RMState) Report { return Report(q) + 1 }

func (p Report) String() string {
	if p == 0 {
		return "none"
	}
	return RMState(p - 1).String()
}

// Successor is a coordinator that has taken over. Its messages are there as soon
// as it has a reason to send them: the question, which all RMs are asked, when it
// takes over, and the decision when it has decided.
type Successor struct {
	State   TMState
	Down    bool
	Reports PerRM[Report]
}

// String tells how far it is: for states that are printed whole.
func (k Successor) String() string { return k.State.String() }

// RecoveryState holds the variables of TwoPhaseRecovery.
type RecoveryState struct {
	State                                                    // those of TwoPhase
	RMLog      PerRM[RMState]                                // rmLog[r]: the state that is on r's disk
	RMDown     spec.Subset[RM]                               // rmDown
	Promised   PerRM[Coordinator]                            // promised[r]: r ignores those before
	TMDown     bool                                          // tmDown
	Successors spec.Vec[Successor, [MaxSuccessors]Successor] // successors
	Crashes    uint8                                         // of RMs
	Suspicions uint8                                         // takeovers from a coordinator that was up
}

func (s *RecoveryState) up(r RM) bool { return !s.RMDown.Has(r) }

func (s *RecoveryState) exists(c Coordinator) bool { return int(c) <= s.Successors.Len() }

func (s *RecoveryState) successor(c Coordinator) *Successor { return s.Successors.At(int(c)) }

func (s *RecoveryState) last() Coordinator { return Coordinator(s.Successors.Len()) }

func (s *RecoveryState) down(c Coordinator) bool {
	if c == 0 {
		return s.TMDown
	}
	return s.successor(c).Down
}

func (s *RecoveryState) decision(c Coordinator) TMState {
	if c == 0 {
		return s.TMState
	}
	return s.successor(c).State
}

// become makes q the state of r, in its memory and, where logged, on its disk. Both
// in one step: a crash in between is like one afterwards, of which the messages that
// r sends in this step are never received.
func (s *RecoveryState) become(r RM, q RMState, logged bool) bool {
	s.RMState.Set(r, q)
	if logged {
		s.RMLog.Set(r, q)
	}
	return true
}

// coordinators are those that there can be, from the first one on.
func (c RecoveryConfig) coordinators(first Coordinator) []Coordinator {
	var all []Coordinator
	for k := first; int(k) <= c.CoordinatorCrashes+c.FalseSuspicions; k++ {
		all = append(all, k)
	}
	return all
}
