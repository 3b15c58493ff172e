//go:build !unix

package explorer

// peakResident returns the memory that the process holds now, in bytes: what
// comes closest where there is no getrusage.
func peakResident() uint64 { return resident() }
