package main

import (
	"github.com/mcheck/mcheck/cli"
	"github.com/mcheck/mcheck/spec"
)

// Protocol offers the model on the command line.
var Protocol = spec.Entry{
	Name:   "election",
	Doc:    "one election by majority",
	Params: []spec.Param{{Name: "servers", Doc: "servers", Min: 1, Max: MaxServers, Default: 3}},
	Bugs: []spec.Bug{
		{
			Name: DoubleVote, Doc: "a server votes for whoever asks",
			Rule: "section 5.2: each server votes for at most one candidate", Violates: "AtMostOneLeader",
		},
		{
			Name: HalfQuorum, Doc: "half of the servers are called a majority",
			Rule: "section 5.2: votes from a majority", Violates: "AtMostOneLeader",
			Exposed: map[string]int{"servers": 2}, // of three servers, a half is a majority
		},
	},
	Twin: twin, Sources: sources,
	New: func(c spec.Constants) (spec.Checkable, error) {
		return Config{Servers: spec.NewDomain[Server](c.Int("servers")), Bug: c.Bug}.Model(), nil
	},
	Small: func(c spec.Constants) spec.Constants {
		return c.With("servers", min(3, c.Int("servers")))
	},
}

func main() {
	cli.Main(Protocol)
}
