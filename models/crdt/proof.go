package crdt

import (
	"slices"

	"github.com/mcheck/mcheck/docs/proofs"
	"github.com/mcheck/mcheck/spec"
)

// proof is what a machine can check of docs/proofs/crdt.md.
func proof() *spec.Proof {
	return &spec.Proof{
		Files: proofs.Files, File: "crdt.md",
		New:         func(c spec.Constants) (spec.Checkable, error) { return newModel(c, true) },
		Obligations: slices.Concat(convergenceObligations(), meaningObligations(), inductionObligations(), bugObligations()),
	}
}

var (
	stateBasedTypes = []string{"g-counter", "pn-counter", "g-set", "2p-set", "or-set", "lww-register", "rga"}
	causalTypes     = []string{"causal-counter", "causal-set", "causal-register"}
	plainTypes      = []string{"plain-counter", "plain-set", "plain-register"}
	opBasedTypes    = slices.Concat(causalTypes, plainTypes)
	allTypes        = slices.Concat(stateBasedTypes, opBasedTypes)
)

// scopes are instances of the types with three updates by two replicas or, where two
// operations shall be on their way to a third, two by three.
func scopes(types ...string) (all []spec.Scope) {
	for _, typ := range types {
		if slices.Contains(opBasedTypes, typ) {
			all = append(all, spec.Scope{Values: at(typ, 3, 2)})
		} else {
			all = append(all, spec.Scope{Values: at(typ, 2, 3)})
		}
	}
	return all
}

// withLarge adds instances with three replicas and three updates, of the types with most to
// go wrong.
func withLarge(all []spec.Scope) []spec.Scope {
	for _, typ := range []string{"or-set", "rga", "causal-set", "plain-set"} {
		all = append(all, spec.Scope{Values: at(typ, 3, 3), Full: true})
	}
	return all
}

// convergenceObligations: why replicas converge.
func convergenceObligations() (all []spec.Obligation) {
	for _, property := range []string{"MergeIdempotent", "MergeCommutes", "MergeAssociates", "UpdateInflates", "PastsSeen"} {
		all = append(all, spec.Holds(property, scopes(stateBasedTypes...)...))
	}
	for _, property := range []string{"EffectsCommute", "DeliveredOnce"} {
		all = append(all, spec.Holds(property, scopes(opBasedTypes...)...))
	}
	all = append(all,
		spec.Holds("CausalDelivery", scopes(causalTypes...)...),
		spec.Holds("Delayed", scopes(causalTypes...)...),
		spec.Holds("OutOfOrder", scopes(plainTypes...)...),
		spec.Holds("OwnUpdatesSeen", scopes(allTypes...)...),
		spec.Holds("StrongConvergence", withLarge(scopes(allTypes...))...),
		spec.Holds("Conflict", scopes("g-counter", "rga", "causal-register")...))
	for _, property := range []string{"EverythingSeen", "Convergence"} {
		all = append(all, spec.Holds(property, scopes(allTypes...)...))
	}
	return all
}

// meaningObligations: what payloads are, what queries return, and what users rely on.
func meaningObligations() (all []spec.Obligation) {
	for _, m := range []struct {
		property string
		types    []string
	}{
		{"InTreeOrder", []string{"rga"}},
		{"CountsSeen", []string{"g-counter", "pn-counter"}},
		{"ElementsSeen", []string{"g-set", "2p-set"}},
		{"TagsSeen", []string{"or-set", "plain-set"}},
		{"TagsLeft", []string{"causal-set"}},
		{"LatestSeen", []string{"lww-register", "plain-register"}},
		{"AtomsSeen", []string{"rga"}},
		{"AddWins", []string{"or-set", "causal-set", "plain-set"}},
		{"RemoveWins", []string{"2p-set"}},
		{"LastWriterWins", []string{"lww-register", "plain-register"}},
		{"OrderKept", []string{"rga"}},
		{"Sequential", []string{"g-counter", "pn-counter", "g-set", "causal-counter", "plain-counter"}},
	} {
		all = append(all, spec.Holds(m.property, scopes(m.types...)...))
	}
	return append(all, spec.Holds("QueryMeetsSpec", withLarge(scopes(allTypes...))...))
}

// inductionObligations: of the types that have an inductive invariant, from all states
// that satisfy it. Closed pasts matter to or-set, own updates to the types that count them
// or put them in order.
func inductionObligations() (all []spec.Obligation) {
	made := func(types ...string) (all []spec.Scope) {
		for _, typ := range types {
			all = append(all, spec.Scope{Values: at(typ, 2, 2)})
		}
		return all
	}
	every := made("g-counter", "pn-counter", "g-set", "2p-set", "or-set", "lww-register")
	for _, lemma := range []string{"SeenClosed", "SentClosed", "ReplicaIsJoin", "SentIsJoin", "StrongConvergence", "QueryMeetsSpec"} {
		all = append(all, spec.ByInduction(lemma, every...))
	}
	counting := made("g-counter", "pn-counter", "lww-register")
	return append(all,
		spec.ByInduction("ReplicaIsJoin", every...).Case("Update"),
		spec.ByInduction("ReplicaIsJoin", every...).Case("Merge"),
		spec.ByInduction("PastClosed", made("or-set")...),
		spec.ByInduction("OwnPast", counting...),
		spec.ByInduction("OwnSeen", counting...))
}

// bugObligations: the lemma that fails, and what comes of it, if that is something else.
// Two operations of others are on their way to a replica only if there are three.
func bugObligations() (all []spec.Obligation) {
	for _, b := range []struct {
		bug, lemma, property string
		replicas             int // where they differ from those that expose the bug
	}{
		{bug: ToFront, lemma: "InTreeOrder", property: "MergeIdempotent"},
		{bug: NoSkip, lemma: "InTreeOrder", property: "MergeCommutes"},
		{bug: SkipEarlier, lemma: "InTreeOrder", property: "OrderKept"},
		{bug: MergeAdds, lemma: "MergeIdempotent"},
		{bug: MergeToggles, lemma: "MergeIdempotent"},
		{bug: TickOnMerge, lemma: "MergeIdempotent"},
		{bug: Overwrite, lemma: "MergeCommutes"},
		{bug: LocalTies, lemma: "MergeCommutes"},
		{bug: LargerWins, lemma: "MergeAssociates"},
		{bug: UpAndDown, lemma: "UpdateInflates"},
		{bug: NoTombstones, lemma: "UpdateInflates"},
		{bug: ReAdd, lemma: "UpdateInflates", property: "RemoveWins"},
		{bug: DeliverTwice, lemma: "DeliveredOnce", property: "StrongConvergence"},
		{bug: FIFOOnly, lemma: "CausalDelivery"},
		{bug: PlainBroadcast, lemma: "CausalDelivery", property: "EffectsCommute"},
		{bug: AssignTotal, lemma: "EffectsCommute"},
		{bug: RemoveAtOnce, lemma: "EffectsCommute"},
		{bug: LastArrival, lemma: "EffectsCommute"},
		{bug: RemoveAll, lemma: "EffectsCommute", property: "AddWins", replicas: 3},
		{bug: OverwriteAll, lemma: "EffectsCommute", property: "QueryMeetsSpec", replicas: 3},
		{bug: NoTags, lemma: "TagsSeen", property: "AddWins"},
		{bug: OwnClock, lemma: "LatestSeen", property: "LastWriterWins"},
		{bug: QueryMax, lemma: "QueryMeetsSpec"},
		{bug: UnfairGossip, lemma: "EverythingSeen", property: "Convergence"},
	} {
		scope := spec.Scope{Bug: b.bug}
		if b.replicas > 0 {
			scope.Values = map[string]int{"replicas": b.replicas}
		}
		all = append(all, spec.Violated(b.lemma, scope))
		if b.property != "" {
			all = append(all, spec.Violated(b.property, scope))
		}
	}
	return all
}
