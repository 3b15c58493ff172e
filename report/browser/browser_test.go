package browser

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// program is mcheck, built for the tests.
var program string

func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "browser")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(dir) }()
	program = filepath.Join(dir, "mcheck")
	build := exec.Command("go", "build", "-o", program, "./cmd/mcheck")
	build.Dir = filepath.Join("..", "..")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "%v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// page opens the page of a report in a browser of its own. What it should not do is
// reported when the test ends.
func page(t *testing.T, args ...string) context.Context {
	t.Helper()
	dir := t.TempDir()
	// The exit status says what was found, and not whether there is a report.
	out, _ := exec.Command(program, append(append([]string{"report"}, args...), "--quiet", "--out", dir)...).CombinedOutput()
	if _, err := os.Stat(filepath.Join(dir, "index.html")); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-quic", true))
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(cancel)
	watch(t, ctx)
	file := url.URL{Scheme: "file", Path: filepath.Join(dir, "index.html")}
	do(t, ctx, network.Enable(), log.Enable(), runtime.Enable(), chromedp.EmulateViewport(1280, 900), chromedp.Navigate(file.String()))
	return ctx
}

// watch fails the test if the page logs something, throws, or asks the network.
func watch(t *testing.T, ctx context.Context) {
	chromedp.ListenTarget(ctx, func(event any) {
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			if u := e.Request.URL; !strings.HasPrefix(u, "file:") && !strings.HasPrefix(u, "data:") {
				t.Errorf("the page requests %.100s", u)
			}
		case *log.EventEntryAdded:
			t.Errorf("the browser says: %s", e.Entry.Text)
		case *runtime.EventConsoleAPICalled:
			t.Errorf("the page logs %s", e.Type)
		case *runtime.EventExceptionThrown:
			t.Errorf("the page throws: %v", e.ExceptionDetails)
		}
	})
}

func do(t *testing.T, ctx context.Context, actions ...chromedp.Action) {
	t.Helper()
	if err := chromedp.Run(ctx, actions...); err != nil {
		t.Fatal(err)
	}
}

// value evaluates an expression in the page.
func value[T any](t *testing.T, ctx context.Context, expression string) (v T) {
	t.Helper()
	do(t, ctx, chromedp.Evaluate(expression, &v))
	return v
}

// picture keeps a screenshot that begins with a section, if SCREENSHOTS names a directory
// for people to look at.
func picture(t *testing.T, ctx context.Context, name, section string) {
	t.Helper()
	dir := os.Getenv("SCREENSHOTS")
	if dir == "" {
		return
	}
	var png []byte
	do(t, ctx, chromedp.Evaluate(`document.getElementById("`+section+`").scrollIntoView()`, nil), chromedp.CaptureScreenshot(&png))
	if err := os.WriteFile(filepath.Join(dir, name+"-"+section+".png"), png, 0o666); err != nil {
		t.Fatal(err)
	}
}

const shown = `[...document.querySelectorAll(".step")].filter(s => s.offsetParent).map(s => s.dataset.title).join("; ")`

// TestStepping: arrow keys, Home and End show one state after the other, and what is
// read aloud says which one.
func TestStepping(t *testing.T) {
	ctx := page(t, "raft", "--bug", "double-vote")
	for _, step := range []struct{ key, want string }{
		{"", "initial state"}, {kb.ArrowRight, "Timeout(s1)"}, {kb.ArrowRight, "Timeout(s2)"}, {kb.ArrowLeft, "Timeout(s1)"},
		{kb.End, "BecomeLeader(s1)"}, {kb.ArrowRight, "BecomeLeader(s1)"}, {kb.Home, "initial state"}, {kb.ArrowLeft, "initial state"},
	} {
		if step.key != "" {
			do(t, ctx, chromedp.KeyEvent(step.key))
		}
		if got := value[string](t, ctx, shown); got != step.want {
			t.Errorf("after %q the page shows %q, want %q", step.key, got, step.want)
		}
		if got := value[string](t, ctx, `document.querySelector("[aria-live]").textContent`); !strings.Contains(got, step.want) {
			t.Errorf("after %q it is read aloud %q, want %q", step.key, got, step.want)
		}
	}
	do(t, ctx, chromedp.KeyEvent(kb.End))
	for _, section := range []string{"answer", "trace", "why", "coverage"} {
		picture(t, ctx, "raft", section)
	}
}

// TestZoom: every figure is drawn, says in words what it shows, and grows and shrinks
// with buttons and keys.
func TestZoom(t *testing.T) {
	ctx := page(t, "twopc", "--bug", "no-fencing", "--proof", "none")
	n := value[int](t, ctx, `document.querySelectorAll("figure").length`)
	if n != 4 {
		t.Errorf("%d figures, want the diagram, the graph and two plots", n)
	}
	for k := range n {
		figure := fmt.Sprintf(`document.querySelectorAll("figure")[%d]`, k)
		width := func() float64 {
			t.Helper()
			return value[float64](t, ctx, figure+`.querySelector("img").getBoundingClientRect().width`)
		}
		if !value[bool](t, ctx, figure+`.querySelector("img").naturalWidth > 0 && `+figure+`.querySelector("img").alt !== ""`) {
			t.Errorf("figure %d is not drawn, or has no text", k+1)
		}
		before := width()
		do(t, ctx, chromedp.Evaluate(figure+`.querySelector("[data-zoom='1.25']").click()`, nil))
		larger := width()
		do(t, ctx, chromedp.Evaluate(figure+`.querySelector(".frame").focus()`, nil), chromedp.KeyEvent("-"), chromedp.KeyEvent("-"))
		if smaller := width(); larger <= before || smaller >= before {
			t.Errorf("figure %d has width %v, enlarged %v and shrunk %v", k+1, before, larger, smaller)
		}
	}
}

// contrast is the least contrast of a text with what is behind it, by the formula of
// the Web Content Accessibility Guidelines.
const contrast = `(() => {
	const rgb = c => (c.match(/[\d.]+/g) || []).map(Number);
	const light = c => rgb(c).slice(0, 3).map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
		.reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
	const behind = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if (rgb(c)[3] !== 0) return c; } return "rgb(255, 255, 255)"; };
	let least = 21;
	for (const e of document.querySelectorAll("h1, h2, h3, p, li, td, th, code, pre, button, figcaption")) {
		const [a, b] = [light(getComputedStyle(e).color), light(behind(e))].sort((x, y) => y - x);
		least = Math.min(least, (a + 0.05) / (b + 0.05));
	}
	return least;
})()`

// TestColours: the page follows the scheme that its reader prefers, and is legible in
// both.
func TestColours(t *testing.T) {
	ctx := page(t, "twopc", "--rms", "2", "--coordinator-crashes", "1", "--property", "Termination")
	backs := map[string]string{}
	for _, scheme := range []string{"light", "dark"} {
		do(t, ctx, emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}))
		backs[scheme] = value[string](t, ctx, `getComputedStyle(document.body).backgroundColor`)
		if got := value[float64](t, ctx, contrast); got < 4.5 {
			t.Errorf("%s: the least contrast is %.2f, want 4.5", scheme, got)
		}
		do(t, ctx, chromedp.KeyEvent(kb.End))
		picture(t, ctx, scheme, "trace")
		picture(t, ctx, scheme, "proof")
	}
	if backs["light"] == backs["dark"] {
		t.Errorf("the page is %s, light and dark", backs["light"])
	}
}

// TestNarrow: on a telephone the page does not scroll sideways.
func TestNarrow(t *testing.T) {
	ctx := page(t, "raft", "--bug", "double-vote", "--proof", "none")
	do(t, ctx, chromedp.EmulateViewport(400, 900))
	if wide := value[int](t, ctx, `document.documentElement.scrollWidth`); wide > 400 {
		t.Errorf("the page is %d wide in a window of 400", wide)
	}
}

// TestReachable: what can be clicked can be reached by the keyboard, and is named; the
// headings are in order.
func TestReachable(t *testing.T) {
	ctx := page(t, "pbft", "--bug", "no-commit-phase", "--proof", "none")
	if bad := value[int](t, ctx, `[...document.querySelectorAll("button, .frame")].filter(e => e.tabIndex < 0 || !(e.ariaLabel || e.textContent.trim())).length`); bad > 0 {
		t.Errorf("%d controls cannot be reached or have no name", bad)
	}
	if levels := value[string](t, ctx, `[...document.querySelectorAll("h1, h2, h3")].map(h => h.tagName[1]).join("")`); !strings.HasPrefix(levels, "12") || strings.Contains(levels, "13") {
		t.Errorf("headings of the levels %s", levels)
	}
	do(t, ctx, chromedp.KeyEvent(kb.Tab))
	if outline := value[string](t, ctx, `getComputedStyle(document.activeElement).outlineStyle`); outline == "none" {
		t.Error("the focus cannot be seen")
	}
	picture(t, ctx, "pbft", "diagram")
}
