package pbft

import (
	"fmt"
	"strings"

	"github.com/mcheck/mcheck/spec"
)

// Replica is one of the n replicas. The zero value is none.
type Replica struct{ spec.Index }

// String returns the replica's name in traces.
func (r Replica) String() string { return spec.Name("r", r) }

// Request is a client's request, and its digest, since digests do not collide.
// The zero value is the null request, whose execution does nothing.
type Request struct{ spec.Index }

// String returns the request's name in traces.
func (x Request) String() string { return spec.Name("x", x) }

// Limits of the constants.
const (
	MaxFaults   = 2
	MaxReplicas = 3*MaxFaults + 1
	MaxViews    = 4
	MaxSeqs     = 2
	MaxRequests = 3
)

// View is the number of a view: 0, 1, ...
type View uint8

// PerReplica is a function from replicas to values of V.
type PerReplica[V any] = spec.Fn[Replica, V, [MaxReplicas]V]

// PerSeq is a sequence of values of V, the k-th for sequence number k.
type PerSeq[V any] = spec.Vec[V, [MaxSeqs]V]

// Votes tells which replicas have sent a message of one type, view and sequence
// number, by the request that it carries.
type Votes struct {
	Request spec.Fn[Request, spec.Subset[Replica], [MaxRequests]spec.Subset[Replica]]
	Null    spec.Subset[Replica]
}

// String formats the votes as {x1: {r2, r3}}, without requests that nobody has voted for.
func (v Votes) String() string {
	var parts []string
	for x := range spec.NewDomain[Request](MaxRequests).All() {
		if voters := v.Request.Get(x); voters.Len() > 0 {
			parts = append(parts, fmt.Sprintf("%v: %v", x, voters))
		}
	}
	if v.Null.Len() > 0 {
		parts = append(parts, fmt.Sprintf("null: %v", v.Null))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// For returns the replicas that have sent the message with request x.
func (v *Votes) For(x Request) *spec.Subset[Replica] {
	if spec.None(x) {
		return &v.Null
	}
	return v.Request.At(x)
}

// Log holds all messages of one type that were ever sent. Views of which there are
// none in the model have no sequence numbers.
type Log [MaxViews]PerSeq[Votes]

// at returns the votes of a view for sequence number n.
func (l *Log) at(v View, n int) *Votes { return l[v].At(n) }

// Certificate is the evidence that a request prepared: a pre-prepare of the view's
// primary and 2f matching prepares of different backups, all of which are signed.
type Certificate struct {
	View    View
	Seq     uint8
	Request Request
}

// String formats the certificate as 1:x1@0, "for sequence number 1, x1 in view 0".
func (c Certificate) String() string { return fmt.Sprintf("%d:%v@%d", c.Seq, c.Request, c.View) }

// ViewChange is the message <VIEW-CHANGE, View, P, From>. Checkpoints are left out.
type ViewChange struct {
	View View
	From Replica
	P    spec.Set[Certificate]
}

// String formats the message.
func (m ViewChange) String() string {
	return fmt.Sprintf("VIEW-CHANGE %v view=%d P=%v", m.From, m.View, m.P)
}

// Orders is the set O of a NEW-VIEW message: the requests that its pre-prepares
// assign to the sequence numbers 1..max-s, which is the length.
type Orders struct{ PerSeq[Request] }

// String formats the orders as <<x1, nil>>, nil being the null request.
func (o Orders) String() string {
	var names []string
	for x := range o.Values() {
		names = append(names, x.String())
	}
	return "<<" + strings.Join(names, ", ") + ">>"
}

// NewView is the message <NEW-VIEW, View, V, O>. Whether there is a set V of
// view-changes that O follows from is a predicate on the state (justified).
type NewView struct {
	View View
	O    Orders
}

// String formats the message.
func (m NewView) String() string { return fmt.Sprintf("NEW-VIEW view=%d O=%v", m.View, m.O) }

// Local holds the variables of one replica that are not messages it has sent.
type Local struct {
	View     View            // the view that it is in, or for which it is
	Waiting  bool            // waiting: its view-change is sent, a new-view not accepted
	Executed PerSeq[Request] // in the order of the sequence numbers
}

// State holds the variables of PBFT.tla. What was sent by correct replicas is never
// forgotten; what the faulty ones send is not state, since they may send it at any
// time (senders).
//
// Primary and Faulty never change. They are variables so that a renaming of the
// replicas renames them there: this makes all replicas alike, and leaves those
// different that play different parts.
type State struct {
	Primary     spec.Vec[Replica, [MaxViews]Replica] // of each view, beginning with 0
	Faulty      spec.Subset[Replica]                 // the f faulty replicas
	Requested   spec.Subset[Request]                 // the requests that clients have signed
	Replica     PerReplica[Local]
	PrePrepare  Log
	Prepare     Log
	Commit      Log
	ViewChanges spec.Set[ViewChange]
	NewViews    spec.Set[NewView]
}

// primary returns the primary of view v.
func (s *State) primary(v View) Replica { return s.Primary.Get(int(v) + 1) }

// correct returns those of the replicas that are not faulty.
func (s *State) correct(replicas spec.Subset[Replica]) spec.Subset[Replica] {
	for r := range s.Faulty.All() {
		replicas.Remove(r)
	}
	return replicas
}
