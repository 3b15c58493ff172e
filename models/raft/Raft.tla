--------------------------------- MODULE Raft ---------------------------------
(***************************************************************************)
(* This module specifies the consensus algorithm Raft, as it is described  *)
(* in                                                                      *)
(*                                                                         *)
(*    Diego Ongaro and John Ousterhout, "In Search of an Understandable    *)
(*    Consensus Algorithm (Extended Version)", 2014.                       *)
(*                                                                         *)
(* Figure numbers and section numbers below are those of that paper.  We   *)
(* specify leader election (section 5.2), log replication (section 5.3),   *)
(* the restrictions that make the two safe together (section 5.4), and the *)
(* crash and restart of servers (section 5.5).  We leave out the change of *)
(* membership (section 6), log compaction (section 7), and the clients     *)
(* (section 8).  A client's command is not represented: an entry is        *)
(* identified well enough by its term and by the leader that created it.   *)
(*                                                                         *)
(* The specification is about safety only.  It says what the servers may   *)
(* do, never that they must do anything, so it has no clocks: a server may *)
(* time out whenever its role allows it.                                   *)
(*                                                                         *)
(* The algorithm is unbounded: terms, logs, and the number of restarts     *)
(* grow forever.  Module MCRaft adds the bounds that make it finite.       *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets, Sequences

CONSTANTS
  Server,   \* The set of servers.
  Nil,      \* A value that is neither a server nor an entry.
  History,  \* A Boolean: do the two history variables record anything?
  Bug       \* The name of the rule that is broken, or "none".

(***************************************************************************)
(* A correct Raft is the one with Bug = "none".  Each other value of Bug   *)
(* breaks exactly one rule of the algorithm.  The place where it does so   *)
(* can be found by searching for the name.                                 *)
(***************************************************************************)
Bugs ==
  { "double-vote",       \* A server votes for every candidate that asks.
    "forget-vote",       \* votedFor does not survive a restart.
    "no-log-check",      \* A vote does not depend on the candidate's log.
    "commit-old-term",   \* An entry of an older term is committed by counting.
    "no-prevlog-check",  \* A follower does not look at the previous entry.
    "truncate-always",   \* A follower drops all that follows a request's entries.
    "minority-quorum",   \* One server too few is called a majority.
    "stale-response",    \* A vote given in an older term is counted.
    "stale-append",      \* A request of an older leader is obeyed.
    "blind-commit",      \* A follower believes the leader's commit index.
    "keep-vote",         \* A vote is kept when a newer term is adopted.
    "ignore-term" }      \* A newer term is not adopted.

ASSUME /\ IsFiniteSet(Server)
       /\ Server # {}
       /\ Nil \notin Server
       /\ History \in BOOLEAN
       /\ Bug \in Bugs \cup {"none"}

(***************************************************************************)
(* Term is the set of terms in which something can happen; all servers     *)
(* start in term 0, in which nothing does.  Index is the set of positions  *)
(* of a log, which is numbered from 1.                                     *)
(***************************************************************************)
Term  == Nat \ {0}
Index == Nat \ {0}

Follower  == "Follower"
Candidate == "Candidate"
Leader    == "Leader"

Entry == [term : Term, leader : Server]

NoEntry == Nil

-------------------------------------------------------------------------------
(***************************************************************************)
(* The variables.  The first three are those that Figure 2 calls           *)
(* persistent; they survive a restart.                                     *)
(***************************************************************************)
VARIABLES
  currentTerm,   \* currentTerm[i] is the latest term that server i has seen.
  votedFor,      \* votedFor[i] is the server that got i's vote in i's current
                 \* term, or Nil.
  log,           \* log[i] is i's log, a sequence of entries.

  state,         \* state[i] is i's role.
  votesGranted,  \* votesGranted[i] is the set of servers that candidate i knows
                 \* to have voted for it.  It is empty unless i is a candidate.
  commitIndex,   \* commitIndex[i] is the highest position i knows to be
                 \* committed.

  nextIndex,     \* nextIndex[i][j] is the position of the next entry that
                 \* leader i will send to j.
  matchIndex,    \* matchIndex[i][j] is the highest position up to which
                 \* leader i knows j's log to be equal to its own.
                 \* The two mean something only when i is a leader and i # j.
                 \* We keep them 0 otherwise, so that values which nobody will
                 \* read do not tell states apart.

  restarts,      \* restarts[i] is the number of times i has restarted.  The
                 \* algorithm does not read it.

  messages,      \* The set of all messages that were ever sent.

  leaderOf,      \* A history variable: leaderOf[t] is the first server that
                 \* became leader of term t, or Nil.
  committed      \* A history variable: committed[k] is NoEntry until a leader
                 \* commits position k; from then on committed[k].entry is the
                 \* entry it committed there, and committed[k].by is the term
                 \* in which it did.

serverVars  == << currentTerm, votedFor, log >>
leaderVars  == << nextIndex, matchIndex >>
historyVars == << leaderOf, committed >>

vars == << currentTerm, votedFor, log, state, votesGranted, commitIndex,
           nextIndex, matchIndex, restarts, messages, leaderOf, committed >>

(***************************************************************************)
(* The messages, which are the arguments and the results of the two remote *)
(* procedure calls of Figure 2.  An AppendEntries request carries at most  *)
(* one entry.  The answer to an AppendEntries request names a position:    *)
(* the one up to which the logs now agree if the request succeeded; the    *)
(* one at which they were found to differ if it failed; 0 if the request   *)
(* was refused because its term was over.                                  *)
(***************************************************************************)
AnyTerm == {0} \cup Term

Message ==
       [type : {"RequestVoteRequest"}, from : Server, to : Server, term : Term,
        lastLogTerm : AnyTerm, lastLogIndex : Nat]
  \cup [type : {"RequestVoteResponse"}, from : Server, to : Server, term : Term,
        granted : BOOLEAN]
  \cup [type : {"AppendEntriesRequest"}, from : Server, to : Server, term : Term,
        prevLogIndex : Nat, prevLogTerm : AnyTerm,
        entries : {<<>>} \cup {<<e>> : e \in Entry}, leaderCommit : Nat]
  \cup [type : {"AppendEntriesResponse"}, from : Server, to : Server, term : Term,
        success : BOOLEAN, index : Nat]

TypeOK ==
  /\ currentTerm  \in [Server -> AnyTerm]
  /\ votedFor     \in [Server -> Server \cup {Nil}]
  /\ log          \in [Server -> Seq(Entry)]
  /\ state        \in [Server -> {Follower, Candidate, Leader}]
  /\ votesGranted \in [Server -> SUBSET Server]
  /\ commitIndex  \in [Server -> Nat]
  /\ nextIndex    \in [Server -> [Server -> Nat]]
  /\ matchIndex   \in [Server -> [Server -> Nat]]
  /\ restarts     \in [Server -> Nat]
  /\ messages     \subseteq Message
  /\ leaderOf     \in [Term -> Server \cup {Nil}]
  /\ committed    \in [Index -> [entry : Entry, by : Term] \cup {NoEntry}]

-------------------------------------------------------------------------------
(***************************************************************************)
(* Some operators.                                                         *)
(***************************************************************************)
Min(a, b) == IF a < b THEN a ELSE b
Max(a, b) == IF a > b THEN a ELSE b

LastTerm(xlog) == IF xlog = <<>> THEN 0 ELSE xlog[Len(xlog)].term

(***************************************************************************)
(* A quorum is a majority of the servers.                                  *)
(***************************************************************************)
IsQuorum(Q) ==
  IF Bug = "minority-quorum"
    THEN 2 * Cardinality(Q) >= Cardinality(Server) - 1
    ELSE 2 * Cardinality(Q) > Cardinality(Server)

Zero == [j \in Server |-> 0]

(***************************************************************************)
(* The network.  A message that was sent is never removed.  A message that *)
(* is never received is one that was lost, one that is received twice was  *)
(* duplicated, and nothing says in which order messages are received.  So  *)
(* loss, duplication, delay, and reordering need no actions of their own.  *)
(***************************************************************************)
Send(m) == messages' = messages \cup {m}

Init ==
  /\ currentTerm  = [i \in Server |-> 0]
  /\ votedFor     = [i \in Server |-> Nil]
  /\ log          = [i \in Server |-> <<>>]
  /\ state        = [i \in Server |-> Follower]
  /\ votesGranted = [i \in Server |-> {}]
  /\ commitIndex  = [i \in Server |-> 0]
  /\ nextIndex    = [i \in Server |-> Zero]
  /\ matchIndex   = [i \in Server |-> Zero]
  /\ restarts     = [i \in Server |-> 0]
  /\ messages     = {}
  /\ leaderOf     = [t \in Term |-> Nil]
  /\ committed    = [k \in Index |-> NoEntry]

-------------------------------------------------------------------------------
(***************************************************************************)
(* LEADER ELECTION                                                         *)
(***************************************************************************)

(***************************************************************************)
(* The election timeout of server i runs out.  Figure 2, "Candidates": on  *)
(* conversion to candidate, increment currentTerm and vote for self.       *)
(* Section 5.2 has both followers and candidates time out; a candidate     *)
(* that does so starts a new election.                                     *)
(***************************************************************************)
Timeout(i) ==
  /\ state[i] \in {Follower, Candidate}
  /\ currentTerm'  = [currentTerm EXCEPT ![i] = @ + 1]
  /\ state'        = [state EXCEPT ![i] = Candidate]
  /\ votedFor'     = [votedFor EXCEPT ![i] = i]
  /\ votesGranted' = [votesGranted EXCEPT ![i] = {i}]
  /\ UNCHANGED << log, commitIndex, leaderVars, restarts, messages, historyVars >>

(***************************************************************************)
(* Candidate i asks all other servers for their votes.  Figure 2,          *)
(* "Candidates": send RequestVote RPCs to all other servers.  The requests *)
(* describe the end of the candidate's log, for the test of section 5.4.1. *)
(* Sending all of them in one step loses no behaviour, because a request   *)
(* need never be received.                                                 *)
(***************************************************************************)
RequestVote(i) ==
  /\ state[i] = Candidate
  /\ messages' = messages \cup
       { [type         |-> "RequestVoteRequest",
          from         |-> i,
          to           |-> j,
          term         |-> currentTerm[i],
          lastLogTerm  |-> LastTerm(log[i]),
          lastLogIndex |-> Len(log[i])] : j \in Server \ {i} }
  /\ UNCHANGED << serverVars, state, votesGranted, commitIndex, leaderVars,
                  restarts, historyVars >>

(***************************************************************************)
(* A server receives a request for its vote.  Figure 2, "RequestVote RPC", *)
(* the receiver's two rules: refuse a candidate of an older term; grant    *)
(* the vote to one whose log is at least as up-to-date as the receiver's,  *)
(* if the receiver has not voted for another one in this term.  Section    *)
(* 5.4.1 defines up-to-date: first the terms of the last entries are       *)
(* compared, then the lengths of the logs.                                 *)
(*                                                                         *)
(* A message of a newer term is left to UpdateTerm, here and below.        *)
(***************************************************************************)
HandleRequestVoteRequest(m) ==
  LET r       == m.to
      s       == m.from
      upToDate == \/ Bug = "no-log-check"
                  \/ m.lastLogTerm > LastTerm(log[r])
                  \/ /\ m.lastLogTerm = LastTerm(log[r])
                     /\ m.lastLogIndex >= Len(log[r])
      free    == \/ Bug = "double-vote"
                 \/ votedFor[r] \in {Nil, s}
      grant   == m.term = currentTerm[r] /\ upToDate /\ free
  IN /\ m.type = "RequestVoteRequest"
     /\ m.term <= currentTerm[r]
     /\ votedFor' = IF grant THEN [votedFor EXCEPT ![r] = s] ELSE votedFor
     /\ Send([type    |-> "RequestVoteResponse",
              from    |-> r,
              to      |-> s,
              term    |-> currentTerm[r],
              granted |-> grant])
     /\ UNCHANGED << currentTerm, log, state, votesGranted, commitIndex,
                     leaderVars, restarts, historyVars >>

(***************************************************************************)
(* A candidate receives a vote (section 5.2).  Only a vote given in the    *)
(* candidate's current term counts.  A refusal, or a vote that is already  *)
(* counted, changes nothing, and we do not make it a step.                 *)
(***************************************************************************)
HandleRequestVoteResponse(m) ==
  LET r       == m.to
      s       == m.from
      current == IF Bug = "stale-response" THEN m.term <= currentTerm[r]
                                           ELSE m.term = currentTerm[r]
  IN /\ m.type = "RequestVoteResponse"
     /\ m.granted
     /\ current
     /\ state[r] = Candidate
     /\ s \notin votesGranted[r]
     /\ votesGranted' = [votesGranted EXCEPT ![r] = @ \cup {s}]
     /\ UNCHANGED << serverVars, state, commitIndex, leaderVars, restarts,
                     messages, historyVars >>

(***************************************************************************)
(* Candidate i wins the election.  Figure 2, "Candidates": if votes were   *)
(* received from a majority of servers, become leader; and "Volatile state *)
(* on leaders": nextIndex starts just after the leader's last entry,       *)
(* matchIndex starts at 0.                                                 *)
(***************************************************************************)
BecomeLeader(i) ==
  /\ state[i] = Candidate
  /\ IsQuorum(votesGranted[i])
  /\ state'        = [state EXCEPT ![i] = Leader]
  /\ votesGranted' = [votesGranted EXCEPT ![i] = {}]
  /\ nextIndex'    = [nextIndex EXCEPT ![i] =
                        [j \in Server |-> IF j = i THEN 0 ELSE Len(log[i]) + 1]]
  /\ matchIndex'   = [matchIndex EXCEPT ![i] = Zero]
  /\ leaderOf'     = IF History /\ leaderOf[currentTerm[i]] = Nil
                       THEN [leaderOf EXCEPT ![currentTerm[i]] = i]
                       ELSE leaderOf
  /\ UNCHANGED << serverVars, commitIndex, restarts, messages, committed >>

-------------------------------------------------------------------------------
(***************************************************************************)
(* LOG REPLICATION                                                         *)
(***************************************************************************)

(***************************************************************************)
(* Leader i receives a command.  Figure 2, "Leaders": append the entry to  *)
(* the local log (section 5.3).                                            *)
(***************************************************************************)
ClientRequest(i) ==
  /\ state[i] = Leader
  /\ log' = [log EXCEPT ![i] =
               Append(@, [term |-> currentTerm[i], leader |-> i])]
  /\ UNCHANGED << currentTerm, votedFor, state, votesGranted, commitIndex,
                  leaderVars, restarts, messages, historyVars >>

(***************************************************************************)
(* Leader i sends n entries to server j.  Figure 2, "Leaders": if the last *)
(* log index is at least nextIndex, send the entries from nextIndex on.    *)
(* We send one entry at a time.  A request without an entry (n = 0) is the *)
(* heartbeat of section 5.2; it can be sent at any time.                   *)
(*                                                                         *)
(* The condition prev <= Len(log[i]) is always true in a correct Raft.  It *)
(* is there because with Bug = "stale-append" a leader can lose entries.   *)
(***************************************************************************)
AppendEntries(i, j, n) ==
  LET prev == nextIndex[i][j] - 1
  IN /\ i # j
     /\ state[i] = Leader
     /\ prev + n <= Len(log[i])
     /\ Send([type         |-> "AppendEntriesRequest",
              from         |-> i,
              to           |-> j,
              term         |-> currentTerm[i],
              prevLogIndex |-> prev,
              prevLogTerm  |-> IF prev = 0 THEN 0 ELSE log[i][prev].term,
              entries      |-> IF n = 0 THEN <<>> ELSE << log[i][prev + 1] >>,
              leaderCommit |-> commitIndex[i]])
     /\ UNCHANGED << serverVars, state, votesGranted, commitIndex, leaderVars,
                     restarts, historyVars >>

(***************************************************************************)
(* The log that a server with log xlog has after it accepted request m:    *)
(* Figure 2, "AppendEntries RPC", the receiver's rules 3 and 4.  If the    *)
(* position of the new entry is taken by an entry of another term, that    *)
(* entry and all that follow it are deleted; an entry that is not already  *)
(* in the log is appended.  If the entry is already there then nothing may *)
(* be deleted, because the request may be an old one, delayed in the       *)
(* network, and the entries that follow may be committed.                  *)
(*                                                                         *)
(* The position is computed with Min because with Bug = "no-prevlog-check" *)
(* a request may point past the end of the log.  The entry then lands at   *)
(* the end.                                                                *)
(***************************************************************************)
NewLog(xlog, m) ==
  LET prev == Min(m.prevLogIndex, Len(xlog))
      at   == prev + 1
  IN IF m.entries = <<>>
       THEN IF Bug = "truncate-always" THEN SubSeq(xlog, 1, prev) ELSE xlog
       ELSE IF at <= Len(xlog) /\ xlog[at].term = m.entries[1].term
              THEN IF Bug = "truncate-always" THEN SubSeq(xlog, 1, at) ELSE xlog
              ELSE SubSeq(xlog, 1, prev) \o m.entries

(***************************************************************************)
(* A server receives an AppendEntries request: Figure 2, "AppendEntries    *)
(* RPC", the receiver's rules.                                             *)
(*                                                                         *)
(*   1. Refuse a request of an older term (section 5.1).                   *)
(*   2. Refuse it if the log has no entry of term prevLogTerm at           *)
(*      prevLogIndex: the consistency check of section 5.3.                *)
(*   3, 4. Repair the log: see NewLog.                                     *)
(*   5. Advance commitIndex to leaderCommit, but no further than the last  *)
(*      entry that the request vouches for.                                *)
(*                                                                         *)
(* A candidate that hears from the leader of its term returns to follower  *)
(* (section 5.2), even if the request fails.  A leader does not receive    *)
(* requests from another leader of the same term if the algorithm is       *)
(* correct; if it is not, the leader ignores them.                         *)
(***************************************************************************)
HandleAppendEntriesRequest(m) ==
  LET r       == m.to
      s       == m.from
      old     == m.term < currentTerm[r]
      refused == old /\ Bug # "stale-append"
      last    == m.prevLogIndex + Len(m.entries)
      matches == \/ Bug = "no-prevlog-check"
                 \/ m.prevLogIndex = 0
                 \/ /\ m.prevLogIndex <= Len(log[r])
                    /\ log[r][m.prevLogIndex].term = m.prevLogTerm
      accepted == ~refused /\ matches
      newLog  == NewLog(log[r], m)
      newCommit == IF Bug = "blind-commit" THEN Min(m.leaderCommit, Len(newLog))
                                           ELSE Min(m.leaderCommit, last)
  IN /\ m.type = "AppendEntriesRequest"
     /\ m.term <= currentTerm[r]
     /\ ~(m.term = currentTerm[r] /\ state[r] = Leader)
     /\ state' = IF old THEN state ELSE [state EXCEPT ![r] = Follower]
     /\ votesGranted' =
          IF old THEN votesGranted ELSE [votesGranted EXCEPT ![r] = {}]
     /\ log' = IF accepted THEN [log EXCEPT ![r] = newLog] ELSE log
     /\ commitIndex' =
          IF accepted THEN [commitIndex EXCEPT ![r] = Max(@, newCommit)]
                      ELSE commitIndex
     /\ Send([type    |-> "AppendEntriesResponse",
              from    |-> r,
              to      |-> s,
              term    |-> currentTerm[r],
              success |-> accepted,
              index   |-> IF accepted THEN last
                          ELSE IF refused THEN 0
                          ELSE m.prevLogIndex])
     /\ UNCHANGED << currentTerm, votedFor, leaderVars, restarts, historyVars >>

(***************************************************************************)
(* A leader receives the answer to an AppendEntries request.  Figure 2,    *)
(* "Leaders": if it succeeded, update nextIndex and matchIndex; if it      *)
(* failed because the logs are inconsistent, decrement nextIndex and retry *)
(* (section 5.3).  An answer that tells the leader nothing new is not a    *)
(* step.  In particular, a failure counts only if it answers the request   *)
(* that nextIndex now describes, and not if what it says is known to be    *)
(* over because a later request matched there.                             *)
(***************************************************************************)
HandleAppendEntriesResponse(m) ==
  LET r == m.to
      s == m.from
  IN /\ m.type = "AppendEntriesResponse"
     /\ m.term = currentTerm[r]
     /\ state[r] = Leader
     /\ m.index > matchIndex[r][s]
     /\ IF m.success
          THEN /\ matchIndex' = [matchIndex EXCEPT ![r][s] = m.index]
               /\ nextIndex'  = [nextIndex EXCEPT ![r][s] = Max(@, m.index + 1)]
          ELSE /\ nextIndex[r][s] = m.index + 1
               /\ nextIndex'  = [nextIndex EXCEPT ![r][s] = m.index]
               /\ UNCHANGED matchIndex
     /\ UNCHANGED << serverVars, state, votesGranted, commitIndex, restarts,
                     messages, historyVars >>

(***************************************************************************)
(* Leader i advances its commit index.  Figure 2, "Leaders": if there is   *)
(* an N > commitIndex such that a majority have matchIndex >= N, and the   *)
(* entry at N is of the current term, set commitIndex to N.  The leader's  *)
(* own log counts.  The last condition is that of section 5.4.2: an entry  *)
(* of an older term is not committed by counting its copies, as Figure 8   *)
(* shows.  We take the largest such N.                                     *)
(***************************************************************************)
AdvanceCommitIndex(i) ==
  LET stored(k) == {i} \cup {j \in Server : matchIndex[i][j] >= k}
      Ns        == {k \in commitIndex[i] + 1 .. Len(log[i]) :
                      /\ IsQuorum(stored(k))
                      /\ \/ Bug = "commit-old-term"
                         \/ log[i][k].term = currentTerm[i]}
      N         == CHOOSE k \in Ns : \A h \in Ns : h <= k
  IN /\ state[i] = Leader
     /\ Ns # {}
     /\ commitIndex' = [commitIndex EXCEPT ![i] = N]
     /\ committed'   = IF History
                         THEN [k \in Index |->
                                 IF k <= N /\ committed[k] = NoEntry
                                   THEN [entry |-> log[i][k],
                                         by    |-> currentTerm[i]]
                                   ELSE committed[k]]
                         ELSE committed
     /\ UNCHANGED << serverVars, state, votesGranted, leaderVars, restarts,
                     messages, leaderOf >>

-------------------------------------------------------------------------------
(***************************************************************************)
(* TERMS AND CRASHES                                                       *)
(***************************************************************************)

(***************************************************************************)
(* A server learns of a newer term.  Figure 2, "All Servers": if a request *)
(* or a response contains a term greater than currentTerm, set currentTerm *)
(* to it and convert to follower (section 5.1).  The message stays, and    *)
(* the server can then handle it as one of its own term.                   *)
(***************************************************************************)
UpdateTerm(m) ==
  LET r == m.to
  IN /\ m.term > currentTerm[r]
     /\ Bug # "ignore-term"
     /\ currentTerm'  = [currentTerm EXCEPT ![r] = m.term]
     /\ state'        = [state EXCEPT ![r] = Follower]
     /\ votedFor'     = IF Bug = "keep-vote" THEN votedFor
                        ELSE [votedFor EXCEPT ![r] = Nil]
     /\ votesGranted' = [votesGranted EXCEPT ![r] = {}]
     /\ nextIndex'    = [nextIndex EXCEPT ![r] = Zero]
     /\ matchIndex'   = [matchIndex EXCEPT ![r] = Zero]
     /\ UNCHANGED << log, commitIndex, restarts, messages, historyVars >>

(***************************************************************************)
(* Server i crashes and restarts (section 5.5).  It keeps what Figure 2    *)
(* calls persistent state: currentTerm, votedFor, and the log.             *)
(***************************************************************************)
Restart(i) ==
  /\ state'        = [state EXCEPT ![i] = Follower]
  /\ votesGranted' = [votesGranted EXCEPT ![i] = {}]
  /\ commitIndex'  = [commitIndex EXCEPT ![i] = 0]
  /\ nextIndex'    = [nextIndex EXCEPT ![i] = Zero]
  /\ matchIndex'   = [matchIndex EXCEPT ![i] = Zero]
  /\ votedFor'     = IF Bug = "forget-vote" THEN [votedFor EXCEPT ![i] = Nil]
                                            ELSE votedFor
  /\ restarts'     = [restarts EXCEPT ![i] = @ + 1]
  /\ UNCHANGED << currentTerm, log, messages, historyVars >>

-------------------------------------------------------------------------------
(***************************************************************************)
(* The complete specification.                                             *)
(***************************************************************************)
Next ==
  \/ \E i \in Server : Timeout(i)
  \/ \E i \in Server : RequestVote(i)
  \/ \E i \in Server : BecomeLeader(i)
  \/ \E i \in Server : ClientRequest(i)
  \/ \E i, j \in Server : \E n \in {0, 1} : AppendEntries(i, j, n)
  \/ \E i \in Server : AdvanceCommitIndex(i)
  \/ \E i \in Server : Restart(i)
  \/ \E m \in messages : UpdateTerm(m)
  \/ \E m \in messages : HandleRequestVoteRequest(m)
  \/ \E m \in messages : HandleRequestVoteResponse(m)
  \/ \E m \in messages : HandleAppendEntriesRequest(m)
  \/ \E m \in messages : HandleAppendEntriesResponse(m)

Spec == Init /\ [][Next]_vars

-------------------------------------------------------------------------------
(***************************************************************************)
(* PROPERTIES                                                              *)
(*                                                                         *)
(* These are the five properties of Figure 3, and one more.  Three of them *)
(* speak of things that happened: that a server was once the leader of a   *)
(* term, that an entry was once committed.  As long as no server crashes,  *)
(* the present state tells enough of this.  A restart wipes out a server's *)
(* role and its commit index, so when there are restarts the properties    *)
(* use the history variables as well.                                      *)
(***************************************************************************)

(***************************************************************************)
(* Election Safety: at most one leader is elected in a term.               *)
(***************************************************************************)
ElectionSafety ==
  /\ \A i, j \in Server :
       (/\ state[i] = Leader
        /\ state[j] = Leader
        /\ currentTerm[i] = currentTerm[j]) => (i = j)
  /\ History =>
       \A i \in Server : (state[i] = Leader) => (leaderOf[currentTerm[i]] = i)

(***************************************************************************)
(* Leader Append-Only: a leader never overwrites or deletes entries of its *)
(* log.  This is a property of steps.                                      *)
(***************************************************************************)
LeaderAppendOnly ==
  \A i \in Server :
    (/\ state[i] = Leader
     /\ state'[i] = Leader
     /\ currentTerm'[i] = currentTerm[i])
      => /\ Len(log[i]) <= Len(log'[i])
         /\ log[i] = SubSeq(log'[i], 1, Len(log[i]))

LeaderAppendOnlyProp == [][LeaderAppendOnly]_vars

(***************************************************************************)
(* Log Matching: if two logs have entries of the same term at the same     *)
(* position, then they are identical up to that position.                  *)
(***************************************************************************)
LogMatching ==
  \A i, j \in Server :
    \A k \in 1 .. Min(Len(log[i]), Len(log[j])) :
      (log[i][k].term = log[j][k].term)
        => (SubSeq(log[i], 1, k) = SubSeq(log[j], 1, k))

(***************************************************************************)
(* Leader Completeness: an entry that was committed in some term is in the *)
(* logs of the leaders of all higher terms.                                *)
(***************************************************************************)
LeaderCompleteness ==
  \A i \in Server : (state[i] = Leader) =>
    IF History
      THEN \A k \in Index :
             (committed[k] # NoEntry) =>
               ((currentTerm[i] > committed[k].by) =>
                  /\ k <= Len(log[i])
                  /\ log[i][k] = committed[k].entry)
      ELSE \A j \in Server : (currentTerm[j] < currentTerm[i]) =>
             \A k \in 1 .. Min(commitIndex[j], Len(log[j])) :
                  /\ k <= Len(log[i])
                  /\ log[i][k] = log[j][k]

(***************************************************************************)
(* State Machine Safety: no two servers apply different entries at the     *)
(* same position.                                                          *)
(***************************************************************************)
StateMachineSafety ==
  /\ \A i, j \in Server :
       \A k \in 1 .. Min(Min(commitIndex[i], Len(log[i])),
                         Min(commitIndex[j], Len(log[j]))) :
         log[i][k] = log[j][k]
  /\ History =>
       \A i \in Server : \A k \in 1 .. Min(commitIndex[i], Len(log[i])) :
         (committed[k] # NoEntry) => (log[i][k] = committed[k].entry)

(***************************************************************************)
(* A server does not claim as committed what it does not have.             *)
(***************************************************************************)
CommitIndexInLog ==
  \A i \in Server : commitIndex[i] <= Len(log[i])

===============================================================================
