package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/report"
	"github.com/mcheck/mcheck/spec"
)

// addCheckpoints adds the flags that make a run survive its process.
func (c *check) addCheckpoints(f *pflag.FlagSet) {
	f.Var(c.checkpoint, "checkpoint", "keep what is done in the directory `DIR`, to go on from there after a crash: mcheck resume DIR")
	f.Var(c.every, "checkpoint-every", "write a checkpoint so often, like 30s or 5m (default 10m)")
	addSwitch(f, c.resume, "resume", "begin with the last checkpoint")
	f.Lookup("resume").Hidden = true // what mcheck resume adds
}

// checkpoints returns what the engine is to know of checkpoints, or nil.
func (c *check) checkpoints(constants spec.Constants) (*explorer.Checkpoints, error) {
	if !c.checkpoint.given {
		if c.every.given {
			return nil, usagef("--checkpoint-every needs --checkpoint")
		}
		return nil, nil
	}
	sources, err := report.Sources(c.entry)
	if err != nil {
		return nil, err
	}
	facts := []explorer.Fact{{Name: "version", Value: ownVersion()}, {Name: "hash of the model's sources", Value: sources}}
	for _, p := range c.entry.Params {
		facts = append(facts, explorer.Fact{Name: "constant " + p.Name, Value: fmt.Sprint(p.Value(constants.Int(p.Name)))})
	}
	return &explorer.Checkpoints{
		Dir: c.checkpoint.value, Every: c.every.value, Resume: c.resume.value, Resumed: c.tellResumed, Arguments: c.arguments,
		Facts: append(facts, explorer.Fact{Name: "bug", Value: constants.Bug}),
	}, nil
}

func (c *check) tellResumed(from explorer.Checkpoint) {
	if !c.quiet.value {
		_, _ = fmt.Fprintf(c.err, "going on after %s distinct states, depth %d, of %s\n",
			humanize.Comma(int64(from.Distinct)), from.Depth, strings.Join(from.Arguments, " "))
	}
}

// tellCheckpoint says how to go on with a run that was cut short. One that a limit of
// depth has ended leaves nothing to go on from.
func (c *check) tellCheckpoint(r *explorer.Result) {
	if !c.checkpoint.given || r.Reason == "" {
		return
	}
	if _, err := explorer.ReadCheckpoint(c.checkpoint.value); err == nil {
		_, _ = fmt.Fprintf(c.err, "to go on: resume %s\n", c.checkpoint.value)
	}
}

// resumeCommand returns the command that goes on with a run of some model: it is the
// run's own command line, with more flags behind.
func (a *app) resumeCommand(name string) *cobra.Command {
	return &cobra.Command{
		Use: "resume DIR [flags]", Short: "go on with a run that was killed, from its last checkpoint", GroupID: groupVerbs,
		Long: `Goes on with the run whose checkpoints are in DIR (--checkpoint DIR), and finds what
it would have found. Flags are added to those of that run: --workers, --timeout,
--mem, --max-states, --json and drawings may differ from it.`,
		DisableFlagParsing: true,
		RunE: func(c *cobra.Command, args []string) error {
			switch {
			case slices.ContainsFunc(args, func(arg string) bool { return arg == "-h" || arg == "--help" }):
				return c.Help()
			case len(args) == 0 || strings.HasPrefix(args[0], "-"):
				return usagef("want the directory of the checkpoints: %s resume DIR [flags]", name)
			case slices.ContainsFunc(args, func(arg string) bool { return arg == "--checkpoint" || strings.HasPrefix(arg, "--checkpoint=") }):
				return usagef("--checkpoint: a run that is resumed goes on with its checkpoints in %s", args[0])
			}
			head, err := explorer.ReadCheckpoint(args[0])
			if err != nil {
				return err
			}
			a.arguments = head.Arguments
			root := a.root(name)
			root.SetArgs(slices.Concat(head.Arguments, args[1:], []string{"--checkpoint", args[0], "--resume"}))
			return root.ExecuteContext(c.Context())
		},
	}
}
