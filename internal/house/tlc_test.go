package house

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/mcheck/mcheck/internal/spaces"
)

// docs/tlc.txt has an answer of TLC to each row that it can be asked about in a short
// time, and no other, and each is what the row says.
func TestWhatTLCFound(t *testing.T) {
	found := map[string]map[string]bool{} // by model and row
	var rows map[string]bool
	for line := range strings.Lines(read(t, filepath.Join(root, "docs", "tlc.txt"))) {
		switch words := strings.Fields(line); {
		case len(words) == 0:
			rows = nil
		case strings.HasPrefix(line, "  "):
			name, _, _ := strings.Cut(strings.TrimSpace(line), "  ")
			rows[name] = true
			if !strings.HasSuffix(line, "as recorded\n") {
				t.Errorf("docs/tlc.txt: %s", line)
			}
		default:
			rows = map[string]bool{}
			found[words[0]] = rows
		}
	}
	tables, err := filepath.Glob(filepath.Join(root, "*", "*", "spaces.txt"))
	if err != nil || len(tables) == 0 {
		t.Fatal(err, tables)
	}
	for _, path := range tables {
		model := filepath.Base(filepath.Dir(path))
		table, err := spaces.Read(path)
		if err != nil {
			t.Fatal(err)
		}
		rows := found[model]
		for _, row := range table.Rows {
			if row.Source != "mcheck" && row.Run == "always" && !rows[row.Name] {
				t.Errorf("docs/tlc.txt says nothing of %s %s: see make tlc", model, row.Name)
			}
			delete(rows, row.Name)
		}
		for name := range rows {
			t.Errorf("docs/tlc.txt has the row %s %s, which is not in %s", model, name, path)
		}
	}
}
