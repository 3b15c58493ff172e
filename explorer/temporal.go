package explorer

import (
	"errors"
	"fmt"
	"slices"

	"github.com/mcheck/mcheck/spec"
)

// liveness is what a checker knows of the model's temporal properties.
type liveness struct {
	unasked   []TemporalStatus // those that are not to be checked
	unreduced string           // why there are no reductions; empty if no temporal property is checked
}

// chooseProperties settles which properties are checked. Temporal ones are, if they
// are asked for; reductions do not preserve them.
func (k *checker) chooseProperties() error {
	m, err := k.model.Compile(spec.CompileOptions{Every: true})
	if err != nil {
		return err
	}
	var names []string
	for i := range m.Properties {
		p := &m.Properties[i]
		named := slices.Contains(k.opts.Properties, p.Name)
		switch {
		case p.Kind.Temporal() && !named && !k.opts.Liveness:
			status := statusOf(m, p)
			status.Why = "it was not asked for"
			k.unasked = append(k.unasked, status)
			continue
		case p.Kind.Temporal():
			k.unreduced = "temporal properties are decided on the unreduced state graph"
		case k.opts.Properties != nil && !named, p.OnRequest && !named:
			continue
		}
		names = append(names, p.Name)
	}
	for _, name := range k.opts.Properties {
		if !slices.Contains(names, name) {
			names = append(names, name) // unknown: the model says which there are
		}
	}
	k.opts.Properties = names
	if k.opts.Properties == nil {
		k.opts.Properties = []string{}
	}
	if k.unreduced == "" {
		return nil
	}
	if k.opts.Certify && (k.model.HasSymmetry() || len(k.model.Rules()) > 0) {
		return errors.New("explorer: certificates are of reductions, and " + k.unreduced)
	}
	k.opts.NoReduction = true
	return nil
}

// note adds to a result what it does not say about temporal properties.
func (k *checker) note(r *Result) {
	r.Ledger.Temporal = append(r.Ledger.Temporal, k.unasked...)
	if k.unreduced != "" && k.model.HasSymmetry() {
		r.Ledger.Notes = append(r.Ledger.Notes, "the model's symmetry is not used: "+k.unreduced)
	}
}

// temporalOptions refuses what cannot be honoured together with temporal
// properties.
func temporalOptions(m *spec.Machine, o *Options) error {
	k := slices.IndexFunc(m.Properties, func(p spec.PropertyInfo) bool { return p.Kind.Temporal() })
	if k < 0 {
		return nil
	}
	name := m.Properties[k].Name
	switch {
	case o.Order == Simulate:
		return fmt.Errorf("temporal property %s: a simulation does not see loops; want order %s or %s", name, BFS, DFS)
	case o.Dir != "":
		return fmt.Errorf("temporal property %s: it is decided in memory; want no directory to go on in", name)
	case len(o.From) > 0:
		return fmt.Errorf("temporal property %s: it is about whole behaviours; want no trace to start after", name)
	case len(m.Symmetric) > 0 || len(m.Rules) > 0:
		return fmt.Errorf("temporal property %s: the machine is reduced; compile it without symmetry and message rules", name)
	}
	return nil
}

func statusOf(m *spec.Machine, p *spec.PropertyInfo) TemporalStatus {
	return TemporalStatus{Name: p.Name, Kind: p.Kind, Formula: m.FormulaOf(*p)}
}
