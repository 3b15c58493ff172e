package cli

import (
	"fmt"
	"io"
	"math"
	"os"
	"sync"
	"time"

	"github.com/dustin/go-humanize"
	"golang.org/x/term"

	"github.com/mcheck/mcheck/explorer"
)

// progress tells how a search is getting on: one line, rewritten, on a terminal,
// or else a line now and then.
type progress struct {
	mu    sync.Mutex
	w     io.Writer
	quiet bool
	fd    int // of the terminal, or -1
	drawn bool
	last  explorer.Progress
	outlook
}

func newProgress(w io.Writer, quiet bool) *progress {
	p := &progress{w: w, quiet: quiet, fd: -1}
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) && os.Getenv("TERM") != "dumb" {
		p.fd = int(f.Fd())
	}
	return p
}

const (
	terminalInterval = 200 * time.Millisecond
	logInterval      = 10 * time.Second
	eraseLine        = "\r\x1b[K"
)

func (p *progress) interval() time.Duration {
	if p.fd >= 0 {
		return terminalInterval
	}
	return logInterval
}

// show shows a snapshot.
func (p *progress) show(now explorer.Progress) {
	if p.quiet {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	line, told := p.line(now), p.told(now)
	p.last = now
	if p.fd < 0 {
		_, _ = fmt.Fprintln(p.w, line+told)
		return
	}
	// A line that wraps could not be erased.
	width, _, err := term.GetSize(p.fd)
	if err != nil || width <= 0 {
		width = math.MaxInt
	}
	if tight := len(line+told) >= width; tight && told == noForecast {
		told = ""
	} else if tight && told != "" {
		line = p.short(now)
	}
	line += told
	line = line[:min(len(line), width-1)]
	_, _ = fmt.Fprint(p.w, eraseLine, line)
	p.drawn = true
}

func (p *progress) line(now explorer.Progress) string {
	var rate uint64
	if d := now.Elapsed - p.last.Elapsed; d > 0 && now.Distinct >= p.last.Distinct {
		rate = uint64(float64(now.Distinct-p.last.Distinct) / d.Seconds())
	}
	return seeking(now) + fmt.Sprintf("level %d, %s distinct (%s/s), %s generated, %s queued, %s, %v",
		now.Depth, comma(now.Distinct), comma(rate), comma(now.Generated), comma(now.Queue),
		humanize.IBytes(now.Memory), now.Elapsed.Round(time.Second))
}

// short is line where there is little room.
func (p *progress) short(now explorer.Progress) string {
	return seeking(now) + fmt.Sprintf("%s distinct, %v", comma(now.Distinct), now.Elapsed.Round(time.Second))
}

// seeking says that there is something to see already.
func seeking(now explorer.Progress) string {
	if now.Found == "" {
		return ""
	}
	return now.Found + " is violated: interrupt to see how, or wait for a shortest trace; "
}

func comma(n uint64) string { return humanize.Comma(int64(n)) }

// warn passes on a warning of the watchdog, --quiet or not.
func (p *progress) warn(text string) {
	p.clear()
	p.mu.Lock()
	defer p.mu.Unlock()
	_, _ = fmt.Fprintln(p.w, "warning:", text)
}

// clear erases the line.
func (p *progress) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.drawn {
		_, _ = fmt.Fprint(p.w, eraseLine)
		p.drawn = false
	}
}
