package spec

// This file tells which piece of the model's code has failed, or hangs.

func (w *worker[S]) Where() string {
	b := w.trying
	switch {
	case w.doing != "":
		return w.doing
	case w.action < 0:
		return "the model"
	case b.filling:
		b.filling = false
		b.from = b.culprit(w.inst[w.action], w.load(w.action))
	}
	if b.from < 0 {
		return w.actions[w.action].name
	}
	return label(w.actions[w.action].name, w.inst[w.action].args(b.from))
}

func (w *worker[S]) Probe(report func(string)) {
	w.restore()
	for a, act := range w.actions {
		report("domain of " + act.name)
		for k := range w.inst[a].load(&w.parent) {
			report(label(act.name, w.inst[a].args(k)))
			if try := act.try(w.inst[a], &w.parent, &w.work, k); !try.enabled || try.refused >= 0 {
				w.restore()
				continue
			}
			for p := range w.props {
				report(w.props[p].name)
				if w.props[p].state != nil {
					_ = w.props[p].state(&w.work)
				} else if w.props[p].step != nil {
					_ = w.CheckStep(Instance(a<<instanceBits|k), p)
				}
			}
			w.restore()
		}
	}
}

// culprit returns the value that has panicked while the batch was being filled: the first
// to do so again. It is -1 if none does.
func (b *batch[S]) culprit(inst instances[S], values int) int {
	for k := b.from; k < values; k++ {
		if b.reset(); panics(func() { inst.apply(b.next, k) }) {
			return k
		}
	}
	return -1
}

func panics(f func()) (panicked bool) {
	defer func() { panicked = recover() != nil }()
	f()
	return false
}
