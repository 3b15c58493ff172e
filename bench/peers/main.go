// Command peers times mcheck and other model checkers on the same work, two-phase
// commit with so many resource managers, whole processes one after the other in
// turns, and prints medians and ratios. All must find the number of states that is
// known; nothing is installed: what is missing is named and left out.
//
//	go run ./bench/peers --rms 9 --runs 5 --only Spin
//
// Spin, Rumur and a C compiler are found in the PATH. TLC takes part if TLA2TOOLS is
// its jar or class path and java is there, Stateright if STATERIGHT is its example
// 2pc, built with --release, and once more if STATERIGHT_BFS is the same with spawn_bfs
// in place of spawn_dfs.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// distinct is the number of states of TwoPhase by the number of resource managers,
// as TLC counts them.
var distinct = map[int]uint64{3: 288, 4: 1_568, 5: 8_832, 6: 50_816, 7: 296_448, 8: 1_745_408, 9: 10_340_352, 10: 61_515_776}

func main() {
	rms := flag.Int("rms", 9, "resource managers, 3..10")
	runs := flag.Int("runs", 5, "runs of each contender")
	only := flag.String("only", "", "of the others, only those whose name contains this, like Spin")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := compare(ctx, *rms, *runs, *only); err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

func compare(ctx context.Context, rms, runs int, only string) error {
	if distinct[rms] == 0 {
		return fmt.Errorf("--rms %d: want 3..10", rms)
	}
	if runs < 1 {
		return fmt.Errorf("--runs %d: want at least 1", runs)
	}
	dir, err := os.MkdirTemp("", "peers")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	var present []*contender
	for _, c := range contenders(dir, rms) {
		if !c.ours && !strings.Contains(c.name, only) {
			continue
		}
		if err := c.build(ctx); errors.Is(err, errMissing) {
			fmt.Fprintf(os.Stderr, "left out: %s: %v\n", c.name, err)
		} else if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		} else {
			present = append(present, c)
		}
	}
	for k := range runs {
		for _, c := range present {
			if err := c.run(ctx, distinct[rms]); err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
			fmt.Fprintf(os.Stderr, "run %d of %d: %s %.2f s\n", k+1, runs, c.name, c.wall[k].Seconds())
		}
	}
	return table(present, rms, runs)
}

// contender is a way to explore the state space.
type contender struct {
	name    string
	build   func(context.Context) error // wraps errMissing if this machine has not what it needs
	command []string
	dir     string
	states  string // what stands after the number of states in its output, or before
	ours    bool

	wall, cpu []time.Duration
	rss       []int64 // bytes
}

var errMissing = errors.New("not on this machine")

// run explores once and compares the number of states.
func (c *contender) run(ctx context.Context, want uint64) error {
	cmd := exec.CommandContext(ctx, c.command[0], c.command[1:]...)
	cmd.Dir = c.dir
	began := time.Now()
	out, err := cmd.CombinedOutput()
	wall := time.Since(began)
	if err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	if !c.counted(string(out), want) {
		return fmt.Errorf("did not find %d states:\n%s", want, out)
	}
	c.wall = append(c.wall, wall)
	c.cpu = append(c.cpu, cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime())
	c.rss = append(c.rss, peak(cmd.ProcessState))
	return nil
}

// counted reports whether a line of the output has both the number and the words
// that belong to it.
func (c *contender) counted(out string, want uint64) bool {
	for line := range strings.Lines(out) {
		fields := strings.FieldsFunc(line, func(r rune) bool { return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9') })
		if strings.Contains(line, c.states) && slices.Contains(fields, fmt.Sprint(want)) {
			return true
		}
	}
	return false
}

func table(contenders []*contender, rms, runs int) error {
	fmt.Printf("TwoPhase, %d resource managers, %d distinct states; whole processes, median of %d\n\n", rms, distinct[rms], runs)
	w := tabwriter.NewWriter(os.Stdout, 0, 8, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(w, "\twall s\tcpu s\tMB\t")
	for _, c := range contenders {
		if c.ours {
			fmt.Fprintf(w, "%s is\t", c.name)
		}
	}
	fmt.Fprintln(w)
	for _, c := range contenders {
		fmt.Fprintf(w, "%s\t%.2f\t%.2f\t%d\t", c.name, median(c.wall).Seconds(), median(c.cpu).Seconds(), median(c.rss)/1e6)
		for _, us := range contenders {
			if us.ours {
				fmt.Fprintf(w, "%.3f\t", median(us.wall).Seconds()/median(c.wall).Seconds())
			}
		}
		fmt.Fprintln(w)
	}
	return w.Flush()
}

func median[T time.Duration | int64](values []T) T {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}
