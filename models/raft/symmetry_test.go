package raft_test

import (
	"bytes"
	"reflect"
	"testing"
	"unsafe"

	"github.com/mcheck/mcheck/internal/codec"
	"github.com/mcheck/mcheck/models/raft"
	"github.com/mcheck/mcheck/spec"
)

// many servers are those that a canonicaliser which tries all their orders has 120 of.
const many = 5

// representatives returns the encodings of the states that a search up to symmetry
// keeps, by a search of its own.
func representatives(tb testing.TB, terms raft.Term, log int) (states [][]byte) {
	tb.Helper()
	machine, err := config(many, terms, log, 0, "").Compile(spec.CompileOptions{Properties: []string{}, Symmetry: true, Reduce: true})
	if err != nil {
		tb.Fatal(err)
	}
	w, seen := machine.NewWorker(), map[string]bool{}
	note := func() {
		w.Fingerprint()
		if s := w.Encode(nil); !seen[string(s)] {
			seen[string(s)] = true
			states = append(states, s)
		}
	}
	w.Initial(note)
	for k := 0; k < len(states); k++ {
		var steps []spec.Instance
		w.Load(states[k])
		w.Expand(collector{&steps}, false)
		for _, step := range steps {
			w.Load(states[k])
			w.Apply(step)
			note()
		}
	}
	return states
}

// collector notes the steps that lead to successors.
type collector struct{ steps *[]spec.Instance }

func (c collector) Successor(step spec.Instance, _ uint64) { *c.steps = append(*c.steps, step) }
func (c collector) Cut(spec.Instance, int)                 {}
func (c collector) Refused(spec.Instance, int)             {}
func (c collector) Violated(spec.Instance, int, error)     {}
func (c collector) Seen(spec.Instance, int)                {}

// renamings is the canonicaliser that tries all orders of the servers.
type renamings struct {
	layout  *codec.Layout
	renamer *codec.Renamer
	scratch [2]*codec.Scratch
	state   raft.State
	image   raft.State
	perms   [][]uint8
	least   []byte
	trial   []byte
}

func newRenamings(tb testing.TB) *renamings {
	tb.Helper()
	layout, err := codec.Of(reflect.TypeFor[raft.State](), []codec.Domain{{Type: reflect.TypeFor[raft.Server](), Size: many, Symmetric: true}})
	if err != nil {
		tb.Fatal(err)
	}
	r := &renamings{layout: layout, renamer: layout.NewRenamer(), scratch: [2]*codec.Scratch{layout.NewScratch(), layout.NewScratch()}}
	for perm := range permutations([]string{"\x01", "\x02", "\x03", "\x04", "\x05"}) {
		var p []uint8
		for _, s := range perm {
			p = append(p, s[0])
		}
		r.perms = append(r.perms, p)
	}
	return r
}

func (r *renamings) load(encoded []byte) { r.scratch[0].Decode(unsafe.Pointer(&r.state), encoded) }

// first returns the least encoding of all images of the state.
func (r *renamings) first() []byte {
	r.least = r.least[:0]
	for _, perm := range r.perms {
		codec.Copy(r.scratch[1], &r.image, &r.state)
		r.renamer.Rename(unsafe.Pointer(&r.image), perm)
		if r.trial = r.layout.Append(r.trial[:0], unsafe.Pointer(&r.image)); len(r.least) == 0 || bytes.Compare(r.trial, r.least) < 0 {
			r.least, r.trial = r.trial, r.least
		}
	}
	return r.least
}

// canonical returns what the engine takes for the representative of the state.
func (r *renamings) canonical() []byte {
	fresh := func() unsafe.Pointer {
		codec.Copy(r.scratch[1], &r.image, &r.state)
		return unsafe.Pointer(&r.image)
	}
	return r.renamer.Canonical(r.trial[:0], fresh(), fresh)
}

// TestFiveServersUpToSymmetry: no two states of five servers that a search keeps are
// images of each other, though it tries few of the 120 orders.
func TestFiveServersUpToSymmetry(t *testing.T) {
	states, r, orbits := representatives(t, 1, 1), newRenamings(t), map[string]bool{}
	if len(r.perms) != 120 || len(states) < 1000 {
		t.Fatalf("%d orders, %d states, want 120, and thousands", len(r.perms), len(states))
	}
	for _, s := range states {
		r.load(s)
		orbits[string(r.first())] = true
	}
	if len(orbits) != len(states) {
		t.Errorf("%d states, %d orbits", len(states), len(orbits))
	}
}

// BenchmarkFiveServers compares what a representative takes with what it takes where
// all orders are tried.
func BenchmarkFiveServers(b *testing.B) {
	states, r := representatives(b, 1, 1), newRenamings(b)
	for name, find := range map[string]func() []byte{"signatures": r.canonical, "every order": r.first} {
		b.Run(name, func(b *testing.B) {
			for k := 0; b.Loop(); k++ {
				r.load(states[k%len(states)])
				find()
			}
		})
	}
}
