package codec_test

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/mcheck/mcheck/spec"
)

// entry and message have padding, an index, and in the message's case a slice.
type entry struct {
	Term  uint8
	Value value
	Size  uint32
}

type message struct {
	To      node
	Entries []entry
	Acks    spec.Subset[node]
}

// everything is a state with each kind of field that a state can have.
type everything struct {
	Flag    bool
	Small   int8
	Wide    uint16
	Word    int64
	Name    string
	Who     node
	Nodes   spec.Subset[node]
	PerNode spec.Fn[node, entry, [4]entry]
	Inbox   spec.Fn[node, spec.Seq[message], [4]spec.Seq[message]]
	Log     spec.Vec[entry, [3]entry]
	Set     spec.Set[message]
	Bag     spec.Bag[entry]
	Words   spec.Set[string]
	Deep    spec.Seq[spec.Set[node]]
	Bits    spec.Bits
	Raw     [][]int16
	Plain   [2]node
	Votes   spec.Fn[node, spec.Fn[value, spec.Subset[node], [2]spec.Subset[node]], [4]spec.Fn[value, spec.Subset[node], [2]spec.Subset[node]]]
}

var (
	nodes  = slices.Collect(spec.NewDomain[node](3).All())
	values = slices.Collect(spec.NewDomain[value](2).All())
)

// source makes values from bytes. Every mention of an index goes through a
// permutation, so that the same bytes also make the renamed value: an oracle for
// Renamer that shares nothing with it.
type source struct {
	bytes         []byte
	nodes, values []uint8 // 1-based images
}

func (s *source) draw(n int) int {
	if len(s.bytes) == 0 {
		return 0
	}
	k := int(s.bytes[0]) % n
	s.bytes = s.bytes[1:]
	return k
}

func (s *source) some(visit func()) {
	for range s.draw(4) {
		visit()
	}
}

func (s *source) someNode() node   { return nodes[s.nodes[s.draw(3)]-1] }
func (s *source) someValue() value { return values[s.values[s.draw(2)]-1] }

func (s *source) nodeOrNone() (n node) {
	if s.draw(3) > 0 {
		n = s.someNode()
	}
	return n
}

func (s *source) subset() (out spec.Subset[node]) {
	s.some(func() { out.Add(s.someNode()) })
	return out
}

func (s *source) entry() entry {
	e := entry{Term: uint8(s.draw(3)), Size: uint32(s.draw(2)) << 20}
	if s.draw(2) > 0 {
		e.Value = s.someValue()
	}
	return e
}

func (s *source) message() message {
	m := message{To: s.nodeOrNone(), Acks: s.subset()}
	s.some(func() { m.Entries = append(m.Entries, s.entry()) })
	return m
}

func (s *source) everything() (v everything) {
	v.Flag, v.Small, v.Wide, v.Word = s.draw(2) > 0, int8(s.draw(256)), uint16(s.draw(256)<<6), int64(s.draw(256)-128)<<30
	v.Name = []string{"", "a", "ab", "b\x00"}[s.draw(4)]
	v.Who, v.Nodes, v.Plain = s.nodeOrNone(), s.subset(), [2]node{s.nodeOrNone(), s.nodeOrNone()}
	for k := range nodes {
		n := nodes[s.nodes[k]-1]
		v.PerNode.Set(n, s.entry())
		s.some(func() { v.Inbox.At(n).Append(s.message()) })
		for j := range values {
			v.Votes.At(n).Set(values[s.values[j]-1], s.subset())
		}
	}
	s.some(func() { v.Log.Append(s.entry()) })
	s.some(func() { v.Set.Add(s.message()) })
	s.some(func() { v.Bag.Add(s.entry()) })
	s.some(func() { v.Words.Add(fmt.Sprint(s.draw(20))) })
	s.some(func() {
		var set spec.Set[node]
		s.some(func() { set.Add(s.someNode()) })
		v.Deep.Append(set)
	})
	s.some(func() { v.Bits.Add(s.draw(64)) })
	s.some(func() {
		var raw []int16
		s.some(func() { raw = append(raw, int16(s.draw(256)-128)) })
		v.Raw = append(v.Raw, raw)
	})
	return v
}

// permutations of 1..n.
func permutations(n int) [][]uint8 {
	if n == 0 {
		return [][]uint8{nil}
	}
	var out [][]uint8
	for _, p := range permutations(n - 1) {
		for k := range n {
			out = append(out, slices.Insert(slices.Clone(p), k, uint8(n)))
		}
	}
	return out
}

func made(bytes []byte) everything {
	return (&source{bytes, []uint8{1, 2, 3}, []uint8{1, 2}}).everything()
}

// samples returns n byte strings, from the empty one to long ones, so that
// sparse and symmetric values occur as well as crowded ones.
func samples(n int) [][]byte {
	r := rand.New(rand.NewPCG(1, 2))
	out := make([][]byte, n)
	for k := range out {
		out[k] = make([]byte, r.IntN(120))
		for i := range out[k] {
			word := r.IntN(1 << 16)
			out[k][i] = byte(word) & byte(word>>8)
		}
	}
	return out
}
