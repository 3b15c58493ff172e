package spec

import (
	"fmt"
	"io/fs"
)

// Proof says what a machine can check of a written proof about the model: for each
// step that finite instances have something to say about, an Obligation. The steps
// themselves, and why they follow for all sizes, are in the write-up, which cites the
// obligations by name.
type Proof struct {
	// Files holds the write-up, File is its name there.
	Files fs.FS
	File  string
	// New returns the model with those properties in addition that only the proof
	// speaks of; nil means Entry.New.
	New func(Constants) (Checkable, error)
	// Obligations are what is to be checked, in the order of the write-up.
	Obligations []Obligation
}

// Scope is a finite instance of a model.
type Scope struct {
	// Entry is the model; nil means the one that the proof is about.
	Entry *Entry
	// Values holds constants, where they differ from those at which the bug is exposed
	// and from the defaults.
	Values map[string]int
	Bug    string
	// From holds the labels of the steps to begin with, where the initial state is too
	// far away.
	From []string
	// Full says that the instance takes too long for every test run. Such scopes come
	// last in an obligation.
	Full bool
}

// Claim tells what an obligation claims.
type Claim string

// The claims.
const (
	// ClaimHolds: the property holds, whatever its kind; a witness is reachable.
	ClaimHolds Claim = "holds"
	// ClaimInductive: a lemma of the model's Induction is inductive, or an invariant
	// follows from the lemmas.
	ClaimInductive Claim = "inductive"
	// ClaimViolated: the property is violated, because of a bug or of the constants.
	ClaimViolated Claim = "violated"
)

// Obligation is what a machine can check of a step. Build one with Holds, Inductive
// or Violated.
type Obligation struct {
	Claim    Claim
	Property string // or lemma
	Action   string // for ClaimInductive: that this action preserves it, or Init
	Scopes   []Scope
}

// Inv stands, in ByInduction, for all lemmas together.
const Inv = "Inv"

// Holds claims that the property holds in each of the scopes: an invariant, a step
// invariant, a refinement or a temporal property; or a witness, that it is reachable.
func Holds(property string, scopes ...Scope) Obligation {
	return Obligation{Claim: ClaimHolds, Property: property, Scopes: scopes}
}

// ByInduction claims that the lemma of the model's Induction holds initially and is
// preserved by every action from type-correct states that satisfy all lemmas, or that
// the invariant follows from the lemmas. The lemma may be Inv.
func ByInduction(lemma string, scopes ...Scope) Obligation {
	return Obligation{Claim: ClaimInductive, Property: lemma, Scopes: scopes}
}

// Case restricts ByInduction to one action, or to the initial states, which are
// called Init.
func (o Obligation) Case(action string) Obligation { o.Action = action; return o }

// Violated claims that the bug of the scope leads to a violation of the property; or that
// without a bug the property is too much to ask at these constants.
func Violated(property string, scope Scope) Obligation {
	return Obligation{Claim: ClaimViolated, Property: property, Scopes: []Scope{scope}}
}

// Name is how the write-up cites the obligation.
func (o Obligation) Name() string {
	name := o.Property
	if e := o.Scopes[0].Entry; e != nil {
		name = e.Name + "." + name
	}
	switch {
	case o.Claim == ClaimViolated && o.Scopes[0].Bug == "":
		return "not " + name
	case o.Claim == ClaimViolated:
		return fmt.Sprintf("%s under %s", name, o.Scopes[0].Bug)
	case o.Claim == ClaimInductive && o.Action != "":
		return fmt.Sprintf("%s by induction, %s", name, o.Action)
	case o.Claim == ClaimInductive:
		return name + " by induction"
	}
	return name
}
