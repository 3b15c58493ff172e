-------------------------------- MODULE MCRaft --------------------------------
(***************************************************************************)
(* The bounds that make module Raft finite, for model checking.  Three     *)
(* actions let the state grow without limit: Timeout increases the term,   *)
(* ClientRequest lengthens a log, and Restart counts.  Each is replaced    *)
(* here by one that stops at a bound.  The configuration file does the     *)
(* replacing.  Everything else is taken from Raft unchanged; as there are  *)
(* then finitely many terms, positions, and servers, there are finitely    *)
(* many messages.                                                          *)
(***************************************************************************)
EXTENDS Raft

CONSTANTS
  MaxTerm,     \* The highest term a server can reach.
  MaxLog,      \* The length of the longest log.
  MaxCrashes,  \* The number of restarts of all servers together.
  Timers       \* When election timers fire: for safety, at any time.

ASSUME /\ MaxTerm \in Nat
       /\ MaxLog \in Nat
       /\ MaxCrashes \in Nat
       /\ Timers = "any"   \* For the others see module RaftLive.

(***************************************************************************)
(* A second copy of the actions, from which the bounded ones are built.    *)
(***************************************************************************)
Unbounded == INSTANCE Raft

MCTerm  == 1 .. MaxTerm
MCIndex == 1 .. MaxLog

(***************************************************************************)
(* The history variables are needed only if there are restarts.            *)
(***************************************************************************)
MCHistory == MaxCrashes > 0

RECURSIVE Sum(_, _)
Sum(f, S) ==
  IF S = {} THEN 0
            ELSE LET x == CHOOSE x \in S : TRUE
                 IN f[x] + Sum(f, S \ {x})

MCTimeout(i) ==
  /\ currentTerm[i] < MaxTerm
  /\ Unbounded!Timeout(i)

MCClientRequest(i) ==
  /\ Len(log[i]) < MaxLog
  /\ Unbounded!ClientRequest(i)

MCRestart(i) ==
  /\ Sum(restarts, Server) < MaxCrashes
  /\ Unbounded!Restart(i)

===============================================================================
