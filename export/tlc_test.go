package export_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mcheck/mcheck/models/raft"
	"github.com/mcheck/mcheck/models/threepc"
	"github.com/mcheck/mcheck/models/twopc"
	"github.com/mcheck/mcheck/spec"
)

// TestTLC: TLC reads the modules, and finds in each as many states as the trace has.
func TestTLC(t *testing.T) {
	classPath := os.Getenv("TLA2TOOLS")
	if classPath == "" {
		t.Skip("TLA2TOOLS is not set, want tla2tools.jar or a class path with TLC")
	}
	for bug, of := range map[string]struct {
		entry *spec.Entry
		want  string
	}{
		"double-vote":     {&raft.Protocol, "11 states generated, 11 distinct states found"},
		"abort-prepared":  {&twopc.Protocol, "6 states generated, 6 distinct states found"},
		"unnoticed-crash": {&threepc.Protocol, "4 states generated, 4 distinct states found"},
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "Trace.tla"), []byte(written(t, "tla", found(t, of.entry, bug))), 0o666); err != nil {
			t.Fatal(err)
		}
		cmd := exec.CommandContext(t.Context(), "java", "-XX:+UseSerialGC", "-cp", classPath, "tlc2.TLC",
			"-workers", "1", "-noGenerateSpecTE", "-config", "Trace.tla", "Trace.tla")
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		for _, want := range []string{"Invariant NotTheEnd is violated", of.want} {
			if !strings.Contains(string(out), want) {
				t.Errorf("%s: TLC does not say %q (%v):\n%s", bug, want, err, out)
			}
		}
	}
}
