package explorer

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/mcheck/mcheck/internal/codec"
	"github.com/mcheck/mcheck/internal/snapshot"
	"github.com/mcheck/mcheck/spec"
)

// Checkpoints tells where a search keeps what it has done, so that another one can
// go on from there. A search that ends by itself removes its checkpoints; one that is
// cut short leaves a last one.
type Checkpoints struct {
	Dir   string        // Check makes it if need be; nothing else may be in it
	Every time.Duration // between two checkpoints; 0 means ten minutes
	// Resume begins with the last checkpoint in Dir that is whole.
	Resume bool
	// Resumed, if set, is told of the checkpoint that a run goes on from.
	Resumed func(Checkpoint)
	// Facts tell runs apart, besides what the engine knows of the model and options:
	// a checkpoint with other facts is not resumed.
	Facts []Fact
	// Arguments are kept for whoever resumes.
	Arguments []string
}

// Fact is something that a run and the checkpoint that it begins with must agree on.
type Fact struct{ Name, Value string }

// Checkpoint is the head of a checkpoint.
type Checkpoint struct {
	Facts     []Fact
	Arguments []string
	Dropped   []RuleStatus // rules that were out of use
	Found     []Behaviour  // when they were not
	Distinct  uint64
	Depth     int
	Elapsed   time.Duration // of all runs so far
	Written   time.Time
}

const (
	checkpointEvery  = 10 * time.Minute
	checkpointSuffix = ".checkpoint"
)

// checkpointFiles lists the checkpoints in a directory, the last one first.
func checkpointFiles(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var files []string
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), checkpointSuffix) {
			files = append(files, filepath.Join(dir, e.Name()))
		}
	}
	slices.SortFunc(files, func(a, b string) int { return cmp.Compare(b, a) })
	return files, nil
}

// ReadCheckpoint returns the head of the last whole checkpoint in a directory.
func ReadCheckpoint(dir string) (*Checkpoint, error) {
	var head Checkpoint
	err := lastWhole(dir, nil, func(r *snapshot.Reader) error { r.Value(&head); return nil })
	return &head, err
}

// lastWhole reads the last whole checkpoint in a directory, and tells of damaged ones
// if asked to.
func lastWhole(dir string, warn func(string), use func(*snapshot.Reader) error) error {
	files, err := checkpointFiles(dir)
	if err != nil {
		return err
	}
	for _, file := range files {
		begun := false
		err := snapshot.Read(file, func(r *snapshot.Reader) error { begun = true; return use(r) })
		if begun || !errors.Is(err, snapshot.ErrDamaged) {
			return err
		}
		if warn != nil {
			warn(fmt.Sprintf("checkpoint %v", err))
		}
	}
	return fmt.Errorf("%s holds no checkpoint that is whole", dir)
}

// prepareCheckpoints makes sure that the directory exists, and holds a checkpoint if
// one is to be resumed, and none if not.
func (k *checker) prepareCheckpoints() error {
	c := k.opts.Checkpoints
	if c == nil {
		return nil
	}
	if k.opts.Certify {
		return errors.New("explorer: a certificate for the very run is not kept in checkpoints: want one of them")
	}
	if c.Resume {
		head, err := ReadCheckpoint(c.Dir)
		if err != nil {
			return err
		}
		k.dropped, k.fallback, k.before = head.Dropped, head.Found, head.Elapsed
		return removeUnfinished(c.Dir)
	}
	if err := os.MkdirAll(c.Dir, 0o777); err != nil {
		return err
	}
	files, err := checkpointFiles(c.Dir)
	if err == nil && len(files) > 0 {
		err = fmt.Errorf("%s holds a checkpoint of an earlier run: resume it, or remove it", c.Dir)
	}
	if err != nil {
		return err
	}
	return removeUnfinished(c.Dir)
}

// removeUnfinished removes what a process was writing when it was killed.
func removeUnfinished(dir string) error {
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".tmp") && strings.Contains(e.Name(), checkpointSuffix+".") {
			err = errors.Join(err, os.Remove(filepath.Join(dir, e.Name())))
		}
	}
	return err
}

// goOn continues with the number after that of the last checkpoint in the directory, be
// that file whole or not: one of a run that is resumed, or of an attempt before this one.
func (k *keeper) goOn() error {
	files, err := checkpointFiles(k.Dir)
	if err == nil && len(files) > 0 {
		_, err = fmt.Sscanf(strings.TrimSuffix(filepath.Base(files[0]), checkpointSuffix), "%d", &k.number)
	}
	return err
}

// keeper writes the checkpoints of a search.
type keeper struct {
	Checkpoints
	facts    []Fact
	dropped  []RuleStatus
	fallback []Behaviour
	warn     func(string)
	last     time.Time
	number   int
}

func newKeeper(m *spec.Machine, o *Options) *keeper {
	if o.Checkpoints == nil {
		return nil
	}
	k := &keeper{Checkpoints: *o.Checkpoints, dropped: o.dropped, fallback: o.fallback, facts: factsOf(m, o), last: time.Now(), warn: o.Warn}
	if k.warn == nil {
		k.warn = func(string) {}
	}
	k.Every = cmp.Or(k.Every, checkpointEvery)
	return k
}

// factsOf lists what the states that a search has seen so far depend on.
func factsOf(m *spec.Machine, o *Options) []Fact {
	var actions, properties []string
	for _, a := range m.Actions {
		actions = append(actions, a.Name)
	}
	for _, p := range m.Properties {
		properties = append(properties, p.Name)
	}
	return append(slices.Clone(o.Checkpoints.Facts), []Fact{
		{"model", m.Name},
		{"actions", strings.Join(actions, ", ")},
		{"properties", strings.Join(properties, ", ")},
		{"size of a state", fmt.Sprint(m.StateSize)},
		{"way of encoding", fmt.Sprintf("%016x", codec.Identity())},
		{"symmetry", fmt.Sprint(m.Symmetric)},
		{"rules", fmt.Sprint(m.Rules)},
		{"order", string(o.Order)},
		{"exact", fmt.Sprint(o.Exact)},
		{"bytes of bits", fmt.Sprint(o.Bitstate)},
		{"depth limit", fmt.Sprint(o.MaxDepth)},
		{"continue", fmt.Sprint(o.Continue)},
		{"start", strings.Join(o.From, "; ")},
	}...)
}

// differs returns an error that names the first difference.
func differs(saved, now []Fact) error {
	for k, f := range now {
		if k >= len(saved) || saved[k].Name != f.Name {
			return fmt.Errorf("the checkpoint says nothing of %s: it was written by another version", f.Name)
		}
		if saved[k] != f {
			return fmt.Errorf("the checkpoint is of another run: its %s is %q, and not %q", f.Name, saved[k].Value, f.Value)
		}
	}
	return nil
}

// keepIfDue writes a checkpoint if the last one is old enough.
func (s *search) keepIfDue() {
	if s.keeper != nil && time.Since(s.keeper.last) >= s.keeper.Every {
		s.keep()
	}
}

// keep writes a checkpoint, of which the last two stay. It is called between rounds.
func (s *search) keep() {
	k := s.keeper
	if k == nil || s.hands == nil || s.failure != nil {
		return
	}
	k.number++
	path := filepath.Join(k.Dir, fmt.Sprintf("%06d%s", k.number, checkpointSuffix))
	if err := snapshot.Write(path, s.write); err != nil {
		k.warn(fmt.Sprintf("no checkpoint was written: %v; earlier ones are as they were", err))
	} else if files, err := checkpointFiles(k.Dir); err == nil && len(files) > 2 {
		k.remove(files[2:])
	}
	k.last = time.Now()
}

// discard removes the checkpoints of a search that is over.
func (k *keeper) discard() {
	if files, err := checkpointFiles(k.Dir); err == nil {
		k.remove(files)
	}
}

func (k *keeper) remove(files []string) {
	for _, file := range files {
		if err := os.Remove(file); err != nil {
			k.warn(err.Error())
		}
	}
}
