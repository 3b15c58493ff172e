package spec

// Ranks says that a model stores ranks in place of numbers that grow for ever, such as
// terms or ballots: numbers are renamed, in the same order, so that a behaviour which
// goes on comes back to a state. That the renaming changes nothing else is for the
// model to show. A lasso tells by how much the numbers grow in each round.
type Ranks[S any] struct {
	// Of names the numbers: "terms".
	Of string
	// Lowered returns by how much a step has lowered the numbers that still grow,
	// compared with what they are.
	Lowered func(old, new *S) int
}

func (w *worker[S]) Lowered(old, new []byte) int {
	if w.Model.Ranks == nil {
		return 0
	}
	w.LoadRaw(old)
	w.Restore(new)
	return w.Model.Ranks.Lowered(&w.parent, &w.work)
}
