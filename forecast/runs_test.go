package forecast

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// recorded is a run that went to the end, from a file of testdata.
type recorded struct {
	model, names string // names tells constants apart that are no numbers
	numbers      []int
	states       uint64
	levels       []Level // only of profiles
}

// name tells runs apart.
func (r *recorded) name() string { return fmt.Sprint(r.names, r.numbers) }

// read returns the lines of a file, cut into its three columns.
func read(t *testing.T, file string) (rows [][]string) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	in := bufio.NewScanner(f)
	for in.Scan() {
		if cells := strings.Split(in.Text(), " :"); len(cells) == 3 {
			rows = append(rows, cells)
		}
	}
	if in.Err() != nil || len(rows) == 0 {
		t.Fatalf("%s: %d rows, %v", file, len(rows), in.Err())
	}
	return rows
}

func rowOf(t *testing.T, cells []string) recorded {
	t.Helper()
	r := recorded{names: cells[0]}
	r.model, _, _ = strings.Cut(cells[0], " ")
	for text := range strings.FieldsSeq(cells[1]) {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		r.numbers = append(r.numbers, n)
	}
	return r
}

// profiles reads the levels of runs.
func profiles(t *testing.T) (all []recorded) {
	t.Helper()
	for _, cells := range read(t, profilesFile) {
		r := rowOf(t, cells)
		for text := range strings.FieldsSeq(cells[2]) {
			var l Level
			var micros int64
			if _, err := fmt.Sscanf(text, "%d/%d", &l.States, &micros); err != nil {
				t.Fatalf("%q: %v", text, err)
			}
			l.Elapsed = time.Duration(micros) * time.Microsecond
			r.levels, r.states = append(r.levels, l), r.states+l.States
		}
		all = append(all, r)
	}
	return all
}

// totals reads the sizes of runs.
func totals(t *testing.T) (all []recorded) {
	t.Helper()
	for _, cells := range read(t, totalsFile) {
		r := rowOf(t, cells)
		n, err := strconv.ParseUint(strings.TrimSpace(cells[2]), 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		r.states = n
		all = append(all, r)
	}
	return all
}

// below returns the largest run that has one number that is one less than in r.
func below(all []recorded, r recorded) (best *recorded) {
	for k := range all {
		s := &all[k]
		if s.names == r.names && distance(s.numbers, r.numbers) == 1 && (best == nil || s.states > best.states) {
			best = s
		}
	}
	return best
}
