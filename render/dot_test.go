package render_test

import (
	"strings"
	"testing"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/render"
)

func TestTraceDOT(t *testing.T) {
	for _, test := range []struct {
		name string
		run  render.Run
	}{
		{"twopc-broken.dot", brokenRun(t)},
		{"election.dot", doubleVoteRun(t)},
		{"deadlock.dot", run(t, counting(3), explorer.Options{})},
	} {
		t.Run(test.name, func(t *testing.T) {
			golden(t, test.name, text(t, func(b *strings.Builder) error {
				return render.TraceDOT(b, test.run, test.run.Result.Violation())
			}))
		})
	}
}
