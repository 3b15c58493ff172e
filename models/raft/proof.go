package raft

import (
	_ "embed"
	"slices"
	"strings"

	"github.com/mcheck/mcheck/docs/proofs"
	"github.com/mcheck/mcheck/spec"
)

// proof is what a machine can check of docs/proofs/raft.md.
func proof() *spec.Proof {
	return &spec.Proof{
		Files: proofs.Files, File: "raft.md", New: withLemmas,
		Obligations: slices.Concat(electionObligations(), safetyObligations(), livenessObligations(), bugObligations()),
	}
}

// electionObligations: what servers keep of votes, with a crash as well, and the
// induction about elections in one term and in two.
func electionObligations() (all []spec.Obligation) {
	crash := spec.Scope{Values: constants(3, 1, 0, 1)}
	terms := spec.Scope{Values: constants(3, 2, 0, 0), Full: true}
	for _, name := range []string{"MajoritiesMeet", "TermsGrow", "VoteStays", "CountedVotes", "ElectionSafety"} {
		all = append(all, spec.Holds(name, crash, terms))
	}
	votes := spec.Scope{Values: constants(3, 1, 0, 0)}
	for _, lemma := range []string{"OneVote", "VoteKept", "OwnVote", "VotesGiven", "LeaderElected"} {
		all = append(all, spec.ByInduction(lemma, votes))
	}
	return append(all, spec.ByInduction("ElectionSafety", votes))
}

// safetyObligations: two servers with a crash show what a log may become; three take
// longer, and have majorities without one of them.
func safetyObligations() (all []spec.Obligation) {
	two := spec.Scope{Values: constants(2, 2, 1, 1)}
	three := spec.Scope{Values: constants(3, 2, 1, 1), Full: true}
	long := spec.Scope{Values: constants(2, 2, 2, 0), Full: true}
	for _, name := range []string{
		"LeaderAppendOnly", "NextIndexInLog", "PrefixOfLeader", "LogMatching", "TermsOrdered", "OnlyConflictsDeleted",
		"MatchStored", "CommitsOwnTerm", "VotesUpToDate", "LeaderCompleteness", "CommittedInLeader", "CommitIndexInLog",
		"StateMachineSafety", "ReplicatedLog",
	} {
		all = append(all, spec.Holds(name, two, three, long))
	}
	all = append(all, matchingObligations()...)
	return append(all, spec.Holds("SomeCommit", two),
		spec.Holds("SuffixTruncated", spec.Scope{Values: constants(3, 2, 1, 0), Full: true}))
}

// matchingObligations: the induction about logs, of two servers that differ in two entries.
func matchingObligations() (all []spec.Obligation) {
	logs := spec.Scope{Values: constants(2, 2, 2, 0), Full: true}
	for _, lemma := range []string{
		"EntryElected", "RequestElected", "LeaderHasEntry", "LeaderHasRequest", "SamePrevious", "RequestSamePrevious", "LogMatching",
	} {
		all = append(all, spec.ByInduction(lemma, logs))
	}
	return all
}

// livenessObligations: two servers commit, three elect.
func livenessObligations() (all []spec.Obligation) {
	commit := spec.Scope{Values: settling(2, 3, 2)}
	elect := spec.Scope{Values: settling(3, 2, 0), Full: true}
	return append(all,
		spec.Holds("LeaderStays", commit, elect),
		spec.Holds("EventuallyLeader", commit, elect),
		spec.Holds("EventuallyCommitted", commit),
	)
}

func settling(nodes, terms, log int) map[string]int {
	values := constants(nodes, terms, log, 0)
	values["timers"] = int(SettlingTimers)
	return values
}

// figure8c is Figure 8 up to (c): from there on it is near what goes wrong in (d).
//
//go:embed testdata/figure8c.txt
var figure8c string

// steps are the labels in a file of steps.
func steps(file string) (labels []string) {
	for line := range strings.Lines(file) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			labels = append(labels, line)
		}
	}
	return labels
}

// bugObligations: the lemma that fails, and what comes of it. Two terms are enough for a
// leader that commits what it has not created.
func bugObligations() (all []spec.Obligation) {
	for _, b := range []struct {
		bug, lemma, property string
		full                 bool
	}{
		{bug: MinorityQuorum, lemma: "MajoritiesMeet", property: "ElectionSafety"},
		{bug: DoubleVote, lemma: "VoteStays", property: "ElectionSafety"},
		{bug: ForgetVote, lemma: "VoteStays", property: "ElectionSafety"},
		{bug: StaleResponse, lemma: "CountedVotes", property: "ElectionSafety"},
		{bug: StaleAppend, property: "LeaderAppendOnly", full: true},
		{bug: NoPrevLogCheck, lemma: "PrefixOfLeader", property: "LogMatching", full: true},
		{bug: TruncateAlways, lemma: "OnlyConflictsDeleted", property: "CommitIndexInLog"},
		{bug: NoLogCheck, lemma: "VotesUpToDate", property: "LeaderCompleteness", full: true},
		{bug: BlindCommit, lemma: "CommittedInLeader", property: "StateMachineSafety", full: true},
		{bug: KeepVote, property: "EventuallyLeader"},
		{bug: IgnoreTerm, property: "EventuallyLeader"},
	} {
		scope := spec.Scope{Bug: b.bug, Full: b.full}
		if b.lemma != "" {
			all = append(all, spec.Violated(b.lemma, scope))
		}
		all = append(all, spec.Violated(b.property, scope))
	}
	return append(all,
		spec.Violated("MatchStored", spec.Scope{Bug: TruncateAlways}),
		spec.Violated("CommitsOwnTerm", spec.Scope{Bug: CommitOldTerm, Values: map[string]int{"terms": 2}, Full: true}),
		spec.Violated("LeaderCompleteness", spec.Scope{Bug: CommitOldTerm, From: steps(figure8c)}))
}

// withLemmas returns the model with what only the proof speaks of.
func withLemmas(k spec.Constants) (spec.Checkable, error) {
	c := config(k)
	if c.Timers != AnyTimers {
		m := c.LiveModel()
		m.Properties = append(m.Properties, spec.EventuallyAlways("LeaderStays", c.allFollow).
			Doc("at last one server leads a term that all are in, for ever"))
		return m, nil
	}
	m := c.Model()
	m.Properties = append(m.Properties, c.lemmas()...)
	return m, nil
}

// allFollow: some server leads the term that all are in.
func (c *Config) allFollow(s *LiveState) bool {
	for i := range c.Servers.All() {
		n := s.Server.At(i)
		follow := n.Role == Leader
		for j := range c.Servers.Others(i) {
			follow = follow && s.Server.At(j).CurrentTerm == n.CurrentTerm
		}
		if follow {
			return true
		}
	}
	return false
}
