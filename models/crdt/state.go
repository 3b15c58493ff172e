package crdt

import (
	"fmt"
	"iter"

	"github.com/mcheck/mcheck/spec"
)

// Config holds the constants.
type Config struct {
	Replicas   spec.Domain[Replica]
	Elements   spec.Domain[Element]
	MaxUpdates int    // in a behaviour
	Bug        string // the rule that is broken, or empty
	// Lemmas asks for the properties that only docs/proofs/crdt.md speaks of.
	Lemmas bool
}

// State holds the variables: of replicas with payloads P that send messages M.
type State[P, M any] struct {
	Replica PerReplica[Version[P]] // replica[i]
	Sent    spec.Set[M]            // sent: all messages ever sent
	History History                `spec:"ghost"` // history
}

// Version is what a replica holds: a payload, and which updates are in it. To a
// state-based type the latter is history; an operation-based one has it from its
// broadcast, as the set of what was delivered.
type Version[P any] struct {
	Payload P
	Seen    Dots
}

// String formats the version as a payload with the updates that are in it.
func (v Version[P]) String() string { return fmt.Sprintf("%v with %v", v.Payload, v.Seen) }

// machine is what the families of replicated data types have in common: replicas
// that are updated, and what the updates mean.
type machine[P comparable, M any, V comparable] struct {
	Config
	typ     Type
	meaning Meaning[V]
	calls   func(P) iter.Seq[Op] // operations whose preconditions are true
	query   func(P) V
	// merged is the payload of one who starts now and receives everything.
	merged func(*State[P, M]) P
}

// ops are the operations that can be called, and where.
func (m machine[P, M, V]) ops(s *State[P, M]) iter.Seq2[Replica, Op] {
	return func(yield func(Replica, Op) bool) {
		for i := range m.Replicas.All() {
			for op := range m.calls(s.Replica.At(i).Payload) {
				if !yield(i, op) {
					return
				}
			}
		}
	}
}

// arrivals are all pairs of a replica and a message: every message can come to every
// replica, at any time and again, or never.
func (m machine[P, M, V]) arrivals(s *State[P, M]) iter.Seq2[Replica, M] {
	return spec.Product(m.Replicas.All(), s.Sent.All())
}

// record makes an update of replica i, of which i is the first to know.
func (m machine[P, M, V]) record(s *State[P, M], i Replica, op Op) Dot {
	seen := &s.Replica.At(i).Seen
	id := s.History.Record(i, op, *seen)
	seen.Add(id)
	return id
}

// value is what a query returns at replica i.
func (m machine[P, M, V]) value(s *State[P, M], i Replica) V {
	return m.query(s.Replica.At(i).Payload)
}

// updating is the action of calling an operation.
func (m machine[P, M, V]) updating(update func(*State[P, M], Replica, Op) bool) spec.Action[State[P, M]] {
	return spec.ForEach2("Update", m.ops, update).
		Rule("RR-7506, section 2.2: the source executes the operation, and asks nobody").
		Bound(fmt.Sprintf("updates < %d", m.MaxUpdates), func(s *State[P, M], _ Replica, _ Op) bool {
			return s.History.Len() < m.MaxUpdates
		})
}

// model makes a model of what a family adds; arrival is that what is sent arrives.
func (m machine[P, M, V]) model(
	init State[P, M], actions []spec.Action[State[P, M]], laws, witnesses []spec.Property[State[P, M]], arrival spec.Fairness,
) spec.Model[State[P, M]] {
	properties := []spec.Property[State[P, M]]{
		spec.Invariant("TypeOK", m.typeOK).Doc("what was seen was made, and what an update has seen was made before").ReadsHistory(),
	}
	if m.meaning.Intent.Name != "" {
		properties = append(properties, m.intent())
	}
	properties = append(properties, laws...)
	properties = append(properties, m.queryMeetsSpec(), m.convergence(), m.converged(), m.conflict())
	if m.typ.Sequential {
		properties = append(properties, m.implements())
	}
	if m.Lemmas {
		properties = append(properties, m.ownUpdatesSeen(), m.everythingSeen())
	}
	return spec.Model[State[P, M]]{
		Name: "crdt", Doc: m.typ.Doc,
		Domains: []spec.AnyDomain{m.Replicas, m.Elements}, Data: []spec.AnyDomain{m.Elements}, Symmetry: m.symmetry(),
		Init: spec.Only(init), Actions: actions, Environment: spec.Environment{"Update": spec.Request}, Mail: m.mail,
		Properties:    append(properties, witnesses...),
		Fairness:      m.fairness(arrival),
		AllowDeadlock: true, // all updates are made, and everybody knows
	}
}

// symmetry are the index types whose elements are alike.
func (m machine[P, M, V]) symmetry() []spec.AnyDomain {
	if m.typ.Ordered {
		return []spec.AnyDomain{m.Elements}
	}
	return []spec.AnyDomain{m.Elements, m.Replicas}
}
