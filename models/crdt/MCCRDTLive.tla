------------------------------ MODULE MCCRDTLive -------------------------------
(***************************************************************************)
(* Gossip is fair: each message is received by each replica to which it    *)
(* makes a difference, unless from some time on it makes none.  Messages   *)
(* are told apart by the updates that are in them, or the one that they    *)
(* carry.                                                                  *)
(***************************************************************************)
EXTENDS MCCRDT

Updates == Replica \X (1 .. MaxUpdates)

FairGossip ==
  \A i \in Replica, d \in SUBSET Updates :
    WF_vars(\E m \in sent : m.seen = d /\ Gossip!Merge(i, m))

FairBroadcast ==
  \A i \in Replica, d \in Updates :
    WF_vars(\E m \in sent : m.id = d /\ Broadcast!Deliver(i, m))

LiveSpec ==
  /\ MCSpec
  /\ (Bug # "unfair-gossip" /\ IsStateBased) => FairGossip
  /\ ~ IsStateBased => FairBroadcast

(***************************************************************************)
(* When updates have ended all replicas come to have the same payload.     *)
(***************************************************************************)
Convergence == <>[](\A i, j \in Replica : replica[i].payload = replica[j].payload)

===============================================================================
