package spec

// SetRefusalsSize sets the size of tables of what handlers refuse, in bytes.
func SetRefusalsSize(bytes uintptr) (was uintptr) {
	was, refusalsSize = refusalsSize, bytes
	return was
}
