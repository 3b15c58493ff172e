package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/term"

	"github.com/mcheck/mcheck/behaviour"
	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/render"
	"github.com/mcheck/mcheck/spec"
)

// replay is one command that steps through a saved trace.
type replay struct {
	*app
	subject
	print *option[bool]
}

func (a *app) replayCommand(e *spec.Entry) *cobra.Command {
	r := &replay{app: a, subject: newSubject(e), print: yes()}
	cmd := &cobra.Command{
		Use: e.Name + " TRACE [flags]", Short: e.Doc, GroupID: groupModels,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("want one trace, %s", cmd.UseLine())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return r.run(cmd.Context(), args[0]) },
	}
	f := pflag.NewFlagSet("", pflag.ContinueOnError)
	f.SortFlags = false
	f.Var(r.bug, "bug", "build in the deliberate mistake `NAME`, unless the trace says which; constants not given become those that expose it")
	addSwitch(f, r.print, "print", "print the whole trace instead of stepping through it, as is done if standard input is no terminal")
	r.attach(cmd, f)
	cmd.ValidArgsFunction = nil // a file
	return cmd
}

func (r *replay) run(ctx context.Context, name string) error {
	r.source = name
	saved, err := r.saved(r.in, name)
	if err != nil {
		return err
	}
	model, constants, err := r.build(saved)
	if err != nil {
		return err
	}
	machine, err := r.compile(model)
	if err != nil {
		return err
	}
	shown := render.Run{Result: &explorer.Result{Model: r.entry.Name}, Constants: render.Constants(r.entry, constants)}
	if saved.Hidden == "" {
		shown.Bug = constants.Bug
	}
	out := &render.Replay{Title: "A trace of " + shown.Title(), Loop: saved.Loop, Back: saved.Back}
	if err := follow(behaviour.NewGuide(machine), saved, out); err != nil {
		if astray, ok := errors.AsType[*behaviour.AstrayError](err); ok {
			return usagef("%s: %w", name, astray)
		}
		return r.failed(err)
	}
	if terminal, ok := r.in.(*os.File); ok && name != "-" && !r.print.value && term.IsTerminal(int(terminal.Fd())) {
		return interruptible(ctx, func() error { return r.stepThrough(out) })
	}
	return out.Text(r.app.out)
}

// follow takes the steps of a saved trace on the model.
func follow(g *behaviour.Guide, saved *render.Saved, out *render.Replay) error {
	path, err := g.Follow(saved.Labels, nil)
	if err != nil {
		return err
	}
	if saved.Back != "" {
		if err := g.Returns(path, *saved.Loop, saved.Back); err != nil {
			return err
		}
	}
	for _, p := range path {
		out.Violated = append(out.Violated, p.Violated)
	}
	if out.Enabled, err = g.Enabled(path); err != nil {
		return err
	}
	out.Trace, err = g.Trace(path)
	return err
}

const keys = "Enter next, p previous, 1..%d go to that state, s whole state, q quit: "

// stepThrough shows one state after the other as the user asks for them.
func (r *replay) stepThrough(out *render.Replay) error {
	in := bufio.NewScanner(r.in)
	if _, err := fmt.Fprintf(r.app.out, "%s: %d states\n\n", out.Title, len(out.Trace)); err != nil {
		return err
	}
	last := len(out.Trace) - 1
	for at, whole := 0, false; ; {
		if err := out.State(r.app.out, at, whole); err != nil {
			return err
		}
		if _, err := fmt.Fprintf(r.app.out, "\nstate %d of %d; "+keys, at+1, last+1, last+1); err != nil {
			return err
		}
		if !in.Scan() {
			_, err := fmt.Fprintln(r.app.out)
			return errors.Join(err, in.Err())
		}
		word := strings.TrimSpace(in.Text())
		if word == "q" {
			return nil
		}
		whole = word == "s"
		at = min(max(0, target(word, at)), last)
	}
}

// target returns the position that a user's word asks for.
func target(word string, at int) int {
	switch word {
	case "", "n":
		return at + 1
	case "p":
		return at - 1
	}
	if k, err := strconv.Atoi(word); err == nil {
		return k - 1
	}
	return at
}
