package explorer

import (
	"os"
	"strings"
	"testing"
)

// A file that has become shorter is an error that names it.
func TestShortenedFiles(t *testing.T) {
	d := &disk{dir: t.TempDir()}
	f := d.create("seen")
	f.write(make([]byte, 100))
	f.rewind()
	if err := os.Truncate(f.file.Name(), 8); err != nil {
		t.Fatal(err)
	}
	f.read(make([]byte, 100))
	want := f.file.Name() + " has become shorter"
	if err := d.error(); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v, want %q", err, want)
	}
	links := &linkFile{file: f.file, stored: 1}
	links.get(0, 7)
	if err := links.error(); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("link: %v, want %q", err, want)
	}
	if _, _, err := links.segment(0); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("links: %v, want %q", err, want)
	}
	f.close()
}
