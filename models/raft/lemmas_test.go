package raft

import (
	"slices"
	"testing"

	"github.com/mcheck/mcheck/spec"
)

// TestLemmasFail: those lemmas of the proof that no bug violates are false where they
// should be.
func TestLemmasFail(t *testing.T) {
	c := Config{Servers: spec.NewDomain[Server](2), MaxTerm: 2, MaxLog: 2}
	servers := slices.Collect(c.Servers.All())
	s1, s2 := servers[0], servers[1]
	var initial State

	former := initial
	former.Server.At(s1).CurrentTerm = 1
	if c.eachStep(termGrows)(&former, &initial, spec.Step{}) == nil {
		t.Error("TermsGrow holds of a server that goes back to term 0")
	}

	unordered := initial
	unordered.Server.At(s1).CurrentTerm = 2
	unordered.Server.At(s1).Log.Append(Entry{Term: 2, Leader: s1})
	if err := c.termsOrdered(&unordered); err != nil {
		t.Errorf("TermsOrdered: %v", err)
	}
	unordered.Server.At(s1).Log.Append(Entry{Term: 1, Leader: s1})
	if c.termsOrdered(&unordered) == nil {
		t.Error("TermsOrdered holds of a log with terms 2 and 1")
	}

	leads := initial
	leads.Server.At(s1).Role = Leader
	for next, want := range []bool{false, true, false} {
		leads.Server.At(s1).NextIndex.Set(s2, uint8(next))
		if holds := c.nextIndexInLog(&leads) == nil; holds != want {
			t.Errorf("NextIndexInLog with nextIndex = %d and an empty log: %v, want %v", next, holds, want)
		}
	}
}
