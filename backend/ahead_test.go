package backend_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/backend"
)

func TestReadAhead(t *testing.T) {
	for _, tt := range []struct {
		name string
		read func(*int)
		want string // of the panic
	}{
		{"returns", func(n *int) { *n = 1 }, ""},
		{"panics", func(n *int) { *n = 1; panic("a bug") }, "a bug"},
		{"has an index too large", func(n *int) { *n = 1; _ = []int{}[*n] }, "index out of range"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			n := 0
			cut := false
			crash := crashOf(backend.ReadAhead(func() { tt.read(&n) }, func() { cut = true }))
			if n != 1 || !strings.Contains(crash, tt.want) || (crash == "") != (tt.want == "") {
				t.Errorf("read %d times; the panic is %q, want %q", n, crash, tt.want)
			}
			if cut != (tt.want != "") {
				t.Errorf("the connection was cut: %t", cut)
			}
			if tt.want != "" && !strings.Contains(crash, "ahead_test.go") {
				t.Errorf("the panic does not say where it was: %s", crash)
			}
		})
	}
}

// crashOf returns what fn panicked with, "" when it did not.
func crashOf(fn func()) (crash string) {
	defer func() {
		if v := recover(); v != nil {
			crash = fmt.Sprint(v)
		}
	}()
	fn()
	return ""
}
