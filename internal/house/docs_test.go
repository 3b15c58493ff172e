package house

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mcheck/mcheck/internal/modeltest"
)

// documents returns the paths of our Markdown files, from the root.
func documents(t *testing.T) (paths []string) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && path != root && strings.HasPrefix(d.Name(), ".") {
			return fs.SkipDir
		}
		if filepath.Ext(path) == ".md" {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var (
	fenced  = regexp.MustCompile("(?ms)^```.*?^```$")
	link    = regexp.MustCompile(`(?:\]\(|src=")([^)"#]*)(?:#([^)"]*))?[)"]`)
	heading = regexp.MustCompile(`(?m)^#+ (.*)$`)
	unslug  = regexp.MustCompile("[^a-z0-9 _-]")
)

// TestLinks: what a document links to within the repository exists.
func TestLinks(t *testing.T) {
	for _, doc := range documents(t) {
		for _, m := range link.FindAllStringSubmatch(fenced.ReplaceAllString(read(t, doc), ""), -1) {
			target, anchor := m[1], m[2]
			if strings.Contains(target, "://") {
				continue
			}
			path := doc
			if target != "" {
				path = filepath.Join(filepath.Dir(doc), target)
			}
			if _, err := os.Stat(path); err != nil {
				t.Errorf("%s links to %s, which does not exist", doc, target)
			} else if anchor != "" && !hasHeading(read(t, path), anchor) {
				t.Errorf("%s links to %s#%s, where there is no such heading", doc, target, anchor)
			}
		}
	}
}

func hasHeading(text, anchor string) bool {
	for _, m := range heading.FindAllStringSubmatch(fenced.ReplaceAllString(text, ""), -1) {
		slug := strings.ReplaceAll(unslug.ReplaceAllString(strings.ToLower(m[1]), ""), " ", "-")
		if slug == anchor {
			return true
		}
	}
	return false
}

var quote = regexp.MustCompile("(?ms)^<!-- from (\\S+) -->\n+```\\w*\n(.*?)^```$")

// TestQuotes: a block of code that names a file is a part of it, but for the lines
// that are left out with "...".
func TestQuotes(t *testing.T) {
	n := 0
	for _, doc := range documents(t) {
		for _, m := range quote.FindAllStringSubmatch(read(t, doc), -1) {
			n++
			if missing, ok := excerpt(m[2], read(t, filepath.Join(root, m[1]))); !ok {
				t.Errorf("%s quotes from %s what is not there, or not in this order:\n%s", doc, m[1], missing)
			}
		}
	}
	if n == 0 {
		t.Error("no document quotes any file: has the notation changed?")
	}
}

// excerpt reports whether text consists of runs of whole lines of full, in order,
// with lines "..." between them, and if not which run is missing.
func excerpt(text, full string) (missing string, ok bool) {
	full = "\n" + full
	for _, run := range regexp.MustCompile(`(?m)^\s*\.\.\.\n`).Split(text, -1) {
		if strings.TrimSpace(run) == "" {
			continue
		}
		_, rest, found := strings.Cut(full, "\n"+run)
		if !found {
			return run, false
		}
		full = "\n" + rest
	}
	return "", true
}

var (
	session = regexp.MustCompile("(?ms)^(<!-- full -->\n+)?```console\n(.*?)^```$")
	command = regexp.MustCompile(`(?m)^\$ (.*)\n`)
)

// TestSessions: the commands that a document shows print what it says that they
// print, but for what is left out with "...". Those marked full take long.
func TestSessions(t *testing.T) {
	bin := build(t)
	printed := map[string]string{}
	n := 0
	for _, doc := range documents(t) {
		for _, m := range session.FindAllStringSubmatch(read(t, doc), -1) {
			if m[1] != "" && os.Getenv("MCHECK_FULL") == "" {
				continue
			}
			at := command.FindAllStringSubmatchIndex(m[2], -1)
			for k, c := range at {
				end := len(m[2])
				if k+1 < len(at) {
					end = at[k+1][0]
				}
				n++
				line, want := m[2][c[2]:c[3]], m[2][c[1]:end]
				if strings.TrimSpace(want) == "" {
					continue
				}
				if _, known := printed[line]; !known {
					printed[line] = execute(t, bin, t.TempDir(), line)
				}
				if missing, ok := excerpt(want, printed[line]); !ok {
					t.Errorf("%s: %s does not print, or not in this order:\n%s", doc, line, missing)
				}
			}
		}
	}
	if n == 0 {
		t.Error("no document shows a command: has the notation changed?")
	}
}

// build builds our programs into a directory.
func build(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	cmd := exec.CommandContext(t.Context(), "go", "build", "-o", dir+string(filepath.Separator), "./cmd/...", "./examples/...")
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return dir
}

// execute runs a command of a document in a directory, where "go run ./cmd/x" is x, and
// returns what it prints.
func execute(t *testing.T, bin, dir, line string) string {
	t.Helper()
	words := strings.Fields(line)
	if len(words) > 2 && words[0] == "go" && words[1] == "run" {
		words = words[2:]
	}
	cmd := exec.CommandContext(t.Context(), filepath.Join(bin, filepath.Base(words[0])), words[1:]...)
	cmd.Dir = dir
	out, err := cmd.Output()
	if _, exited := err.(*exec.ExitError); err != nil && !exited {
		t.Fatalf("%s: %v", line, err)
	}
	return string(out)
}

// pictures are the commands that draw those of the documentation, in docs/img, run in the
// root of the repository.
var pictures = map[string]string{
	"double-vote.svg":           "mcheck raft --bug double-vote --quiet --svg",
	"paxos-forget-vote.svg":     "mcheck paxos --bug forget-vote --quiet --svg",
	"paxos-minority-quorum.svg": "mcheck paxos --bug minority-quorum --quiet --svg",
	"pbft-no-certificates.svg":  "mcheck pbft --bug no-certificates --property Agreement --quiet --svg",
	"raft-figure8.svg":          "mcheck raft --bug commit-old-term --from models/raft/testdata/figure8c.txt --property LeaderCompleteness --quiet --svg",
	"twopc-blocked.svg":         "mcheck graph twopc --rms 1 --coordinator-crashes 1 --svg",
	"twopc-no-fencing.svg":      "mcheck twopc --bug no-fencing --quiet --svg",
}

// TestPictures: the pictures in the documentation are what the commands beside them
// draw.
func TestPictures(t *testing.T) {
	bin := build(t)
	for name, command := range pictures {
		drawn := filepath.Join(t.TempDir(), "drawn.svg")
		execute(t, bin, root, command+" "+drawn)
		committed := filepath.Join(root, "docs", "img", name)
		if modeltest.Updating() {
			if err := os.WriteFile(committed, []byte(read(t, drawn)), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(read(t, committed), read(t, drawn)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", committed, diff)
		}
	}
}

func TestExcerpt(t *testing.T) {
	const full = "a\nb\n\tc\nd\n"
	for text, want := range map[string]bool{
		"a\nb\n":          true,
		"b\n...\nd\n":     true,
		"a\n\t...\nd\n":   true,
		"...\n\tc\n...\n": true,
		"c\n":             false,
		"b\nd\n":          false,
		"d\n...\na\n":     false,
	} {
		if _, ok := excerpt(text, full); ok != want {
			t.Errorf("%q is an excerpt of %q: %v, want %v", text, full, ok, want)
		}
	}
}
