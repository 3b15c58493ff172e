package modeltest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mcheck/mcheck/spec"
)

// Table compares the table in the current directory's doc.go,
//
//	TLA+ operator | Go function | rule
//
// with the model's actions, with the functions of the package, and with the
// disjuncts of Next in the TLA+ module, so that none drifts away from the others.
// A doc.go with several tables begins each with "operator of MODULE".
func Table(t *testing.T, model spec.Checkable, module string) {
	t.Helper()
	m, err := model.Compile(spec.CompileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var actions []string
	for _, a := range m.Actions {
		actions = append(actions, a.Name)
	}
	operators, functions := columns(t, strings.TrimSuffix(module, ".tla"))
	if diff := cmp.Diff(actions, operators); diff != "" {
		t.Errorf("actions of the model (-) and operators of the table (+), in order:\n%s", diff)
	}
	defined := functionsHere(t)
	for k, f := range functions {
		if want := strings.ToLower(operators[k]); strings.ToLower(f) != want {
			t.Errorf("%s is implemented by %s, want the operator's own name", operators[k], f)
		}
		if !slices.Contains(defined, f) {
			t.Errorf("the table names a function %s, which the package does not have", f)
		}
	}
	next := disjuncts(t, module)
	slices.Sort(actions)
	if diff := cmp.Diff(actions, next); diff != "" {
		t.Errorf("actions of the model (-) and disjuncts of Next in %s (+):\n%s", module, diff)
	}
}

// columns reads the first two columns of the module's table.
func columns(t *testing.T, module string) (operators, functions []string) {
	t.Helper()
	ours := false
	for line := range strings.Lines(read(t, "doc.go")) {
		cells := strings.Split(strings.TrimPrefix(line, "//"), "|")
		if len(cells) != 3 {
			continue
		}
		for k := range cells {
			cells[k] = strings.TrimSpace(cells[k])
		}
		of, heading := strings.CutPrefix(cells[0], "operator of ")
		if heading || cells[0] == "TLA+ operator" {
			ours = !heading || of == module
			continue
		}
		if !ours {
			continue
		}
		if cells[2] == "" {
			t.Errorf("the table cites no rule for %s", cells[0])
		}
		operators = append(operators, cells[0])
		functions = append(functions, cells[1])
	}
	return operators, functions
}

// functionsHere lists the functions and methods in the current directory.
func functionsHere(t *testing.T) (names []string) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok {
				names = append(names, f.Name.Name)
			}
		}
	}
	return names
}

var disjunct = regexp.MustCompile(`(?:\\/|:) ([A-Z]\w*)`)

// disjuncts returns the operators that Next mentions, sorted. The module must
// define each.
func disjuncts(t *testing.T, module string) (names []string) {
	t.Helper()
	text := read(t, module)
	_, next, found := strings.Cut(text, "\nNext ==\n")
	next, _, closed := strings.Cut(next, "\n\n")
	if !found || !closed {
		t.Fatalf("%s does not define Next", module)
	}
	for _, m := range disjunct.FindAllStringSubmatch(next, -1) {
		names = append(names, m[1])
		if !regexp.MustCompile(`(?m)^` + m[1] + `(\([^)]*\))? ==`).MatchString(text) {
			t.Errorf("%s: Next mentions %s, which is not defined", module, m[1])
		}
	}
	slices.Sort(names)
	return names
}

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
