package report_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/models/twopc"
	"github.com/mcheck/mcheck/proof"
	"github.com/mcheck/mcheck/report"
)

// TestLaTeX: a stock LaTeX compiles a report with everything that there can be in one.
func TestLaTeX(t *testing.T) {
	latex, err := exec.LookPath("pdflatex")
	if err != nil {
		t.Skip("pdflatex is not installed")
	}
	constants, err := twopc.Protocol.Constants(nil, twopc.NoFencing)
	if err != nil {
		t.Fatal(err)
	}
	model, err := twopc.Protocol.New(constants)
	if err != nil {
		t.Fatal(err)
	}
	result, err := explorer.Check(t.Context(), model, explorer.CheckOptions{})
	if err != nil {
		t.Fatal(err)
	}
	proved, err := proof.Check(t.Context(), &twopc.Protocol, proof.Options{Quick: true})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	subject := report.Subject{Entry: &twopc.Protocol, Constants: constants, Proof: &report.Proved{Quick: true, Result: proved}}
	if err := report.Write(t.Context(), dir, subject, result); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), latex, "-interaction=nonstopmode", "-halt-on-error", "report.tex")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if _, err := os.Stat(filepath.Join(dir, "report.pdf")); err != nil {
		t.Error(err)
	}
}
