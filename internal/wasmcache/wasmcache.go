// Package wasmcache says where go-graphviz keeps what it compiles.
//
// That library compiles Graphviz, which is WebAssembly, while a program starts, and keeps
// the machine code in the directory for temporary files, under a name that is the same
// for all users of a machine. Whoever comes second cannot write there, and the program
// panics before main; and what another user has put there would be executed. So the
// environment names a directory of the user's own for as long as packages are
// initialised.
//
// This package must be initialised before go-graphviz is. It is, since it imports the
// standard library only, and go-graphviz imports packages whose paths come after its own:
// of those that could be initialised next, the one whose path is the first in order is
// ("Package initialization" in Go's specification). A test sees to it.
package wasmcache

import (
	"os"
	"path/filepath"
)

// variable is what os.TempDir reads.
const variable = "TMPDIR"

var before, was = os.LookupEnv(variable)

func init() { _ = os.Setenv(variable, directory()) }

// Restore undoes what was done to the environment. A package that imports go-graphviz
// calls it while it is initialised.
func Restore() {
	if was {
		_ = os.Setenv(variable, before)
	} else {
		_ = os.Unsetenv(variable)
	}
}

// nowhere cannot hold a directory: then nothing is kept, and programs take a second to
// start.
const nowhere = os.DevNull

// needed is more than what is kept takes, in bytes.
const needed = 16 << 20

// directory returns one that go-graphviz can use without failing, or nowhere.
func directory() string {
	caches, err := os.UserCacheDir()
	if err != nil {
		return nowhere
	}
	dir := filepath.Join(caches, "mcheck")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nowhere
	}
	if kept, _ := filepath.Glob(filepath.Join(dir, "go-graphviz", "wazero-*", "*[0-9a-f]")); len(kept) == 0 && !room(dir) {
		return nowhere
	}
	return dir
}

// room reports whether the directory can be written to as much as will be.
func room(dir string) bool {
	f, err := os.CreateTemp(dir, "room")
	if err != nil {
		return false
	}
	_, err = f.Write(make([]byte, needed))
	return f.Close() == nil && os.Remove(f.Name()) == nil && err == nil
}
