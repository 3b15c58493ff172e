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

// ExecuteUnprepared is a change that does no harm: a replica executes what 2f + 1
// others have committed to, though it is not prepared itself.
const ExecuteUnprepared = "execute-unprepared"

// Protocol offers the model on the command line.
var Protocol = spec.Entry{
	Name:   "pbft",
	Symbol: "github.com/mcheck/mcheck/models/pbft.Protocol",
	Doc:    about,
	Params: []spec.Param{
		{Name: "faults", Doc: "f: faulty replicas, of 3f + 1", Min: 1, Max: MaxFaults, Default: 1},
		{Name: "views", Doc: "views; all replicas start in view 0", Min: 1, Max: MaxViews, Default: 2},
		{Name: "seqs", Doc: "sequence numbers", Min: 1, Max: MaxSeqs, Default: 1},
		{Name: "requests", Doc: "requests of clients", Min: 1, Max: MaxRequests, Default: 2},
		{Name: "faulty-primaries", Doc: "the primaries of the first f views are faulty: the form in which RequestExecuted is claimed", Switch: true},
	},
	Bugs: []spec.Bug{
		{
			Name: TooFewReplicas, Doc: "there are 3f replicas, so that two quorums have none in common but liars",
			Rule: "section 4: |R| = 3f + 1", Violates: "PreparedUnique",
		},
		{
			Name: SmallQuorum, Doc: "2f replicas make a prepared or a committed certificate",
			Rule: "section 4.2: 2f prepares besides the pre-prepare; 2f + 1 commits", Violates: "PreparedUnique",
		},
		{
			Name: SmallViewChangeQuorum, Doc: "2f view-changes suffice for a new view",
			Rule: "section 4.4: 2f view-changes from other replicas, and the primary's own", Violates: "ViewChangesMeetCommits",
		},
		{
			Name: AcceptTwice, Doc: "a backup accepts pre-prepares that contradict each other",
			Rule:     "section 4.2: it has not accepted a pre-prepare for view v and sequence number n containing a different digest",
			Violates: "PreparedUnique",
		},
		{
			Name: ForgedRequest, Doc: "a backup does not verify the client's signature",
			Rule: "section 4.2: the signatures in the request and the pre-prepare message are correct", Violates: "Validity",
		},
		{
			Name: NoPreparePhase, Doc: "a replica commits to what the primary has told it",
			Rule: "section 4.2: multicast a commit when prepared(m, v, n, i) becomes true", Violates: "Agreement",
		},
		{
			Name: NoCommitPhase, Doc: "a replica executes what has prepared",
			Rule: "section 4.2: execute after committed-local(m, v, n, i) is true", Violates: "ExecutedPrepared",
		},
		{
			Name: NoViewNumber, Doc: "prepares and commits do not name their view, and count in all",
			Rule: "section 4.2: prepares match the pre-prepare by their view, sequence number and digest", Violates: "ExecutedPrepared",
		},
		{
			Name: VoteAfterViewChange, Doc: "a replica that has sent a view-change goes on in the old view",
			Rule: "section 4.4: it stops accepting messages other than checkpoint, view-change, and new-view", Violates: "Agreement",
		},
		{
			Name: NoCertificates, Doc: "view-changes do not tell what is prepared",
			Rule: "section 4.4: P contains a set P_m for each request m that prepared at i", Violates: "Agreement",
		},
		{
			Name: UnverifiedClaims, Doc: "what a view-change claims to be prepared is believed without a certificate",
			Rule: "section 4.4: each set P_m contains a valid pre-prepare and 2f matching, valid prepares", Violates: "Validity",
		},
		{
			Name: UnverifiedNewView, Doc: "a backup does not compute O from the view-changes in V",
			Rule: "section 4.4: it accepts a new-view if the set O is correct", Violates: "Validity",
		},
		{
			Name: EarliestView, Doc: "of several certificates the one of the earliest view prevails",
			Rule: "section 4.4: the pre-prepare with the highest view number in V", Violates: "Agreement",
			Exposed: map[string]int{"views": 3}, // from two views, there are certificates of the first only
		},
		{
			Name: NoJoin, Doc: "a replica that has executed all requests does not join a view change",
			Rule: "section 4.5.2: it sends a view-change if f + 1 others have, even if its timer has not expired", Violates: "RequestExecuted",
			Exposed: map[string]int{"faulty-primaries": 1, "requests": 1},
		},
	},
	Twin: twin, Sources: sources,
	Proof: proof(),
	New:   func(k spec.Constants) (spec.Checkable, error) { return config(k).Model(), nil },
}

// config reads the constants.
func config(k spec.Constants) Config {
	return Config{
		Faults: k.Int("faults"), Views: View(k.Int("views")), Seqs: k.Int("seqs"),
		Requests: spec.NewDomain[Request](k.Int("requests")), Bug: k.Bug,
		FaultyPrimaries: k.Bool("faulty-primaries"),
	}
}
