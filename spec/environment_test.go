package spec_test

import (
	"strings"
	"testing"

	"github.com/mcheck/mcheck/spec"
)

func TestEnvironment(t *testing.T) {
	model := func(e spec.Environment) spec.Model[int] {
		return spec.Model[int]{
			Name: "clock", Init: spec.Only(0), Environment: e,
			Actions: []spec.Action[int]{
				spec.Do("Tick", func(s *int) bool { *s = 1 - *s; return true }),
				spec.Do("Stop", func(s *int) bool { return false }),
			},
		}
	}
	m, err := model(spec.Environment{"Stop": spec.Crash}).Compile(spec.CompileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if m.Actions[0].Environment != "" || m.Actions[1].Environment != spec.Crash {
		t.Errorf("Tick is of kind %q, Stop of %q", m.Actions[0].Environment, m.Actions[1].Environment)
	}
	for want, bad := range map[string]spec.Environment{
		"there is no action Halt":     {"Halt": spec.Crash},
		`Stop is of kind "explosion"`: {"Stop": "explosion"},
	} {
		if _, err := model(bad).Compile(spec.CompileOptions{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}
