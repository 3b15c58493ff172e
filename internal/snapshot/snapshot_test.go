package snapshot_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/mcheck/mcheck/internal/snapshot"
)

type header struct {
	Name  string
	Sizes map[string]int
}

func write(t *testing.T, path string) {
	t.Helper()
	err := snapshot.Write(path, func(w *snapshot.Writer) {
		w.Value(header{"x", map[string]int{"a": 1}})
		snapshot.Put(w, []uint64{1, 2, 3})
		snapshot.Put(w, []bool{true, false})
		snapshot.Put[uint32](w, nil)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func read(path string) (h header, numbers []uint64, truths []bool, err error) {
	err = snapshot.Read(path, func(r *snapshot.Reader) error {
		r.Value(&h)
		numbers = snapshot.Get[uint64](r)
		truths = snapshot.Get[bool](r)
		if none := snapshot.Get[uint32](r); len(none) != 0 {
			return errors.New("an empty array came back with something in it")
		}
		return nil
	})
	return h, numbers, truths, err
}

func TestRoundTrip(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	write(t, path)
	h, numbers, truths, err := read(path)
	if err != nil {
		t.Fatal(err)
	}
	if h.Name != "x" || h.Sizes["a"] != 1 || !slices.Equal(numbers, []uint64{1, 2, 3}) || !slices.Equal(truths, []bool{true, false}) {
		t.Errorf("read %v %v %v", h, numbers, truths)
	}
	if left, _ := filepath.Glob(path + "*"); len(left) != 1 {
		t.Errorf("files left: %v", left)
	}
}

// Whatever is missing or changed, it is noticed.
func TestDamage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	write(t, path)
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	damaged := func(what string, content []byte) {
		t.Helper()
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, _, err := read(path); !errors.Is(err, snapshot.ErrDamaged) {
			t.Errorf("%s: %v, want %v", what, err, snapshot.ErrDamaged)
		}
	}
	for n := range good {
		damaged("cut short", good[:n])
	}
	for n := range good {
		bad := slices.Clone(good)
		bad[n] ^= 0x10
		damaged("a changed byte", bad)
	}
	damaged("more than there was", append(slices.Clone(good), 0))
}

// A reader that asks for more than there is gets an error, not garbage.
func TestReadBeyond(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	write(t, path)
	err := snapshot.Read(path, func(r *snapshot.Reader) error {
		for range 10 {
			snapshot.Get[uint64](r)
		}
		return nil
	})
	if !errors.Is(err, snapshot.ErrDamaged) {
		t.Errorf("%v, want %v", err, snapshot.ErrDamaged)
	}
}

func TestFailedWriteLeavesFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	write(t, path)
	if err := snapshot.Write(path, func(w *snapshot.Writer) { w.Value(func() {}) }); err == nil {
		t.Fatal("a function was written")
	}
	if _, _, _, err := read(path); err != nil {
		t.Errorf("after a failed write: %v", err)
	}
	if left, _ := filepath.Glob(path + "*"); len(left) != 1 {
		t.Errorf("files left: %v", left)
	}
}
