package pbft

import (
	"fmt"
	"iter"
	"slices"

	"github.com/mcheck/mcheck/spec"
)

// induction is the quorum argument, for one sequence number and one view change. In a
// view, two certificates have a correct replica in common, which accepts one request
// only. Across the view change, a committed certificate and the view-changes that the
// new view rests on have a correct replica in common, which tells what it is.
func (c Config) induction() *spec.Induction[State] {
	if c.Views != 2 || c.Seqs != 1 {
		return nil
	}
	replicas := c.replicas().All()
	return &spec.Induction[State]{
		States: c.typeCorrect(),
		Within: []spec.Constraint[State]{
			{Name: "all is requested", Holds: func(s *State) bool { return s.Requested.Len() == c.Requests.Len() }},
		},
		Lemmas: []spec.Lemma[State]{
			spec.LemmaForAll("OneAccepted", c.seats(), c.oneAccepted).Reads("accepted").
				Doc("a correct replica accepts one request in a view"),
			spec.LemmaForAll("AcceptedInView", c.seats(), c.acceptedInView).Reads("accepted", "view").
				Doc("a replica has accepted requests only in views that it has entered"),
			spec.LemmaForAll("CommitPrepared", c.seats(), c.commitPrepared).Reads("accepted", "commit").
				Doc("a correct replica commits only to what it has accepted and what has prepared"),
			spec.LemmaForAll("ViewChangeTrue", replicas, c.viewChangeTrue).Reads("viewChange", "view", "commit").
				Doc("a view-change tells all that its sender has committed to in earlier views, which it has left"),
			spec.NewLemma("AcceptedSafe", c.acceptedSafe).Reads("accepted", "commit", "view").
				Doc("nothing but what is accepted in a view was committed in an earlier one, or will be"),
			spec.LemmaForAll("OpenSafe", replicas, c.openSafe).Reads("accepted", "commit", "view").
				Doc("where a replica has accepted nothing yet, nothing was committed in an earlier view, or will be"),
			spec.NewLemma("NewViewJustified", c.newViewJustified).Reads("newView", "viewChange", "accepted").
				Doc("a correct primary's new-view follows from view-changes"),
			spec.LemmaForAll("ExecutedCommitted", replicas, c.executedCommitted).Reads("executed", "commit").
				Doc("what is executed is committed"),
		},
		Implies: []string{"Agreement", "PreparedUnique", "ExecutedPrepared", "ViewChangesMeetCommits"},
	}
}

// Seat is a replica in a view.
type Seat struct {
	Replica Replica
	View    View
}

func (c Config) seats() iter.Seq[Seat] {
	return func(yield func(Seat) bool) {
		for r := range c.replicas().All() {
			for v := range c.Views {
				if !yield(Seat{r, v}) {
					return
				}
			}
		}
	}
}

// typeCorrect makes the states that TypeOK allows, of which no faulty replica has a
// part, a primary has sent pre-prepares, and the others have sent prepares. With one
// sequence number there is no gap, and so no null request. All requests have been made:
// a request that has not been makes fewer steps possible, and no lemma depends on it.
func (c Config) typeCorrect() []spec.Variable[State] {
	vars := []spec.Variable[State]{
		spec.Choose("faulty", c.init(), func(s *State, init State) { *s = init }),
	}
	for r := range c.replicas().All() {
		vars = append(vars, spec.ChooseFromAt("view", r, ofCorrect(r, c.localViews()), func(s *State, r Replica, l Local) { *s.Replica.At(r) = l }))
	}
	for v := range c.Views {
		for r := range c.replicas().All() {
			vars = append(vars, spec.ChooseFromAt("accepted", Seat{r, v}, ofCorrect(r, c.requestSets()), accept))
		}
		for r := range c.replicas().All() {
			vars = append(vars, spec.ChooseFromAt("commit", Seat{r, v}, ofCorrect(r, c.requestSets()), func(s *State, at Seat, xs []Request) {
				s.send(&s.Commit, at, xs)
			}))
		}
	}
	for r := range c.replicas().All() {
		vars = append(vars,
			spec.ChooseFromAt("viewChange", r, ofCorrect(r, spec.UpTo(1<<c.Requests.Len(), c.everyViewChange())), func(s *State, r Replica, ms []ViewChange) {
				for _, m := range ms {
					m.From = r
					s.ViewChanges.Add(m)
				}
			}),
			spec.ChooseFromAt("executed", r, ofCorrect(r, spec.UpTo(1, c.Requests.All())), func(s *State, r Replica, xs []Request) {
				for _, x := range xs {
					s.Replica.At(r).Executed.Append(x)
				}
			}))
	}
	return append(vars,
		spec.ChooseFrom("newView", c.newViews, func(s *State, os []Orders) {
			for _, o := range os {
				s.NewViews.Add(NewView{View: 1, O: o})
			}
		}),
		spec.Choose("requested", spec.Only(spec.SubsetOf(slices.Collect(c.Requests.All())...)),
			func(s *State, xs spec.Subset[Request]) { s.Requested = xs }))
}

// ofCorrect are the values of a variable of r: of a faulty replica the zero value only.
func ofCorrect[V any](r Replica, values iter.Seq[V]) func(*State) iter.Seq[V] {
	return func(s *State) iter.Seq[V] {
		if s.Faulty.Has(r) {
			var zero V
			return spec.Only(zero)
		}
		return values
	}
}

// localViews iterates over the views to be in, and to wait for: nobody waits for view 0.
func (c Config) localViews() iter.Seq[Local] {
	return spec.Only(Local{View: 0}, Local{View: 1, Waiting: true}, Local{View: 1})
}

// requestSets iterates over the sets of requests.
func (c Config) requestSets() iter.Seq[[]Request] {
	return spec.UpTo(c.Requests.Len(), c.Requests.All())
}

// everyViewChange iterates over the view-changes for view 1, without their senders.
func (c Config) everyViewChange() iter.Seq[ViewChange] {
	return func(yield func(ViewChange) bool) {
		for xs := range c.requestSets() {
			if !yield(ViewChange{View: 1, P: certificates(xs)}) {
				return
			}
		}
	}
}

// certificates are those of view 0 for the given requests.
func certificates(xs []Request) (p spec.Set[Certificate]) {
	for _, x := range xs {
		p.Add(Certificate{View: 0, Seq: 1, Request: x})
	}
	return p
}

// newViews iterates over the sets of new-views for view 1; those of a faulty primary
// are not state.
func (c Config) newViews(s *State) iter.Seq[[]Orders] {
	if s.Faulty.Has(s.primary(1)) {
		return spec.Only([]Orders(nil))
	}
	all := []Orders{{}}
	for x := range c.Requests.All() {
		var o Orders
		o.Append(x)
		all = append(all, o)
	}
	return spec.UpTo(len(all), slices.Values(all))
}

// accept lets a replica have accepted requests: a primary by its pre-prepares.
func accept(s *State, at Seat, xs []Request) {
	if at.Replica == s.primary(at.View) {
		s.send(&s.PrePrepare, at, xs)
	} else {
		s.send(&s.Prepare, at, xs)
	}
}

func (s *State) send(log *Log, at Seat, xs []Request) {
	for _, x := range xs {
		log.at(at.View, 1).For(x).Add(at.Replica)
	}
}

func (c Config) acceptedAt(s *State, at Seat) (xs []Request) {
	for x := range c.orderable() {
		if accepted(s, at.Replica, at.View, 1, x) {
			xs = append(xs, x)
		}
	}
	return xs
}

func (c Config) oneAccepted(s *State, at Seat) error {
	if xs := c.acceptedAt(s, at); len(xs) > 1 {
		return fmt.Errorf("%v has accepted %v in view %d", at.Replica, xs, at.View)
	}
	return nil
}

func (c Config) acceptedInView(s *State, at Seat) error {
	l := s.Replica.At(at.Replica)
	entered := l.View > at.View || l.View == at.View && !l.Waiting
	if xs := c.acceptedAt(s, at); len(xs) > 0 && !entered {
		return fmt.Errorf("%v has accepted %v in view %d, and not entered it", at.Replica, xs, at.View)
	}
	return nil
}

// commitPrepared reads what all have accepted in the view, and these variables come
// before what anybody has committed to there.
func (c Config) commitPrepared(s *State, at Seat) error {
	for x := range c.orderable() {
		if !s.Commit.at(at.View, 1).For(x).Has(at.Replica) {
			continue
		}
		if !accepted(s, at.Replica, at.View, 1, x) || !c.prepared(s, at.View, 1, x) {
			return fmt.Errorf("%v has committed to %v in view %d, which it has not accepted, or which has not prepared", at.Replica, x, at.View)
		}
	}
	return nil
}

func (c Config) viewChangeTrue(s *State, r Replica) error {
	for m := range s.ViewChanges.All() {
		if m.From != r {
			continue
		}
		if s.Replica.At(r).View < m.View {
			return fmt.Errorf("%v has sent a view-change for view %d, and is in view %d", r, m.View, s.Replica.At(r).View)
		}
		for x := range c.orderable() {
			told := m.P.Has(Certificate{View: 0, Seq: 1, Request: x})
			if done := s.Commit.at(0, 1).For(x).Has(r); told != done {
				return fmt.Errorf("%v tells of %v in view 0: %v; has committed to it: %v", r, x, told, done)
			}
		}
	}
	return nil
}

// settled: no committed certificate for x in view v can be formed, now or later. Not
// those replicas will send a commit that have left the view without.
func (c Config) settled(s *State, v View, x Request) bool {
	var rest spec.Subset[Replica]
	for r := range c.replicas().All() {
		if s.Faulty.Has(r) || s.Replica.At(r).View <= v || s.Commit.at(v, 1).For(x).Has(r) {
			rest.Add(r)
		}
	}
	return !c.voteQuorum().Has(rest)
}

// safe: nothing but y can be committed in view 0; nothing at all, if y is not given.
func (c Config) safe(s *State, y ...Request) error {
	for x := range c.orderable() {
		if !slices.Contains(y, x) && !c.settled(s, 0, x) {
			return fmt.Errorf("%v may be committed in view 0", x)
		}
	}
	return nil
}

func (c Config) acceptedSafe(s *State) error {
	for r := range c.replicas().All() {
		for _, y := range c.acceptedAt(s, Seat{r, 1}) {
			if err := c.safe(s, y); err != nil {
				return fmt.Errorf("%v has accepted %v in view 1, and %w", r, y, err)
			}
		}
	}
	return nil
}

func (c Config) openSafe(s *State, r Replica) error {
	l := s.Replica.At(r)
	if s.Faulty.Has(r) || l.View == 0 || l.Waiting || len(c.acceptedAt(s, Seat{r, 1})) > 0 {
		return nil
	}
	if err := c.safe(s); err != nil {
		return fmt.Errorf("%v has accepted nothing in view 1, and %w", r, err)
	}
	return nil
}

func (c Config) newViewJustified(s *State) error {
	for m := range s.NewViews.All() {
		if !c.justified(s, m.View, m.O, Replica{}) {
			return fmt.Errorf("%v does not follow from view-changes", m)
		}
	}
	return nil
}

func (c Config) executedCommitted(s *State, r Replica) error {
	for n, x := range s.Replica.At(r).Executed.All() {
		if !c.committed(s, 0, n, x) && !c.committed(s, 1, n, x) {
			return fmt.Errorf("%v has executed %v, which is not committed", r, x)
		}
	}
	return nil
}
