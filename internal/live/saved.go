package live

import (
	"slices"

	"github.com/mcheck/mcheck/internal/snapshot"
)

// Write writes the graph, while nobody builds it.
func (g *Graph) Write(w *snapshot.Writer) {
	snapshot.Put(w, g.Initial)
	snapshot.Put(w, []uint64{uint64(g.n), g.steps, uint64(len(g.chunks))})
	g.at.write(w, g.n)
	g.kind.write(w, g.n)
	for _, c := range g.chunks {
		snapshot.Put(w, c)
	}
	w.Value(g.classes)
	w.Value(g.kinds)
}

// Read reads what Write has written into a new graph.
func (g *Graph) Read(r *snapshot.Reader) {
	g.Initial = snapshot.Get[uint32](r)
	sizes := snapshot.Get[uint64](r)
	if r.Err() != nil {
		return
	}
	g.Grow(int(sizes[0]), int(sizes[2]))
	g.steps = sizes[1]
	g.at.read(r)
	g.kind.read(r)
	for k := range g.chunks {
		g.chunks[k] = slices.Clone(snapshot.Get[byte](r)) // as long as it was, and as large: see Size
	}
	var classes []Class
	var kinds []Kind
	r.Value(&classes)
	r.Value(&kinds)
	for _, c := range classes {
		g.Class(c)
	}
	for _, k := range kinds {
		g.kindOf(k)
	}
}

func (a *segments[T]) write(w *snapshot.Writer, n int) {
	for k, part := range a.parts {
		snapshot.Put(w, part[:min(segmentSize, n-k<<segmentBits)])
	}
}

func (a *segments[T]) read(r *snapshot.Reader) {
	for _, part := range a.parts {
		copy(part, snapshot.Get[T](r))
	}
}
