-------------------------------- MODULE MCVoting --------------------------------
(***************************************************************************)
(* The number of ballots that makes module Voting finite, for model        *)
(* checking.  The configuration file puts MCBallot in the place of Ballot. *)
(***************************************************************************)
EXTENDS Voting

CONSTANT Ballots   \* The number of ballots.

ASSUME Ballots \in Nat

MCBallot == 0 .. Ballots - 1

===============================================================================
