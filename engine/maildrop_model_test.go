package engine_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/mailtui/mailtui/demo/maildrop"
	"github.com/mailtui/mailtui/engine"
)

// TestRandomMaildrops: deliveries, cuts at any byte, another client that takes
// mail, changes of policy, lost and lying answers, in random order. Few headers
// serve for all mail, so that ids come twice and again. Afterwards every mail
// that no other client took is in the store once, and none is there twice.
func TestRandomMaildrops(t *testing.T) {
	t.Parallel()
	for seed := range uint64(40) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			randomMaildrop(t, rand.New(rand.NewPCG(seed, 11)))
		})
	}
}

func randomMaildrop(t *testing.T, r *rand.Rand) {
	t.Helper()
	drop := &maildrop.Drop{}
	var mu sync.Mutex // of the server's sessions and the test
	cuts := rand.New(rand.NewPCG(r.Uint64(), 12))
	turn, lie := -1, ""
	fault := func(inTurn int, lost string) {
		mu.Lock()
		defer mu.Unlock()
		turn, lie = inTurn, lost
	}
	port := serveDrop(t, drop, func(x *maildrop.Turn) {
		mu.Lock()
		defer mu.Unlock()
		if turn >= 0 {
			if turn--; turn < 0 {
				x.Answer, x.Cut = x.Answer[:cuts.IntN(len(x.Answer)+1)], true
			}
		}
		if lie != "" && x.Verb == lie {
			x.Lost = true
		}
	})
	var log []string
	say := func(format string, args ...any) { log = append(log, fmt.Sprintf(format, args...)) }
	delivered, taken := map[string]bool{}, map[string]bool{}
	n := 0
	c := newClient(t, dropAccount(port, engine.Maildrop{OnServer: engine.Delete}), engine.Options{})
	for range 25 {
		switch r.IntN(5) {
		case 0, 1:
			for range 1 + r.IntN(3) {
				n++
				header := fmt.Sprintf("Subject: h%d\r\nMessage-ID: <h%d@x>\r\n", r.IntN(3), r.IntN(2))
				if r.IntN(2) == 0 { // as servers add it, with a time and an id of its own
					header += fmt.Sprintf("Received: from x id %04d\r\n", n)
				}
				body := fmt.Appendf(nil, "%s\r\nmail %04d\r\n", header, n)
				delivered[string(body)] = true
				deliver(drop, body)
				say("deliver %d as %s", n, headerID(body))
			}
		case 2:
			if r.IntN(3) > 0 {
				continue
			}
			for _, m := range drop.Messages() {
				taken[string(m.Body)] = true
			}
			drop.Empty()
			say("another client takes all")
		default:
			cut, lost := r.IntN(25), ""
			if r.IntN(4) == 0 {
				cut = -1
			}
			if r.IntN(4) == 0 {
				lost = []string{"DELE", "QUIT"}[r.IntN(2)]
			}
			fault(cut, lost)
			m := engine.Maildrop{OnServer: engine.OnServer(r.IntN(3) % 2)}
			c = openClient(t, c.path, dropAccount(port, m), engine.Options{})
			say("visit with policy %d, cut in turn %d, %q lost: %v", m.OnServer, cut, lost, c.Visit(t.Context(), nil, nil))
		}
	}
	fault(-1, "")
	c = openClient(t, c.path, dropAccount(port, engine.Maildrop{OnServer: engine.Delete}), engine.Options{})
	c.visit()
	c.visit()
	have := map[string]int{}
	for _, text := range c.texts("INBOX") {
		have[text]++
	}
	for text := range delivered {
		if have[text] > 1 || have[text] == 0 && !taken[text] {
			t.Errorf("%q is here %d times", text, have[text])
		}
		delete(have, text)
	}
	if len(have) > 0 {
		t.Errorf("never delivered: %v", have)
	}
	if left := len(drop.Messages()); left > 0 {
		t.Errorf("%d messages are left on the server", left)
	}
	if t.Failed() {
		t.Logf("history:\n%s", strings.Join(log, "\n"))
	}
}
