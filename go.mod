module github.com/mcheck/mcheck

go 1.26.0

require (
	github.com/emirpasic/gods/v2 v2.0.0-alpha
	golang.org/x/sync v0.24.0
)

require github.com/google/go-cmp v0.7.0
