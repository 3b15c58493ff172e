package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/spec"
)

// traces replays every counterexample of the evidence.
func (v *Verifier) traces(c *claim) ([]Finding, error) {
	all := []any{c.result["violation"]}
	for _, field := range []string{"violations", "bounded"} {
		more, _ := c.result[field].([]any)
		if field == "violations" && len(more) > 0 {
			more = more[1:] // the first is the violation
		}
		all = append(all, more...)
	}
	var out []Finding
	for _, violation := range all {
		if violation == nil {
			continue
		}
		f, err := replay(c, violation)
		if err != nil {
			return nil, err
		}
		f.What = fmt.Sprintf("trace %d", len(out)+1)
		out = append(out, f)
	}
	return out, nil
}

// replay follows one trace.
func replay(c *claim, violation any) (Finding, error) {
	labels, states, err := stepsOf(violation)
	if err != nil || len(labels) == 0 {
		return Finding{Note: "no steps", Wrong: texts(err)}, nil
	}
	m, err := machine(c.entry, c.constants)
	if err != nil {
		return Finding{}, err
	}
	var near []string // how the state that was reached differs
	// A label that no step has asks for those that can be taken in the end.
	replayed, err := explorer.Replay(m, append(slices.Clone(labels), ""), unshown(m, states[0]), func(k int, state spec.Value) bool {
		found, err := treeOf(state)
		if err != nil {
			return false
		}
		near = differences(fmt.Sprintf("step %d, %s: state", k+1, shorten(labels[k])), states[k], found)
		return len(near) == 0
	})
	if err != nil {
		return Finding{}, err
	}
	if k := len(replayed.Steps); k < len(labels) {
		if len(near) == 0 {
			near = []string{fmt.Sprintf("step %d, %s: the model cannot take it there", k+1, shorten(labels[k]))}
		}
		return Finding{Wrong: near}, nil
	}
	f := Finding{Note: fmt.Sprintf("%d states replayed", len(labels))}
	f.conclude(violation.(map[string]any), replayed)
	return f, nil
}

// conclude compares what the end of a trace is claimed to show with what it shows.
func (f *Finding) conclude(violation map[string]any, replayed *explorer.Replayed) {
	claimed, _ := violation["property"].(string)
	switch violation["kind"] {
	case string(explorer.Safety):
		if message := replayed.Violated[claimed]; message == "" {
			f.Wrong = []string{fmt.Sprintf("property %s is not violated in the last state", brief(violation["property"]))}
		} else {
			f.Wrong = differences("message", violation["message"], message)
		}
		f.Note += ", and the last one violates " + claimed
	case string(explorer.Deadlock):
		if n := len(replayed.Enabled); n > 0 {
			f.Wrong = []string{fmt.Sprintf("the last state is no deadlock: %s can be taken there", replayed.Enabled[0].Label)}
		}
		f.Note += ", and nothing can happen in the last one"
	case string(explorer.Liveness):
		f.Note += "; that it is fair and violates " + shorten(claimed) + " is for the run to say"
	default:
		f.Wrong = []string{fmt.Sprintf("kind = %s: a trace shows no such thing", brief(violation["kind"]))}
	}
}

func texts(err error) []string {
	if err == nil {
		return nil
	}
	return []string{err.Error()}
}

// stepsOf reads the trace of a violation.
func stepsOf(violation any) (labels []string, states []any, err error) {
	fields, ok := violation.(map[string]any)
	if !ok {
		return nil, nil, fmt.Errorf("violation = %s, want an object", brief(violation))
	}
	trace, ok := fields["trace"].([]any)
	if !ok {
		return nil, nil, fmt.Errorf("trace = %s, want a list", brief(fields["trace"]))
	}
	back, err := backOf(fields, trace)
	if err != nil {
		return nil, nil, err
	}
	for k, s := range append(slices.Clone(trace), back...) {
		step, _ := s.(map[string]any)
		label, ok := step["action"].(string)
		if !ok {
			return nil, nil, fmt.Errorf("trace[%d].action = %s, want a label", k, brief(step["action"]))
		}
		labels, states = append(labels, label), append(states, step["state"])
	}
	return labels, states, nil
}

// backOf returns the step that closes a lasso; none if there is none. It leads to the
// state at which the loop begins.
func backOf(violation map[string]any, trace []any) ([]any, error) {
	lasso, _ := violation["lasso"].(map[string]any)
	back, ok := lasso["back"].(map[string]any)
	if !ok {
		return nil, nil
	}
	n, _ := violation["loop"].(json.Number)
	loop, err := n.Int64()
	if err != nil || loop < 0 || loop >= int64(len(trace)) {
		return nil, fmt.Errorf("loop = %s, want a position in the trace", brief(violation["loop"]))
	}
	begins, _ := trace[loop].(map[string]any)
	if wrong := differences("lasso.back.state", back["state"], begins["state"]); len(wrong) > 0 {
		return nil, errors.New(wrong[0])
	}
	return []any{back}, nil
}

// unshown lists the ghosts that a trace does not show.
func unshown(m *spec.Machine, state any) []string {
	fields, _ := state.(map[string]any)
	return slices.DeleteFunc(slices.Clone(m.Ghosts), func(name string) bool { return has(fields, name) })
}
