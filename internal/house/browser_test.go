package house

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

const page = `<!doctype html><body><img src="file://%s"
	onload="document.body.textContent = 'drawn ' + this.naturalWidth + ' by ' + this.naturalHeight"
	onerror="document.body.textContent = 'broken'">`

var drawn = regexp.MustCompile(`drawn [1-9]\d* by [1-9]\d*`)

// TestBrowser: a browser draws the pictures of the documentation. It is skipped
// where there is none.
func TestBrowser(t *testing.T) {
	browser := findBrowser()
	if browser == "" {
		t.Skip("neither Chromium nor Chrome is installed")
	}
	pictures, err := filepath.Glob(filepath.Join(root, "docs", "img", "*.svg"))
	if err != nil || len(pictures) == 0 {
		t.Fatalf("no pictures: %v", err)
	}
	for _, picture := range pictures {
		absolute, err := filepath.Abs(picture)
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		html := filepath.Join(dir, "page.html")
		if err := os.WriteFile(html, fmt.Appendf(nil, page, absolute), 0o666); err != nil {
			t.Fatal(err)
		}
		// Pages of ours need no sandbox, which root may not have.
		out, err := exec.CommandContext(t.Context(), browser, "--headless", "--no-sandbox", "--disable-gpu",
			"--user-data-dir="+filepath.Join(dir, "profile"), "--dump-dom", "file://"+html).Output()
		if err != nil || !drawn.Match(out) {
			t.Errorf("%s: %v, the page is\n%s", picture, err, out)
		}
	}
}

func findBrowser() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}
