//go:build !darwin

package explorer

const maxrssUnit = 1 << 10 // bytes: Getrusage counts kilobytes
