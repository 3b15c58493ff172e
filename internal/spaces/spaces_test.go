package spaces

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const header = "# n type bug checked distinct generated depth verdict source run\n"

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "spaces.txt")
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestRead(t *testing.T) {
	got, err := Read(write(t, header+"#\n# prose\n\n3 set none all 1 2 3 holds TLC always\n4 bag odd P - - 5 violated mcheck reduced\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := &Table{Constants: []string{"n", "type"}, Rows: []Row{
		{
			Constants: map[string]string{"n": "3", "type": "set"}, Checked: "all", Distinct: 1, Generated: 2, Depth: 3,
			Verdict: "holds", Source: "TLC", Run: "always", Name: "3 set none all",
		},
		{
			Constants: map[string]string{"n": "4", "type": "bag"}, Bug: "odd", Checked: "P", Depth: 5,
			Verdict: "violated", Source: "mcheck", Run: "reduced", Name: "4 bag odd P",
		},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestReadRefuses(t *testing.T) {
	for text, says := range map[string]string{
		"":               "no rows",
		header:           "no rows",
		"# n distinct\n": "spaces.txt:1: columns",
		header + "3 set none all 1 2 3 holds TLC":          "spaces.txt:2: 9 cells, want 10",
		header + "3 set none all -1 2 3 holds TLC always":  `distinct = "-1"`,
		header + "3 set none all 1 2 3 good TLC always":    `verdict = "good"`,
		header + "3 set none all 1 2 3 holds TLC sometime": `run = "sometime"`,
	} {
		if _, err := Read(write(t, text)); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: error %v, want %q in it", text, err, says)
		}
	}
}
