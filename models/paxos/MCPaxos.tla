-------------------------------- MODULE MCPaxos --------------------------------
(***************************************************************************)
(* The bounds that make module Paxos finite, for model checking: a number  *)
(* of ballots, and one of restarts.  The configuration file puts MCBallot  *)
(* and MCRestart in the place of Ballot and Restart.                       *)
(***************************************************************************)
EXTENDS Paxos

CONSTANTS
  Ballots,     \* The number of ballots.
  MaxCrashes,  \* The number of restarts of all acceptors together.
  Proposers,   \* No proposers are told apart, and none is elected: that is
  Elect        \* another form of the protocol, for liveness.

ASSUME /\ Ballots \in Nat
       /\ MaxCrashes \in Nat
       /\ Proposers = 0
       /\ Elect = FALSE

Unbounded == INSTANCE Paxos

MCBallot == 0 .. Ballots - 1

MCRestart(a) ==
  /\ restarts < MaxCrashes
  /\ Unbounded!Restart(a)

===============================================================================
