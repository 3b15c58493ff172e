package crdt

import (
	"fmt"
	"iter"

	"github.com/mcheck/mcheck/spec"
)

// OpBased is a replicated data type whose replicas send their operations to each
// other (RR-7506, section 2.2). The zero payload is the initial one.
type OpBased[P, B, V comparable] interface {
	// Calls returns the operations whose preconditions are true.
	Calls(p P) iter.Seq[Op]
	// Prepare returns what is to be broadcast: the arguments of the effect. It
	// happens at the source only.
	Prepare(p P, op Op, id Dot) B
	// Effect executes the operation, at the source at once, and downstream when it is
	// delivered.
	Effect(p P, b B) P
	// Query returns what a client reads.
	Query(p P) V
}

// Order is what a broadcast promises. In every case it is reliable: an operation is
// delivered to a replica once, and not lost.
type Order bool

// The orders.
const (
	Plain  Order = false // any order
	Causal Order = true  // after what its source had seen
)

// Packet is an operation that is broadcast. Its clock is the vector clock of its
// source: how many operations of each replica the source had delivered, this one
// among them.
type Packet[B any] struct {
	ID    Dot
	Clock PerReplica[uint8]
	Body  B
}

// String formats the packet as its identity and what it carries.
func (p Packet[B]) String() string { return fmt.Sprintf("%v: %v", p.ID, p.Body) }

// broadcast replicates an operation-based type.
type broadcast[P, B, V comparable] struct {
	machine[P, Packet[B], V]
	data  OpBased[P, B, V]
	order Order
}

// broadcasting is the state of an operation-based type.
type broadcasting[P, B any] = State[P, Packet[B]]

func opBased[P, B, V comparable](c Config, t Type, data OpBased[P, B, V], order Order, meaning Meaning[V]) spec.Model[broadcasting[P, B]] {
	if c.Bug == PlainBroadcast {
		order = Plain
	}
	b := broadcast[P, B, V]{
		machine: machine[P, Packet[B], V]{Config: c, typ: t, meaning: meaning, calls: data.Calls, query: data.Query},
		data:    data, order: order,
	}
	b.merged = b.newcomer
	return b.model(broadcasting[P, B]{}, []spec.Action[broadcasting[P, B]]{
		b.updating(b.update),
		spec.ForEach2("Deliver", b.arrivals, b.deliver).Receives(received[broadcasting[P, B], Packet[B]]).Rule("RR-7506, section 2.2: an operation takes effect downstream"),
	}, b.laws(), b.orderWitnesses(), spec.WFEach("Deliver"))
}

// update: an operation takes effect at replica i, and is broadcast.
func (b broadcast[P, B, V]) update(s *broadcasting[P, B], i Replica, op Op) bool {
	id := b.record(s, i, op)
	v := s.Replica.At(i)
	packet := Packet[B]{ID: id, Clock: b.clock(v), Body: b.data.Prepare(v.Payload, op, id)}
	v.Payload = b.data.Effect(v.Payload, packet.Body)
	s.Sent.Add(packet)
	return true
}

// clock is the vector clock of a replica. It is no variable: it is how many
// operations of each have been delivered.
func (b broadcast[P, B, V]) clock(v *Version[P]) (clock PerReplica[uint8]) {
	for j := range b.Replicas.All() {
		clock.Set(j, uint8(v.Seen.Count(j)))
	}
	return clock
}

// deliver: an operation of another replica takes effect at replica i.
func (b broadcast[P, B, V]) deliver(s *broadcasting[P, B], i Replica, packet Packet[B]) bool {
	v := s.Replica.At(i)
	if !b.ready(v, i, &packet) {
		return false
	}
	v.Payload = b.data.Effect(v.Payload, packet.Body)
	v.Seen.Add(packet.ID)
	return true
}

// ready: an operation is delivered if it has not been before and, by a causal
// broadcast, if all that its source had seen has been: by vector clocks, if it is the
// next one of its source, and the source knew no more than i does of all others.
func (b broadcast[P, B, V]) ready(v *Version[P], i Replica, packet *Packet[B]) bool {
	if b.Bug == DeliverTwice {
		return packet.ID.By != i
	}
	if v.Seen.Has(packet.ID) {
		return false
	}
	if b.order == Plain {
		return true
	}
	clock := b.clock(v)
	for j := range b.Replicas.All() {
		sent, delivered := packet.Clock.Get(j), clock.Get(j)
		switch {
		case j == packet.ID.By && sent != delivered+1:
			return false
		case j != packet.ID.By && sent > delivered && b.Bug != FIFOOnly:
			return false
		}
	}
	return true
}

// newcomer delivers all operations, each after those that its source had seen. In which
// order else does not matter, if the type converges.
func (b broadcast[P, B, V]) newcomer(s *broadcasting[P, B]) P {
	var v Version[P]
	for v.Seen != s.History.Dots() {
		for packet := range s.Sent.All() {
			if !v.Seen.Has(packet.ID) && v.Seen.Contains(s.History.At(packet.ID).Past) {
				v.Payload = b.data.Effect(v.Payload, packet.Body)
				v.Seen.Add(packet.ID)
			}
		}
	}
	return v.Payload
}

// laws are what makes replicas converge that deliver the same operations.
func (b broadcast[P, B, V]) laws() []spec.Property[broadcasting[P, B]] {
	laws := []spec.Property[broadcasting[P, B]]{
		spec.Invariant("EffectsCommute", b.effectsCommute).
			Doc("RR-7506, section 2.3: operations that can be delivered in either order have the same effect in both"),
		spec.Invariant("StrongConvergence", b.convergence).
			Doc("strong eventual consistency: replicas with the same updates have the same payload"),
	}
	if b.Lemmas {
		laws = append(laws, b.lemmas()...)
	}
	if b.order == Causal || b.Lemmas && b.Bug == PlainBroadcast {
		laws = append(laws, spec.Invariant("CausalDelivery", b.causalDelivery).
			Doc("RR-7506, section 2.3: what an update's source had seen has been delivered before it").ReadsHistory())
	}
	return laws
}

func (b broadcast[P, B, V]) effectsCommute(s *broadcasting[P, B]) error {
	for i := range b.Replicas.All() {
		v := s.Replica.At(i)
		for x := range s.Sent.All() {
			for y := range s.Sent.All() {
				if x.ID == y.ID || !b.ready(v, i, &x) || !b.ready(v, i, &y) {
					continue
				}
				xy := b.data.Effect(b.data.Effect(v.Payload, x.Body), y.Body)
				yx := b.data.Effect(b.data.Effect(v.Payload, y.Body), x.Body)
				if xy != yx {
					return fmt.Errorf("at %v, %v and then %v make %v, the other way round %v", i, x, y, xy, yx)
				}
			}
		}
	}
	return nil
}

func (b broadcast[P, B, V]) convergence(s *broadcasting[P, B]) error {
	for i, j := range b.Replicas.Pairs() {
		x, y := s.Replica.At(i), s.Replica.At(j)
		if x.Seen == y.Seen && x.Payload != y.Payload {
			return fmt.Errorf("%v has %v, %v has %v, and both have seen %v", i, x.Payload, j, y.Payload, x.Seen)
		}
	}
	return nil
}

func (b broadcast[P, B, V]) causalDelivery(s *broadcasting[P, B]) error {
	for i := range b.Replicas.All() {
		seen := s.Replica.At(i).Seen
		for d := range seen.All() {
			if past := s.History.At(d).Past; !seen.Contains(past) {
				return fmt.Errorf("%v has seen %v, but not %v, which its source had seen", i, d, past.Minus(seen))
			}
		}
	}
	return nil
}

// orderWitnesses show that the order of delivery matters.
func (b broadcast[P, B, V]) orderWitnesses() []spec.Property[broadcasting[P, B]] {
	needs := func(p spec.Property[broadcasting[P, B]]) []spec.Property[broadcasting[P, B]] {
		return []spec.Property[broadcasting[P, B]]{
			p.Needs("replicas >= 2, updates >= 2", b.Replicas.Len() >= 2 && b.MaxUpdates >= 2),
		}
	}
	if b.order == Causal {
		return needs(spec.Reachable("Delayed", b.delayed).Doc("an operation has to wait for another"))
	}
	return needs(spec.Reachable("OutOfOrder", func(s *broadcasting[P, B]) bool { return b.causalDelivery(s) != nil }).
		Doc("an operation has been delivered before one that its source had seen").ReadsHistory())
}

func (b broadcast[P, B, V]) delayed(s *broadcasting[P, B]) bool {
	for i := range b.Replicas.All() {
		v := s.Replica.At(i)
		for x := range s.Sent.All() {
			if !v.Seen.Has(x.ID) && !b.ready(v, i, &x) {
				return true
			}
		}
	}
	return false
}
