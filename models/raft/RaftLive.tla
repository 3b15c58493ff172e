------------------------------- MODULE RaftLive -------------------------------
(***************************************************************************)
(* Raft elects a leader and commits an entry, if election timers settle.   *)
(*                                                                         *)
(* The servers are those of module Raft, as far as elections and log       *)
(* replication go; the network is smaller, so that a behaviour can go on   *)
(* for ever and come back to a state: of the messages from i to j the      *)
(* latest one is on its way, and those before it are lost or received.     *)
(*                                                                         *)
(* Terms are stored as ranks.  Servers compare terms with each other, and  *)
(* make a new one by adding 1 to their own.  So the terms below the least  *)
(* current one can be renamed to 1, 2, ..., and those from there on can    *)
(* all be lowered by the same number: nothing that happens later depends   *)
(* on it.                                                                  *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets, Sequences

CONSTANTS
  Server, Nil,
  Timers,      \* "restless", or "settling": there is a time when timers settle.
  MaxTerm,     \* The highest rank from which no timer fires any more.
  MaxLog,      \* The length of the longest log.
  Bug          \* "none", or "keep-vote": a vote outlives its term; or
               \* "ignore-term": no server adopts a newer term.

VARIABLES
  server,      \* server[i] is a record with the variables of server i.
  channel,     \* channel[<<i, j>>] is the message on its way from i to j, or Nil.
  settled      \* From now on timers are slow, compared with messages.

vars == << server, channel, settled >>

Pairs == { p \in Server \X Server : p[1] # p[2] }

Zero == [j \in Server |-> 0]

Min(a, b) == IF a < b THEN a ELSE b
Max(a, b) == IF a > b THEN a ELSE b

LastTerm(n) == IF n.log = << >> THEN 0 ELSE n.log[Len(n.log)].term

IsQuorum(Q) == 2 * Cardinality(Q) > Cardinality(Server)

-------------------------------------------------------------------------------
(***************************************************************************)
(* Ranks.                                                                  *)
(***************************************************************************)
TermsOf(m) ==
  CASE m.type = "RequestVoteRequest"   -> {m.term, m.lastLogTerm}
    [] m.type = "AppendEntriesRequest" ->
         {m.term, m.prevLogTerm} \cup { m.entries[k].term : k \in DOMAIN m.entries }
    [] OTHER -> {m.term}

Used(srv, ch) ==
  (UNION { { srv[i].log[k].term : k \in DOMAIN srv[i].log } : i \in Server })
    \cup UNION { TermsOf(ch[p]) : p \in { q \in Pairs : ch[q] # Nil } }

Least(srv) ==
  LET all == { srv[i].term : i \in Server }
  IN  CHOOSE t \in all : \A u \in all : t <= u

Ranked(srv, ch) ==
  LET least   == Least(srv)
      below   == { t \in Used(srv, ch) : 0 < t /\ t < least }
      rank[t \in Nat] ==
        IF t = 0 THEN 0
        ELSE IF t < least THEN Cardinality({ u \in below : u <= t })
        ELSE IF least = 0 THEN t
        ELSE Cardinality(below) + 1 + (t - least)
      entries(log) == [k \in DOMAIN log |-> [log[k] EXCEPT !.term = rank[@]]]
      message(m) ==
        CASE m = Nil -> Nil
          [] m # Nil /\ m.type = "RequestVoteRequest" ->
               [m EXCEPT !.term = rank[@], !.lastLogTerm = rank[@]]
          [] m # Nil /\ m.type = "AppendEntriesRequest" ->
               [m EXCEPT !.term = rank[@], !.prevLogTerm = rank[@],
                         !.entries = entries(@)]
          [] OTHER -> [m EXCEPT !.term = rank[@]]
  IN  /\ server'  = [i \in Server |->
                       [srv[i] EXCEPT !.term = rank[@], !.log = entries(@)]]
      /\ channel' = [p \in Pairs |-> message(ch[p])]

-------------------------------------------------------------------------------
Init ==
  /\ server = [i \in Server |->
       [term |-> 0, vote |-> Nil, log |-> << >>, role |-> "follower",
        commit |-> 0, votes |-> {}, next |-> Zero, match |-> Zero]]
  /\ channel = [p \in Pairs |-> Nil]
  /\ settled = FALSE

Become(n, role) ==
  [n EXCEPT !.role = role, !.votes = {}, !.next = Zero, !.match = Zero]

(***************************************************************************)
(* Settled timers fire when nobody leads, nor can become leader, and all   *)
(* has been received: the broadcast time is much less than the election    *)
(* timeout (section 5.6).                                                  *)
(***************************************************************************)
Calm ==
  /\ \A i \in Server : server[i].role # "leader" /\ ~ IsQuorum(server[i].votes)
  /\ \A p \in Pairs : channel[p] = Nil

Timeout(i) ==
  LET n == [Become(server[i], "candidate") EXCEPT
              !.term = server[i].term + 1, !.vote = i, !.votes = {i}]
  IN  /\ server[i].role # "leader"
      /\ settled => Calm
      /\ server[i].term < MaxTerm
      /\ Ranked([server EXCEPT ![i] = n],
                [p \in Pairs |->
                   IF p[1] = i
                   THEN [type |-> "RequestVoteRequest", term |-> n.term,
                         lastLogTerm |-> LastTerm(n), lastLogIndex |-> Len(n.log)]
                   ELSE channel[p]])
      /\ UNCHANGED settled

BecomeLeader(i) ==
  /\ server[i].role = "candidate"
  /\ IsQuorum(server[i].votes)
  /\ Ranked([server EXCEPT ![i] =
               [Become(@, "leader") EXCEPT
                  !.next = [j \in Server |->
                              IF j = i THEN 0 ELSE Len(server[i].log) + 1]]],
            channel)
  /\ UNCHANGED settled

(***************************************************************************)
(* One client asks a leader once, and then waits for the answer.           *)
(***************************************************************************)
ClientRequest(i) ==
  LET n    == server[i]
      room == IF Timers = "settling" /\ ~ settled THEN Max(2, MaxLog) - 2
                                                  ELSE MaxLog
  IN  /\ n.role = "leader"
      /\ LastTerm(n) < n.term
      /\ Len(n.log) < room
      /\ Ranked([server EXCEPT ![i].log =
                   Append(@, [term |-> n.term, leader |-> i])], channel)
      /\ UNCHANGED settled

AppendEntries(i, j) ==
  LET n    == server[i]
      prev == n.next[j] - 1
  IN  /\ n.role = "leader"
      /\ Ranked(server,
           [channel EXCEPT ![<< i, j >>] =
              [type |-> "AppendEntriesRequest", term |-> n.term,
               prevLogIndex |-> prev,
               prevLogTerm  |-> IF prev = 0 THEN 0 ELSE n.log[prev].term,
               entries      |-> IF prev < Len(n.log) THEN << n.log[prev + 1] >>
                                                     ELSE << >>,
               leaderCommit |-> n.commit]])
      /\ UNCHANGED settled

AdvanceCommitIndex(i) ==
  LET n  == server[i]
      Ns == { k \in n.commit + 1 .. Len(n.log) :
                /\ n.log[k].term = n.term
                /\ IsQuorum({i} \cup { j \in Server : n.match[j] >= k }) }
  IN  /\ n.role = "leader"
      /\ Ns # {}
      /\ Ranked([server EXCEPT ![i].commit =
                   CHOOSE k \in Ns : \A h \in Ns : h <= k], channel)
      /\ UNCHANGED settled

-------------------------------------------------------------------------------
(***************************************************************************)
(* The receiver adopts a newer term and handles the message, in one step,  *)
(* as Figure 2 has it.                                                     *)
(***************************************************************************)
Adopt(n, m) ==
  IF m.term <= n.term \/ Bug = "ignore-term" THEN n
  ELSE [Become(n, "follower") EXCEPT
          !.term = m.term,
          !.vote = IF Bug = "keep-vote" THEN @ ELSE Nil]

NewLog(log, m) ==
  LET prev == m.prevLogIndex
  IN  IF m.entries = << >> THEN log
      ELSE IF prev < Len(log) /\ log[prev + 1].term = m.entries[1].term THEN log
      ELSE SubSeq(log, 1, prev) \o m.entries

(***************************************************************************)
(* j receives what is on its way from i.  n is the receiver afterwards,    *)
(* and out the answer, or Nil.                                             *)
(***************************************************************************)
Deliver(i, j, n, out) ==
  /\ Ranked([server EXCEPT ![j] = n],
            [channel EXCEPT ![<< i, j >>] = Nil,
                            ![<< j, i >>] = IF out = Nil THEN @ ELSE out])
  /\ UNCHANGED settled

ReceiveVoteRequest(i, j, n, m) ==
  LET upToDate == IF m.lastLogTerm = LastTerm(n) THEN m.lastLogIndex >= Len(n.log)
                                                 ELSE m.lastLogTerm > LastTerm(n)
      grant    == m.term = n.term /\ upToDate /\ n.vote \in {Nil, i}
  IN  Deliver(i, j, IF grant THEN [n EXCEPT !.vote = i] ELSE n,
              [type |-> "RequestVoteResponse", term |-> n.term, granted |-> grant])

ReceiveVoteResponse(i, j, n, m) ==
  Deliver(i, j, IF m.granted /\ m.term = n.term /\ n.role = "candidate"
                THEN [n EXCEPT !.votes = @ \cup {i}] ELSE n, Nil)

ReceiveAppendRequest(i, j, n, m) ==
  LET old     == m.term < n.term
      f       == IF old \/ n.role # "candidate" THEN n ELSE Become(n, "follower")
      matches == IF m.prevLogIndex = 0 THEN TRUE
                 ELSE IF m.prevLogIndex > Len(n.log) THEN FALSE
                 ELSE n.log[m.prevLogIndex].term = m.prevLogTerm
      last    == m.prevLogIndex + Len(m.entries)
      answer(success, index) ==
        [type |-> "AppendEntriesResponse", term |-> n.term,
         success |-> success, index |-> index]
  IN  IF old THEN Deliver(i, j, n, answer(FALSE, 0))
      ELSE IF ~ matches THEN Deliver(i, j, f, answer(FALSE, m.prevLogIndex))
      ELSE Deliver(i, j, [f EXCEPT !.log = NewLog(@, m),
                                   !.commit = Max(@, Min(m.leaderCommit, last))],
                   answer(TRUE, last))

ReceiveAppendResponse(i, j, n, m) ==
  LET counts == m.term = n.term /\ n.role = "leader" /\ m.index > n.match[i]
  IN  Deliver(i, j,
        IF counts /\ m.success
        THEN [n EXCEPT !.match[i] = m.index, !.next[i] = Max(@, m.index + 1)]
        ELSE IF counts /\ n.next[i] = m.index + 1
        THEN [n EXCEPT !.next[i] = m.index]
        ELSE n, Nil)

Receive(j, i) ==
  LET m == channel[<< i, j >>]
      n == Adopt(server[j], m)
  IN  /\ m # Nil
      /\ IF m.term > n.term THEN Deliver(i, j, n, Nil)
         ELSE CASE m.type = "RequestVoteRequest"    -> ReceiveVoteRequest(i, j, n, m)
                [] m.type = "RequestVoteResponse"   -> ReceiveVoteResponse(i, j, n, m)
                [] m.type = "AppendEntriesRequest"  -> ReceiveAppendRequest(i, j, n, m)
                [] m.type = "AppendEntriesResponse" -> ReceiveAppendResponse(i, j, n, m)

-------------------------------------------------------------------------------
Settle ==
  /\ Timers = "settling"
  /\ ~ settled
  /\ settled' = TRUE
  /\ UNCHANGED << server, channel >>

Next ==
  \/ \E i \in Server : Timeout(i)
  \/ \E i \in Server : BecomeLeader(i)
  \/ \E i \in Server : ClientRequest(i)
  \/ \E p \in Pairs : AppendEntries(p[1], p[2])
  \/ \E i \in Server : AdvanceCommitIndex(i)
  \/ \E p \in Pairs : Receive(p[1], p[2])
  \/ Settle

(***************************************************************************)
(* Timers are randomised, so that no server's is for ever slower than      *)
(* another's: each fires again and again, if it can again and again.       *)
(***************************************************************************)
Fairness ==
  /\ \A i \in Server :
       /\ SF_vars(Timeout(i))
       /\ WF_vars(BecomeLeader(i))
       /\ WF_vars(AdvanceCommitIndex(i))
  /\ \A p \in Pairs : WF_vars(AppendEntries(p[1], p[2])) /\ WF_vars(Receive(p[1], p[2]))
  /\ WF_vars(\E i \in Server : ClientRequest(i))
  /\ WF_vars(Settle)

Spec == Init /\ [][Next]_vars /\ Fairness

ElectionSafety ==
  \A p \in Pairs :
    (server[p[1]].role = "leader" /\ server[p[2]].role = "leader")
      => server[p[1]].term # server[p[2]].term

(***************************************************************************)
(* A server that has been left behind may take itself for a leader, too.   *)
(***************************************************************************)
Leads(i) ==
  /\ server[i].role = "leader"
  /\ IsQuorum({ j \in Server : server[j].term = server[i].term })

EventuallyLeader == []<>(\E i \in Server : Leads(i))

EventuallyCommitted == <>(\E i \in Server : server[i].commit > 0)

===============================================================================
