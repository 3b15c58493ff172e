// Package raft models Raft after Ongaro and Ousterhout, "In Search of an
// Understandable Consensus Algorithm (Extended Version)" (2014), at the level of
// single messages: leader election, log replication, and the crash and restart of
// servers. Figure and section numbers are those of that paper.
//
// Make a model from its constants, and check it:
//
//	model := raft.Config{Servers: spec.NewDomain[raft.Server](3), MaxTerm: 2, MaxLog: 1}.Model()
//	result, err := explorer.Check(ctx, model, explorer.CheckOptions{})
//
// or on the command line
//
//	mcheck raft --nodes 3 --terms 2 --log 1
//
// Raft.tla beside this file says the same in TLA+, operator for operator, and
// MCRaft.tla holds its bounds; both find the same numbers of states (spaces.txt).
//
//	TLA+ operator               | Go function                 | rule
//	Timeout                     | timeout                     | Figure 2, Candidates: on conversion to candidate, start election
//	RequestVote                 | requestVote                 | Figure 2, Candidates: send RequestVote RPCs to all other servers
//	BecomeLeader                | becomeLeader                | Figure 2, Candidates: votes received from majority of servers
//	ClientRequest               | clientRequest               | Figure 2, Leaders: command received from client
//	AppendEntries               | appendEntries               | Figure 2, Leaders: send AppendEntries RPC, from nextIndex on or empty
//	AdvanceCommitIndex          | advanceCommitIndex          | Figure 2, Leaders: there exists an N such that N > commitIndex (section 5.4.2)
//	Restart                     | restart                     | Figure 2, State: persistent and volatile
//	UpdateTerm                  | updateTerm                  | Figure 2, All Servers: RPC request or response contains term T > currentTerm
//	HandleRequestVoteRequest    | handleRequestVoteRequest    | Figure 2, RequestVote RPC: receiver 1 and 2 (section 5.4.1)
//	HandleRequestVoteResponse   | handleRequestVoteResponse   | Figure 2, Candidates: votes received
//	HandleAppendEntriesRequest  | handleAppendEntriesRequest  | Figure 2, AppendEntries RPC: receiver 1 to 5
//	HandleAppendEntriesResponse | handleAppendEntriesResponse | Figure 2, Leaders: update nextIndex and matchIndex, or decrement and retry
//
// # Abstractions, and why they lose nothing
//
// The network is the set of all messages ever sent. A message stays in it when it
// is received, so that it can be received again, later, after others, or never:
// loss, delay, duplication and reordering need no actions of their own.
//
// A candidate asks all other servers for votes in one step. Nobody has to receive
// a request, so that one which was sent and is never received stands for one that
// was not sent.
//
// An append request carries one entry or none. A request with several does what
// several requests with one do, each sent when the one before it was acknowledged;
// one that is empty though entries are waiting is a heartbeat.
//
// A reply to an append request carries the index that it is about. The paper's
// remote procedure calls pair a reply with its request; with the index in it, a
// delayed or repeated reply cannot be taken for another's.
//
// A server that hears of a newer term adopts it in one step and handles the
// message in another. Figure 2 does both at once, which is the behaviour where the
// two steps follow each other; the others are those where the message is lost, but
// not the news of the term.
//
// A variable without a meaning in a server's role is kept at its initial value
// there: votesGranted but for candidates, nextIndex and matchIndex but for
// leaders. No rule reads it before it is set anew.
//
// An entry consists of its term and of the leader that created it, in place of a
// client's command. Commands are never looked at, and two entries at one index
// that differ in nothing else were created by one leader in one term, which
// creates one entry at an index (unless its log shrinks, which LeaderAppendOnly
// forbids).
//
// # Liveness
//
//	mcheck raft --nodes 2 --terms 3 --log 2 --timers settling --liveness
//
// The paper's condition is broadcastTime << electionTimeout (section 5.6). With --timers
// settling it is true from some time on: a timer then fires only if nobody leads or can
// become leader, and every message has been received. Before that, and for ever with
// --timers restless, timers fire at any time. Two properties:
//
//   - EventuallyLeader: again and again, some server leads the term that a majority is in;
//   - EventuallyCommitted: some entry is committed.
//
// Both hold with settling timers, within the bounds, under weak fairness of what servers
// do, of each channel and of the client, and strong fairness of each server's timer.
// These are the livelocks, each with its lasso in testdata:
//
//   - split-votes: timers never settle, and candidates ask each other in vain;
//   - leaders-deposed: timers never settle; leaders are elected again and again, and
//     deposed before they commit anything;
//   - outdated-candidate: timers settle, but one is faster than the others for ever (weak
//     fairness in place of strong): that of a server whose log is not up to date, for which
//     nobody votes. This is what randomised timeouts are for (section 5.2);
//   - keep-vote: timers settle, but who has voted once does not vote for others in later
//     terms;
//   - ignore-term: timers settle, but nobody adopts a newer term, so that two servers are
//     never in the same.
//
// Terms grow in all of them. So that states come back, terms are stored as ranks
// (ranks.go), which TestRanks certifies to change nothing else, and the lassos say by how
// much terms grow in each round. If the bounds on terms or logs end what could go on, the
// answer is "incomplete": --log 1 is too few with settling timers, since a leader needs an
// entry of its own term to commit those before it (section 5.4.2).
//
// The form for liveness (LiveModel, RaftLive.tla) calls the functions of the table, but its
// network is smaller. Of the messages from one server to another the latest one is on its
// way: what it overtakes is lost, and nothing is received twice or out of order. A request
// for votes is sent when the timer fires, and not again. A newer term is adopted in the
// step that handles its message. One client asks a leader once and waits; there are no
// heartbeats while entries wait, and no crashes. Two servers with --log 3 --terms 4 have
// 4,022 states, and three with --log 0 --terms 2 have 85,060.
//
// # What it implements
//
//	mcheck raft --terms 2 --log 1 --property ReplicatedLog
//
// A log whose entries are chosen in the order of their indices, one or several in a
// step, once and for all (package replicatedlog). An entry is taken for chosen as soon
// as a server knows it to be committed, which is when it may be applied. The first to know
// is the leader that advances its commitIndex; a follower that hears of it chooses
// nothing new. Servers without crashes do not forget what they know. One that restarts
// does, and it may have been the only one to know, so that history remembers.
//
// The paper calls an entry committed a little sooner: when the leader that created it has
// replicated it on a majority, which commits all entries before it as well (section 5.3).
// That a majority stores an entry is not enough: in Figure 8 (c) it does since a later
// leader has replicated the entry, which is lost in (d). The acknowledgements tell who has
// replicated what, and they are never forgotten here; but to read the network is to do
// without its rules.
//
// # Why at most one leader is elected
//
//	mcheck induct raft --nodes 3 --terms 2 --log 0
//
// The inductive invariant (induction.go) is about elections alone: no logs, no crashes. A
// message that grants a vote is never forgotten; a server gives one vote in a term
// (OneVote), since it remembers it while it is in the term (VoteKept); a candidate votes
// for itself (OwnVote) and counts votes that were given to it (VotesGiven), so that a
// leader has those of a majority (LeaderElected). Two majorities have a server in common.
//
// It is established of all states with at most two messages, of which one at most is not
// a granted vote, with three servers. Suppose a step from a state with more leads to one
// that violates a lemma. OneVote is violated only by a step that receives a request and
// grants a vote, and there is another vote of that server: two messages. VoteKept is
// violated by a step of the server, which receives one message at most, and speaks of one
// vote. LeaderElected is violated by BecomeLeader; the votes that the candidate has
// counted, besides its own, were given: two messages. OwnVote and VotesGiven are violated
// by a step of the candidate, which receives one message at most. Leave all other messages
// out, and make every server that this leaves without its votes a follower, which no lemma
// forbids. The lemmas still hold, and the step is still a counterexample. Two leaders of
// three servers need one vote each besides their own, which are two messages again.
//
// # Why logs match
//
//	mcheck induct raft --nodes 2 --terms 2 --log 2
//
// With logs, and still without crashes, lemmas about entries are added, those in logs and
// those in append requests (matching.go). Who created an entry was elected in its term, and
// leads it or has left it (EntryElected, RequestElected), so that a new leader finds no
// entry of its term. A leader has all entries of its term (LeaderHasEntry, LeaderHasRequest),
// so that it creates one where there is no other of the term. Entries of the same index and
// term are behind entries of the same term (SamePrevious, RequestSamePrevious), since
// whoever stores one has looked at the term of the one before. So logs that have entries of
// the same term at an index have such entries at the index before, and so on down to the
// first; and one server was elected in a term, which created them.
//
// It is established with two servers, two terms and two entries, and with three servers of
// two terms and one entry, and of one term and two entries. Of three servers with two terms
// and two entries there are too many states.
//
// These are bounded (matching_states.go). Suppose again that a step from any state is a
// counterexample. If it violates a lemma about elections, make all logs empty and take the
// entries out of requests; by the argument above two messages are enough. If it violates a
// lemma about entries, so it does after these changes:
//
//   - Two entries at most matter, and the step stores or sends one of two. So besides the
//     message that is received there is one append request at most. No lemma looks at its
//     sender, receiver and term: it is told by the first server to the second in term 1.
//   - A vote that is received is a refusal. That it is counted matters to elections only,
//     and its term is adopted all the same.
//   - The votes of a term are for one server: majorities meet, and by the lemmas no server
//     has voted for two. A leader, the creator of an entry and a candidate that becomes
//     leader need those of half of the servers, rounded down, besides their own. All others
//     are left out; candidates that do not become leaders have counted none of others.
//
// Whichever lemma it violates, so it does after these:
//
//   - Of a message that is received lemmas look at votes and entries only. A request for
//     votes tells of the best log: what was granted still is, and what was refused violates
//     nothing. An empty append request is for the beginning of the log, and changes none.
//     A reply to one is about the first entry. It changes nextIndex and matchIndex, which no
//     lemma reads, or its term is adopted.
//   - A follower that has told nobody of its vote in its term has not voted. It still grants
//     what it has granted.
//   - AppendEntries reads one nextIndex, and the others of the same leader are like it.
//     Steps that receive a message read it only to change it: it is 1.
//   - No lemma reads commitIndex, leaderCommit and matchIndex. They are 0, and
//     AdvanceCommitIndex, which changes nothing else, is never taken.
//   - Servers are interchangeable, and named in the order of their terms, the latest first.
//
// # Proof
//
// docs/proofs/raft.md proves the properties of Figure 3 for all numbers of servers, terms
// and entries, and liveness when timers settle. mcheck prove raft checks its lemmas on
// finite instances (lemmas.go), and which step of it each bug breaks (proof.go).
//
// # Left out, and why
//
// Time: an election timer may fire whenever it is set, so that all that a clock
// could do is covered, and much that it would not. No safety property of the
// paper depends on time (section 5.6).
//
// Log compaction and snapshots (section 7): they replace a prefix of what is
// committed by its effect, so that the properties here speak about the log as it
// would be without.
//
// Membership changes (section 6): the set of servers is a constant.
//
// Client sessions (section 8): a request is an entry appended to a leader's log;
// nobody waits for an answer, and no reads are served.
//
// Leadership transfer and pre-vote (Ongaro's dissertation, sections 3.10 and
// 9.6): the first lets a timer fire early, which it may do here anyway; the
// second keeps servers from starting elections, and so removes behaviours only.
//
// Storage that fails or lies: currentTerm, votedFor and log survive a crash
// whole, and a server writes them before it answers, both in the same step.
package raft
