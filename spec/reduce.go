package spec

import (
	"errors"
	"fmt"
	"slices"

	"github.com/mcheck/mcheck/internal/codec"
)

// AnyNetwork is a *Network of some message type.
type AnyNetwork[S any] interface {
	ruleNames() []string
	validate(s *S, symmetric bool) error
	seal(s *S)
	normalise(s *S, active []bool)
	newCertificate(c *compiled[S]) Certificate
}

func (n *Network[S, I, N, M]) ruleNames() []string {
	var names []string
	for _, r := range n.Rules {
		names = append(names, r.Name)
	}
	return names
}

func (n *Network[S, I, N, M]) validate(s *S, symmetric bool) error {
	if n.Channel == nil || n.Node == nil || n.From == nil || n.To == nil {
		return errors.New("network: Channel, Node, From and To are required")
	}
	for _, r := range n.Rules {
		if (r.Stale == nil) == (r.Blank == nil) {
			return fmt.Errorf("network: rule %q: want exactly one of Stale and Blank", r.Name)
		}
	}
	channel := n.Channel(s)
	if _, fifo := channel.(*FIFO[M]); fifo && symmetric {
		return errors.New("network: a FIFO orders its links by node, which symmetry would rename: drop Model.Symmetry")
	}
	if _, set := channel.(*Messages[M]); !set && len(n.Rules) > 0 {
		return errors.New("network: rules need a channel of type spec.Messages")
	}
	return nil
}

func (n *Network[S, I, N, M]) seal(s *S) { n.Channel(s).seal(true) }

// reduce applies the active rules to m, blanking before erasing, and reports
// whether it is kept.
func (n *Network[S, I, N, M]) reduce(m *M, from, to *N, active []bool) bool {
	for k := range n.Rules {
		r := &n.Rules[k]
		switch {
		case !active[k]:
		case r.Blank != nil:
			r.Blank(m, from, to)
		case r.Stale(*m, from, to):
			return false
		}
	}
	return true
}

// normalise reduces every message of s, which must be a private copy.
func (n *Network[S, I, N, M]) normalise(s *S, active []bool) {
	set := &n.Channel(s).(*Messages[M]).set
	order := codec.OrderOf[M]()
	kept, sorted := set.elems[:0], true
	for i := range set.elems {
		m := set.elems[i]
		if !n.reduce(&m, n.Node(s, n.From(m)), n.Node(s, n.To(m)), active) {
			continue
		}
		kept = append(kept, m)
		if k := len(kept) - 1; k > 0 && codec.Compare(order, &kept[k-1], &kept[k]) >= 0 {
			sorted = false
		}
	}
	if !sorted {
		compare := func(a, b M) int { return codec.Compare(order, &a, &b) }
		slices.SortFunc(kept, compare)
		kept = slices.CompactFunc(kept, func(a, b M) bool { return compare(a, b) == 0 })
	}
	set.elems = kept
}
