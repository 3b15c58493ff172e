package crdt

import (
	"fmt"
	"iter"
	"math/bits"
	"slices"

	"github.com/mcheck/mcheck/spec"
)

// The largest constants.
const (
	MaxReplicas = 3
	MaxElements = 3
	MaxUpdates  = 5
)

// room is for the updates of a behaviour, and for the one that its bound refuses after
// it was tried.
const room = MaxUpdates + 1

// Replica is an element of the CONSTANT Replica: a process with a copy of the
// object.
type Replica struct{ spec.Index }

// String returns the replica's name in traces.
func (i Replica) String() string { return spec.Name("r", i) }

// PerReplica is a function from replicas to values of V.
type PerReplica[V any] = spec.Fn[Replica, V, [MaxReplicas]V]

// Element is an element of the CONSTANT Element: what may be in a set.
type Element struct{ spec.Index }

// String returns the element's name in traces.
func (e Element) String() string { return spec.Name("e", e) }

// PerElement is a function from elements to values of V.
type PerElement[V any] = spec.Fn[Element, V, [MaxElements]V]

// Dot identifies an update: the n-th that replica By has made. It is what an
// implementation takes for a unique tag. The zero value is no update.
type Dot struct {
	By Replica
	N  uint8
}

// Display implements spec.Displayed.
func (d Dot) Display() any { return d.String() }

// String formats d as r1.2.
func (d Dot) String() string {
	if spec.None(d.By) {
		return "none"
	}
	return fmt.Sprintf("%v.%d", d.By, d.N)
}

// Dots is a set of updates: for each replica, the numbers of those that are its.
type Dots struct{ numbers PerReplica[uint8] }

// everyReplica are all that there can be. Those that a configuration does not have
// make no updates.
var everyReplica = spec.NewDomain[Replica](MaxReplicas)

// Add adds x.
func (d *Dots) Add(x Dot) { *d.numbers.At(x.By) |= 1 << x.N }

// Has reports whether x is a member.
func (d *Dots) Has(x Dot) bool { return d.numbers.Get(x.By)>>x.N&1 != 0 }

// Count returns how many members are updates of replica i.
func (d *Dots) Count(i Replica) int { return bits.OnesCount8(d.numbers.Get(i)) }

// Union returns the members of either set.
func (d Dots) Union(e Dots) Dots {
	return d.combine(e, func(x, y uint8) uint8 { return x | y })
}

// Minus returns the members of d that are not in e.
func (d Dots) Minus(e Dots) Dots {
	return d.combine(e, func(x, y uint8) uint8 { return x &^ y })
}

func (d Dots) combine(e Dots, with func(x, y uint8) uint8) Dots {
	for i := range everyReplica.All() {
		d.numbers.Set(i, with(d.numbers.Get(i), e.numbers.Get(i)))
	}
	return d
}

// Len returns the number of updates.
func (d Dots) Len() (n int) {
	for range d.All() {
		n++
	}
	return n
}

// Contains reports whether every member of e is one of d.
func (d Dots) Contains(e Dots) bool { return e.Minus(d) == Dots{} }

// All iterates over the members.
func (d Dots) All() iter.Seq[Dot] {
	return func(yield func(Dot) bool) {
		for i := range everyReplica.All() {
			for b := d.numbers.Get(i); b != 0; b &= b - 1 {
				if !yield(Dot{By: i, N: uint8(bits.TrailingZeros8(b))}) {
					return
				}
			}
		}
	}
}

// Display implements spec.Displayed: d is shown as a set.
func (d Dots) Display() any { return spec.SetOf(slices.Collect(d.All())...) }

// String formats d as {r1.1, r2.1}.
func (d Dots) String() string { return fmt.Sprint(d.Display()) }

// Kind is what an operation does.
type Kind uint8

// The kinds of operation.
const (
	Inc    Kind = iota + 1 // add one to a counter
	Dec                    // take one from it
	Add                    // put Elem into a set
	Remove                 // take Elem out of it
	Write                  // overwrite a register with a value that nobody else writes
	Insert                 // put a new element into a sequence, behind Ref, or first
	Delete                 // take Ref out of it
)

func (k Kind) String() string {
	return [...]string{"", "inc", "dec", "add", "remove", "write", "insert", "delete"}[k]
}

// Op is an operation with its arguments. What a register is overwritten with, and
// what is put into a sequence, is named by the update that does it: no two write
// the same.
type Op struct {
	Kind Kind
	Elem Element
	Ref  Dot
}

// String formats the operation as it appears in traces.
func (o Op) String() string {
	switch o.Kind {
	case Add, Remove:
		return fmt.Sprint(o.Kind, " ", o.Elem)
	case Delete:
		return fmt.Sprint(o.Kind, " ", o.Ref)
	case Insert:
		if o.Ref == (Dot{}) {
			return "insert first"
		}
		return fmt.Sprint(o.Kind, " behind ", o.Ref)
	}
	return o.Kind.String()
}

// Event is an update that was made: its operation, and the updates that its replica
// had seen before.
type Event struct {
	Op   Op
	Past Dots
}

// String formats the event as its operation after the updates in its past.
func (e Event) String() string { return fmt.Sprintf("%v after %v", e.Op, e.Past) }

// History holds all updates that were made, in the order of each replica. It is what
// the abstract specification of a type is about: a set of operations, and the partial
// order in which they became visible.
type History struct {
	events PerReplica[spec.Vec[Event, [room]Event]]
}

// Display implements spec.Displayed.
func (h History) Display() any { return h.events }

// At returns the update that d identifies.
func (h *History) At(d Dot) *Event { return h.events.At(d.By).At(int(d.N)) }

// Record appends an update of replica i and returns its identity.
func (h *History) Record(i Replica, op Op, past Dots) Dot {
	own := h.events.At(i)
	own.Append(Event{Op: op, Past: past})
	return Dot{By: i, N: uint8(own.Len())}
}

// Dots returns the set of all updates.
func (h *History) Dots() (all Dots) {
	for i := range everyReplica.All() {
		for k := range h.events.At(i).All() {
			all.Add(Dot{By: i, N: uint8(k)})
		}
	}
	return all
}

// Len returns the number of updates.
func (h *History) Len() (n int) {
	for i := range everyReplica.All() {
		n += h.events.At(i).Len()
	}
	return n
}

// Which iterates over the updates in `of` whose operation is op.
func (h *History) Which(of Dots, op Op) iter.Seq[Dot] {
	return func(yield func(Dot) bool) {
		for d := range of.All() {
			if h.At(d).Op == op && !yield(d) {
				return
			}
		}
	}
}

// Concurrent reports that neither update has seen the other.
func (h *History) Concurrent(d, e Dot) bool {
	return d != e && !h.At(d).Past.Has(e) && !h.At(e).Past.Has(d)
}

// Newer returns the update of replica i that h has and old has not, or none.
func (h *History) Newer(old *History, i Replica) Dot {
	if n := h.events.At(i).Len(); n > old.events.At(i).Len() {
		return Dot{By: i, N: uint8(n)}
	}
	return Dot{}
}
