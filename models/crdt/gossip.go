package crdt

import (
	"fmt"
	"iter"

	"github.com/mcheck/mcheck/spec"
)

// StateBased is a replicated data type whose replicas send their payloads to each
// other, and merge what they get (RR-7506, section 2.2). The zero payload is the
// initial one.
type StateBased[P, V comparable] interface {
	// Calls returns the operations whose preconditions are true.
	Calls(p P) iter.Seq[Op]
	// Update executes an operation; id tells the update from all others.
	Update(p P, op Op, id Dot) P
	// Merge returns the least upper bound of p, which is a replica's own, and q.
	Merge(p, q P) P
	// Query returns what a client reads.
	Query(p P) V
	// Size returns how much is in p. What has more in it need not be newer.
	Size(p P) int
}

// gossip replicates a state-based type.
type gossip[P, V comparable] struct {
	machine[P, Version[P], V]
	data StateBased[P, V]
}

// gossiped is the state of a state-based type.
type gossiped[P any] = State[P, Version[P]]

func stateBased[P, V comparable](c Config, t Type, data StateBased[P, V], meaning Meaning[V]) spec.Model[gossiped[P]] {
	g := gossip[P, V]{
		machine: machine[P, Version[P], V]{Config: c, typ: t, meaning: meaning, calls: data.Calls, query: data.Query},
		data:    data,
	}
	g.merged = g.newcomer
	m := g.model(gossiped[P]{Sent: spec.SetOf(Version[P]{})}, []spec.Action[gossiped[P]]{
		g.updating(g.update),
		spec.ForEach2("Merge", g.arrivals, g.merge).Receives(received[gossiped[P], Version[P]]).Rule("RR-7506, section 2.2: a payload that was received is merged"),
	}, g.laws(), nil, spec.WFEach("Merge"))
	if r, ok := data.(ranged[P]); ok {
		m.Induction = g.induction(r)
	}
	return m
}

// update: replica i is updated. Every version that a replica ever has is sent at once,
// to all others: a message that is not received stands for one that was not sent.
func (g gossip[P, V]) update(s *gossiped[P], i Replica, op Op) bool {
	id := g.record(s, i, op)
	v := s.Replica.At(i)
	v.Payload = g.data.Update(v.Payload, op, id)
	s.Sent.Add(*v)
	return true
}

// merge: replica i receives a version, maybe an old one, maybe for the second time.
func (g gossip[P, V]) merge(s *gossiped[P], i Replica, m Version[P]) bool {
	v := s.Replica.At(i)
	v.Payload = g.join(v.Payload, m.Payload)
	v.Seen = v.Seen.Union(m.Seen)
	s.Sent.Add(*v)
	return true
}

// newcomer merges what all replicas have. In which order does not matter, if the type
// converges.
func (g gossip[P, V]) newcomer(s *gossiped[P]) (p P) {
	for i := range g.Replicas.All() {
		p = g.join(p, s.Replica.At(i).Payload)
	}
	return p
}

// join merges q into p, which is a replica's own, as the type does it or by mistake.
func (g gossip[P, V]) join(p, q P) P {
	switch more := g.data.Size(p) - g.data.Size(q); {
	case g.Bug == LargerWins && more > 0:
		return p
	case g.Bug == LargerWins && more < 0, g.Bug == Overwrite:
		return q
	}
	return g.data.Merge(p, q)
}

// laws are what makes the payloads a semilattice that updates climb. They are claimed
// of the versions that exist in one state: those that replicas have and have had, all
// of which are in flight. Payloads of different executions need not be mergeable, as
// the same unique tag may be for different elements in them.
func (g gossip[P, V]) laws() []spec.Property[gossiped[P]] {
	laws := []spec.Property[gossiped[P]]{
		spec.Invariant("MergeIdempotent", g.mergeIdempotent).
			Doc("RR-7506, section 2.3: to merge the same again changes nothing"),
		spec.Invariant("MergeCommutes", g.mergeCommutes).
			Doc("RR-7506, section 2.3: it does not matter which of two versions is merged into the other"),
		spec.StepInvariant("MergeAssociates", g.mergeAssociates).
			Doc("RR-7506, section 2.3: it does not matter which two of three versions are merged first"),
		spec.StepInvariant("UpdateInflates", g.updateInflates).
			Doc("RR-7506, section 2.3: what an update makes of a version is not older than it"),
		spec.Invariant("StrongConvergence", g.convergence).
			Doc("strong eventual consistency: versions with the same updates have the same payload"),
	}
	if g.Lemmas {
		laws = append(laws, g.lemmas()...)
	}
	return laws
}

func (g gossip[P, V]) mergeIdempotent(s *gossiped[P]) error {
	for x := range s.Sent.All() {
		if got := g.join(x.Payload, x.Payload); got != x.Payload {
			return fmt.Errorf("%v merged with itself is %v", x.Payload, got)
		}
	}
	return nil
}

func (g gossip[P, V]) mergeCommutes(s *gossiped[P]) error {
	for x := range s.Sent.All() {
		for y := range s.Sent.All() {
			if xy, yx := g.join(x.Payload, y.Payload), g.join(y.Payload, x.Payload); xy != yx {
				return fmt.Errorf("%v and %v merged are %v, the other way round %v", x.Payload, y.Payload, xy, yx)
			}
		}
	}
	return nil
}

// mergeAssociates asks about three versions in the step that makes the last of them:
// in every state about all triples would be to ask the same over and over.
func (g gossip[P, V]) mergeAssociates(old, new *gossiped[P], _ spec.Step) error {
	for i := range g.Replicas.All() {
		v := *new.Replica.At(i)
		if old.Sent.Has(v) {
			continue
		}
		for x := range new.Sent.All() {
			for y := range new.Sent.All() {
				for _, t := range [][3]Version[P]{{v, x, y}, {x, v, y}, {x, y, v}} {
					if err := g.associative(t[0].Payload, t[1].Payload, t[2].Payload); err != nil {
						return err
					}
				}
			}
		}
	}
	return nil
}

func (g gossip[P, V]) associative(x, y, z P) error {
	left, right := g.join(g.join(x, y), z), g.join(x, g.join(y, z))
	if left == right {
		return nil
	}
	return fmt.Errorf("%v, %v and %v merged are %v if the first two are merged first, and %v if the last two are",
		x, y, z, left, right)
}

// updateInflates: one payload is as new as another if merging the other into it
// changes nothing.
func (g gossip[P, V]) updateInflates(old, new *gossiped[P], step spec.Step) error {
	for i := range g.Replicas.All() {
		was, is := old.Replica.At(i).Payload, new.Replica.At(i).Payload
		if g.join(is, was) != is {
			return fmt.Errorf("%s made of %v %v, which is not as new: merged they are %v", step.Label(), was, is, g.join(is, was))
		}
	}
	return nil
}

func (g gossip[P, V]) convergence(s *gossiped[P]) error {
	for x := range s.Sent.All() {
		for y := range s.Sent.All() {
			if x.Seen == y.Seen && x.Payload != y.Payload {
				return fmt.Errorf("%v and %v are both made of the updates %v", x.Payload, y.Payload, x.Seen)
			}
		}
	}
	return nil
}
