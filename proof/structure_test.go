package proof_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mcheck/mcheck/proof"
)

// sound is a write-up without defects.
const sound = `# A proof

Text, of Lemma 1 ⟨1⟩2 ⟨2⟩1.

### Lemma 1 (First)

It is so.

CHECKED: ` + "`Below`" + `: true.

- **⟨1⟩1.** One.

  PROOF: Obvious.

  And more of it.

- **⟨1⟩2.** ASSUME: A. PROVE: B.

  - **⟨2⟩1.** CASE: C.

    PROOF: By ⟨1⟩1 and the assumption ⟨1⟩2.

  - **⟨2⟩2.** Q.E.D.

    PROOF: By ⟨2⟩1.

- **⟨1⟩3.** Q.E.D.

  PROOF: By ⟨1⟩2.

### Theorem 2

So it is.

PROOF: By Lemma 1, and Lemma 1 ⟨1⟩1.

Text after the proof is part of it.

## Where it breaks

### ` + "`bug`" + `

FAILS AT: Lemma 1 ⟨1⟩2 ⟨2⟩1.

CHECKED: ` + "`Below under bug`" + `
`

func TestDefects(t *testing.T) {
	for _, c := range []struct{ name, old, new, want string }{
		{"none", "", "", ""},
		{"no claims", sound, "# Nothing", "the write-up: it has no heading Lemma 1 or Theorem 1"},
		{"same name", "### Theorem 2", "### Lemma 1", "Lemma 1: there are two of this name"},
		{"no proof", "  PROOF: Obvious.\n\n  And more of it.\n", "", "Lemma 1 ⟨1⟩1: it has neither a paragraph PROOF: nor steps"},
		{"two proofs", "PROVE: B.", "PROVE: B.\n\n  PROOF: Obvious.", "Lemma 1 ⟨1⟩2: it has both a paragraph PROOF: and steps"},
		{"no statement", "- **⟨1⟩1.** One.", "- **⟨1⟩1.**", "Lemma 1 ⟨1⟩1: it states nothing"},
		{"no end", "- **⟨1⟩3.** Q.E.D.", "- **⟨1⟩3.** Three.", "Lemma 1: its last step is not Q.E.D."},
		{"early end", "- **⟨1⟩1.** One.", "- **⟨1⟩1.** Q.E.D.", "Lemma 1 ⟨1⟩1: Q.E.D. is not the last step"},
		{"gap", "- **⟨1⟩3.**", "- **⟨1⟩4.**", "Lemma 1 ⟨1⟩4: want the number ⟨1⟩3"},
		{"wrong level", "- **⟨2⟩1.** CASE", "- **⟨3⟩1.** CASE", "Lemma 1 ⟨1⟩2 ⟨3⟩1: want the number ⟨2⟩1"},
		{"later step", "By ⟨1⟩2.", "By ⟨1⟩3.", "Lemma 1 ⟨1⟩3: it refers to ⟨1⟩3, which is no earlier step"},
		{"no such step", "By ⟨1⟩2.", "By ⟨1⟩7.", "Lemma 1 ⟨1⟩3: it refers to ⟨1⟩7, which is no earlier step"},
		{"inner step", "By ⟨1⟩2.", "By ⟨2⟩1.", "Lemma 1 ⟨1⟩3: it refers to ⟨2⟩1, which is no earlier step"},
		{"no assumption", "ASSUME: A. PROVE: B.", "B.", "Lemma 1 ⟨1⟩2 ⟨2⟩1: it refers to ⟨1⟩2, which is no earlier step"},
		{"own name", "By ⟨1⟩2.", "By Lemma 1.", "Lemma 1 ⟨1⟩3: it refers to Lemma 1, which is what is being proved"},
		{"later claim", "By ⟨1⟩2.", "By Theorem 2.", "Lemma 1 ⟨1⟩3: it refers to Theorem 2, and there is nothing of this name before"},
		{"inner step of another", "Lemma 1 ⟨1⟩1.", "Lemma 1 ⟨1⟩2 ⟨2⟩1.", "Theorem 2: it refers to Lemma 1 ⟨1⟩2 ⟨2⟩1, which is internal"},
		{"prose", "Text, of Lemma 1", "Text, of Lemma 3", "the text: it refers to Lemma 3 ⟨1⟩2 ⟨2⟩1, which does not exist"},
		{"prose without claim", "Text, of Lemma 1", "Text, of", "the text: it refers to ⟨1⟩2, want the lemma or theorem too"},
		{"bug", "FAILS AT: Lemma 1", "FAILS AT: Lemma 4", "bug: it refers to Lemma 4 ⟨1⟩2 ⟨2⟩1, which does not exist"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := strings.Replace(sound, c.old, c.new, 1)
			if c.old != "" && text == sound {
				t.Fatalf("%q is not there", c.old)
			}
			d, err := proof.Parse([]byte(text))
			if err != nil {
				t.Fatal(err)
			}
			found := strings.Join(d.Defects(), "\n")
			if c.want == "" && found != "" || !strings.Contains(found, c.want) {
				t.Errorf("defects %q, want %q", found, c.want)
			}
		})
	}
}

func TestParse(t *testing.T) {
	d, err := proof.Parse([]byte(sound))
	if err != nil {
		t.Fatal(err)
	}
	lemma, theorem := d.Claims[0], d.Claims[1]
	if s := lemma.Steps[1].Steps[0]; s.Path() != "Lemma 1 ⟨1⟩2 ⟨2⟩1" || s.Statement != "CASE: C." {
		t.Errorf("%s is %q", s.Path(), s.Statement)
	}
	if diff := cmp.Diff([]string{"PROOF: Obvious.", "And more of it."}, lemma.Steps[0].Proof); diff != "" {
		t.Error(diff)
	}
	if len(theorem.Proof) != 2 || len(theorem.Steps) != 0 {
		t.Errorf("Theorem 2 has the proof %q and %d steps", theorem.Proof, len(theorem.Steps))
	}
	if c := lemma.Checks[0]; c.Obligation != "Below" || c.Found != ": true." {
		t.Errorf("Lemma 1 cites %+v", c)
	}
	if b := d.Bugs[0]; b.Bug != "bug" || b.FailsAt != "Lemma 1 ⟨1⟩2 ⟨2⟩1" || len(b.Checks) != 1 {
		t.Errorf("the section about the bug is %+v", b)
	}
	if diff := cmp.Diff([]string{"Theorem 2"}, d.Unchecked()); diff != "" {
		t.Error(diff)
	}
}

func TestParseErrors(t *testing.T) {
	for text, want := range map[string]string{
		"### Lemma 1\n\nCHECKED: nothing\n":                                     "want CHECKED: and the name of an obligation in backquotes",
		"### Lemma 1\n\nCHECKED: `open\n":                                       "want CHECKED: and the name of an obligation in backquotes",
		"### Lemma 1\n\n- **⟨1⟩1.** One.\n\n- Two.\n":                           "an item without a number",
		"### Lemma 1\n\n- **⟨1⟩1.** One.\n\n* **⟨1⟩2.** Two.\n":                 "its steps are two lists",
		"### Lemma 1\n\n- **⟨1⟩1.** One.\n\n  CHECKED: bare\n":                  "want CHECKED: and the name",
		"### Lemma 1\n\nIt is.\n\nPROOF: By\nnothing.\n\n### `b`\n\nCHECKED: x": "want CHECKED: and the name",
	} {
		if _, err := proof.Parse([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func TestCompose(t *testing.T) {
	d, err := proof.Parse([]byte(sound))
	if err != nil {
		t.Fatal(err)
	}
	got := string(d.Compose(map[string]string{"Below": ": found.", "Below under bug": ": found, too."}))
	want := strings.Replace(strings.Replace(sound, "`: true.", "`: found.", 1), "`Below under bug`", "`Below under bug`: found, too.", 1)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
