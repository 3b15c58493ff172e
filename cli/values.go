package cli

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"github.com/mcheck/mcheck/spec"
)

// option is a flag that refuses bad values while the command line is parsed, with
// an error that says what was wanted. It implements pflag.Value.
type option[T any] struct {
	value T
	kind  string // what help calls the value
	text  string // as given, or the default that help shows
	given bool
	parse func(string) (T, error)
}

// Set implements pflag.Value.
func (o *option[T]) Set(text string) error {
	v, err := o.parse(text)
	if err != nil {
		return err
	}
	o.value, o.text, o.given = v, text, true
	return nil
}

// String implements pflag.Value.
func (o *option[T]) String() string { return o.text }

// Type implements pflag.Value.
func (o *option[T]) Type() string { return o.kind }

// number accepts integers in a range.
func number[T int | uint64](low, high T) *option[T] {
	return &option[T]{kind: "int", parse: func(text string) (T, error) {
		v, err := strconv.ParseInt(text, 10, 64)
		if err != nil || v < 0 && low >= 0 || cmp.Compare(T(v), low) < 0 || cmp.Compare(T(v), high) > 0 {
			return 0, fmt.Errorf("want %d..%d", low, high)
		}
		return T(v), nil
	}}
}

// constant accepts the values of a model's constant.
func constant(p spec.Param) *option[int] {
	kind := "int"
	if p.Switch {
		kind = "bool"
	} else if p.Choices != nil {
		kind = "NAME"
	}
	return &option[int]{kind: kind, text: fmt.Sprint(p.Value(p.Default)), parse: p.Parse}
}

// yes is a switch.
func yes() *option[bool] {
	return &option[bool]{kind: "bool", text: "false", parse: func(text string) (bool, error) {
		v, err := strconv.ParseBool(text)
		if err != nil {
			return false, errors.New("want true or false")
		}
		return v, nil
	}}
}

// oneOf accepts the given names; what says whose names they are.
func oneOf(what string, names []string) *option[string] {
	return &option[string]{kind: "NAME", parse: func(text string) (string, error) {
		return text, known(what, text, names)
	}}
}

// known returns an error unless name is one of names.
func known(what, name string, names []string) error {
	switch {
	case slices.Contains(names, name):
		return nil
	case len(names) == 0:
		return fmt.Errorf("there is no %s", what)
	}
	return fmt.Errorf("want one of %s%s", strings.Join(names, ", "), didYouMean(name, names))
}

// duration accepts positive durations.
func duration() *option[time.Duration] {
	return &option[time.Duration]{kind: "TIME", parse: func(text string) (time.Duration, error) {
		d, err := time.ParseDuration(text)
		if err != nil || d <= 0 {
			return 0, errors.New("want a time above 0, like 30s or 5m")
		}
		return d, nil
	}}
}

// minMemory is the smallest memory limit that leaves room for the program itself.
const minMemory = 16 << 20

// size accepts amounts of memory.
func size() *option[uint64] {
	return &option[uint64]{kind: "SIZE", parse: func(text string) (uint64, error) {
		n, err := humanize.ParseBytes(text)
		if err != nil || n < minMemory || n > 1<<62 {
			return 0, errors.New("want a size of at least 16MiB, like 512MiB or 8GiB")
		}
		return n, nil
	}}
}

// file accepts a path.
func file() *option[string] {
	return &option[string]{kind: "FILE", parse: func(text string) (string, error) {
		if text == "" {
			return "", errors.New("want a file name")
		}
		return text, nil
	}}
}

// didYouMean returns a hint at the name nearest to the given one, or "".
func didYouMean(name string, names []string) string {
	best, least := "", 3
	for _, n := range names {
		if d := distance(strings.ToLower(name), strings.ToLower(n)); d < least && d < len(n) {
			best, least = n, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %s?", best)
}

// distance is the Levenshtein distance: how many bytes to insert, delete or
// replace.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j := range b {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
