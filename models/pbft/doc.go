// Package pbft models the replication algorithm of Castro and Liskov, "Practical
// Byzantine Fault Tolerance" (OSDI 1999): the three phases of the normal case and
// view changes, among 3f + 1 replicas of which f are Byzantine. Section numbers are
// those of that paper.
//
//	mcheck pbft --faults 1 --views 2 --seqs 1 --requests 2
//
// PBFT.tla beside this file says the same in TLA+, operator for operator, and finds
// the same numbers of states (spaces.txt).
//
//	TLA+ operator | Go function   | rule
//	ClientRequest | clientRequest | section 4.1: a client sends a signed request
//	PrePrepare    | prePrepare    | section 4.2: the primary assigns a sequence number and multicasts a pre-prepare
//	Prepare       | prepare       | section 4.2: a backup accepts the pre-prepare and multicasts a prepare
//	Commit        | commit        | section 4.2: when prepared becomes true, multicast a commit
//	Execute       | execute       | section 4.2: execute after committed-local and all requests with lower sequence numbers
//	ViewChange    | viewChange    | section 4.4: the timer expires; stop accepting messages and multicast a view-change
//	NewView       | newView       | section 4.4: the primary of the view multicasts a new-view for 2f + 1 view-changes
//	AcceptNewView | acceptNewView | section 4.4: a backup verifies the new-view and multicasts a prepare for each request in O
//
// # The adversary
//
// Faulty replicas take no steps and have no state. A message that one of them can
// sign is always there to be received, by whom it likes (senders, viewChanges,
// announced). So a primary that equivocates needs no action: each backup may accept
// another pre-prepare of it. A certificate exists if and only if the votes of correct
// replicas for it, together with the f that are always to be had, make a quorum. A
// faulty replica's view-change claims any certificates that exist, and the new-view of
// a faulty primary rests on any view-changes that exist, since backups verify both.
//
// Why this is exact: messages are never taken back, and all that a correct replica
// asks of them is monotone. So an adversary that has sent everything it can sign so far
// leaves as much possible as one that waits, and one that sends less only hopes for
// behaviours that are there anyway. TestAdversary certifies it for one view and two
// requests, and for two views and one request: the model in which faulty replicas send
// their messages step by step has the same states, as far as correct replicas are
// concerned, and violates the same; for the correct protocol and with each bug but
// no-prepare-phase. There a replica may have committed without a certificate, and the
// model takes it to hold each that can be formed: liars who keep their prepares back make
// view-changes without them, which the model does not have, and violate ExecutedPrepared,
// which holds in it. What it has is real. Not certified are two views with unverified-claims
// and unverified-new-view, and for any bug two views with two requests, two sequence
// numbers, three views, and two faults.
//
// The f faulty replicas may be any; there is an initial state for each choice. Less
// than f are among these, because a faulty replica can do all that a correct one does.
//
// # Abstractions, and why they lose nothing
//
// Messages of correct replicas are never forgotten, so that they can be received at any
// time, in any order, or never. What a replica has received is not recorded: to have
// received a message and not to have acted on it yet is the same as not to have received
// it. A replica acts as soon as it may, says the paper; here it acts then or later, as
// if the last message had been late.
//
// That a replica is prepared and that it sends a commit are one step. So its commits
// tell which certificates it holds, and a view-change carries those of that moment.
//
// A replica that takes part in a view change has sent a view-change for each view up to
// the one that it waits for. The paper lets it enter a view without: that is the
// behaviour where nobody receives its view-change. A primary counts the view-change that
// it "would have sent": here it sends it first.
//
// All replicas know all requests that clients have signed, and a request is its digest.
//
// # Properties
//
// Agreement and Validity are what the algorithm is for. The other three are steps of its
// proof, and say that certificates have a correct replica in common: two prepared
// certificates of a view (PreparedUnique), what is executed and f + 1 correct replicas
// that are prepared (ExecutedPrepared), and a committed certificate and the view-changes
// of a later view (ViewChangesMeetCommits). Each bug but forged-request violates
// Agreement, too, some of them later than what they are reported for (spaces.txt).
//
// # Liveness
//
//	mcheck pbft --faulty-primaries --requests 1 --property RequestExecuted
//
// What a client requests is executed by f + 1 correct replicas (RequestExecuted), although
// the primary of the first view does nothing, or helps some and leaves others alone. With
// --faulty-primaries the faulty are the primaries of the first f views, so that the next is
// correct. The steps are the same. Fair are those that correct replicas can take without
// the faulty: nobody makes these send anything (liveness.go, PBFTLive.tla). A timer may
// expire at any time, and it must if it runs: while its replica knows of a request that it
// has not executed, but, after a view-change, not before those of 2f + 1 replicas have
// arrived (section 4.5.2). Not all correct replicas need execute the request; those that
// the faulty have left behind would be helped by state transfer.
//
// Without timers nothing happens after the request. Without the rule that f + 1 view-changes
// make a replica join (the bug no-join), a faulty primary lets one replica execute the
// request and none of the others, who then wait in vain for a third view-change. That the
// views run out is no violation: with one view the answer is "incomplete".
//
// # What it implements
//
//	mcheck pbft --property Consensus1
//
// With each sequence number n, consensus (package consensus) among the requests and the
// null request: property ConsensusN. A request is taken for chosen when it is committed,
// which is to have prepared at f + 1 correct replicas in a view (section 4.2). Commits are
// never forgotten, so that this is a function of the state, and comes before any replica
// knows. What a correct replica has executed is taken for chosen as well, so that it must
// be. All bugs but forged-request violate it, several sooner than Agreement: it takes one
// replica that executes a request, or none, and not two.
//
// # Why replicas agree
//
// docs/proofs/pbft.md proves it for all sizes, and mcheck prove pbft checks its lemmas in
// all reachable states of finite instances.
//
// The quorum argument is also stated as an inductive invariant (induction.go), for one
// sequence number and one view change.
//
//	mcheck induct pbft
//
// It is established in all states of four replicas and two requests, which takes a minute:
// 1,004,884 satisfy the lemmas. Each lemma is needed. Within a view: a correct replica
// accepts one request there (OneAccepted, AcceptedInView) and commits only to what has
// prepared (CommitPrepared), and two certificates have a correct replica in common. Across
// the view change: a view-change tells what its sender has committed to in the view that it
// has left (ViewChangeTrue), and a new view rests on 2f + 1 of them (NewViewJustified), so
// that nothing but what is accepted in view 1 can ever be committed in view 0 (AcceptedSafe,
// OpenSafe). What is executed is committed (ExecutedCommitted).
//
// All sets of messages are made: there are few different ones. All requests have been
// made by clients in the states that are looked at: no lemma speaks of what was requested,
// and a request that was not made makes fewer steps possible.
//
// # Sizes
//
// One fault, two views and two requests have 57,936 states, 14,972 up to renaming, and
// take less than a second. Up to renaming, it is 244,663 for two sequence numbers and one
// request, 183,879 for two faults and one request, and 1,100,843 for three views and two
// requests: these take up to half a minute. Two sequence numbers and two requests have
// many millions, and were not exhausted. What renaming saves are the replicas that are the
// primary of no view, which are alike, the choice of the faulty, and the requests.
//
// # Changes that do no harm
//
// A replica executes what is committed-local: it is prepared, and 2f + 1 have committed.
// To execute what 2f + 1 have committed to, prepared or not (execute-unprepared), is as
// safe: f + 1 of them are correct and prepared, and that is all that the proof uses.
//
// # Left out, and why
//
// Checkpoints and garbage collection (section 4.3): the last stable checkpoint is that
// of sequence number 0, so that min-s is 0, and the log keeps everything. They replace
// certificates by proofs that they are no longer needed; a property of the algorithm
// without them is not one of it with them.
//
// State transfer and replies to clients: agreement is about what replicas execute. So is
// the suppression of repeated requests: a request that is ordered twice is executed
// twice, with different sequence numbers.
//
// Time, and the rule that f + 1 view-changes make a replica join (section 4.5.2): a timer
// may expire at any time, which covers both. For liveness they matter: see above. That
// timers get longer from view to view, until a view is long enough, is there the bound on
// the number of views: nobody leaves the last one.
//
// Message authentication codes in place of signatures (section 5.2, and Castro and
// Liskov's journal version, ACM TOCS 20(4), 2002): they cannot be shown to others, so that
// view changes need another protocol.
package pbft
