package spec

import "testing"

type page struct {
	From, To author
	Text     Seq[uint8]
}

type author struct{ Index }

type library struct {
	Texts Fn[author, Seq[uint8], [2]Seq[uint8]]
	Pages Messages[page]
}

// TestCertificateKeepsMessages: what a certificate has seen of a message that holds a slice
// stays what it was, though the state that it was seen in is overwritten.
func TestCertificateKeepsMessages(t *testing.T) {
	authors := NewDomain[author](2)
	net := &Network[library, author, Seq[uint8], page]{
		Channel: func(s *library) Channel[page] { return &s.Pages },
		Node:    func(s *library, p author) *Seq[uint8] { return s.Texts.At(p) },
		From:    func(m *page) author { return m.From },
		To:      func(m *page) author { return m.To },
		Rules:   []Rule[Seq[uint8], page]{{Name: "none", Stale: func(*page, *Seq[uint8], *Seq[uint8]) bool { return false }}},
	}
	m, err := Model[library]{
		Name: "library", Domains: []AnyDomain{authors}, Init: Only(library{}), Network: net, AllowDeadlock: true,
		Actions: []Action[library]{
			ForAll2("Publish", authors.Pairs(), func(s *library, p, q author) bool {
				s.Pages.Send(page{p, q, *s.Texts.At(p)})
				return true
			}),
		},
	}.Compile(CompileOptions{Reduce: true, Without: []string{EagerSends}})
	if err != nil {
		t.Fatal(err)
	}
	w, cert := m.NewWorker(), m.NewCertificate().(*certificate[library, author, Seq[uint8], page])
	w.Observe(cert)
	for text := range uint8(3) {
		var s library
		for p := range authors.All() {
			s.Texts.At(p).Append(text)
		}
		w.Load(w.(*worker[library]).layout.Append(nil, pointer(&s)))
		w.Expand(nowhere{}, false)
	}
	if len(cert.queue) != 3*2 {
		t.Errorf("%d messages, want one for each pair and text", len(cert.queue))
	}
	for _, m := range cert.queue {
		key := string(cert.encodeMessage(&m))
		if _, ok := cert.sent[key]; !ok {
			t.Errorf("%v was never sent", m)
		}
		delete(cert.sent, key)
	}
	if len(cert.sent) > 0 {
		t.Errorf("%d messages are lost", len(cert.sent))
	}
}

// nowhere is a sink that keeps nothing.
type nowhere struct{}

func (nowhere) Successor(Instance, uint64)    {}
func (nowhere) Cut(Instance, int)             {}
func (nowhere) Refused(Instance, int)         {}
func (nowhere) Violated(Instance, int, error) {}
func (nowhere) Seen(Instance, int)            {}
