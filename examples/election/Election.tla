------------------------------ MODULE Election ------------------------------
(***************************************************************************)
(* One election, as Raft holds one in each of its terms: a server stands   *)
(* and asks the others for their votes, each server has one vote, and who  *)
(* has those of a majority leads.                                          *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets

CONSTANTS
  Server,   \* The set of servers.
  Nil,      \* A value that is not a server.
  Bug       \* The name of the rule that is broken, or "none".

Bugs ==
  { "double-vote",     \* A server votes for whoever asks.
    "half-quorum" }    \* Half of the servers are called a majority.

ASSUME Nil \notin Server /\ Bug \in Bugs \cup {"none"}

VARIABLES
  role,      \* role[i] is "follower", "candidate", or "leader".
  votedFor,  \* votedFor[i] is the server that got i's vote, or Nil.
  votes,     \* votes[i] is the set of servers that i knows to have voted for it.
  messages   \* The set of all messages that were ever sent.

vars == << role, votedFor, votes, messages >>

Message == [type : {"Request", "Vote"}, from : Server, to : Server]

TypeOK ==
  /\ role     \in [Server -> {"follower", "candidate", "leader"}]
  /\ votedFor \in [Server -> Server \cup {Nil}]
  /\ votes    \in [Server -> SUBSET Server]
  /\ messages \subseteq Message

Init ==
  /\ role     = [i \in Server |-> "follower"]
  /\ votedFor = [i \in Server |-> Nil]
  /\ votes    = [i \in Server |-> {}]
  /\ messages = {}

(***************************************************************************)
(* Server i, which has not voted yet, votes for itself and asks the        *)
(* others.                                                                 *)
(***************************************************************************)
Stand(i) ==
  /\ votedFor[i] = Nil
  /\ role'     = [role EXCEPT ![i] = "candidate"]
  /\ votedFor' = [votedFor EXCEPT ![i] = i]
  /\ votes'    = [votes EXCEPT ![i] = {i}]
  /\ messages' = messages \cup
       {[type |-> "Request", from |-> i, to |-> j] : j \in Server \ {i}}

IsQuorum(S) == IF Bug = "half-quorum" THEN 2 * Cardinality(S) >= Cardinality(Server)
                                      ELSE 2 * Cardinality(S) >  Cardinality(Server)

(***************************************************************************)
(* Candidate i has the votes of a majority.                                *)
(***************************************************************************)
Lead(i) ==
  /\ role[i] = "candidate"
  /\ IsQuorum(votes[i])
  /\ role' = [role EXCEPT ![i] = "leader"]
  /\ UNCHANGED << votedFor, votes, messages >>

(***************************************************************************)
(* The receiver of request m has not voted yet, and votes for the sender.  *)
(***************************************************************************)
HandleRequest(m) ==
  /\ m.type = "Request"
  /\ IF Bug = "double-vote" THEN TRUE ELSE votedFor[m.to] = Nil
  /\ votedFor' = [votedFor EXCEPT ![m.to] = m.from]
  /\ messages' = messages \cup {[type |-> "Vote", from |-> m.to, to |-> m.from]}
  /\ UNCHANGED << role, votes >>

(***************************************************************************)
(* A candidate counts vote m.                                              *)
(***************************************************************************)
HandleVote(m) ==
  /\ m.type = "Vote"
  /\ role[m.to] = "candidate"
  /\ m.from \notin votes[m.to]
  /\ votes' = [votes EXCEPT ![m.to] = @ \cup {m.from}]
  /\ UNCHANGED << role, votedFor, messages >>

Next ==
  \/ \E i \in Server : Stand(i)
  \/ \E i \in Server : Lead(i)
  \/ \E m \in messages : HandleRequest(m)
  \/ \E m \in messages : HandleVote(m)

Spec == Init /\ [][Next]_vars

AtMostOneLeader ==
  \A i, j \in Server : role[i] = "leader" /\ role[j] = "leader" => i = j
=============================================================================
