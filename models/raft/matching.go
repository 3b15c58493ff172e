package raft

import (
	"fmt"
	"iter"

	"github.com/mcheck/mcheck/spec"
)

// matching is why logs match, without crashes: whoever creates an entry was elected in
// its term, leads it, and has all entries of it, so that it creates one at an index; and
// an entry is stored behind the one that it was created behind.
func (c *Config) matching() *spec.Induction[State] {
	fates := spec.Only(told, received)
	return &spec.Induction[State]{
		States: c.typeCorrectLogs(),
		Within: c.matchingBounds(),
		Lemmas: append(c.electionLemmas(),
			spec.LemmaForAll("EntryElected", c.holders(), c.entryElected).Reads("log", "votes", "currentTerm", "state").
				Doc("who created an entry was elected in its term, and leads it or has left it"),
			spec.LemmaForAll("RequestElected", fates, c.requestElected).Reads("message", "votes", "currentTerm", "state").
				Doc("the same of an entry in a request"),
			spec.NewLemma("LeaderHasEntry", c.leaderHasEntry).Reads("log", "currentTerm", "state").
				Doc("a leader has the entries of its term that are in logs"),
			spec.LemmaForAll("LeaderHasRequest", fates, c.leaderHasRequest).Reads("message", "log", "currentTerm", "state").
				Doc("a leader has the entries of its term that are in requests"),
			spec.NewLemma("SamePrevious", c.samePrevious).Reads("log").
				Doc("what is before an entry of the same index and term has the same term in all logs"),
			spec.LemmaForAll("RequestSamePrevious", fates, c.requestSamePrevious).Reads("message", "log").
				Doc("the same of an entry in a request, compared with logs and requests"),
		),
		Implies: []string{"ElectionSafety", "LogMatching"},
	}
}

// holder is a server in its capacity of having a log.
type holder Server

func (h holder) String() string { return Server(h).String() }

func (c *Config) holders() iter.Seq[holder] {
	return func(yield func(holder) bool) {
		for i := range c.Servers.All() {
			if !yield(holder(i)) {
				return
			}
		}
	}
}

// placed is an entry where it is, or where a request wants it: at an index, behind an
// entry of a term, 0 if it is the first.
type placed struct {
	index int
	prev  Term
	entry Entry
}

// entriesOf iterates over the entries of a log.
func (s *State) entriesOf(h holder) iter.Seq[placed] {
	return func(yield func(placed) bool) {
		prev := Term(0)
		for k, e := range s.Server.At(Server(h)).Log.All() {
			if !yield(placed{k, prev, e}) {
				return
			}
			prev = e.Term
		}
	}
}

// stored iterates over the entries of all logs.
func (c *Config) stored(s *State) iter.Seq[placed] {
	return func(yield func(placed) bool) {
		for h := range c.holders() {
			for p := range s.entriesOf(h) {
				if !yield(p) {
					return
				}
			}
		}
	}
}

// requested iterates over the entries in requests of a fate.
func (c *Config) requested(s *State, f fate) iter.Seq[placed] {
	return func(yield func(placed) bool) {
		for m := range s.Messages.All() {
			if m.entries() == 0 || c.isTold(m) != (f == told) {
				continue
			}
			if !yield(placed{int(m.PrevLogIndex) + 1, m.PrevLogTerm, m.Entry}) {
				return
			}
		}
	}
}

// each returns the first error of a check of entries.
func each(entries iter.Seq[placed], check func(placed) error) error {
	for p := range entries {
		if err := check(p); err != nil {
			return err
		}
	}
	return nil
}

func (c *Config) entryElected(s *State, h holder) error {
	return each(s.entriesOf(h), func(p placed) error { return c.elected(s, p.entry) })
}

func (c *Config) requestElected(s *State, f fate) error {
	return each(c.requested(s, f), func(p placed) error { return c.elected(s, p.entry) })
}

// elected: a majority has voted for who created the entry, in its term. It has not voted
// for another in that term, and if it is still there it leads.
func (c *Config) elected(s *State, e Entry) error {
	voters := spec.Subset[Server]{}
	voters.Add(e.Leader)
	for m := range s.Messages.All() {
		switch {
		case !m.Granted || m.Term != e.Term:
		case m.To == e.Leader:
			voters.Add(m.From)
		case m.From == e.Leader:
			return fmt.Errorf("%v has created %v, and voted for %v", e.Leader, e, m.To)
		}
	}
	if !c.isQuorum(voters.Len()) {
		return fmt.Errorf("%v has created %v with the votes of %v", e.Leader, e, voters)
	}
	if n := s.Server.At(e.Leader); n.CurrentTerm < e.Term || n.CurrentTerm == e.Term && n.Role != Leader {
		return fmt.Errorf("%v has created %v, and is %v in term %d", e.Leader, e, n.Role, n.CurrentTerm)
	}
	return nil
}

func (c *Config) leaderHasEntry(s *State) error {
	return each(c.stored(s), func(p placed) error { return c.leaderHas(s, p) })
}

func (c *Config) leaderHasRequest(s *State, f fate) error {
	return each(c.requested(s, f), func(p placed) error { return c.leaderHas(s, p) })
}

// leaderHas: a leader of the term of an entry has an entry of that term there.
func (c *Config) leaderHas(s *State, p placed) error {
	for i := range c.Servers.All() {
		n := s.Server.At(i)
		if n.Role != Leader || n.CurrentTerm != p.entry.Term {
			continue
		}
		if p.index > n.Log.Len() || n.Log.Get(p.index).Term != p.entry.Term {
			return fmt.Errorf("%v is leader in term %d, and its log lacks entry %d, %v", i, n.CurrentTerm, p.index, p.entry)
		}
	}
	return nil
}

func (c *Config) samePrevious(s *State) error {
	return each(c.stored(s), func(p placed) error { return p.sameAs(c.stored(s)) })
}

// requestSamePrevious compares a request with all logs, and with those that are told.
func (c *Config) requestSamePrevious(s *State, f fate) error {
	return each(c.requested(s, f), func(p placed) error {
		if err := p.sameAs(c.stored(s)); err != nil {
			return err
		}
		return p.sameAs(c.requested(s, told))
	})
}

// sameAs: those of the entries that have the index and the term of p are behind an entry
// of the same term.
func (p placed) sameAs(entries iter.Seq[placed]) error {
	return each(entries, func(q placed) error {
		if p.index == q.index && p.entry.Term == q.entry.Term && p.prev != q.prev {
			return fmt.Errorf("entry %d of term %d is behind one of term %d and behind one of term %d", p.index, p.entry.Term, p.prev, q.prev)
		}
		return nil
	})
}
