package explorer

import (
	"context"
	"encoding/binary"
	"errors"
	"hash/crc64"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/mcheck/mcheck/internal/snapshot"
	"github.com/mcheck/mcheck/spec"
)

type counter struct{ N int }

// growing counts up, and on the way, at depth 4, violates its invariant.
func growing() spec.Model[counter] {
	return spec.Model[counter]{
		Name: "growing", AllowDeadlock: true,
		Init:    func(yield func(counter) bool) { yield(counter{}) },
		Actions: []spec.Action[counter]{spec.Do("Add", func(s *counter) bool { s.N++; return s.N < 10 })},
		Properties: []spec.Property[counter]{
			spec.Invariant("Small", func(s *counter) error {
				if s.N == 3 {
					return errors.New("too large")
				}
				return nil
			}),
			spec.Eventually("Full", func(s *counter) bool { return s.N == 9 }),
		},
	}
}

// Where a process may be killed that has found what it looked for, there is no
// checkpoint from which another one would look further.
func TestKilledWhenDecided(t *testing.T) {
	m, err := growing().Compile(spec.CompileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	opts := Options{Workers: 1, Checkpoints: &Checkpoints{Dir: dir, Every: 1}}
	kept := map[string][]byte{}
	killed := func(s *search, ctx context.Context) {
		s.decideTemporal(ctx)
		files, _ := filepath.Glob(filepath.Join(dir, "*"))
		for _, file := range files {
			content, err := os.ReadFile(file)
			if err != nil {
				t.Error(err)
			}
			kept[file] = content
		}
	}
	s, err := explore(t.Context(), m, opts, evidence{}, killed)
	if err != nil {
		t.Fatal(err)
	}
	defer s.free()
	if len(kept) == 0 || s.totals.distinct != 4 {
		t.Fatalf("%d checkpoints, %d states: the test shows nothing", len(kept), s.totals.distinct)
	}
	for file, content := range kept {
		if err := os.WriteFile(file, content, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	opts.Checkpoints.Resume = true
	resumed, err := explore(t.Context(), m, opts, evidence{}, (*search).decideTemporal)
	if err != nil {
		t.Fatal(err)
	}
	defer resumed.free()
	if !slices.Equal(resumed.levels, s.levels) {
		t.Errorf("levels %v when resumed, %v in one go", resumed.levels, s.levels)
	}
}

// What a killed process was writing is removed, be there a checkpoint besides or not.
func TestKilledWhileWriting(t *testing.T) {
	model, dir := growing(), t.TempDir()
	unfinished := filepath.Join(dir, "000007"+checkpointSuffix+".123.tmp")
	opts := CheckOptions{Options: Options{MaxStates: 1, Checkpoints: &Checkpoints{Dir: dir}}}
	for _, resume := range []bool{false, true} {
		if err := os.WriteFile(unfinished, []byte("mcheck snap"), 0o666); err != nil {
			t.Fatal(err)
		}
		opts.Checkpoints.Resume = resume
		if _, err := Check(t.Context(), model, opts); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(unfinished); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("resumed: %t: %s is still there (%v)", resume, unfinished, err)
		}
	}
}

// A search on disk that cannot be gone on with leaves nothing there.
func TestResumeOnDiskFails(t *testing.T) {
	kept, dir := t.TempDir(), t.TempDir()
	opts := CheckOptions{Options: Options{MaxStates: 1, Checkpoints: &Checkpoints{Dir: kept}}.SpillAt(dir, 1)}
	if r, err := Check(t.Context(), growing(), opts); err != nil || r.Reason == "" {
		t.Fatalf("%+v, %v, want a run that was cut short", r, err)
	}
	files, err := checkpointFiles(kept)
	if err != nil || len(files) == 0 {
		t.Fatalf("checkpoints: %v, %v", files, err)
	}
	content, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	content = content[:len(content)-100] // less than was written, under a checksum that is right
	content = binary.BigEndian.AppendUint64(content, crc64.Checksum(content, crc64.MakeTable(crc64.ECMA)))
	if err := os.WriteFile(files[0], content, 0o666); err != nil {
		t.Fatal(err)
	}
	opts.Checkpoints.Resume = true
	if _, err := Check(t.Context(), growing(), opts); !errors.Is(err, snapshot.ErrDamaged) {
		t.Errorf("%v, want %v", err, snapshot.ErrDamaged)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
