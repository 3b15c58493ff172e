package forecast

import (
	"errors"
	"math"
	"testing"
	"time"
)

// levelsOf makes levels of so many states, each of which took a millisecond.
func levelsOf(states ...uint64) (levels []Level) {
	elapsed := time.Millisecond
	for _, n := range states {
		levels = append(levels, Level{n, elapsed})
		elapsed += time.Duration(n) * time.Millisecond
	}
	return levels
}

// bell is a search whose growth falls by the same from level to level: 16 times, 8 times,
// 4, 2, 1, and a half, a quarter, an eighth. What the trend tells of it is right.
var bell = []uint64{1, 16, 128, 512, 1024, 1024, 512, 128, 16, 1}

func TestTrendIsRight(t *testing.T) {
	for n := minLevels; n < len(bell); n++ {
		o, err := look(levelsOf(bell[:n]...), minStates)
		if err != nil {
			t.Fatalf("%d levels: %v", n, err)
		}
		left := statesIn(levelsOf(bell[n:]...))
		if math.Abs(o.states-left) > 1e-6 || o.levels != float64(len(bell)-n) {
			t.Errorf("%d levels: %v states in %v levels to come, want %v in %d", n, o.states, o.levels, left, len(bell)-n)
		}
		if want := (left + float64(bell[n-1])) / 1000; math.Abs(o.left()-want) > 1e-6 {
			t.Errorf("%d levels: %v s to come, want %v", n, o.left(), want)
		}
	}
}

func TestForecast(t *testing.T) {
	for _, test := range []struct {
		name   string
		levels []Level
		want   error
	}{
		{"half of it", levelsOf(bell[:6]...), nil},
		{"no levels", nil, ErrEarly},
		{"few levels", levelsOf(1, 100, 1000, 3000), ErrEarly},
		{"few states", levelsOf(1, 2, 4, 7, 11, 16, 20), ErrEarly},
		{"even growth", levelsOf(1, 4, 16, 64, 256, 1024, 4096), ErrGrowing},
		{"growing growth", levelsOf(1, 2, 4, 9, 30, 200, 4000), ErrGrowing},
		{"growth that falls slowly", levelsOf(1, 4, 16, 64, 250, 970, 3700), ErrWide},
	} {
		f, err := Of(test.levels)
		if !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", test.name, err, test.want)
		}
		if err != nil {
			continue
		}
		all, deep := statesIn(levelsOf(bell...)), float64(len(bell))
		for _, i := range []struct {
			Interval
			value float64
		}{{f.States, all}, {f.Levels, deep}, {f.Left, 1.681}} {
			if i.Low > i.value || i.value > i.High || i.Low == i.High {
				t.Errorf("%s: %v, want an interval with %v", test.name, i.Interval, i.value)
			}
		}
	}
}

// Levels before a checkpoint have no time, which is a reason to say nothing of time only.
func TestForecastWithoutTime(t *testing.T) {
	levels := levelsOf(bell[:6]...)
	for k := range levels {
		levels[k].Elapsed = 0
	}
	if f, err := Of(levels); err != nil || f.Left != (Interval{}) || f.States.High == 0 {
		t.Errorf("%+v, %v", f, err)
	}
}

// The trend is wrong of a run that stays large for long, and by as much of one that is
// twice as large.
func TestForecastLikeASmallerRun(t *testing.T) {
	smaller := levelsOf(1, 16, 128, 512, 1024, 1024, 1000, 1000, 1000, 800, 200, 1)
	larger := levelsOf(1, 32, 256, 1024, 2048, 2048)
	o, err := look(larger, minStates)
	if err != nil {
		t.Fatal(err)
	}
	f, ok := wrong(smaller, o.part())
	if want := 2.0 * 4001; !ok || math.Abs(o.corrected(f).states-want) > want/100 {
		t.Errorf("%v states to come, want %v", o.corrected(f).states, want)
	}
	alone, err1 := Of(larger)
	like, err2 := Like(larger, smaller)
	if err1 != nil || err2 != nil || like.States.Low < alone.States.Low {
		t.Errorf("%v (%v) like a smaller run, %v (%v) alone", like, err2, alone, err1)
	}
	if _, err := Like(larger, levelsOf(1, 2, 3)); !errors.Is(err, ErrEarly) {
		t.Errorf("like a run of three levels: %v", err)
	}
	if _, err := Like(larger[:4], smaller); !errors.Is(err, ErrEarly) {
		t.Errorf("four levels: %v", err)
	}
}

func TestFromSmaller(t *testing.T) {
	// 100 * 3^a * 5^b * 2^(a*b): what one more of a number multiplies depends on the other.
	size := func(a, b int) Size {
		return Size{[]int{a, b}, uint64(100 * math.Pow(3, float64(a)) * math.Pow(5, float64(b)) * math.Pow(2, float64(a*b)))}
	}
	exact := []Size{{[]int{1}, 300}, {[]int{2}, 900}, {[]int{3}, 2700}}
	for _, test := range []struct {
		name    string
		numbers []int
		known   []Size
		want    float64 // 0: unknown
		steps   int
	}{
		{"one step", []int{4}, exact, 8100, 1},
		{"two steps", []int{5}, exact, 24300, 2},
		{"itself is not used", []int{3}, exact, 2700, 1},
		{"too far", []int{9}, exact, 0, 0},
		{"too little", []int{4}, exact[2:], 0, 0},
		{"too small", []int{3}, []Size{{[]int{1}, 3}, {[]int{2}, 9}}, 0, 0},
		{"nothing", []int{4}, nil, 0, 0},
		{"too many numbers", make([]int, maxNumbers+1), []Size{{make([]int, maxNumbers+1), 1000}}, 0, 0},
		{"a pair", []int{1, 1}, []Size{size(0, 0), size(1, 0), size(0, 1)}, 1500, 1},
		{"a grid", []int{2, 1}, []Size{size(0, 0), size(1, 0), size(2, 0), size(0, 1), size(1, 1)}, math.Sqrt(9000 * 9000 * 2), 1},
	} {
		states, steps, ok := newGrid(test.numbers, test.known).likely()
		if ok != (test.want > 0) || ok && (math.Abs(states-test.want) > test.want/1e6 || steps != test.steps) {
			t.Errorf("%s: %v in %d steps, want %v in %d", test.name, states, steps, test.want, test.steps)
		}
		if i, ok := FromSmaller(test.numbers, test.known); ok && (i.Low > test.want || i.High < test.want) {
			t.Errorf("%s: %v, want an interval with %v", test.name, i, test.want)
		}
	}
	if f, ok := Saved([]int{4}, 0, exact); !ok || f.Low > 3 || f.High < 3 {
		t.Errorf("one less of 4 saves %v, want an interval with 3", f)
	}
	if f, ok := Saved([]int{9}, 0, exact); ok {
		t.Errorf("one less of 9 saves %v, want nothing known", f)
	}
}

func TestMemory(t *testing.T) {
	i, ok := Memory(20e6, 60e6, 1e6, Interval{2e6, 4e6}) // 40 bytes a state so far
	if want := (Interval{60e6 + 1e6*leanest, 60e6 + 3e6*40}); i != want || !ok {
		t.Errorf("%v, want %v", i, want)
	}
	if i, ok := Memory(20e6, 21e6, 1e6, Interval{2e6, 2e6}); i.Low >= i.High || !ok {
		t.Errorf("%v: an interval that a state's own bytes do not fill", i)
	}
	if i, ok := Memory(20e6, 21e6, 1e3, Interval{2e6, 2e6}); ok {
		t.Errorf("%v from a thousand states", i)
	}
}
