package spectest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mcheck/mcheck/spec"
)

// symmetric verifies, for the states walked, that renaming the elements of the
// symmetric index types commutes with the steps of the model.
func (w *inspector[S]) symmetric(limit int) error {
	machine, err := w.m.Compile(spec.CompileOptions{Symmetry: true})
	if err != nil {
		return err
	}
	o := &outcome{machine: machine, worker: machine.NewWorker()}
	for k, s := range w.queue[:min(limit, len(w.queue))] {
		code := w.in.Encode(s)
		o.worker.LoadRaw(code)
		want := o.observe()
		var image string
		o.worker.Permuted(uint64(k)+1, images, func() {
			if got := o.observe(); got != want && image == "" {
				image = fmt.Sprintf("%+v differ: only the one %q, only the other %q", o.worker.State(), onlyIn(want, got), onlyIn(got, want))
			}
		})
		if image != "" {
			return fmt.Errorf("symmetry: state %+v and its image %s: the model must treat the elements of %s alike, or not declare them in Symmetry",
				*s, image, strings.Join(machine.Symmetric, ", "))
		}
	}
	return nil
}

// outcome collects, as a Sink, what expanding a state shows, with nothing in it
// that a renaming changes.
type outcome struct {
	machine *spec.Machine
	worker  spec.Worker
	lines   []string
}

func (o *outcome) observe() string {
	o.lines = o.lines[:0]
	o.worker.Keep(true)
	o.worker.Expand(o, false)
	o.add("state%s", o.state()) // Expand leaves a copy of the parent current
	if o.worker.Terminal(false) {
		o.lines = append(o.lines, "terminal")
	}
	slices.Sort(o.lines)
	return strings.Join(o.lines, "\n")
}

func (o *outcome) add(format string, args ...any) {
	o.lines = append(o.lines, fmt.Sprintf(format, args...))
}

func (o *outcome) action(step spec.Instance) string { return o.machine.Actions[step.Action()].Name }

// Successor implements spec.Sink.
func (o *outcome) Successor(step spec.Instance, fingerprint uint64) {
	o.add("%s to %x%s", o.action(step), fingerprint, o.state())
}

// Cut implements spec.Sink.
func (o *outcome) Cut(step spec.Instance, constraint int) {
	o.add("%s cut by %s%s", o.action(step), o.machine.Constraints[constraint], o.state())
}

// Refused implements spec.Sink.
func (o *outcome) Refused(step spec.Instance, bound int) {
	o.add("%s refused by %s", o.action(step), o.machine.Actions[step.Action()].Bounds[bound])
}

// Violated implements spec.Sink.
func (o *outcome) Violated(step spec.Instance, property int, _ error) {
	o.add("%s violates %s", o.action(step), o.machine.Properties[property].Name)
}

// Seen implements spec.Sink.
func (o *outcome) Seen(step spec.Instance, property int) {
	o.add("%s shows %s", o.action(step), o.machine.Properties[property].Name)
}

// state lists what the properties say of the current state.
func (o *outcome) state() string {
	var says strings.Builder
	o.worker.CheckState(false,
		func(p int, _ error) { fmt.Fprintf(&says, ", violating %s", o.machine.Properties[p].Name) },
		func(p int) { fmt.Fprintf(&says, ", showing %s", o.machine.Properties[p].Name) },
	)
	return says.String()
}

// onlyIn returns the first line of a, counting repetitions, that b lacks.
func onlyIn(a, b string) string {
	has := strings.Split(b, "\n")
	for _, line := range strings.Split(a, "\n") {
		k := slices.Index(has, line)
		if k < 0 {
			return line
		}
		has = slices.Delete(has, k, k+1)
	}
	return "nothing"
}
