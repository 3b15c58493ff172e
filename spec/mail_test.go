package spec_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/spec"
)

type letterbox struct{ Asked, Answered bool }

// TestMail: a step is taken by the receiver of its messages, or by whom the action
// names, and both stand in the trace, with the messages that there are.
func TestMail(t *testing.T) {
	question, answer := spec.Enveloped("a", "b", "?"), spec.Enveloped("b", "a", 42)
	model := spec.Model[letterbox]{
		Name: "post", Init: spec.Only(letterbox{}), AllowDeadlock: true,
		Mail: func(s *letterbox) (all []spec.Envelope) {
			if s.Asked {
				all = append(all, question)
			}
			if s.Answered {
				all = append(all, answer)
			}
			return all
		},
		Actions: []spec.Action[letterbox]{
			spec.Do("Ask", func(s *letterbox) bool { ok := !s.Asked; s.Asked = true; return ok }).By("a"),
			spec.ForAll("Answer", spec.Range(1, 1), func(s *letterbox, _ int) bool {
				ok := s.Asked && !s.Answered
				s.Answered = s.Answered || ok
				return ok
			}).Receives(func(*letterbox, int) []spec.Envelope { return []spec.Envelope{question} }),
		},
		Properties: []spec.Property[letterbox]{
			spec.Invariant("Unanswered", func(s *letterbox) error {
				if s.Answered {
					return errors.New("answered")
				}
				return nil
			}),
		},
	}
	result, err := explorer.Check(t.Context(), model, explorer.CheckOptions{})
	if err != nil {
		t.Fatal(err)
	}
	type seen struct {
		Node               string
		Received, InFlight []spec.Envelope
	}
	var got []seen
	for _, s := range result.Violation().Trace {
		got = append(got, seen{s.Node, s.Received, s.InFlight})
	}
	want := []seen{
		{},
		{"a", nil, []spec.Envelope{question}},
		{"b", []spec.Envelope{question}, []spec.Envelope{question, answer}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
