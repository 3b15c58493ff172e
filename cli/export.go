package cli

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/export"
	"github.com/mcheck/mcheck/spec"
)

// exportation is one command that writes a counterexample in another tool's format.
type exportation struct {
	*check
	format, file *option[string]
	blind        *option[bool]
}

func (a *app) exportCommand(e *spec.Entry) *cobra.Command {
	x := &exportation{check: newCheck(a, e, false), format: oneOf("format", export.Formats()), file: file(), blind: yes()}
	cmd := &cobra.Command{Use: e.Name + " --format NAME [flags]", Short: e.Doc, GroupID: groupModels, Args: noWords}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return x.run(cmd.Context()) }
	f := x.flags()
	f.Var(x.format, "format", "write the counterexample as `"+strings.Join(export.Formats(), "|")+"`")
	f.Var(x.file, "out", "write to this `FILE` (default: standard output)")
	addSwitch(f, x.blind, "blind", "do not tell which bug is built in")
	x.attach(cmd, f)
	complete(cmd, "property", x.propertyNames)
	complete(cmd, "format", export.Formats)
	return cmd
}

func (x *exportation) run(ctx context.Context) error {
	name, err := x.module()
	switch {
	case !x.format.given:
		return usagef("want --format, one of %s", strings.Join(export.Formats(), ", "))
	case x.json.value || len(x.drawings.wanted()) > 0:
		return usagef("--json, --svg, --png and --dot: want --format only")
	case err != nil:
		return err
	}
	found, violation, err := x.counterexample(ctx)
	if err != nil {
		return err
	}
	var text bytes.Buffer
	err = export.Write(&text, x.format.value, &export.Counterexample{
		Name: name, Entry: x.entry, Constants: found.constants, Machine: found.machine, Violation: violation, Blind: x.blind.value,
	})
	if err != nil {
		return err
	}
	if !x.file.given || x.file.value == "-" {
		_, err := text.WriteTo(x.out)
		return err
	}
	if err := os.WriteFile(x.file.value, text.Bytes(), 0o666); err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	return nil
}

// counterexample searches for one. It is what the command is for, so that finding it
// is success.
func (c *check) counterexample(ctx context.Context) (*outcome, *explorer.Violation, error) {
	found, err := c.search(ctx)
	if err != nil {
		return nil, nil, err
	}
	v := found.result.Violation()
	switch {
	case v == nil && found.result.Reason != "":
		return nil, nil, fmt.Errorf("no counterexample was found, and %s", found.result.Reason)
	case v == nil:
		return nil, nil, fmt.Errorf("there is no counterexample: %s holds", c.entry.Name)
	case len(v.Trace) == 0:
		return nil, nil, fmt.Errorf("there is no behaviour to show: %s", v.Message)
	}
	c.status = statusHolds
	return found, v, nil
}

var identifier = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*$`)

// module names the TLA+ module, after the file that it is in.
func (x *exportation) module() (string, error) {
	if x.format.value != "tla" || !x.file.given || x.file.value == "-" {
		return "Trace", nil
	}
	base := filepath.Base(x.file.value)
	name, isModule := strings.CutSuffix(base, ".tla")
	if !isModule || !identifier.MatchString(name) {
		return "", usagef("--out = %s, want the name of a module and .tla, like Trace.tla", x.file.value)
	}
	return name, nil
}
