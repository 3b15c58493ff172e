-------------------------------- MODULE MCCRDT --------------------------------
(***************************************************************************)
(* The root for model checking: the module of the family that Type belongs *)
(* to, made finite.  There are no more than MaxUpdates updates.            *)
(***************************************************************************)
EXTENDS CRDT

CONSTANT MaxUpdates   \* The number of updates of all replicas together.

ASSUME MaxUpdates \in Nat

Gossip    == INSTANCE StateBased
Broadcast == INSTANCE OpBased

IsStateBased == Type \in StateTypes

MayUpdate == Cardinality(Made) < MaxUpdates

MCInit == IF IsStateBased THEN Gossip!Init ELSE Broadcast!Init

GossipNext ==
  \/ /\ MayUpdate
     /\ \E i \in Replica : \E op \in Gossip!Calls(replica[i].payload) : Gossip!Update(i, op)
  \/ \E i \in Replica : \E m \in sent : Gossip!Merge(i, m)

BroadcastNext ==
  \/ /\ MayUpdate
     /\ \E i \in Replica : \E op \in Broadcast!Calls(replica[i].payload) : Broadcast!Update(i, op)
  \/ \E i \in Replica : \E m \in sent : Broadcast!Deliver(i, m)

MCSpec == MCInit /\ [][IF IsStateBased THEN GossipNext ELSE BroadcastNext]_vars

-------------------------------------------------------------------------------
(***************************************************************************)
(* What is claimed of one family is true of the other for want of a claim. *)
(***************************************************************************)
TypeOK          == HistoryOK
MergeIdempotent == IsStateBased => Gossip!MergeIdempotent
MergeCommutes   == IsStateBased => Gossip!MergeCommutes
MergeAssociates == IsStateBased => Gossip!MergeAssociates
EffectsCommute  == IsStateBased \/ Broadcast!EffectsCommute
CausalDelivery  == IsStateBased \/ Broadcast!CausalDelivery
StrongConvergence     == IF IsStateBased THEN Gossip!StrongConvergence ELSE Broadcast!StrongConvergence
QueryMeetsSpec  == IF IsStateBased THEN Gossip!QueryMeetsSpec ELSE Broadcast!QueryMeetsSpec

UpdateInflatesProp == [][IsStateBased => Gossip!UpdateInflates]_vars
AddWinsProp        == [][IF IsStateBased THEN Gossip!AddWins ELSE Broadcast!AddWins]_vars
RemoveWinsProp     == [][IsStateBased => Gossip!RemoveWins]_vars
LastWriterWinsProp == [][IF IsStateBased THEN Gossip!LastWriterWins ELSE Broadcast!LastWriterWins]_vars
OrderKeptProp      == [][IsStateBased => Gossip!OrderKept]_vars

===============================================================================
