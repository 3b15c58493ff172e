package crdt

import (
	"fmt"
	"slices"

	"github.com/mcheck/mcheck/spec"
)

// Object is a state of a type that is not replicated: a value, and which operations the
// processes have called, in the order of each.
type Object[V any] struct {
	Value V
	Calls PerReplica[spec.Vec[Op, [room]Op]]
}

// sequentialType is the type without replication, as a model.
func (m machine[P, M, V]) sequentialType() spec.Model[Object[V]] {
	return spec.Model[Object[V]]{
		Name: "object", Doc: "one copy of the object, which all processes update",
		Domains: []spec.AnyDomain{m.Replicas, m.Elements}, Symmetry: m.symmetry(),
		Init:        spec.Only(Object[V]{Value: m.query(m.merged(&State[P, M]{}))}),
		Environment: spec.Environment{"Call": spec.Request},
		Actions: []spec.Action[Object[V]]{
			spec.ForAll2("Call", spec.Product(m.Replicas.All(), slices.Values(m.operations())), m.call).
				Rule("an operation takes effect at once").
				Bound(fmt.Sprintf("updates < %d", m.MaxUpdates), func(s *Object[V], _ Replica, _ Op) bool {
					return s.updates() < m.MaxUpdates
				}),
		},
		AllowDeadlock: true, // all updates are made
	}
}

// call: process i calls an operation.
func (m machine[P, M, V]) call(s *Object[V], i Replica, op Op) bool {
	calls := s.Calls.At(i)
	if calls.Len() == calls.Cap() {
		return false
	}
	v, ok := m.meaning.Sequential(s.Value, op, Dot{By: i, N: uint8(calls.Len() + 1)})
	if !ok {
		return false
	}
	s.Value = v
	calls.Append(op)
	return true
}

func (s *Object[V]) updates() (n int) {
	for i := range everyReplica.All() {
		n += s.Calls.At(i).Len()
	}
	return n
}

// operations lists the operations of all types.
func (m machine[P, M, V]) operations() []Op {
	all := []Op{{Kind: Inc}, {Kind: Dec}, {Kind: Write}, {Kind: Insert}}
	for e := range m.Elements.All() {
		all = append(all, Op{Kind: Add, Elem: e}, Op{Kind: Remove, Elem: e})
	}
	for i := range m.Replicas.All() {
		for n := range spec.Range(1, m.MaxUpdates) {
			ref := Dot{By: i, N: uint8(n)}
			all = append(all, Op{Kind: Insert, Ref: ref}, Op{Kind: Delete, Ref: ref})
		}
	}
	return all
}

// implements: what a newcomer reads that has received everything is the value of an
// object that is not replicated, and every update takes effect there when it is made.
func (m machine[P, M, V]) implements() spec.Property[State[P, M]] {
	return spec.Refines("Sequential", m.sequentialType(), func(s *State[P, M]) Object[V] {
		o := Object[V]{Value: m.query(m.merged(s))}
		for i := range m.Replicas.All() {
			for _, event := range s.History.events.At(i).All() {
				o.Calls.At(i).Append(event.Op)
			}
		}
		return o
	}).Doc("one who has received everything sees an object that is not replicated").ReadsHistory().OnRequest()
}
