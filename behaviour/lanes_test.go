package behaviour_test

import (
	"slices"
	"testing"

	"github.com/mcheck/mcheck/behaviour"
	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/models"
	"github.com/mcheck/mcheck/spec"
)

// TestMessages: what becomes of the messages in short counterexamples.
func TestMessages(t *testing.T) {
	type tally struct{ lost, again, unsent int }
	for _, row := range []struct {
		model, bug string
		lanes      []string
		want       tally
	}{
		// Two candidates, and the third server hears of neither.
		{"raft", "double-vote", []string{"s1", "s2", "s3"}, tally{lost: 2}},
		// The TM aborts and crashes before it has read the votes. One RM hears of that, the
		// other one that its successor commits.
		{"twopc", "no-fencing", []string{"TM", "c1", "r1", "r2", "environment"}, tally{lost: 4}},
		// The TM believes in two votes. One RM commits, the other one is not told.
		{"twopc", "lost-vote", []string{"TM", "r1", "r2"}, tally{lost: 1, unsent: 2}},
		// An operation is delivered, and again.
		{"crdt", "deliver-twice", []string{"r1", "r2"}, tally{again: 1}},
	} {
		t.Run(row.model+" "+row.bug, func(t *testing.T) {
			trace := counterexample(t, row.model, row.bug)
			if lanes := behaviour.Lanes(trace); !slices.Equal(lanes, row.lanes) {
				t.Errorf("lanes %v, want %v", lanes, row.lanes)
			}
			var got tally
			for _, m := range behaviour.Messages(trace) {
				switch {
				case m.Unsent:
					got.unsent++
				case m.From != m.To && len(m.Received) == 0:
					got.lost++
				}
				got.again += max(0, len(m.Received)-1)
			}
			if got != row.want {
				t.Errorf("%+v, want %+v", got, row.want)
			}
		})
	}
}

// TestReceivedWereSent: a bug that is not about the network leaves it alone: what steps
// receive was sent, unless a faulty replica has sent it, whose messages are no state.
func TestReceivedWereSent(t *testing.T) {
	for model, bug := range map[string]string{
		"threepc": "skip-acks", "paxos": "accept-below", "paxoscommit": "commit-some", "multipaxos": "learn-minority", "pbft": "no-commit-phase",
	} {
		t.Run(model+" "+bug, func(t *testing.T) {
			trace := counterexample(t, model, bug)
			var faulty string
			for _, f := range trace[0].State.Fields {
				if f.Name == "faulty" {
					faulty = f.Value.String()
				}
			}
			arrows := 0
			for _, m := range behaviour.Messages(trace) {
				arrows += len(m.Received)
				if m.Unsent && faulty != "{"+m.From+"}" {
					t.Errorf("step %d receives %v, which was not sent", m.Sent+1, m.Envelope)
				}
				for _, row := range m.Received {
					if trace[row].Node != m.To {
						t.Errorf("step %d of %s receives %v", row+1, trace[row].Node, m.Envelope)
					}
				}
			}
			if arrows == 0 {
				t.Error("nothing is received")
			}
		})
	}
}

// TestMessagesOfLasso: a vote is overtaken by a request, and so lost; the request that
// is on its way when the loop closes is received when it goes round again.
func TestMessagesOfLasso(t *testing.T) {
	v := violation(t, "raft", "keep-vote", explorer.CheckOptions{Properties: []string{"EventuallyLeader"}})
	trace := append(slices.Clone(v.Trace), *v.Lasso.Back)
	var lost, later []string
	for _, m := range behaviour.Messages(trace) {
		if m.Lost(trace, v.Lasso.Loop) {
			lost = append(lost, m.Text)
		} else if len(m.Received) == 0 {
			later = append(later, m.Text)
		}
	}
	if !slices.Equal(lost, []string{"RequestVoteResponse granted"}) || !slices.Equal(later, []string{"RequestVoteRequest"}) {
		t.Errorf("lost are %q, and received in the next round %q", lost, later)
	}
}

func counterexample(t *testing.T, name, bug string) []explorer.Step {
	t.Helper()
	return violation(t, name, bug, explorer.CheckOptions{NoReduction: name == "raft"}).Trace
}

func violation(t *testing.T, name, bug string, opts explorer.CheckOptions) *explorer.Violation {
	t.Helper()
	entries := models.All()
	e := &entries[slices.IndexFunc(entries, func(e spec.Entry) bool { return e.Name == name })]
	constants, err := e.Constants(nil, bug)
	if err != nil {
		t.Fatal(err)
	}
	model, err := e.New(constants)
	if err != nil {
		t.Fatal(err)
	}
	result, err := explorer.Check(t.Context(), model, opts)
	if err != nil {
		t.Fatal(err)
	}
	return result.Violation()
}
