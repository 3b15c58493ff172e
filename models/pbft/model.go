package pbft

import (
	"fmt"
	"iter"
	"slices"

	"github.com/mcheck/mcheck/quorum"
	"github.com/mcheck/mcheck/spec"
)

const about = "PBFT, the normal case and view changes (Castro and Liskov, Practical Byzantine Fault Tolerance, OSDI 1999)"

// Model returns the specification for the given constants.
func (c Config) Model() spec.Model[State] {
	replicas, requests, seqs, orderable := c.replicas().All(), c.Requests.All(), spec.Range(1, c.Seqs), c.orderable()
	conflict, views := c.Requests.Len() >= 2, c.Views >= 2
	m := spec.Model[State]{
		Name:     "pbft",
		Doc:      about,
		Domains:  []spec.AnyDomain{c.replicas(), c.Requests},
		Symmetry: []spec.AnyDomain{c.replicas(), c.Requests},
		Data:     []spec.AnyDomain{c.Requests},
		Init:     c.init(),
		Mail:     c.mail,
		Actions: []spec.Action[State]{
			spec.ForAll("ClientRequest", requests, c.clientRequest).By(func(*State, Request) string { return clients }).
				Rule("section 4.1: a client sends a signed request"),
			spec.ForAll2("PrePrepare", spec.Product(replicas, requests), c.prePrepare).Receives(rcvRequest).
				Rule("section 4.2: the primary assigns a sequence number and multicasts a pre-prepare"),
			spec.ForAll3("Prepare", spec.Product(replicas, seqs), requests, c.prepare).Receives(rcvPrePrepare).
				Rule("section 4.2: a backup accepts the pre-prepare and multicasts a prepare"),
			spec.ForAll3("Commit", spec.Product(replicas, seqs), orderable, c.commit).Receives(rcvPrepares).
				Rule("section 4.2: when prepared becomes true, multicast a commit"),
			spec.ForAll2("Execute", spec.Product(replicas, orderable), c.execute).Receives(rcvCommits).
				Rule("section 4.2: execute after committed-local and all requests with lower sequence numbers"),
			spec.ForAll("ViewChange", replicas, c.viewChange).
				Rule("section 4.4: the timer expires; stop accepting messages and multicast a view-change").
				Bound(fmt.Sprintf("view < %d", c.Views-1), c.viewsLeft),
			spec.ForAll2("NewView", spec.Product(replicas, c.orders()), c.newView).Receives(rcvViewChanges).
				Rule("section 4.4: with 2f view-changes of others, the primary of the view multicasts a new-view"),
			spec.ForAll2("AcceptNewView", spec.Product(replicas, c.orders()), c.acceptNewView).Receives(rcvNewView).
				Rule("section 4.4: a backup verifies the new-view and multicasts a prepare for each request in O"),
		},
		Environment: spec.Environment{"ClientRequest": spec.Request, "ViewChange": spec.Timeout},
		Properties: []spec.Property[State]{
			spec.Invariant("TypeOK", c.typeOK).Doc("the types of the variables"),
			c.agreement().Doc("section 4.5: no two correct replicas execute different requests with the same sequence number"),
			spec.Invariant("Validity", c.validity).Doc("section 4.1: what is executed was requested by a client, or is the null request"),
			spec.Invariant("PreparedUnique", c.preparedUnique).
				Doc("section 4.2: two prepared certificates of a view have a correct replica in common, and so the same request"),
			spec.Invariant("ExecutedPrepared", c.executedPrepared).
				Doc("section 4.2: what a correct replica executes has prepared at f + 1 correct replicas in a view"),
			spec.Invariant("ViewChangesMeetCommits", c.viewChangesMeetCommits).
				Doc("section 4.5: a committed certificate and the view-changes for a later view have a correct replica in common"),
			spec.Reachable("Equivocation", c.equivocation).Doc("two correct backups accept different requests for a sequence number of a view").
				Needs("requests >= 2", conflict),
			spec.Reachable("AllExecuted", c.allExecuted).Doc("all correct replicas have executed all sequence numbers"),
			spec.ReachableStep("Adopted", c.adopted).Doc("a correct replica executes what a new-view has taken over").
				Needs("views >= 2", views),
			spec.Reachable("NullExecuted", c.nullExecuted).Doc("a gap is filled with the null request").
				Needs("views >= 2, seqs >= 2", views && c.Seqs >= 2),
		},
		Induction:     c.induction(),
		AllowDeadlock: true, // when the views are used up
	}
	for n := range seqs {
		m.Properties = append(m.Properties, c.implements(n))
	}
	if c.FaultyPrimaries {
		return c.live(m)
	}
	return m
}

// init yields an initial state for each set of f faulty replicas that may be. A faulty replica may
// do all that a correct one does, so that fewer of them are among these.
func (c Config) init() iter.Seq[State] {
	var s State
	names := slices.Collect(c.replicas().All())
	for v := range c.Views {
		s.Primary.Append(names[int(v)%len(names)]) // section 4: p = v mod |R|
		for _, log := range []*Log{&s.PrePrepare, &s.Prepare, &s.Commit} {
			for range c.Seqs {
				log[v].Append(Votes{})
			}
		}
	}
	return func(yield func(State) bool) {
		for faulty := range quorum.Threshold(c.replicas(), c.Faults).Minimal() {
			s.Faulty = faulty
			if c.mayBeFaulty(&s) && !yield(s) {
				return
			}
		}
	}
}

// mayBeFaulty: the faulty replicas are any, or the primaries of the first f views.
func (c Config) mayBeFaulty(s *State) bool {
	for v := range min(View(c.Faults), c.Views) {
		if c.FaultyPrimaries && !s.Faulty.Has(s.primary(v)) {
			return false
		}
	}
	return true
}

// orders iterates over all sets O.
func (c Config) orders() iter.Seq[Orders] {
	all := []Orders{{}}
	for k := 0; k < len(all); k++ {
		for x := range c.orderable() {
			if longer := all[k]; longer.Len() < c.Seqs {
				longer.Append(x)
				all = append(all, longer)
			}
		}
	}
	return slices.Values(all)
}

func (c Config) viewsLeft(s *State, r Replica) bool { return s.Replica.At(r).View+1 < c.Views }
