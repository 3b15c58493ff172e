package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/mcheck/mcheck/render"
	"github.com/mcheck/mcheck/report"
	"github.com/mcheck/mcheck/spec"
)

// bundle is one command that checks a model and writes a report.
type bundle struct {
	*check
	dir   *option[string]
	blind *option[bool]
}

func (a *app) reportCommand(e *spec.Entry) *cobra.Command {
	b := &bundle{check: newCheck(a, e, false), dir: file(), blind: yes()}
	cmd := &cobra.Command{Use: e.Name + " --out DIR [flags]", Short: e.Doc, GroupID: groupModels, Args: noWords}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return b.run(cmd.Context()) }
	f := b.flags()
	f.Var(b.dir, "out", "write the report to the directory `DIR`, which is made")
	addSwitch(f, b.blind, "blind", "do not tell which bug is built in")
	b.attach(cmd, f)
	complete(cmd, "property", b.propertyNames)
	return cmd
}

func (b *bundle) run(ctx context.Context) error {
	switch {
	case !b.dir.given:
		return usagef("want --out DIR, where to write the report")
	case b.json.value || len(b.drawings.wanted()) > 0:
		return usagef("--json, --svg, --png and --dot: the report has them all")
	}
	if err := os.MkdirAll(b.dir.value, 0o777); err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	found, err := b.search(ctx)
	if err != nil {
		return err
	}
	subject := report.Subject{
		Entry: b.entry, Constants: found.constants, Options: found.opts, Version: ownVersion(), Blind: b.blind.value,
	}
	shown := render.Run{Result: found.result, Constants: render.Constants(b.entry, found.constants)}
	if !b.blind.value {
		shown.Bug = found.constants.Bug
	}
	if err := render.Summary(b.out, shown); err != nil {
		return err
	}
	// An interrupt ended the search; what it has found is reported all the same.
	if err := report.Write(context.WithoutCancel(ctx), b.dir.value, subject, found.result); err != nil {
		return err
	}
	_, err = fmt.Fprintf(b.out, "wrote %s\n", filepath.Join(b.dir.value, "index.html"))
	return err
}

func ownVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{}
	}
	return version(info)
}
