package wasmcache_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	_ "github.com/mcheck/mcheck/render/draw"
)

// TestMain is the program that the test starts: it prints where temporary files go.
func TestMain(m *testing.M) {
	if os.Getenv("MCHECK_STARTED") != "" {
		_, _ = os.Stdout.WriteString(os.TempDir())
		return
	}
	os.Exit(m.Run())
}

// TestStart: a program that draws leaves the directory for temporary files alone, keeps
// what it compiles in a directory of the user's own, or nowhere, and starts in any case.
func TestStart(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	home, temporary := t.TempDir(), t.TempDir()
	for _, c := range []struct{ home, cache string }{
		{home, filepath.Join(home, ".cache")},
		{home, filepath.Join(home, ".cache")}, // where it is already
		{home, filepath.Join(home, "elsewhere")},
		{home, file},
		{"", ""},
	} {
		cmd := exec.Command(os.Args[0])
		cmd.Env = []string{"MCHECK_STARTED=1", "HOME=" + c.home, "XDG_CACHE_HOME=" + c.cache, "TMPDIR=" + temporary}
		out, err := cmd.CombinedOutput()
		if err != nil || !bytes.Equal(out, []byte(temporary)) {
			t.Fatalf("%+v: %v, printed %q, want %s", c, err, out, temporary)
		}
		if c.cache == "" || c.cache == file {
			continue
		}
		if kept, _ := filepath.Glob(filepath.Join(c.cache, "mcheck", "go-graphviz", "wazero-*", "*")); len(kept) != 1 {
			t.Errorf("%+v: kept are %q, want one file", c, kept)
		}
	}
	if left, err := os.ReadDir(temporary); err != nil || len(left) > 0 {
		t.Errorf("%v, %v in the directory for temporary files, want nothing", err, left)
	}
}
