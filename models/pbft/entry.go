package pbft

import "github.com/mcheck/mcheck/spec"

// The bugs: each breaks one rule of the protocol.
const (
	TooFewReplicas        = "too-few-replicas"
	SmallQuorum           = "small-quorum"
	SmallViewChangeQuorum = "small-view-change-quorum"
	AcceptTwice           = "accept-twice"
	ForgedRequest         = "forged-request"
	NoPreparePhase        = "no-prepare-phase"
	NoCommitPhase         = "no-commit-phase"
	NoViewNumber          = "no-view-number"
	VoteAfterViewChange   = "vote-after-view-change"
	NoCertificates        = "no-certificates"
	UnverifiedClaims      = "unverified-claims"
	UnverifiedNewView     = "unverified-new-view"
	EarliestView          = "earliest-view"
)

// Protocol offers the model on the command line.
var Protocol = spec.Entry{
	Name: "pbft",
	Doc:  about,
	Params: []spec.Param{
		{Name: "faults", Doc: "f, the Byzantine replicas, of 3f + 1", Min: 1, Max: MaxFaults, Default: 1},
		{Name: "views", Doc: "views; all replicas start in view 0", Min: 1, Max: MaxViews, Default: 2},
		{Name: "seqs", Doc: "sequence numbers", Min: 1, Max: MaxSeqs, Default: 1},
		{Name: "requests", Doc: "requests of clients", Min: 1, Max: MaxRequests, Default: 2},
	},
	Bugs: []spec.Bug{
		{Name: TooFewReplicas, Violates: "PreparedUnique"},
		{Name: SmallQuorum, Violates: "PreparedUnique"},
		{Name: SmallViewChangeQuorum, Violates: "PreparedUnique"},
		{Name: AcceptTwice, Violates: "PreparedUnique"},
		{Name: ForgedRequest, Violates: "PreparedUnique"},
		{Name: NoPreparePhase, Violates: "PreparedUnique"},
		{Name: NoCommitPhase, Violates: "PreparedUnique"},
		{Name: NoViewNumber, Violates: "PreparedUnique"},
		{Name: VoteAfterViewChange, Violates: "PreparedUnique"},
		{Name: NoCertificates, Violates: "PreparedUnique"},
		{Name: UnverifiedClaims, Violates: "PreparedUnique"},
		{Name: UnverifiedNewView, Violates: "PreparedUnique"},
		{Name: EarliestView, Violates: "PreparedUnique"},
	},
	New: func(c spec.Constants) (spec.Checkable, error) {
		return Config{
			Faults: c.Int("faults"), Views: View(c.Int("views")), Seqs: c.Int("seqs"),
			Requests: spec.NewDomain[Request](c.Int("requests")), Bug: c.Bug,
		}.Model(), nil
	},
}
