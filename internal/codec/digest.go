package codec

import (
	"bytes"
	"unsafe"
)

// digester hashes the memory of values of one type: their own bytes, padding and
// undeclared slots included, and those of their slices. Values with equal digests
// have, but for a collision, equal encodings; the converse does not hold. It is
// cheaper than an encoding, and meant for caches.
type digester struct {
	runs   []op // of the value's own bytes
	slices []*node
	at     []uintptr
}

// newDigester returns nil if the type's slices hold pointers, or strings.
func newDigester(size uintptr, ops []op) *digester {
	d := &digester{}
	from := uintptr(0)
	for _, o := range ops {
		if o.dyn == nil || o.dyn.kind == kPrefix && !o.dyn.pointers {
			continue
		}
		if o.dyn.kind != kSlice || o.dyn.pointers {
			return nil
		}
		at := o.off + o.dyn.off
		d.run(from, at)
		from = at + unsafe.Sizeof(sliceHeader{})
		d.slices, d.at = append(d.slices, o.dyn), append(d.at, at)
	}
	d.run(from, size)
	return d
}

func (d *digester) run(from, to uintptr) {
	if from < to {
		d.runs = append(d.runs, op{off: from, n: to - from})
	}
}

func (d *digester) sum(p unsafe.Pointer) uint64 {
	h := uint64(k3)
	for _, r := range d.runs {
		h = Mix(h, Hash(bytesAt(unsafe.Add(p, r.off), r.n)))
	}
	for k, n := range d.slices {
		data, count := n.elements(unsafe.Add(p, d.at[k]))
		h = Mix(h, Hash(bytesAt(data, uintptr(count)*n.stride)))
	}
	return h
}

// same reports whether the values at p and q have the same bytes, but for those
// at offsets [from, to). It may be false of equal values with padding.
func (d *digester) same(p, q unsafe.Pointer, from, to uintptr) bool {
	for _, r := range d.runs {
		if !bytes.Equal(bytesAt(unsafe.Add(p, r.off), r.n), bytesAt(unsafe.Add(q, r.off), r.n)) {
			return false
		}
	}
	for k, n := range d.slices {
		if d.at[k] >= from && d.at[k] < to {
			continue
		}
		a, m := n.elements(unsafe.Add(p, d.at[k]))
		b, c := n.elements(unsafe.Add(q, d.at[k]))
		size := n.stride * uintptr(m)
		if m != c || !bytes.Equal(bytesAt(a, size), bytesAt(b, size)) {
			return false
		}
	}
	return true
}

// Digest returns a hash of the memory of the value at p. Values with the same have the
// same encoding, the converse does not hold. It is 0 if their memory cannot be digested.
func (l *Layout) Digest(p unsafe.Pointer) uint64 {
	if l.memory == nil {
		return 0
	}
	return l.memory.sum(p)
}

// Cache remembers fingerprints of representatives by the digest of what they
// represent.
type Cache struct {
	d       *digester
	entries []struct{ digest, fingerprint uint64 }
}

const cacheSize = 1 << 15

// NewCache returns an empty cache for values of the layout's type, or nil if
// their memory cannot be digested.
func (l *Layout) NewCache() *Cache {
	if l.memory == nil {
		return nil
	}
	return &Cache{d: l.memory, entries: make([]struct{ digest, fingerprint uint64 }, cacheSize)}
}

// Fingerprint returns the remembered fingerprint for the value at p, or calls
// compute and remembers what it returns.
func (c *Cache) Fingerprint(p unsafe.Pointer, compute func() uint64) uint64 {
	digest := c.d.sum(p)
	e := &c.entries[digest%cacheSize]
	if e.digest != digest {
		e.digest, e.fingerprint = digest, compute()
	}
	return e.fingerprint
}
