package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/mcheck/mcheck/proof"
	"github.com/mcheck/mcheck/render"
	"github.com/mcheck/mcheck/report"
	"github.com/mcheck/mcheck/spec"
)

// bundle is one command that checks a model and writes a report.
type bundle struct {
	*check
	dir   *option[string]
	proof *option[string]
	blind *option[bool]
}

// The extents to which a written proof is checked.
const (
	proofNone  = "none"
	proofQuick = "quick"
	proofAll   = "all"
)

func (a *app) reportCommand(e *spec.Entry) *cobra.Command {
	b := &bundle{check: newCheck(a, e, false), dir: file(), proof: oneOf("extent", []string{proofNone, proofQuick, proofAll}), blind: yes()}
	cmd := &cobra.Command{Use: e.Name + " --out DIR [flags]", Short: e.Doc, GroupID: groupModels, Args: noWords}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return b.run(cmd.Context()) }
	f := b.flags()
	f.Var(b.dir, "out", "write the report to the directory `DIR`, which is made")
	f.Var(b.proof, "proof", "check the steps of the model's written proof, if it has one: none, those that are `quick`, or all (default quick)")
	addSwitch(f, b.blind, "blind", "do not tell which bug is built in")
	b.attach(cmd, f)
	complete(cmd, "property", b.propertyNames)
	complete(cmd, "proof", func() []string { return []string{proofNone, proofQuick, proofAll} })
	return cmd
}

func (b *bundle) run(ctx context.Context) error {
	switch {
	case !b.dir.given:
		return usagef("want --out DIR, where to write the report")
	case b.json.value || len(b.drawings.wanted()) > 0:
		return usagef("--json, --svg, --png and --dot: the report has them all")
	case b.blind.value && b.proof.given && b.proof.value != proofNone:
		return usagef("--proof %s: a blind report has no proof, whose steps name the bugs that break them", b.proof.value)
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
	if subject.Proof, err = b.prove(ctx); err != nil {
		return err
	}
	shown := render.Run{Result: found.result, Constants: render.Constants(b.entry, found.constants)}
	if !b.blind.value {
		shown.Bug = found.constants.Bug
	}
	if err := render.Summary(b.out, shown); err != nil {
		return err
	}
	if subject.Proof != nil {
		if err := render.ProofVerdict(b.out, subject.Proof.Result); err != nil {
			return err
		}
	}
	// An interrupt ended the search; what it has found is reported all the same.
	if err := report.Write(context.WithoutCancel(ctx), b.dir.value, subject, found.result); err != nil {
		return err
	}
	_, err = fmt.Fprintf(b.out, "wrote %s\n", filepath.Join(b.dir.value, "index.html"))
	return err
}

// prove checks the written proof; not if there is none, the search was interrupted, or
// the rows about bugs would give away which one is built in.
func (b *bundle) prove(ctx context.Context) (*report.Proved, error) {
	if b.entry.Proof == nil || b.proof.value == proofNone || b.blind.value || ctx.Err() != nil {
		return nil, nil
	}
	quick := b.proof.value != proofAll
	result, err := proof.Check(ctx, b.entry, proof.Options{Workers: b.workers.value, Quick: quick})
	if err != nil {
		return nil, err
	}
	if b.status == statusHolds {
		b.status = provedStatus(result)
	}
	return &report.Proved{Quick: quick, Result: result}, nil
}

func ownVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{}
	}
	return version(info)
}
