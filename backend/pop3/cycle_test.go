package pop3_test

import (
	"testing"
)

func TestDownloadThenDelete(t *testing.T) {
	s := start(t, nil, letters(1, 5)...)
	e := newEngine(t, inClear(s))
	visit(t, e)
	holds(t, e, bodies(letters(1, 5)...))
	left(t, s)
	visit(t, e)
	holds(t, e, bodies(letters(1, 5)...))
}

func TestKeep(t *testing.T) {
	r := &recorder{}
	s := start(t, r.script, letters(1, 3)...)
	e := newEngine(t, inClear(s))
	e.keep = true
	visit(t, e)
	r.reset()
	s.Drop.Deliver(letter(4))
	visit(t, e)
	holds(t, e, bodies(letters(1, 4)...))
	if n := r.count("RETR"); n != 1 {
		t.Errorf("%d messages were read, want the new one: %q", n, r.sent())
	}
	left(t, s, "uid-00001", "uid-00002", "uid-00003", "uid-00004")
}
