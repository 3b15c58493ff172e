package spec

// Models whose network is no Channel may still say, by Model.Mail and by the
// following, which messages there are, who takes a step and which messages a step
// receives. Nothing that is checked depends on it: it is what sequence diagrams show.

// mail is what an action says.
type mail[S any] struct {
	node     func(s *S, args []any) string
	received func(s *S, args []any) []Envelope
}

// By names the node that takes the step.
func (a *Action0[S]) By(node string) *Action0[S] {
	a.mail.node = func(*S, []any) string { return node }
	return a
}

// By names the node that takes a step from s, where that is not the first argument.
func (a *Action1[S, P]) By(node func(*S, P) string) *Action1[S, P] {
	a.mail.node = func(s *S, args []any) string { return node(s, args[0].(P)) }
	return a
}

// By names the node that takes a step from s, where that is not the first argument.
func (a *Action2[S, P, Q]) By(node func(*S, P, Q) string) *Action2[S, P, Q] {
	a.mail.node = func(s *S, args []any) string { return node(s, args[0].(P), args[1].(Q)) }
	return a
}

// Receives lists the messages that a step from s receives. They are for the node that
// takes it.
func (a *Action0[S]) Receives(messages func(*S) []Envelope) *Action0[S] {
	a.mail.received = func(s *S, _ []any) []Envelope { return messages(s) }
	return a
}

// Receives lists the messages that a step from s receives. They are for the node that
// takes it.
func (a *Action1[S, P]) Receives(messages func(*S, P) []Envelope) *Action1[S, P] {
	a.mail.received = func(s *S, args []any) []Envelope { return messages(s, args[0].(P)) }
	return a
}

// Receives lists the messages that a step from s receives. They are for the node that
// takes it.
func (a *Action2[S, P, Q]) Receives(messages func(*S, P, Q) []Envelope) *Action2[S, P, Q] {
	a.mail.received = func(s *S, args []any) []Envelope { return messages(s, args[0].(P), args[1].(Q)) }
	return a
}

// Receives lists the messages that a step from s receives. They are for the node that
// takes it.
func (a *Action3[S, P, Q, R]) Receives(messages func(*S, P, Q, R) []Envelope) *Action3[S, P, Q, R] {
	a.mail.received = func(s *S, args []any) []Envelope {
		return messages(s, args[0].(P), args[1].(Q), args[2].(R))
	}
	return a
}
