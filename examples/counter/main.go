// Command counter checks a model of two clients that increment a counter. It is
// the example of README.md.
package main

import (
	"fmt"

	"github.com/mcheck/mcheck/cli"
	"github.com/mcheck/mcheck/spec"
)

type State struct {
	X    int8    // the counter, which two clients increment
	Read [2]int8 // what each of them has read
	PC   [2]int8 // 0: about to read, 1: about to write, 2: done
}

func read(s *State, c int) bool {
	if s.PC[c] != 0 {
		return false // not enabled: s is untouched
	}
	s.Read[c], s.PC[c] = s.X, 1
	return true
}

func compareAndSwap(s *State, c int) bool {
	if s.PC[c] != 1 {
		return false
	}
	if s.X != s.Read[c] {
		s.PC[c] = 0 // too late: read again
		return true
	}
	s.X, s.PC[c] = s.Read[c]+1, 2
	return true
}

func done(s *State) bool { return s.PC == [2]int8{2, 2} }

func noLostUpdate(s *State) error {
	if done(s) && s.X != 2 {
		return fmt.Errorf("both clients are done, and x = %d", s.X)
	}
	return nil
}

var model = spec.Model[State]{
	Name: "counter", Doc: "two clients increment a counter",
	Init: spec.Only(State{}),
	Actions: []spec.Action[State]{
		spec.ForAll("Read", spec.Range(0, 1), read),
		spec.ForAll("CompareAndSwap", spec.Range(0, 1), compareAndSwap),
	},
	Properties: []spec.Property[State]{
		spec.Invariant("NoLostUpdate", noLostUpdate),
		spec.Reachable("BothDone", done),
	},
	Terminal: done, // the only states that need no successor
}

func main() {
	cli.Main(spec.Single(model))
}
