// Command mcheck checks the protocols that this repository models. All it adds to
// package cli is the table of models.
package main

import (
	"github.com/mcheck/mcheck/cli"
	"github.com/mcheck/mcheck/models/consensus"
	"github.com/mcheck/mcheck/models/paxos"
	"github.com/mcheck/mcheck/models/pbft"
	"github.com/mcheck/mcheck/models/raft"
	"github.com/mcheck/mcheck/models/twopc"
	"github.com/mcheck/mcheck/models/voting"
)

func main() {
	cli.Main(consensus.Protocol, paxos.Protocol, pbft.Protocol, raft.Protocol, twopc.Protocol, voting.Protocol)
}
