package paxos

import (
	"slices"

	"github.com/mcheck/mcheck/docs/proofs"
	"github.com/mcheck/mcheck/models/multipaxos"
	"github.com/mcheck/mcheck/models/voting"
	"github.com/mcheck/mcheck/spec"
)

// proof is what a machine can check of docs/proofs/paxos.md.
func proof() *spec.Proof {
	return &spec.Proof{
		Files: proofs.Files, File: "paxos.md", New: withLemmas,
		Obligations: slices.Concat(votingObligations(), safetyObligations(), slotObligations(), livenessObligations(), bugObligations()),
	}
}

// votingObligations are about voting, which has no messages. Its induction is small enough
// to know what rests on what.
func votingObligations() (all []spec.Obligation) {
	made := func(acceptors, ballots int, full bool) spec.Scope {
		return spec.Scope{Entry: &voting.Protocol, Values: map[string]int{"acceptors": acceptors, "ballots": ballots}, Full: full}
	}
	reached := spec.Scope{Entry: &voting.Protocol}
	for _, lemma := range []string{"OneValuePerBallot", "VotesSafe", "Agreement"} {
		all = append(all, spec.ByInduction(lemma, made(2, 2, false), made(3, 2, true), made(3, 3, true)))
	}
	for _, property := range []string{"VotesSafe", "Stability", "Consensus", "Changed"} {
		all = append(all, spec.Holds(property, reached))
	}
	return all
}

// safetyObligations: of each lemma with a crash, and with three ballots.
func safetyObligations() (all []spec.Obligation) {
	crash := spec.Scope{Values: constants(2, 1)}
	ballots := spec.Scope{Values: constants(3, 0), Full: true}
	for _, property := range []string{
		"QuorumsMeet", "NothingTakenBack", "VotesPermitted", "ShownStays", "SafeStays", "ShownSafe",
		"LatestVote", "VotePromised", "PromiseKept", "ReportTrue", "OneProposal", "VoteProposed", "ProposalShown",
		"ProposalSafe", "LearnedChosen", "Voting", "Agreement", "Validity", "ChosenAgain", "Split", "Adopted", "Preempted",
	} {
		all = append(all, spec.Holds(property, crash, ballots))
	}
	made := spec.Scope{Values: map[string]int{"acceptors": 2, "ballots": 2, "crashes": 1}}
	more := spec.Scope{Values: map[string]int{"acceptors": 3, "ballots": 2, "crashes": 1}, Full: true}
	for _, lemma := range []string{"VotePromised", "LatestVote", "PromiseKept", "ReportTrue", "OneProposal", "VoteProposed", "ProposalSafe", "Agreement"} {
		all = append(all, spec.ByInduction(lemma, made, more))
	}
	return append(all, spec.ByInduction("ProposalSafe", made, more).Case("Phase2a"), spec.ByInduction(spec.Inv, made, more).Case("Restart"))
}

// slotObligations: Multi-Paxos votes in each slot, and its slots make a log. Where both
// acceptors are needed for a quorum there are no gaps.
func slotObligations() (all []spec.Obligation) {
	log := func(acceptors, commands int, full bool) spec.Scope {
		return spec.Scope{
			Entry: &multipaxos.Protocol, Full: full,
			Values: map[string]int{"acceptors": acceptors, "learners": 1, "commands": commands},
		}
	}
	for _, property := range []string{"Voting1", "Voting2", "SlotAgreement", "PrefixConsistency", "ReplicatedLog", "Adopted"} {
		all = append(all, spec.Holds(property, log(2, 2, false), log(3, 1, true)))
	}
	return append(all, spec.Holds("GapFilled", log(3, 1, true)),
		spec.Violated("SlotAgreement", spec.Scope{Entry: &multipaxos.Protocol, Bug: multipaxos.SkipPhase1}))
}

// livenessObligations: two proposers overtake each other for ever, one decides.
func livenessObligations() (all []spec.Obligation) {
	alone := spec.Scope{Values: map[string]int{"proposers": 1}}
	elected := spec.Scope{Values: map[string]int{"acceptors": 2, "proposers": 2, "elect": 1}}
	more := spec.Scope{Values: map[string]int{"proposers": 2, "elect": 1}, Full: true}
	for _, property := range []string{"LastBallot", "Proposes", "EventuallyChosen"} {
		all = append(all, spec.Holds(property, alone, elected, more))
	}
	return append(all, spec.Violated("EventuallyChosen", spec.Scope{Values: map[string]int{"proposers": 2}}))
}

// bugObligations: the lemma that fails, and what comes of it. What takes three ballots
// takes long.
func bugObligations() (all []spec.Obligation) {
	for _, b := range []struct {
		bug, lemma, property string
		lemmaFull, full      bool
	}{
		{bug: ForgetPromise, lemma: "NothingTakenBack", property: "Agreement"},
		{bug: ForgetVote, lemma: "LatestVote", property: "Agreement"},
		{bug: AcceptBelow, lemma: "VotesPermitted", property: "Agreement"},
		{bug: VoteNoPromise, lemma: "VotePromised", property: "Agreement", full: true},
		{bug: FreeValue, lemma: "ProposalShown", property: "Agreement"},
		{bug: LowestVote, lemma: "ProposalShown", property: "Agreement", lemmaFull: true, full: true},
		{bug: MinorityQuorum, lemma: "QuorumsMeet", property: "Agreement"},
		{bug: SharedBallot, lemma: "OneProposal", property: "Agreement"},
		{bug: LearnMinority, lemma: "LearnedChosen", property: "Agreement"},
		{bug: KeepFirstValue, lemma: "VoteProposed", property: "Validity"},
	} {
		all = append(all, spec.Violated(b.lemma, spec.Scope{Bug: b.bug, Full: b.lemmaFull}),
			spec.Violated(b.property, spec.Scope{Bug: b.bug, Full: b.full}))
	}
	return all
}

// withLemmas returns the model with what only the proof speaks of.
func withLemmas(k spec.Constants) (spec.Checkable, error) {
	c := config(k)
	if k.Int("proposers") > 0 {
		live := c.live(k)
		m := live.Model()
		m.Properties = append(m.Properties, live.stages()...)
		return m, nil
	}
	m := c.Model()
	m.Properties = append(m.Properties, c.lemmas()...)
	return m, nil
}
