package crdt

import (
	"fmt"
	"iter"
	"slices"

	"github.com/mcheck/mcheck/spec"
)

// maxSent is how many messages the states of the induction have at most. A step
// receives one, a lemma is about one and demands no other, and Convergence compares
// two.
const maxSent = 2

// ranged is a state-based type whose operations and payloads are few.
type ranged[P any] interface {
	// Ops returns all operations.
	Ops() iter.Seq[Op]
	// Payloads returns all payloads that speak of nothing but the updates of h.
	Payloads(h *History) iter.Seq[P]
	// Reliance is what the type needs of the pasts of updates.
	Reliance() reliance
}

// reliance is what a type needs of the pasts of updates.
type reliance uint8

const (
	onNothing    reliance = iota
	onCausality           // what an update has seen includes what that has seen
	onOwnUpdates          // a replica knows its own updates
)

// induction is why replicas converge: whatever the order in which versions were merged,
// a payload is the join of the updates that are in it.
func (g gossip[P, V]) induction(r ranged[P]) *spec.Induction[gossiped[P]] {
	replicas, sent := g.Replicas.All(), spec.Range(1, maxSent)
	lemmas := []spec.Lemma[gossiped[P]]{
		spec.LemmaForAll("SentClosed", sent, g.sentClosed).Reads("history", "sent").
			Doc("with an update, a message has what that has seen"),
		spec.LemmaForAll("SentIsJoin", sent, g.sentIsJoin).Reads("history", "sent").
			Doc("the payload of a message is the join of its updates"),
		spec.LemmaForAll("SeenClosed", replicas, g.seenClosed).Reads("history", "seen").
			Doc("with an update, a replica has what that has seen"),
		spec.LemmaForAll("ReplicaIsJoin", replicas, g.replicaIsJoin).Reads("history", "seen", "payload").
			Doc("the payload of a replica is the join of its updates"),
	}
	switch r.Reliance() {
	case onCausality:
		lemmas = append(lemmas, spec.NewLemma("PastClosed", g.pastClosed).Reads("history").
			Doc("what an update has seen includes what that has seen"))
	case onOwnUpdates:
		lemmas = append(lemmas,
			spec.NewLemma("OwnPast", g.ownPast).Reads("history").
				Doc("an update has seen the earlier ones of its replica"),
			spec.LemmaForAll("OwnSeen", replicas, g.ownSeen).Reads("history", "seen").
				Doc("a replica has its own updates"))
	}
	return &spec.Induction[gossiped[P]]{
		States: g.typeCorrect(r),
		Within: []spec.Constraint[gossiped[P]]{{
			Name: fmt.Sprintf("Cardinality(sent) <= %d", maxSent), Holds: func(s *gossiped[P]) bool { return s.Sent.Len() <= maxSent },
		}},
		Lemmas:  lemmas,
		Implies: []string{"TypeOK", "QueryMeetsSpec", "StrongConvergence"},
	}
}

// typeCorrect makes the states that TypeOK allows, with payloads and messages that
// speak of updates that were made.
func (g gossip[P, V]) typeCorrect(r ranged[P]) []spec.Variable[gossiped[P]] {
	vars := []spec.Variable[gossiped[P]]{
		spec.Choose("history", g.histories(r), func(s *gossiped[P], h History) { s.History = h }),
	}
	for k := range maxSent {
		vars = append(vars, spec.ChooseFromAt("sent", k+1, g.nextSent(r, k),
			func(s *gossiped[P], _ int, sent spec.Set[Version[P]]) { s.Sent = sent }))
	}
	for i := range g.Replicas.All() {
		vars = append(vars,
			spec.ChooseFromAt("seen", i, func(s *gossiped[P]) iter.Seq[Dots] { return s.History.Dots().subsets() },
				func(s *gossiped[P], i Replica, seen Dots) { s.Replica.At(i).Seen = seen }),
			spec.ChooseFromAt("payload", i, func(s *gossiped[P]) iter.Seq[P] { return r.Payloads(&s.History) },
				func(s *gossiped[P], i Replica, p P) { s.Replica.At(i).Payload = p }))
	}
	return vars
}

// histories iterates over those of at most MaxUpdates updates, of which each has seen
// some that were made before it.
func (g gossip[P, V]) histories(r ranged[P]) iter.Seq[History] {
	all := []History{{}}
	known := map[History]bool{{}: true}
	for k := 0; k < len(all); k++ {
		if all[k].Len() == g.MaxUpdates {
			break
		}
		for i, op := range spec.Product(g.Replicas.All(), r.Ops()) {
			for past := range all[k].Dots().subsets() {
				longer := all[k]
				longer.Record(i, op, past)
				if !known[longer] {
					known[longer] = true
					all = append(all, longer)
				}
			}
		}
	}
	return slices.Values(all)
}

// nextSent returns the sets of messages that add the k-th, counted from 0, to those
// before it in their order, or nothing.
func (g gossip[P, V]) nextSent(r ranged[P], k int) func(*gossiped[P]) iter.Seq[spec.Set[Version[P]]] {
	return func(s *gossiped[P]) iter.Seq[spec.Set[Version[P]]] {
		return func(yield func(spec.Set[Version[P]]) bool) {
			if !yield(s.Sent) || s.Sent.Len() < k {
				return
			}
			sent := slices.Collect(s.Sent.All())
			for p, seen := range spec.Product(r.Payloads(&s.History), s.History.Dots().subsets()) {
				m := Version[P]{Payload: p, Seen: seen}
				more := spec.SetOf(append(slices.Clone(sent), m)...)
				if x, ok := nth(&more, k+1); ok && *x == m && !yield(more) {
					return
				}
			}
		}
	}
}

// nth returns the n-th member, if there are so many.
func nth[T any](s *spec.Set[T], n int) (*T, bool) {
	for x := range s.All() {
		if n--; n == 0 {
			return &x, true
		}
	}
	return nil, false
}

// subsets iterates over the subsets of d.
func (d Dots) subsets() iter.Seq[Dots] {
	all := []Dots{{}}
	for x := range d.All() {
		for _, without := range all {
			with := without
			with.Add(x)
			all = append(all, with)
		}
	}
	return slices.Values(all)
}

// joined merges what each update has made of the join of its past.
func (g gossip[P, V]) joined(h *History, seen Dots) (p P) {
	for d := range seen.All() {
		e := h.At(d)
		p = g.data.Merge(p, g.data.Update(g.joined(h, e.Past), e.Op, d))
	}
	return p
}

func (g gossip[P, V]) isJoin(h *History, v *Version[P]) error {
	if want := g.joined(h, v.Seen); v.Payload != want {
		return &notJoin[P]{*v, want}
	}
	return nil
}

// notJoin is the error of a version whose payload is wrong. Most of those that are made
// are wrong, so that it is not put into words before somebody asks.
type notJoin[P any] struct {
	version Version[P]
	want    P
}

func (e *notJoin[P]) Error() string {
	return fmt.Sprintf("%v is the payload with %v, whose join is %v", e.version.Payload, e.version.Seen, e.want)
}

func (g gossip[P, V]) replicaIsJoin(s *gossiped[P], i Replica) error {
	return g.isJoin(&s.History, s.Replica.At(i))
}

func (g gossip[P, V]) sentIsJoin(s *gossiped[P], k int) error {
	if m, ok := nth(&s.Sent, k); ok {
		return g.isJoin(&s.History, m)
	}
	return nil
}

func (g gossip[P, V]) pastClosed(s *gossiped[P]) error {
	for d := range s.History.Dots().All() {
		if err := s.History.closed(s.History.At(d).Past); err != nil {
			return err
		}
	}
	return nil
}

func (g gossip[P, V]) seenClosed(s *gossiped[P], i Replica) error {
	return s.History.closed(s.Replica.At(i).Seen)
}

func (g gossip[P, V]) sentClosed(s *gossiped[P], k int) error {
	if m, ok := nth(&s.Sent, k); ok {
		return s.History.closed(m.Seen)
	}
	return nil
}

// closed returns an error if one of the given updates has seen another that is not
// among them.
func (h *History) closed(seen Dots) error {
	for d := range seen.All() {
		if past := h.At(d).Past; !seen.Contains(past) {
			return &notClosed{seen, d, past}
		}
	}
	return nil
}

// notClosed is the error of a set of updates that lacks some of a member's past.
type notClosed struct {
	seen Dots
	has  Dot
	past Dots
}

func (e *notClosed) Error() string {
	return fmt.Sprintf("%v has %v, and not %v, which it had seen", e.seen, e.has, e.past.Minus(e.seen))
}

func (g gossip[P, V]) ownPast(s *gossiped[P]) error {
	for d := range s.History.Dots().All() {
		if past := s.History.At(d).Past; past.Count(d.By) < int(d.N)-1 {
			return fmt.Errorf("%v has seen %v, and not all earlier updates of its replica", d, past)
		}
	}
	return nil
}

func (g gossip[P, V]) ownSeen(s *gossiped[P], i Replica) error {
	if seen, made := s.Replica.At(i).Seen, s.History.Dots(); seen.Count(i) < made.Count(i) {
		return fmt.Errorf("%v has %v, and not all of its own updates", i, seen)
	}
	return nil
}
