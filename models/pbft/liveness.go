package pbft

import (
	"fmt"

	"github.com/mcheck/mcheck/spec"
)

// NoJoin is a mistake that does harm to nobody but the client: a replica whose own
// timer does not run stays in its view, however many others have left it.
const NoJoin = "no-join"

// live makes of m the form in which RequestExecuted is claimed. It has the same steps.
// What faulty replicas send is always there to be received, but nobody may count on
// it, since they may as well keep silent. So what is fair are the steps that correct
// replicas can take by themselves; the actions named Fair take these. Liveness rests
// on the timers (section 4.5.2): they may expire at any time, and one that runs does.
func (c Config) live(m spec.Model[State]) spec.Model[State] {
	own := c
	own.explicit = true // what the faulty have sent is not in the state
	replicas, requests, seqs, orderable := c.replicas().All(), c.Requests.All(), spec.Range(1, c.Seqs), c.orderable()
	m.Assume = c.enoughSeqs
	m.Actions = append(m.Actions,
		spec.ForAll3("FairPrepare", spec.Product(replicas, seqs), requests, own.prepare).Receives(rcvPrePrepare).
			Rule("section 4.2: the pre-prepare of a correct primary arrives"),
		spec.ForAll3("FairCommit", spec.Product(replicas, seqs), orderable, own.commit).Receives(rcvPrepares).
			Rule("section 4.2: the prepares of 2f + 1 correct replicas arrive"),
		spec.ForAll2("FairExecute", spec.Product(replicas, orderable), own.execute).Receives(rcvCommits).
			Rule("section 4.2: the commits of 2f + 1 correct replicas arrive"),
		spec.ForAll("FairViewChange", replicas, c.fairViewChange).
			Rule("section 4.5.2: the timer expires while a request waits, or f + 1 others have moved to a later view").
			Bound(fmt.Sprintf("view < %d", c.Views-1), c.viewsLeft),
		spec.ForAll2("FairNewView", spec.Product(replicas, c.orders()), own.newView).Receives(rcvViewChanges).
			Rule("section 4.4: the view-changes of 2f + 1 correct replicas arrive"),
		spec.ForAll2("FairAcceptNewView", spec.Product(replicas, c.orders()), own.acceptNewView).Receives(rcvNewView).
			Rule("section 4.4: the new-view of a correct primary arrives"),
	)
	m.Environment["FairViewChange"] = spec.Timeout
	m.Fairness = []spec.Fairness{
		spec.WFEach("PrePrepare"), spec.WFEach("FairPrepare"), spec.WFEach("FairCommit"), spec.WFEach("FairExecute"),
		spec.WFEach("FairViewChange"), spec.WFEach("FairNewView"), spec.WFEach("FairAcceptNewView"),
	}
	m.Properties = append(m.Properties,
		spec.LeadsTo("RequestExecuted", c.someRequested, c.answered).
			Doc("section 4.5.2: what a client requests is executed by f + 1 correct replicas, whose replies agree"))
	return m
}

// enoughSeqs: a request for which there is no sequence number would never be executed.
func (c Config) enoughSeqs() error {
	if c.Requests.Len() > c.Seqs {
		return fmt.Errorf("requests = %d, seqs = %d: want no more requests than sequence numbers with faulty-primaries", c.Requests.Len(), c.Seqs)
	}
	return nil
}

// fairViewChange: the timer of r runs, or f + 1 others have sent view-changes for later
// views, of which r takes the next (section 4.5.2).
func (c Config) fairViewChange(s *State, r Replica) bool {
	return (c.timerRuns(s, r) || c.Bug != NoJoin && c.left(s, r) > c.Faults) && c.viewChange(s, r)
}

// timerRuns: r has a request that it has not executed (section 4.4). Once it has sent
// a view-change, it waits for those of 2f + 1 replicas before it starts the timer
// again, so as not to leave the others behind (section 4.5.2).
func (c Config) timerRuns(s *State, r Replica) bool {
	if s.Replica.At(r).Waiting && c.arrived(s, s.Replica.At(r).View) < c.quorum() {
		return false
	}
	for x := range s.Requested.All() {
		if !s.executed(r, x) {
			return true
		}
	}
	return false
}

// arrived counts the correct replicas that have sent a view-change for w.
func (c Config) arrived(s *State, w View) (n int) {
	for m := range s.ViewChanges.All() {
		if m.View == w {
			n++
		}
	}
	return n
}

// left counts the correct replicas that are in a later view than r, or wait for one.
func (c Config) left(s *State, r Replica) (n int) {
	for q := range c.replicas().All() {
		if !s.Faulty.Has(q) && s.Replica.At(q).View > s.Replica.At(r).View {
			n++
		}
	}
	return n
}

func (s *State) executed(r Replica, x Request) bool {
	for y := range s.Replica.At(r).Executed.Values() {
		if y == x {
			return true
		}
	}
	return false
}

func (c Config) someRequested(s *State) bool { return s.Requested.Len() > 0 }

// answered: each request is executed by f + 1 correct replicas. The client needs as
// many replies that agree (section 4.1), and those of the faulty may be missing.
func (c Config) answered(s *State) bool {
	for x := range s.Requested.All() {
		n := 0
		for r := range c.replicas().All() {
			if s.executed(r, x) {
				n++
			}
		}
		if n <= c.Faults {
			return false
		}
	}
	return true
}
