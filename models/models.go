// Package models lists the models of this repository.
package models

import (
	"github.com/mcheck/mcheck/models/consensus"
	"github.com/mcheck/mcheck/models/crdt"
	"github.com/mcheck/mcheck/models/multipaxos"
	"github.com/mcheck/mcheck/models/paxos"
	"github.com/mcheck/mcheck/models/paxoscommit"
	"github.com/mcheck/mcheck/models/pbft"
	"github.com/mcheck/mcheck/models/raft"
	"github.com/mcheck/mcheck/models/replicatedlog"
	"github.com/mcheck/mcheck/models/tcommit"
	"github.com/mcheck/mcheck/models/threepc"
	"github.com/mcheck/mcheck/models/twopc"
	"github.com/mcheck/mcheck/models/voting"
	"github.com/mcheck/mcheck/spec"
)

// All returns the models, in the order of their names.
func All() []spec.Entry {
	return []spec.Entry{
		consensus.Protocol,
		crdt.Protocol,
		multipaxos.Protocol,
		paxos.Protocol,
		paxoscommit.Protocol,
		pbft.Protocol,
		raft.Protocol,
		replicatedlog.Protocol,
		tcommit.Protocol,
		threepc.Protocol,
		twopc.Protocol,
		voting.Protocol,
	}
}
