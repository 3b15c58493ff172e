package tlc

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Outcome is what a checker found.
type Outcome struct {
	// Violated names a property, or is Deadlock; it is empty if there is nothing
	// wrong.
	Violated string `json:"violated,omitempty"`
	// Distinct and Generated count states. A search that ends with a violation has
	// not counted all, and they are 0.
	Distinct  uint64 `json:"distinct"`
	Generated uint64 `json:"generated"`
	// Depth is the number of states on the longest shortest path, or on the trace of
	// the violation; 0 for a temporal property, where no shortest one is sought.
	Depth int `json:"depth"`
}

// Deadlock is what a state without successors violates.
const Deadlock = "deadlock"

// String describes the outcome in a line.
func (o Outcome) String() string {
	if o.Violated != "" && o.Depth == 0 {
		return o.Violated + " violated by a lasso"
	}
	if o.Violated != "" {
		return fmt.Sprintf("%s violated, trace of %d states", o.Violated, o.Depth)
	}
	return fmt.Sprintf("%d distinct, %d generated, depth %d", o.Distinct, o.Generated, o.Depth)
}

// What TLC writes.
var (
	statesFound  = regexp.MustCompile(`(?m)^(\d+) states generated, (\d+) distinct states found, 0 states left`)
	depthFound   = regexp.MustCompile(`depth of the complete state graph search is (\d+)`)
	broken       = regexp.MustCompile(`(?m)^Error: (?:Invariant|Action property) (\w+) is violated`)
	initial      = regexp.MustCompile(`(?m)^Error: Invariant (\w+) is violated by the initial state`)
	brokenInTime = regexp.MustCompile(`(?m)^Error: Temporal property (\w+) was violated`)
	deadlocked   = regexp.MustCompile(`(?m)^Error: Deadlock reached`)
	traceState   = regexp.MustCompile(`(?m)^State \d+:`)
	versionFound = regexp.MustCompile(`(?m)^TLC2 (Version .*)$`)
	firstError   = regexp.MustCompile(`(?m)^Error: (.*)$`)
)

// read understands TLC's output, but for outputs that tell of no result.
func read(text string) (o Outcome, ok bool) {
	states := len(traceState.FindAllString(text, -1))
	if m := initial.FindStringSubmatch(text); m != nil {
		return Outcome{Violated: m[1], Depth: 1}, true
	}
	if m := broken.FindStringSubmatch(text); m != nil {
		return Outcome{Violated: strings.TrimSuffix(m[1], propertySuffix), Depth: states}, true
	}
	if m := brokenInTime.FindStringSubmatch(text); m != nil {
		return Outcome{Violated: m[1]}, true
	}
	if deadlocked.MatchString(text) {
		return Outcome{Violated: Deadlock, Depth: states}, true
	}
	counts, depth := statesFound.FindStringSubmatch(text), depthFound.FindStringSubmatch(text)
	if counts == nil || depth == nil || !strings.Contains(text, "No error has been found") {
		return o, false
	}
	var err1, err2, err3 error
	o.Generated, err1 = strconv.ParseUint(counts[1], 10, 64)
	o.Distinct, err2 = strconv.ParseUint(counts[2], 10, 64)
	o.Depth, err3 = strconv.Atoi(depth[1])
	return o, err1 == nil && err2 == nil && err3 == nil
}
