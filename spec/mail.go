package spec

import "iter"

// Models whose network is no Channel may still say, by Model.Mail and by the
// following, which messages there are, who takes a step and which messages a step
// receives. Nothing that is checked depends on it: it is what sequence diagrams show.

// mail is what an action says.
type mail[S any] struct {
	node     func(args []any) string
	received func(s *S, args []any) iter.Seq[Envelope]
}

// By names the node that takes the step.
func (a *Action0[S]) By(node string) *Action0[S] {
	a.mail.node = func([]any) string { return node }
	return a
}

// By names the node that takes the step, where that is not the first argument.
func (a *Action1[S, P]) By(node func(P) string) *Action1[S, P] {
	a.mail.node = func(args []any) string { return node(args[0].(P)) }
	return a
}

// By names the node that takes the step, where that is not the first argument.
func (a *Action3[S, P, Q, R]) By(node func(P, Q, R) string) *Action3[S, P, Q, R] {
	a.mail.node = func(args []any) string { return node(args[0].(P), args[1].(Q), args[2].(R)) }
	return a
}

// Receives lists the messages that a step from s receives. They are for the node that
// takes it.
func (a *Action0[S]) Receives(messages func(*S) iter.Seq[Envelope]) *Action0[S] {
	a.mail.received = func(s *S, _ []any) iter.Seq[Envelope] { return messages(s) }
	return a
}

// Receives lists the messages that a step from s receives. They are for the node that
// takes it.
func (a *Action1[S, P]) Receives(messages func(*S, P) iter.Seq[Envelope]) *Action1[S, P] {
	a.mail.received = func(s *S, args []any) iter.Seq[Envelope] { return messages(s, args[0].(P)) }
	return a
}

// Receives lists the messages that a step from s receives. They are for the node that
// takes it.
func (a *Action2[S, P, Q]) Receives(messages func(*S, P, Q) iter.Seq[Envelope]) *Action2[S, P, Q] {
	a.mail.received = func(s *S, args []any) iter.Seq[Envelope] { return messages(s, args[0].(P), args[1].(Q)) }
	return a
}

// Receives lists the messages that a step from s receives. They are for the node that
// takes it.
func (a *Action3[S, P, Q, R]) Receives(messages func(*S, P, Q, R) iter.Seq[Envelope]) *Action3[S, P, Q, R] {
	a.mail.received = func(s *S, args []any) iter.Seq[Envelope] {
		return messages(s, args[0].(P), args[1].(Q), args[2].(R))
	}
	return a
}
