package codec_test

import (
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"unsafe"

	"github.com/mcheck/mcheck/internal/codec"
	"github.com/mcheck/mcheck/spec"
)

// orbit is what brute force says about a value: the encodings of all its images.
func orbit(l *codec.Layout, bytes []byte) (encodings []string, images []everything) {
	for _, ns := range permutations(3) {
		for _, vs := range permutations(2) {
			image := (&source{bytes, ns, vs}).everything()
			images = append(images, image)
			encodings = append(encodings, encode(l, &image))
		}
	}
	return encodings, images
}

// canonical returns the encoding of v's representative.
func canonical(r *codec.Renamer, scratch *codec.Scratch, v *everything) string {
	return canonicalOf(r, scratch, v)
}

// canonicalOf leaves *v alone: Canonical renames a private copy in place.
func canonicalOf[S any](r *codec.Renamer, scratch *codec.Scratch, v *S) string {
	var own, work S
	codec.Copy(scratch, &own, v)
	return string(r.Canonical(nil, unsafe.Pointer(&own), func() unsafe.Pointer {
		codec.Copy(scratch, &work, v)
		return unsafe.Pointer(&work)
	}))
}

func TestRename(t *testing.T) {
	l := layout[everything](t, domains(3, true))
	r, scratch := l.NewRenamer(), l.NewScratch()
	if r.Size() != 5 {
		t.Fatalf("Size = %d, want 5", r.Size())
	}
	for _, b := range samples(1_000) {
		for _, ns := range permutations(3) {
			for _, vs := range permutations(2) {
				v, want := made(b), (&source{b, ns, vs}).everything()
				var image everything
				codec.Copy(scratch, &image, &v)
				r.Rename(unsafe.Pointer(&image), slices.Concat(ns, vs))
				if encode(l, &image) != encode(l, &want) {
					t.Fatalf("renaming by %v, %v gives\n%+v, want\n%+v", ns, vs, image, want)
				}
			}
		}
	}
}

// Two values have the same canonical encoding exactly when a permutation maps
// one to the other.
func checkCanonical(t *testing.T, l *codec.Layout, r *codec.Renamer, leastOf map[string]string, bytes []byte) {
	scratch := l.NewScratch()
	encodings, images := orbit(l, bytes)
	least := slices.Min(encodings)
	first := canonical(r, scratch, &images[0])
	if !slices.Contains(encodings, first) {
		t.Fatalf("the representative of\n%+v is no image of it", images[0])
	}
	if old, known := leastOf[first]; known && old != least {
		t.Fatalf("two orbits share a representative: that of\n%+v", images[0])
	}
	leastOf[first] = least
	for k := range images {
		if got := canonical(r, scratch, &images[k]); got != first {
			t.Fatalf("images\n%+v and\n%+v have different representatives", images[0], images[k])
		}
	}
}

func TestCanonicalPartitionsIntoOrbits(t *testing.T) {
	l := layout[everything](t, domains(3, true))
	r, leastOf := l.NewRenamer(), map[string]string{}
	for _, b := range samples(1_500) {
		checkCanonical(t, l, r, leastOf, b)
	}
	// Short byte strings make values with many ties.
	for _, b := range samples(1_500) {
		checkCanonical(t, l, r, leastOf, b[:min(len(b), 12)])
	}
	if len(leastOf) < 1_000 {
		t.Errorf("only %d orbits", len(leastOf))
	}
}

func FuzzCanonical(f *testing.F) {
	l := layout[everything](f, domains(3, true))
	r, leastOf := l.NewRenamer(), map[string]string{}
	for _, b := range samples(20) {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) { checkCanonical(t, l, r, leastOf, b) })
}

// Padding says nothing about a value, so nothing about its representative.
func TestCanonicalIgnoresPadding(t *testing.T) {
	type small struct {
		A uint8
		B uint16
	}
	type state struct {
		Owner node
		Per   spec.Fn[node, spec.Fn[value, small, [2]small], [3]spec.Fn[value, small, [2]small]]
		Of    spec.Fn[value, small, [2]small]
	}
	l := layout[state](t, domains(3, true))
	r, scratch := l.NewRenamer(), l.NewScratch()
	of := func(s *state) string {
		return canonicalOf(r, scratch, s)
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		clean := state{Owner: nodes[rnd.IntN(3)]}
		for _, n := range nodes {
			for _, v := range values {
				clean.Per.At(n).At(v).B = uint16(rnd.IntN(8) / 7)
			}
		}
		want := of(&clean)
		for _, n := range nodes {
			for _, v := range values {
				padding := (*uint8)(unsafe.Add(unsafe.Pointer(clean.Per.At(n).At(v)), 1))
				*padding = uint8(rnd.IntN(256))
			}
		}
		if got := of(&clean); got != want {
			t.Fatalf("with padding the representative is %x, without %x", got, want)
		}
	}
}

// One index type may be symmetric and another not.
func TestOnlySymmetricTypesAreRenamed(t *testing.T) {
	d := domains(3, true)
	d[1].Symmetric = false
	l := layout[everything](t, d)
	r, scratch := l.NewRenamer(), l.NewScratch()
	for _, b := range samples(1_000) {
		one := made(b)
		other := (&source{b, []uint8{3, 1, 2}, []uint8{1, 2}}).everything()
		if canonical(r, scratch, &one) != canonical(r, scratch, &other) {
			t.Fatalf("images\n%+v and\n%+v have different representatives", one, other)
		}
		swapped := (&source{b, []uint8{1, 2, 3}, []uint8{2, 1}}).everything()
		var encodings []string
		for _, ns := range permutations(3) {
			v := (&source{b, ns, []uint8{1, 2}}).everything()
			encodings = append(encodings, encode(l, &v))
		}
		same := canonical(r, scratch, &one) == canonical(r, scratch, &swapped)
		if want := slices.Contains(encodings, encode(l, &swapped)); same != want {
			t.Fatalf("values swapped: same representative %v, want %v, for\n%+v", same, want, one)
		}
	}
}

// A layout is shared by all workers, which may be made while others run.
func TestLayoutIsSafeForConcurrentUse(t *testing.T) {
	l := layout[everything](t, domains(3, true))
	inputs := samples(50)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			scratch, renamer, dst := l.NewScratch(), l.NewRenamer(), new(everything)
			for _, b := range inputs {
				v := made(b)
				scratch.Decode(unsafe.Pointer(dst), l.Append(nil, unsafe.Pointer(&v)))
				canonical(renamer, l.NewScratch(), dst)
				renamer = l.NewRenamer()
			}
		})
	}
	group.Wait()
}
