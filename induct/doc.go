// Package induct establishes inductive invariants on finite instances: that the
// lemmas of a model hold initially, that every step from a type-correct state which
// satisfies all of them preserves each, and that they imply the model's invariants.
//
// It looks at all type-correct states and not at the reachable ones, so that what it
// finds is a proof about the instance that needs no search; and where the proof fails,
// it tells a lemma that is false from one that is merely too weak: the state before a
// counterexample to induction is reachable or it is not.
//
// States are made as Induction.States of the model says, depth-first, variable by
// variable. Up to a few million they are all made, and then it is known exactly which
// lemmas each obligation rests on. Beyond that a partial state is given up as soon as
// a lemma is false of it. Then states that fail one lemma for one element are made,
// too, as far as there are not too many: they tell what that lemma is needed for. Where
// even the states that satisfy all lemmas are too many, some of them are drawn at
// random, and nothing is proved.
package induct
