package crdt

import (
	"github.com/mcheck/mcheck/spec"
)

// The names of the bugs.
const (
	MergeAdds      = "merge-adds"
	LargerWins     = "larger-wins"
	QueryMax       = "query-max"
	UpAndDown      = "up-and-down"
	Overwrite      = "overwrite"
	MergeToggles   = "merge-toggles"
	ReAdd          = "re-add"
	NoTags         = "no-tags"
	NoTombstones   = "no-tombstones"
	LocalTies      = "local-ties"
	OwnClock       = "own-clock"
	TickOnMerge    = "tick-on-merge"
	NoSkip         = "no-skip"
	SkipEarlier    = "skip-earlier"
	ToFront        = "to-front"
	AssignTotal    = "assign-total"
	DeliverTwice   = "deliver-twice"
	PlainBroadcast = "plain-broadcast"
	FIFOOnly       = "fifo-only"
	RemoveAll      = "remove-all"
	RemoveAtOnce   = "remove-at-once"
	OverwriteAll   = "overwrite-all"
	LastArrival    = "last-arrival"
	UnfairGossip   = "unfair-gossip"
)

var bugs = []spec.Bug{
	{
		Name: UnfairGossip, Doc: "what was sent need never be received",
		Rule: "RR-7506, section 2.2: every payload that is sent arrives at last", Violates: "Convergence",
		Exposed: at("or-set", 2, 1),
	},
	{
		Name: MergeAdds, Doc: "counts are merged by addition, so that what arrives twice counts twice",
		Rule: "G-Counter: merge takes the maximum of each two counts", Violates: "MergeIdempotent",
		Exposed: at("g-counter", 2, 2),
	},
	{
		Name: LargerWins, Doc: "of two payloads the one with more in it is taken for the newer one, and replaces the other",
		Rule: "RR-7506, section 2.3: merge is the least upper bound", Violates: "MergeAssociates",
		Exposed: at("g-counter", 2, 3),
	},
	{
		Name: QueryMax, Doc: "the value is the largest count",
		Rule: "G-Counter: the value is the sum of the counts", Violates: "QueryMeetsSpec",
		Exposed: at("g-counter", 2, 2),
	},
	{
		Name: UpAndDown, Doc: "a decrement takes one from the count of increments",
		Rule: "PN-Counter: decrements have counts of their own", Violates: "UpdateInflates",
		Exposed: at("pn-counter", 2, 2),
	},
	{
		Name: Overwrite, Doc: "the payload that arrives replaces one's own",
		Rule: "RR-7506, section 2.3: merge is the least upper bound", Violates: "MergeCommutes",
		Exposed: at("g-set", 2, 2),
	},
	{
		Name: MergeToggles, Doc: "sets are merged bit by bit with an exclusive or",
		Rule: "G-Set: merge is union", Violates: "MergeIdempotent",
		Exposed: at("g-set", 2, 2),
	},
	{
		Name: ReAdd, Doc: "an addition takes the element from the removed ones",
		Rule: "2P-Set: what is removed stays removed", Violates: "RemoveWins",
		Exposed: at("2p-set", 2, 3),
	},
	{
		Name: NoTags, Doc: "all additions of a replica have the same tag",
		Rule: "OR-Set: the tag of an addition is unique", Violates: "AddWins",
		Exposed: at("or-set", 2, 3),
	},
	{
		Name: NoTombstones, Doc: "a removal forgets the tags",
		Rule: "OR-Set: removed tags are remembered", Violates: "UpdateInflates",
		Exposed: at("or-set", 2, 2),
	},
	{
		Name: LocalTies, Doc: "of two writes at the same time a replica keeps its own",
		Rule: "LWW-Register: stamps are totally ordered", Violates: "MergeCommutes",
		Exposed: at("lww-register", 2, 2),
	},
	{
		Name: OwnClock, Doc: "a replica's clock counts its own writes only",
		Rule: "LWW-Register: a stamp is later than those that were seen", Violates: "LastWriterWins",
		Exposed: at("plain-register", 2, 2),
	},
	{
		Name: TickOnMerge, Doc: "a stamp advances when it is received, as the receiver's clock should",
		Rule: "LWW-Register: a write keeps its stamp", Violates: "MergeIdempotent",
		Exposed: at("lww-register", 2, 2),
	},
	{
		Name: NoSkip, Doc: "an insertion goes right behind its predecessor, whatever else was inserted there",
		Rule: "RGA: what was inserted later comes first", Violates: "MergeCommutes",
		Exposed: at("rga", 2, 2),
	},
	{
		Name: SkipEarlier, Doc: "an insertion goes behind what was inserted at its place earlier",
		Rule: "RGA: what was inserted later comes first", Violates: "OrderKept",
		Exposed: at("rga", 2, 2),
	},
	{
		Name: ToFront, Doc: "an element that arrives comes first, whatever it was inserted behind",
		Rule: "RGA: an element comes behind its predecessor", Violates: "MergeIdempotent",
		Exposed: at("rga", 2, 2),
	},
	{
		Name: AssignTotal, Doc: "what is broadcast is the new total, which replaces the old one",
		Rule: "counter: what is broadcast is the addition, which commutes", Violates: "EffectsCommute",
		Exposed: at("causal-counter", 3, 2),
	},
	{
		Name: DeliverTwice, Doc: "what was delivered can be delivered again",
		Rule: "reliable broadcast delivers a message once", Violates: "StrongConvergence",
		Exposed: at("plain-counter", 2, 2),
	},
	{
		Name: PlainBroadcast, Doc: "operations are delivered in any order, a removal before the addition, too",
		Rule: "OR-Set, operation-based: additions are delivered before their removals", Violates: "EffectsCommute",
		Exposed: at("causal-set", 2, 2),
	},
	{
		Name: FIFOOnly, Doc: "only the source's own entry of a vector clock is compared",
		Rule: "causal broadcast: no entry of the clock may be ahead of one's own", Violates: "CausalDelivery",
		Exposed: at("causal-counter", 3, 2),
	},
	{
		Name: RemoveAll, Doc: "a removal removes all tags of the element that it finds where it is delivered",
		Rule: "OR-Set: a removal removes the tags that its source has seen", Violates: "AddWins",
		Exposed: at("causal-set", 2, 3),
	},
	{
		Name: RemoveAtOnce, Doc: "a removal removes the tags that are there, and does not remember those that are still to come",
		Rule: "OR-Set, over plain broadcast: removed tags are remembered", Violates: "EffectsCommute",
		Exposed: at("plain-set", 2, 2),
	},
	{
		Name: OverwriteAll, Doc: "a write replaces all values that it finds where it is delivered",
		Rule: "MV-Register: a write replaces the values that its source has seen", Violates: "QueryMeetsSpec",
		Exposed: at("causal-register", 2, 2),
	},
	{
		Name: LastArrival, Doc: "the write that arrives last wins",
		Rule: "LWW-Register: the latest stamp wins", Violates: "EffectsCommute",
		Exposed: at("plain-register", 3, 2),
	},
}

// at is where a bug is exposed.
func at(typ string, replicas, updates int) map[string]int {
	return map[string]int{"type": typeNamed(typ), "replicas": replicas, "updates": updates}
}
