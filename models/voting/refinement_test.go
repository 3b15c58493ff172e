package voting_test

import (
	"testing"

	"github.com/mcheck/mcheck/internal/modeltest"
	"github.com/mcheck/mcheck/models/voting"
)

// TestImplementsConsensus: voting implements consensus: nothing chosen, or one of two
// values. With a bug it does not, but for one: an acceptor that votes for two values in
// a ballot keeps others from voting there, who all see that somebody else has voted for
// another value, and so no value is chosen that was not before.
func TestImplementsConsensus(t *testing.T) {
	given := map[string]int{"acceptors": 3, "values": 2, "ballots": 2}
	c := modeltest.Constants(t, &voting.Protocol, given, "")
	modeltest.Implements(t, modeltest.Model(t, &voting.Protocol, c), "Consensus", 3)
	modeltest.BugsViolate(t, &voting.Protocol, "Consensus", voting.VoteTwice)
}
