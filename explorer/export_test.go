package explorer

// SpillAt makes a search go on on disk when it looks at its memory for the n-th time.
func (o Options) SpillAt(dir string, n int) Options {
	looks := 0
	o.Dir, o.Memory = dir, 1<<40
	o.resident = func() uint64 {
		looks++
		if looks < 2*n {
			return 0
		}
		return o.Memory - 1
	}
	return o
}
