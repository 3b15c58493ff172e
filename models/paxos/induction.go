package paxos

import (
	"fmt"
	"iter"

	"github.com/mcheck/mcheck/models/voting"
	"github.com/mcheck/mcheck/spec"
)

// induction is why Paxos is safe, in the conjuncts of the invariant that Lamport,
// Merz and Doligez prove for their Paxos module: what an acceptor remembers is the
// latest vote that it has told, what it has promised is true and stays true, and what
// is proposed is safe by it.
func (c Config) induction() *spec.Induction[State] {
	acceptors, seats := c.Acceptors.All(), c.seats()
	return &spec.Induction[State]{
		States: c.typeCorrect(),
		Lemmas: []spec.Lemma[State]{
			spec.LemmaForAll("LatestVote", acceptors, c.latestVote).Reads("vote", "2b").
				Doc("what an acceptor remembers as its vote is the latest that it has told"),
			spec.LemmaForAll("VotePromised", acceptors, c.votePromised).Reads("maxBal", "vote").
				Doc("an acceptor takes part in no ballot below its vote"),
			spec.LemmaForAll("PromiseKept", seats, c.promiseKept).Reads("maxBal", "1b").
				Doc("an acceptor takes part in no ballot below its promise"),
			spec.LemmaForAll("ReportTrue", seats, c.reportTrue).Reads("1b", "2b").
				Doc("what an acceptor has reported with its promise is its latest vote below the ballot"),
			spec.LemmaForAll("OneProposal", c.ballots(), c.oneProposal).Reads("2a").
				Doc("one value is proposed in a ballot"),
			spec.LemmaForAll("VoteProposed", seats, c.voteProposed).Reads("2a", "2b").
				Doc("votes are for what is proposed"),
			spec.LemmaForAll("ProposalSafe", c.ballots(), c.proposalSafe).Reads("2a", "2b", "maxBal").
				Doc("no value but what is proposed was chosen in a lower ballot, or will be"),
		},
		Implies: []string{"Agreement", "Validity"},
	}
}

// Seat is an acceptor in a ballot.
type Seat = voting.Seat

func (c Config) seats() iter.Seq[Seat] {
	return func(yield func(Seat) bool) {
		for a := range c.Acceptors.All() {
			for b := range c.ballots() {
				if !yield(Seat{Acceptor: a, Ballot: b}) {
					return
				}
			}
		}
	}
}

// vote is what an acceptor remembers as its vote.
type vote struct {
	bal Ballot
	val Value
}

func (c Config) votes() iter.Seq[vote] {
	return func(yield func(vote) bool) {
		if !yield(vote{bal: NoBallot}) {
			return
		}
		for b, v := range spec.Product(c.ballots(), c.Values.All()) {
			if !yield(vote{b, v}) {
				return
			}
		}
	}
}

// reports iterates over the sets of 1b messages of one acceptor for one ballot.
func (c Config) reports() iter.Seq[Reports] {
	return func(yield func(Reports) bool) {
		c.reportsFrom(0, Reports{}, yield)
	}
}

func (c Config) reportsFrom(b int, r Reports, yield func(Reports) bool) bool {
	if b == c.Ballots {
		with := r
		with.NoVote = true
		return yield(r) && yield(with)
	}
	for vals := range spec.SubsetsOf(c.Values) {
		r.Votes[b] = vals
		if !c.reportsFrom(b+1, r, yield) {
			return false
		}
	}
	return true
}

// typeCorrect makes the states that TypeOK allows.
func (c Config) typeCorrect() (vars []spec.Variable[State]) {
	for b := range c.ballots() {
		vars = append(vars, spec.ChooseAt("2a", b, spec.SubsetsOf(c.Values),
			func(s *State, b Ballot, vals spec.Subset[Value]) { s.Msgs[b].Phase2a = vals }))
	}
	for a := range c.Acceptors.All() {
		for b := range c.ballots() {
			vars = append(vars,
				spec.ChooseAt("2b", Seat{Acceptor: a, Ballot: b}, spec.SubsetsOf(c.Values),
					func(s *State, at Seat, vals spec.Subset[Value]) { s.Msgs[at.Ballot].Phase2b.Set(at.Acceptor, vals) }))
		}
		vars = append(vars,
			spec.ChooseAt("vote", a, c.votes(), func(s *State, a Acceptor, v vote) {
				s.MaxVBal.Set(a, v.bal)
				s.MaxVal.Set(a, v.val)
			}),
			spec.ChooseAt("maxBal", a, c.ballotsOrNone(), func(s *State, a Acceptor, b Ballot) { s.MaxBal.Set(a, b) }))
		for b := range c.ballots() {
			vars = append(vars,
				spec.ChooseAt("1b", Seat{Acceptor: a, Ballot: b}, c.reports(),
					func(s *State, at Seat, r Reports) { s.Msgs[at.Ballot].Phase1b.Set(at.Acceptor, r) }))
		}
	}
	for b := range c.ballots() {
		vars = append(vars, spec.ChooseAt("1a", b, spec.Only(false, true), func(s *State, b Ballot, sent bool) { s.Msgs[b].Phase1a = sent }))
	}
	return append(vars, spec.Choose("restarts", spec.Range(0, c.MaxCrashes), func(s *State, n int) { s.Restarts = uint8(n) }))
}

func (c Config) ballotsOrNone() iter.Seq[Ballot] {
	return func(yield func(Ballot) bool) {
		for b := NoBallot; b < Ballot(c.Ballots) && yield(b); b++ {
		}
	}
}

// voted is what acceptor a has voted for in ballot b.
func (s *State) voted(a Acceptor, b Ballot) spec.Subset[Value] { return s.Msgs[b].Phase2b.Get(a) }

func (c Config) latestVote(s *State, a Acceptor) error {
	bal, val := s.MaxVBal.Get(a), s.MaxVal.Get(a)
	if bal > NoBallot && !s.voted(a, bal).Has(val) {
		return fmt.Errorf("%v remembers a vote for %v in ballot %d, and has not told anybody", a, val, bal)
	}
	for b := bal + 1; b < Ballot(c.Ballots); b++ {
		if s.voted(a, b).Len() > 0 {
			return fmt.Errorf("%v has voted in ballot %d, and remembers ballot %d", a, b, bal)
		}
	}
	return nil
}

func (c Config) votePromised(s *State, a Acceptor) error {
	if s.MaxVBal.Get(a) > s.MaxBal.Get(a) {
		return fmt.Errorf("%v has voted in ballot %d, and its maxBal is %d", a, s.MaxVBal.Get(a), s.MaxBal.Get(a))
	}
	return nil
}

func (c Config) promiseKept(s *State, at Seat) error {
	a, b := at.Acceptor, at.Ballot
	if s.Msgs[b].Phase1b.At(a).sent() && s.MaxBal.Get(a) < b {
		return fmt.Errorf("%v has promised ballot %d, and its maxBal is %d", a, b, s.MaxBal.Get(a))
	}
	return nil
}

func (c Config) reportTrue(s *State, at Seat) error {
	a, b := at.Acceptor, at.Ballot
	reports := s.Msgs[b].Phase1b.At(a)
	if reports.NoVote && c.votedBetween(s, a, NoBallot, b) {
		return fmt.Errorf("%v has reported no vote for ballot %d, and has voted below", a, b)
	}
	for vbal := range c.ballots() {
		vals := reports.Votes[vbal]
		if vals.Len() > 0 && (vbal >= b || !s.voted(a, vbal).Contains(vals) || c.votedBetween(s, a, vbal, b)) {
			return fmt.Errorf("%v has reported for ballot %d votes for %v in ballot %d, which are not its latest below", a, b, vals, vbal)
		}
	}
	return nil
}

// votedBetween reports whether a has voted in a ballot between the two.
func (c Config) votedBetween(s *State, a Acceptor, low, high Ballot) bool {
	for b := low + 1; b < high; b++ {
		if s.voted(a, b).Len() > 0 {
			return true
		}
	}
	return false
}

func (c Config) oneProposal(s *State, b Ballot) error {
	if s.Msgs[b].Phase2a.Len() > 1 {
		return fmt.Errorf("%v are proposed in ballot %d", s.Msgs[b].Phase2a, b)
	}
	return nil
}

func (c Config) voteProposed(s *State, at Seat) error {
	if m := &s.Msgs[at.Ballot]; !m.Phase2a.Contains(m.Phase2b.Get(at.Acceptor)) {
		return fmt.Errorf("%v has voted for %v in ballot %d, where %v is proposed", at.Acceptor, m.Phase2b.Get(at.Acceptor), at.Ballot, m.Phase2a)
	}
	return nil
}

// proposalSafe: SafeAt(v, b) for every value v that is proposed in ballot b.
func (c Config) proposalSafe(s *State, b Ballot) error {
	for v := range s.Msgs[b].Phase2a.All() {
		for lower := range b {
			if !c.noneOtherChoosableAt(s, lower, v) {
				return fmt.Errorf("%v is proposed in ballot %d, and another value may be chosen in ballot %d", v, b, lower)
			}
		}
	}
	return nil
}

// noneOtherChoosableAt: each acceptor of a quorum has voted for v in ballot b, or will
// never vote there.
func (c Config) noneOtherChoosableAt(s *State, b Ballot, v Value) bool {
	var settled spec.Subset[Acceptor]
	for a := range c.Acceptors.All() {
		if voted := s.voted(a, b); voted.Has(v) || voted.Len() == 0 && s.MaxBal.Get(a) > b {
			settled.Add(a)
		}
	}
	return c.quorums().Has(settled)
}
