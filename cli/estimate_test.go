package cli

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/forecast"
	"github.com/mcheck/mcheck/render"
	"github.com/mcheck/mcheck/spec"
)

// probed is a run at some constants, which has gone to the end or not.
func probed(n int, on int, distinct uint64, whole bool, levels ...uint64) *probe {
	p := &probe{
		constants: spec.Constants{Values: map[string]int{"n": n, "on": on}},
		result:    &explorer.Result{Model: "made", Distinct: distinct, Elapsed: time.Second, Ledger: explorer.Ledger{Exhausted: whole}},
		start:     10 << 20, memory: 20 << 20,
	}
	for k, states := range levels {
		p.levels = append(p.levels, forecast.Level{States: states, Elapsed: time.Duration(k+1) * time.Second})
	}
	return p
}

// surveyed is a survey that was made of these runs.
func surveyed(asked *probe, smaller ...*probe) *surveyor {
	e := &spec.Entry{Name: "made", Params: []spec.Param{{Name: "n", Min: 1, Max: 9}, {Name: "on", Switch: true}}}
	return &surveyor{check: newCheck(&app{}, e, false), numbers: e.Params[:1], asked: asked, smaller: smaller}
}

func TestEstimates(t *testing.T) {
	bell := []uint64{1, 30, 400, 3000, 12000, 30000, 45000, 40000}
	short := []uint64{1, 30, 400}
	for _, test := range []struct {
		name string
		*surveyor
		want []string // of the text, in this order
	}{
		{"levels", surveyed(probed(5, 0, 130_431, false, bell...)), []string{
			"\nforecast: ", " to ", " thousand states, ", " s, ", " MiB, ", " levels\n  it rests on the sizes of its levels\n",
			"visited: 130,431 states",
		}},
		{"levels and a smaller run", surveyed(probed(5, 0, 130_431, false, bell...), probed(4, 0, 134_931, true, append(bell, 4000, 400, 100)...)), []string{
			"\nforecast: ", "those with --n 4\n", "134,931 states", "n = 4\n", "--n 4 saves a factor of ", "(forecast)",
		}},
		{"sizes", surveyed(probed(5, 0, 431, false, short...), probed(4, 0, 27_000, true), probed(3, 0, 9000, true), probed(2, 0, 3000, true)), []string{
			"\nforecast: ", " thousand states, ", "it rests on the numbers of states with 3 smaller sets of constants\n",
			"--n 4 saves a factor of 1.7 to 28 (forecast)",
		}},
		{"sizes with the switch on are others", surveyed(probed(5, 0, 431, false, short...), probed(4, 1, 27_000, true), probed(3, 1, 9000, true)), []string{
			"\nno forecast: too few states to tell\n",
		}},
		{"counted", surveyed(probed(5, 1, 9000, true), probed(4, 1, 3000, true), probed(5, 0, 9000, true)), []string{
			"\nexhausted already: 9,000 states", "--n 4 saves a factor of 3 (counted)\n", "--on=false saves nothing\n",
		}},
		{"at least", surveyed(probed(5, 0, 431, false, short...), probed(4, 0, 500, false)), []string{
			"\nno forecast: ", "500 states", "n = 4  at least\n",
		}},
	} {
		var out bytes.Buffer
		if err := render.WriteEstimate(&out, test.estimated(), false); err != nil {
			t.Fatal(err)
		}
		rest := out.String()
		for _, want := range test.want {
			_, after, is := strings.Cut(rest, want)
			if !is {
				t.Errorf("%s: want %q in\n%s", test.name, want, &out)
				break
			}
			rest = after
		}
	}
}

// Smaller constants are tried as far as a forecast reaches, the smallest first.
func TestPlanOfASurvey(t *testing.T) {
	s := surveyed(probed(7, 1, 1, false))
	var got []string
	for _, c := range s.plan(s.asked.constants) {
		got = append(got, s.change(c))
	}
	if want := "--n 3,--n 4,--n 5,--n 6,--on=false"; strings.Join(got, ",") != want {
		t.Errorf("plan %v, want %v", got, want)
	}
	s.smaller = []*probe{probed(4, 0, 10, false), probed(3, 0, 10, true)}
	for n, want := range map[int]bool{3: false, 4: true, 6: true} {
		if got := s.tooLarge(probed(n, 0, 0, false).constants); got != want {
			t.Errorf("n = %d is too large: %v, want %v", n, got, want)
		}
	}
}

// Progress that overtakes its forecast does not promise what is over, nor that the run is.
func TestOvertakenForecast(t *testing.T) {
	o := &outlook{levels: []forecast.Level{{States: 1000, Elapsed: time.Second}}}
	o.forecast = forecast.Forecast{States: forecast.Interval{Low: 2000, High: 3000}, Left: forecast.Interval{Low: 1, High: 4}}
	for _, c := range []struct {
		now  explorer.Progress
		want string
	}{
		{explorer.Progress{Distinct: 1500, Elapsed: 3 * time.Second}, ", forecast 2 to 3 thousand states, 0 to 2 s to go"},
		{explorer.Progress{Distinct: 2500, Elapsed: 4 * time.Second}, ", forecast 2.5 to 3 thousand states, 0 to 1 s to go"},
		{explorer.Progress{Distinct: 4000, Elapsed: 9 * time.Second}, ", forecast 4 thousand states"},
	} {
		if got := o.told(c.now); got != c.want {
			t.Errorf("%+v: %q, want %q", c.now, got, c.want)
		}
	}
	o.level(explorer.Level{Depth: 1, States: 1})
	if o.start != 0 {
		t.Errorf("a search that begins anew starts with %d bytes of another", o.start)
	}
}
