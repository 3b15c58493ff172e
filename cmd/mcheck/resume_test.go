package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mcheck/mcheck/cli"
	"github.com/mcheck/mcheck/models"
)

// found is what a run prints with --json, but for what it cost.
func found(t *testing.T, stdout []byte) map[string]any {
	t.Helper()
	var result map[string]any
	if err := json.Unmarshal(stdout, &result); err != nil {
		t.Fatalf("%v in %q", err, stdout)
	}
	for _, cost := range []string{"workers", "elapsed_s", "peak_rss_bytes"} {
		delete(result, cost)
	}
	return result
}

// mcheck runs a command line in this process and returns its exit status and output.
func mcheck(t *testing.T, line string) (status int, stdout []byte, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	status = cli.Run(t.Context(), append([]string{"mcheck"}, strings.Fields(line)...), nil, &out, &err, models.All()...)
	return status, out.Bytes(), err.String()
}

// A run that is cut short again and again, and gone on with by other numbers of workers,
// finds what it finds in one go.
func TestResume(t *testing.T) {
	lines := []string{
		"twopc --rms 5",
		"twopc --rms 5 --order dfs",
		"twopc --rms 4 --liveness",
		"twopc --rms 3 --coordinator-crashes 1 --property Termination",
		"threepc --rms 3 --property TCommit",
		"raft --nodes 3 --terms 2 --log 1 --max-depth 16",
		"raft --bug forget-vote --continue --max-depth 12",
		"paxos --bug free-value --ballots 2",
	}
	if os.Getenv("MCHECK_FULL") != "" {
		lines = append(lines, "raft --nodes 3 --terms 2 --log 1 --crashes 1 --max-depth 14")
	}
	for _, line := range lines {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			line += " --json --quiet"
			status, stdout, _ := mcheck(t, line)
			want := found(t, stdout)
			distinct := want["distinct"].(float64)
			dir := filepath.Join(t.TempDir(), "kept")
			limit := func(part float64) string {
				return fmt.Sprintf(" --max-states %d --workers %d", int(distinct*part), int(1+8*part))
			}
			cut, stdout, told := mcheck(t, line+" --checkpoint "+dir+limit(0.1))
			stages := 0
			for _, part := range []float64{0.3, 0.5, 0.7, 2} {
				if !strings.Contains(told, "to go on: resume "+dir) {
					break // the limit was not met before the end
				}
				stages++
				cut, stdout, told = mcheck(t, "resume "+dir+limit(part))
			}
			if stages == 0 {
				t.Fatalf("no run was cut short: the test shows nothing; stderr says %q", told)
			}
			if cut != status {
				t.Errorf("exit status %d, %d in one go: %s", cut, status, told)
			}
			if diff := cmp.Diff(want, found(t, stdout)); diff != "" {
				t.Errorf("resumed %d times (+), in one go (-):\n%s", stages, diff)
			}
			if left, _ := os.ReadDir(dir); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

// Whenever the process is killed, another one goes on.
func TestKilled(t *testing.T) {
	kills := 4
	if os.Getenv("MCHECK_FULL") != "" {
		kills = 20
	}
	line := []string{"twopc", "--rms", "7", "--json", "--quiet"}
	whole, err := exec.Command("mcheck", line...).Output()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "kept")
	begin := append(slices.Clone(line), "--checkpoint", dir, "--checkpoint-every", "1ms")
	random := rand.New(rand.NewPCG(1, 2))
	killed := 0
	for killed < kills {
		args := []string{"resume", dir, "--workers", fmt.Sprint(1 + killed%3)}
		if files, _ := filepath.Glob(filepath.Join(dir, "*.checkpoint")); len(files) == 0 {
			args = begin
		}
		cmd := exec.Command("mcheck", args...)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(random.IntN(400)) * time.Millisecond)
		if cmd.Process.Kill() == nil {
			killed++
		}
		_ = cmd.Wait()
	}
	args := []string{"resume", dir}
	if files, _ := filepath.Glob(filepath.Join(dir, "*.checkpoint")); len(files) == 0 {
		args = begin // killed before the first, or not before the end
	}
	cmd := exec.Command("mcheck", args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	resumed, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, &stderr)
	}
	if diff := cmp.Diff(found(t, whole), found(t, resumed)); diff != "" {
		t.Errorf("after %d kills (+), in one go (-):\n%s", killed, diff)
	}
}

// A checkpoint that is not whole is passed over, and that is said.
func TestTornCheckpoint(t *testing.T) {
	line := "twopc --rms 6 --json --quiet"
	_, stdout, _ := mcheck(t, line)
	want := found(t, stdout)
	dir := t.TempDir()
	mcheck(t, line+" --checkpoint "+dir+" --checkpoint-every 1ms --max-states 20000")
	files, _ := filepath.Glob(filepath.Join(dir, "*.checkpoint"))
	if len(files) != 2 {
		t.Fatalf("checkpoints: %v, want two", files)
	}
	slices.Sort(files)
	if err := os.Truncate(files[1], 1000); err != nil {
		t.Fatal(err)
	}
	status, stdout, stderr := mcheck(t, "resume "+dir+" --max-states 1000000")
	if status != 0 || !strings.Contains(stderr, files[1]+": damaged") {
		t.Errorf("status %d, stderr %q", status, stderr)
	}
	if diff := cmp.Diff(want, found(t, stdout)); diff != "" {
		t.Errorf("resumed (+), in one go (-):\n%s", diff)
	}
}
