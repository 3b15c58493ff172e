package pbft

import (
	"slices"

	"github.com/mcheck/mcheck/docs/proofs"
	"github.com/mcheck/mcheck/spec"
)

// proof is what a machine can check of docs/proofs/pbft.md.
func proof() *spec.Proof {
	return &spec.Proof{
		Files: proofs.Files, File: "pbft.md", New: withLemmas,
		Obligations: slices.Concat(safetyObligations(), livenessObligations(), bugObligations()),
	}
}

// safetyObligations: of each lemma in two views. The larger scopes have a gap to fill.
func safetyObligations() (all []spec.Obligation) {
	small := spec.Scope{Values: map[string]int{"requests": 1}}
	gap := spec.Scope{Values: map[string]int{"requests": 1, "seqs": 2}, Full: true}
	for _, name := range []string{
		"QuorumsMeet", "ViewChangeQuorumsMeet", "CertificatesCorrect", "NothingTakenBack", "VotesInView", "EveryOneAccepted",
		"CommitsPrepared", "ViewChangesTrue", "ClaimsPrepared", "EnteredJustified", "AcceptedSafe", "PreparedSafe",
		"AllExecutedCommitted", "AcceptedRequested", "NullFillsGap",
		"PreparedUnique", "ViewChangesMeetCommits", "ExecutedPrepared", "Agreement", "Validity", "Consensus1", "AllExecuted", "Adopted",
	} {
		all = append(all, spec.Holds(name, small, gap))
	}
	return append(all, spec.Holds("NullExecuted", gap),
		spec.Holds("Equivocation", spec.Scope{Values: map[string]int{"views": 1}}))
}

func livenessObligations() (all []spec.Obligation) {
	scope := spec.Scope{Values: map[string]int{"requests": 1, "faulty-primaries": 1}}
	for _, name := range []string{"LastViewReached", "LastViewEntered", "RequestExecuted"} {
		all = append(all, spec.Holds(name, scope))
	}
	return all
}

// earliestViewBegins: x1 is accepted in view 0, and the view is left.
var earliestViewBegins = []string{
	"ClientRequest(x1)", "ClientRequest(x2)", "Prepare(r4, 1, x1)", "Prepare(r2, 1, x1)",
	"ViewChange(r2)", "ViewChange(r3)", "NewView(r2, <<>>)",
}

// bugObligations: the lemma that fails, and what comes of it. What begins with given
// steps is far away, and takes long all the same.
func bugObligations() (all []spec.Obligation) {
	for _, b := range []struct {
		bug, lemma, property string
		full                 bool
		from                 []string
	}{
		{bug: TooFewReplicas, lemma: "QuorumsMeet", property: "PreparedUnique"},
		{bug: SmallQuorum, lemma: "QuorumsMeet", property: "PreparedUnique"},
		{bug: SmallViewChangeQuorum, lemma: "ViewChangeQuorumsMeet", property: "ViewChangesMeetCommits"},
		{bug: AcceptTwice, lemma: "EveryOneAccepted", property: "PreparedUnique"},
		{bug: ForgedRequest, lemma: "AcceptedRequested", property: "Validity"},
		{bug: NoPreparePhase, lemma: "CommitsPrepared", property: "Agreement", full: true},
		{bug: NoCommitPhase, lemma: "AllExecutedCommitted", property: "ExecutedPrepared"},
		{bug: NoViewNumber, lemma: "CertificatesCorrect", property: "ExecutedPrepared"},
		{bug: VoteAfterViewChange, lemma: "VotesInView", property: "Agreement", full: true},
		{bug: NoCertificates, lemma: "ViewChangesTrue", property: "Agreement", full: true},
		{bug: UnverifiedClaims, lemma: "ClaimsPrepared", property: "Validity"},
		{bug: UnverifiedNewView, lemma: "EnteredJustified", property: "Validity"},
		{bug: EarliestView, lemma: "EnteredJustified", property: "Agreement", full: true, from: earliestViewBegins},
		{bug: NoJoin, lemma: "LastViewReached", property: "RequestExecuted", full: true},
	} {
		all = append(all, spec.Violated(b.lemma, spec.Scope{Bug: b.bug, From: b.from, Full: len(b.from) > 0}),
			spec.Violated(b.property, spec.Scope{Bug: b.bug, From: b.from, Full: b.full}))
	}
	return all
}

// withLemmas returns the model with what only the proof speaks of.
func withLemmas(k spec.Constants) (spec.Checkable, error) {
	c := config(k)
	m := c.Model()
	m.Properties = append(m.Properties, c.lemmas()...)
	if c.FaultyPrimaries {
		m.Properties = append(m.Properties, c.stages()...)
	}
	return m, nil
}
