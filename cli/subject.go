package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/render"
	"github.com/mcheck/mcheck/spec"
)

// subject is the model of a command: its constants and its bug.
type subject struct {
	entry     *spec.Entry
	constants map[string]*option[int]
	ranges    map[string]*option[[]int] // what flags set, of a command that takes several values of a constant; or nil
	bug       *option[string]
	source    string // what a trace is given by, for errors: a flag, or the file itself
}

func newSubject(e *spec.Entry) subject {
	s := subject{entry: e, constants: map[string]*option[int]{}, source: "--from"}
	for _, p := range e.Params {
		s.constants[p.Name] = constant(p)
	}
	s.bug = oneOf("bug in "+e.Name, s.bugNames())
	return s
}

func (s *subject) bugNames() (names []string) {
	for _, b := range s.entry.Bugs {
		names = append(names, b.Name)
	}
	return names
}

// attach gives the command the model's constants and the other flags, and the
// help that tells them apart.
func (s *subject) attach(cmd *cobra.Command, others *pflag.FlagSet) {
	constants := pflag.NewFlagSet("", pflag.ContinueOnError)
	constants.SortFlags = false
	for _, p := range s.entry.Params {
		usage := p.Doc
		if !p.Switch {
			usage += ", " + p.Wanted()
		}
		var value pflag.Value = s.constants[p.Name]
		if s.ranges != nil {
			value = s.ranges[p.Name]
		}
		flag := constants.VarPF(value, p.Name, "", usage)
		if p.Switch {
			flag.NoOptDefVal = "true"
		} else if flag.DefValue == "0" { // shown, too, though pflag takes it for no default
			flag.Usage += " (default 0)"
		}
	}
	others.BoolP("help", "h", false, "show this help")
	cmd.Flags().SortFlags = false
	cmd.Flags().AddFlagSet(constants)
	cmd.Flags().AddFlagSet(others)
	cmd.ValidArgsFunction = cobra.NoFileCompletions
	complete(cmd, "bug", s.bugNames)
	for _, p := range s.entry.Params {
		if p.Choices != nil {
			complete(cmd, p.Name, func() []string { return p.Choices })
		}
	}
	cmd.SetHelpFunc(func(cmd *cobra.Command, _ []string) {
		out := cmd.OutOrStdout()
		_, _ = fmt.Fprintf(out, "%s\n\nUsage:\n  %s\n", s.entry.Doc, cmd.UseLine())
		if len(s.entry.Params) > 0 {
			_, _ = fmt.Fprintf(out, "\nConstants:\n%s", constants.FlagUsagesWrapped(helpWidth))
		}
		if len(s.entry.Bugs) > 0 {
			_, _ = fmt.Fprint(out, "\nBugs:\n")
			for _, b := range s.entry.Bugs {
				_, _ = fmt.Fprintf(out, "  %s: %s\n", b.Name, b.Doc)
			}
		}
		_, _ = fmt.Fprintf(out, "\nFlags:\n%s", others.FlagUsagesWrapped(helpWidth))
	})
}

const helpWidth = 100

// complete lets the shell complete the values of a flag.
func complete(cmd *cobra.Command, flag string, values func() []string) {
	// The only error is that there is no such flag, as with simulate and --order.
	_ = cmd.RegisterFlagCompletionFunc(flag, func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return values(), cobra.ShellCompDirectiveNoFileComp
	})
}

// noWords refuses arguments that are no flags.
func noWords(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("unexpected word %q, want %s", args[0], cmd.UseLine())
	}
	return nil
}

// build makes the model that the command line asks for. What it does not say is
// taken from the run that the trace is of.
func (s *subject) build(from *render.Saved) (spec.Checkable, spec.Constants, error) {
	given, err := s.entry.Parse(from.Constants)
	if err != nil {
		return nil, spec.Constants{}, &usageError{s.about(err)}
	}
	for name, o := range s.constants {
		if o.given {
			given[name] = o.value
		}
	}
	bug := from.Bug
	if s.bug.given {
		bug = s.bug.value
	}
	// Flags were checked before: what is wrong now comes from the trace.
	if bug != "" {
		if err := known("bug in "+s.entry.Name, bug, s.bugNames()); err != nil {
			return nil, spec.Constants{}, &usageError{s.about(fmt.Errorf("bug = %s, %w", bug, err))}
		}
	}
	constants, err := s.entry.Constants(given, bug)
	if err != nil {
		return nil, constants, &usageError{s.about(err)}
	}
	model, err := s.make(constants)
	return model, constants, err
}

// make makes the model for the given constants. A panic of its constructor is the
// model's fault, not ours, and is reported as such.
func (s *subject) make(constants spec.Constants) (model spec.Checkable, err error) {
	defer s.caught("making it", &err)
	if model, err = s.entry.New(constants); err != nil {
		return nil, fmt.Errorf("model %s: %w", s.entry.Name, err)
	}
	return model, nil
}

// compile compiles a model without reductions, with all properties.
func (s *subject) compile(model spec.Checkable) (m *spec.Machine, err error) {
	defer s.caught("compiling it", &err)
	return model.Compile(spec.CompileOptions{Every: true})
}

func (s *subject) caught(doing string, err *error) {
	if cause := recover(); cause != nil {
		*err = fmt.Errorf("model %s: %s panicked: %v", s.entry.Name, doing, cause)
	}
}

// machine makes and compiles the model at its default constants.
func (s *subject) machine() (*spec.Machine, error) {
	constants, err := s.entry.Constants(nil, "")
	if err != nil {
		return nil, err
	}
	model, err := s.make(constants)
	if err != nil {
		return nil, err
	}
	return s.compile(model)
}

// propertyNames lists the properties, as far as the model can be made.
func (s *subject) propertyNames() (names []string) {
	machine, err := s.machine()
	if err != nil {
		return nil
	}
	for _, p := range machine.Properties {
		names = append(names, p.Name)
	}
	return names
}

// knownProperties returns an error unless the model has all the named properties.
func (s *subject) knownProperties(machine *spec.Machine, properties []string) error {
	var names []string
	for _, p := range machine.Properties {
		names = append(names, p.Name)
	}
	for _, p := range properties {
		if err := known("property of "+s.entry.Name, p, names); err != nil {
			return usagef("--property = %s, %w", p, err)
		}
	}
	return nil
}

// certificate says at which constants the model's rules are to be certified, if it
// has any that are used.
func (s *subject) certificate(opts *explorer.CheckOptions, model spec.Checkable, constants spec.Constants) (err error) {
	if s.entry.Small == nil || len(model.Rules()) == 0 || opts.NoReduction {
		return nil
	}
	small := s.entry.Small(constants)
	small.Bug = constants.Bug
	if opts.Small, err = s.make(small); err != nil {
		return err
	}
	opts.SmallName = words(s.entry, small.Values)
	return nil
}

// title names the model with its constants and bug, as on the command line.
func (s *subject) title(constants spec.Constants) string {
	title := s.entry.Name
	if at := words(s.entry, constants.Values); at != "" {
		title += " " + at
	}
	if constants.Bug != "" {
		title += " --bug " + constants.Bug
	}
	return title
}

// words writes constants as they would be given on the command line.
func words(e *spec.Entry, values map[string]int) string {
	var words []string
	for _, p := range e.Params {
		if v, ok := values[p.Name]; ok {
			words = append(words, p.Flag(v))
		}
	}
	return strings.Join(words, " ")
}

// exposure says where a bug is exposed.
func exposure(e *spec.Entry, constants map[string]int) string {
	if at := words(e, constants); at != "" {
		return at
	}
	return "the default constants"
}
