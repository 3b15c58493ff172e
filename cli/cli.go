package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/mcheck/mcheck/spec"
)

// The exit statuses, see the package's comment.
const (
	statusHolds       = 0
	statusFailed      = 1
	statusUsage       = 2
	statusIncomplete  = 3
	statusAssumption  = 10
	statusDeadlock    = 11
	statusSafety      = 12
	statusLiveness    = 13
	statusUnreachable = 14
	statusDiffers     = 15
	statusForged      = 16
)

// Main runs the command line of the process for the given models, and exits. The
// first SIGINT or SIGTERM ends a check with what it has found; a second one kills.
func Main(entries ...spec.Entry) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	os.Exit(Run(ctx, os.Args, os.Stdin, os.Stdout, os.Stderr, entries...))
}

// Run runs a command line, args[0] being the program's name as in os.Args, and
// returns the exit status.
func Run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer, entries ...spec.Entry) int {
	a := &app{entries: entries, in: stdin, out: &remembering{w: stdout}, err: stderr}
	name := "mcheck"
	if len(args) > 0 {
		name, args = filepath.Base(args[0]), args[1:]
	}
	err := a.validate()
	if err == nil {
		a.arguments = args
		root := a.root(name)
		root.SetArgs(args)
		root.SetIn(stdin)
		root.SetOut(a.out)
		root.SetErr(stderr)
		err = root.ExecuteContext(ctx)
		if err != nil && !a.started {
			err = &usageError{err}
		}
	}
	if a.out.err != nil && (err == nil || errors.Is(err, a.out.err)) {
		err = fmt.Errorf("writing the result: %w", cmp.Or(err, a.out.err))
	}
	if err != nil {
		_, _ = fmt.Fprintf(stderr, "%s: %s\n", name, oneLine(err))
		return failureStatus(err)
	}
	return a.status
}

// app is one run of the program.
type app struct {
	entries   []spec.Entry
	in        io.Reader
	out       *remembering
	err       io.Writer
	arguments []string
	started   bool // the command line is in order as far as cobra can tell
	status    int
}

// usageError is a mistake on the command line.
type usageError struct{ error }

func (e *usageError) Unwrap() error { return e.error }

func usagef(format string, args ...any) error { return &usageError{fmt.Errorf(format, args...)} }

func failureStatus(err error) int {
	if _, ok := errors.AsType[*usageError](err); ok {
		return statusUsage
	}
	if _, ok := errors.AsType[*spec.AssumptionError](err); ok {
		return statusAssumption
	}
	return statusFailed
}

func oneLine(err error) string {
	var parts []string
	for line := range strings.Lines(err.Error()) {
		if line = strings.TrimSpace(line); line != "" {
			parts = append(parts, line)
		}
	}
	return strings.Join(parts, "; ")
}

// remembering is a writer that keeps its first error, so that a full disk behind
// standard output does not pass for success.
type remembering struct {
	w   io.Writer
	err error
}

func (r *remembering) Write(b []byte) (int, error) {
	n, err := r.w.Write(b)
	if r.err == nil {
		r.err = err
	}
	return n, err
}

const (
	groupModels = "models"
	groupVerbs  = "verbs"
)

// root makes the tree of commands.
func (a *app) root(name string) *cobra.Command {
	root := &cobra.Command{
		Use:           name + " MODEL",
		Short:         "check distributed protocols: visit every state that a model can reach",
		Long:          rootHelp,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.AddGroup(&cobra.Group{ID: groupModels, Title: "Models:"}, &cobra.Group{ID: groupVerbs, Title: "Other commands:"})
	root.SetFlagErrorFunc(flagError)
	root.PersistentPreRun = func(*cobra.Command, []string) { a.started = true }
	for k := range a.entries {
		root.AddCommand(a.checkCommand(&a.entries[k], false))
	}
	for _, v := range a.verbs() {
		verb := &cobra.Command{Use: v.name + " MODEL", Short: v.short, GroupID: groupVerbs}
		verb.AddGroup(&cobra.Group{ID: groupModels, Title: "Models:"})
		for k := range a.entries {
			verb.AddCommand(v.command(&a.entries[k]))
		}
		root.AddCommand(verb)
	}
	root.AddCommand(a.listCommand(), a.versionCommand(name), a.verifyCommand(), a.resumeCommand(name))
	root.SetHelpCommandGroupID(groupVerbs)
	root.SetCompletionCommandGroupID(groupVerbs)
	root.SetHelpCommand(helpCommand(root))
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		if c.HasSubCommands() {
			selects(c)
		}
	}
	selects(root)
	return root
}

// verb is a command that takes a model.
type verb struct {
	name, short string
	command     func(*spec.Entry) *cobra.Command
}

func (a *app) verbs() []verb {
	return []verb{
		{"simulate", "walk at random through a model: MODEL --simulate", func(e *spec.Entry) *cobra.Command { return a.checkCommand(e, true) }},
		{"sweep", "check a model at several constants: --nodes 2..3", a.sweepCommand},
		{"estimate", "say what a check would take, before it: states, time, memory", a.estimateCommand},
		{"graph", "draw the state graph of a small model", a.graphCommand},
		{"fairness", "find the fairness that a temporal property needs", a.fairnessCommand},
		{"induct", "establish the inductive invariant of a model, lemma by lemma", a.inductCommand},
		{"prove", "check the steps of a model's written proof", a.proveCommand},
		{"explain", "distil a counterexample: what is needed, where it turns", a.explainCommand},
		{"export", "write a counterexample for other tools: ITF, TLA+, diagrams, Go", a.exportCommand},
		{"replay", "step through a saved trace: MODEL TRACE", a.replayCommand},
		{"report", "check a model and write a report that can be verified", a.reportCommand},
		{"tlc", "compare with TLC, on the model's TLA+ twin", a.tlcCommand},
	}
}

const rootHelp = `Visits every state that a model of a distributed protocol can reach, checks its
properties in each, and reports either what was exhausted or a shortest
counterexample.

Exit status: 0 holds, 3 incomplete, 10 an assumption on constants fails,
11 deadlock, 12 safety violated, 13 liveness violated, 14 a required witness is
unreachable, 15 TLC finds something else, or a write-up is stale, 16 a report is
not verified; 2 usage, 1 any other failure.`

// selects makes c a command that only chooses among its subcommands. Cobra would
// complain of the flags first when it is the name that is unknown.
func selects(c *cobra.Command) {
	c.DisableFlagParsing = true
	c.InitDefaultHelpFlag() // or help would show it only after the flag was used
	c.Args = cobra.ArbitraryArgs
	c.ValidArgsFunction = cobra.NoFileCompletions
	c.RunE = func(c *cobra.Command, args []string) error {
		var names, models []string
		for _, s := range c.Commands() {
			names = append(names, s.Name())
			if s.GroupID == groupModels {
				models = append(models, s.Name())
			}
		}
		of, list := "a model", models
		if len(models) == 0 {
			of, list = "one", names
		}
		switch {
		case len(args) == 0:
			return usagef("want %s of %s; see %s --help", of, strings.Join(list, ", "), c.CommandPath())
		case args[0] == "-h" || args[0] == "--help":
			return c.Help()
		case strings.HasPrefix(args[0], "-"):
			return usagef("unknown flag %s before the model, want %s MODEL [flags]", args[0], c.CommandPath())
		}
		what := "model"
		if len(models) == 0 {
			what = c.Name()
		}
		return usagef("unknown %s %q, want one of %s%s", what, args[0], strings.Join(list, ", "), didYouMean(args[0], names))
	}
}

// helpCommand replaces cobra's, which has no error for an unknown name.
func helpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:     "help [COMMAND]",
		Short:   "explain a model or command",
		GroupID: groupVerbs,
		RunE: func(_ *cobra.Command, args []string) error {
			c, rest, err := root.Find(args)
			if err != nil {
				return err
			}
			if len(rest) > 0 {
				return c.RunE(c, rest)
			}
			return c.Help()
		},
	}
}

// flagError says what pflag found in the words of this program.
func flagError(c *cobra.Command, err error) error {
	if bad, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		return usagef("--%s = %s, %w", bad.GetFlag().Name, bad.GetValue(), bad.Unwrap())
	}
	if unknown, ok := errors.AsType[*pflag.NotExistError](err); ok {
		var names []string
		c.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
		name := unknown.GetSpecifiedName()
		dashes := "--"
		if unknown.GetSpecifiedShortnames() != "" {
			dashes = "-"
		}
		return usagef("unknown flag %s%s%s; see %s --help", dashes, name, strings.Replace(didYouMean(name, names), "mean ", "mean --", 1), c.CommandPath())
	}
	return &usageError{err}
}

// flagsOfVerbs are flags that a verb has beyond those of a check.
var flagsOfVerbs = []string{"out", "blind", "format", "pivot-states", "print"}

// validate finds mistakes of the program in its table of models, which would
// otherwise panic or hide a command.
func (a *app) validate() error {
	seen := map[string]bool{"": true, "list": true, "verify": true, "resume": true, "version": true, "help": true, "completion": true}
	for _, v := range a.verbs() {
		seen[v.name] = true
	}
	for k := range a.entries {
		e := &a.entries[k]
		if seen[e.Name] || strings.HasPrefix(e.Name, "-") || strings.ContainsAny(e.Name, " \t\n") {
			return fmt.Errorf("model name %q, want a word that is no command and no other model", e.Name)
		}
		seen[e.Name] = true
		if e.New == nil {
			return fmt.Errorf("model %s: Entry.New is required", e.Name)
		}
		taken := newCheck(a, &spec.Entry{}, false).flags()
		for _, name := range flagsOfVerbs {
			taken.Int(name, 0, "")
		}
		for _, p := range e.Params {
			if p.Name == "" || p.Name == "help" || taken.Lookup(p.Name) != nil {
				return fmt.Errorf("model %s: constant %q, want a name that no flag has", e.Name, p.Name)
			}
			taken.Int(p.Name, 0, "")
		}
	}
	return nil
}
