package tlc

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mcheck/mcheck/spec"
)

// Job is what TLC is to check.
type Job struct {
	Entry     *spec.Entry
	Constants spec.Constants
	// Properties names those to check, as the model does; nil means all that the
	// twin's configuration has, and are not temporal. An action property is named after
	// its action: P for PProp.
	Properties []string
	// Symmetry lets TLC take states for the same that are renamings of each other.
	Symmetry bool
}

// root is the module that TLC is run on; it extends the twin.
const root = "Run"

// prepare writes the twin's modules into dir, and the root with its configuration.
func (j *Job) prepare(dir string) error {
	twin, _, err := j.twin()
	if err != nil {
		return err
	}
	modules, err := fs.Glob(twin.Files, "*.tla")
	if err != nil {
		return err
	}
	for _, name := range modules {
		if err := copyFile(filepath.Join(dir, name), twin.Files, name); err != nil {
			return err
		}
	}
	config, err := j.Config()
	if err != nil {
		return err
	}
	module := fmt.Sprintf("---- MODULE %s ----\nEXTENDS %s, TLC\n", root, twin.Module)
	if j.Symmetry {
		sets := twin.Sets()
		if len(sets) == 0 {
			return fmt.Errorf("%s has no set of model values, so no symmetry", twin.Module)
		}
		var renamings []string
		for _, set := range sets {
			renamings = append(renamings, "Permutations("+set+")")
		}
		slices.Sort(renamings)
		module += "Renamings == " + strings.Join(renamings, ` \cup `) + "\n"
		config += "SYMMETRY Renamings\n"
	}
	if err := os.WriteFile(filepath.Join(dir, root+".tla"), []byte(module+"====\n"), 0o666); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, root+".cfg"), []byte(config), 0o666)
}

func copyFile(to string, files fs.FS, name string) error {
	text, err := fs.ReadFile(files, name)
	if err != nil {
		return err
	}
	return os.WriteFile(to, text, 0o666)
}

func (j *Job) twin() (twin *spec.Twin, temporal bool, err error) {
	if j.Entry.Twin == nil {
		return nil, false, fmt.Errorf("model %s has no TLA+ twin", j.Entry.Name)
	}
	twin, temporal = j.Entry.Twin.For(j.Constants, j.Properties)
	if temporal && j.Symmetry {
		return nil, false, fmt.Errorf("symmetry with %s: want none, or no temporal property", strings.Join(j.Properties, ", "))
	}
	return twin, temporal, nil
}

// Module returns the name of the module that TLC is asked about.
func (j *Job) Module() string {
	twin, _, err := j.twin()
	if err != nil {
		return ""
	}
	return twin.Module
}

// Config returns the twin's own configuration with the constants of the job, and
// with those properties that it checks.
func (j *Job) Config() (string, error) {
	twin, temporal, err := j.twin()
	if err != nil {
		return "", err
	}
	text, err := fs.ReadFile(twin.Files, twin.Module+".cfg")
	if err != nil {
		return "", err
	}
	c := config{wanted: j.Properties, missing: slices.Clone(j.Properties)}
	if live := j.Entry.Twin.Live; live != nil && !temporal {
		c.unwanted = live.Temporal
	}
	if c.values, err = twin.Values(j.Entry, j.Constants); err != nil {
		return "", err
	}
	for line := range strings.Lines(string(text)) {
		if err := c.line(line); err != nil {
			return "", fmt.Errorf("%s.cfg: %q: %w", twin.Module, strings.TrimSpace(line), err)
		}
	}
	if len(c.values) > 0 {
		return "", fmt.Errorf("%s.cfg has no line for the constants %v", twin.Module, c.values)
	}
	if len(c.missing) > 0 {
		return "", fmt.Errorf("%s.cfg has no property %s", twin.Module, strings.Join(c.missing, ", "))
	}
	return c.out.String(), nil
}

// config rewrites a configuration line by line.
type config struct {
	wanted   []string          // properties; nil means all but the unwanted
	unwanted []string          // properties
	values   map[string]string // CONSTANTs that were not met yet
	missing  []string          // properties that were not met yet
	section  string
	out      strings.Builder
}

func (c *config) line(line string) error {
	words := strings.Fields(line)
	if len(words) == 0 || strings.HasPrefix(words[0], `\*`) {
		return nil
	}
	switch words[0] {
	case "SPECIFICATION", "CHECK_DEADLOCK":
		c.section = ""
		c.out.WriteString(line)
		return nil
	case "CONSTANT", "CONSTANTS", "INVARIANT", "INVARIANTS", "PROPERTY", "PROPERTIES":
		if len(words) > 1 {
			return fmt.Errorf("want each name on a line of its own")
		}
		c.section = words[0]
		return nil
	}
	switch c.section {
	case "CONSTANT", "CONSTANTS":
		if v, ok := c.values[words[0]]; ok {
			line = words[0] + " = " + v + "\n"
			delete(c.values, words[0])
		}
	case "INVARIANT", "INVARIANTS", "PROPERTY", "PROPERTIES":
		name := strings.TrimSuffix(words[0], propertySuffix)
		if c.wanted != nil && !slices.Contains(c.wanted, name) || slices.Contains(c.unwanted, name) {
			return nil
		}
		c.missing = slices.DeleteFunc(c.missing, func(p string) bool { return p == name })
	default:
		return fmt.Errorf("in no section that is known")
	}
	c.out.WriteString(c.section + " " + line)
	return nil
}

// propertySuffix ends the name of an action property that is named after an action.
const propertySuffix = "Prop"
