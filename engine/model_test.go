package engine

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
)

// trial is a random history of a server, another client, this one, faults and
// crashes.
type trial struct {
	*world
	s    *fakeServer
	rand *rand.Rand
	next int
	// want are the flags that the user has set, by subject.
	want map[string]mail.Flags
	log  []string
}

var trialBoxes = []mail.RemoteBox{"INBOX", "Work", "Trash"}

func (r *trial) say(format string, args ...any) { r.log = append(r.log, fmt.Sprintf(format, args...)) }

// anywhere returns a box, and a message of it if it has any.
func (r *trial) anywhere() (mail.RemoteBox, int) {
	box := trialBoxes[r.rand.IntN(len(trialBoxes))]
	if n := len(r.s.boxes[box].msgs); n > 0 {
		return box, r.rand.IntN(n)
	}
	return box, -1
}

// elsewhere makes a change of another client.
func (r *trial) elsewhere() {
	r.s.change(func() {
		box, i := r.anywhere()
		from := r.s.boxes[box]
		switch n := r.rand.IntN(10); {
		case n < 4 || i < 0:
			r.next++
			r.say("deliver m%d to %s", r.next, box)
			from.add(fmt.Sprintf("m%d", r.next), 0)
		case n < 6:
			m := &from.msgs[i]
			m.flags ^= mail.Seen
			r.say("they flag %s: %d", m.content, m.flags)
		case n < 7:
			r.say("they expunge %s", from.msgs[i].content)
			from.msgs = slices.Delete(from.msgs, i, i+1)
		case n < 9:
			to := trialBoxes[r.rand.IntN(len(trialBoxes))]
			m := from.msgs[i]
			r.say("they move %s from %s to %s", m.content, box, to)
			from.msgs = slices.Delete(from.msgs, i, i+1)
			r.s.boxes[to].add(m.content, m.flags)
		default:
			r.say("%s gets another UIDVALIDITY", box)
			from.renumber()
		}
	})
}

// user stars a message, or takes the star off. One that is shown twice for now,
// because it was moved and only its new place was told, is left alone: what is
// done to two messages has no order when they turn out to be one.
func (r *trial) user() {
	times := map[mail.Text]int{}
	for _, m := range r.shown() {
		times[m.Subject]++
	}
	shown := slices.DeleteFunc(r.shown(), func(m mail.Summary) bool { return times[m.Subject] > 1 })
	if len(shown) == 0 {
		return
	}
	m := shown[r.rand.IntN(len(shown))]
	d := mail.FlagDelta{Add: mail.Flagged}
	if r.rand.IntN(2) == 0 {
		d = mail.FlagDelta{Remove: mail.Flagged}
	}
	r.say("the user: %s +%d -%d", m.Subject, d.Add, d.Remove)
	if err := r.e.SetFlags(r.t.Context(), []mail.LocalID{m.ID}, d); err != nil {
		r.t.Fatal(err)
	}
	r.want[m.Subject.String()] = d.Apply(m.Flags) & mail.Flagged
}

// meet makes a visit that may be cut, in which the process may end, and during
// which the other client goes on.
func (r *trial) meet() {
	cut, crash := r.rand.IntN(30), r.rand.IntN(4) == 0
	step := 0
	r.s.fault = func(what string) error {
		if step++; step == cut {
			r.say("cut at %q", what)
			return problem(mail.Temporary, mail.ScopeAccount)
		}
		return nil
	}
	r.s.pause = func(what string) {
		if strings.HasPrefix(what, "batch") && r.rand.IntN(12) == 0 {
			r.elsewhere()
		}
	}
	err := r.visit()
	r.say("visit: %v", err)
	r.s.fault, r.s.pause = nil, nil
	if crash { // another process on the same store: only its rows are left
		r.say("crash")
		r.e = New(r.store, []Account{r.w.acct}, r.e.opts)
		r.w = r.e.workers[0]
	}
}

func TestRandomHistories(t *testing.T) {
	t.Parallel()
	for seed := range uint64(80) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			s := newFakeServer(trialBoxes[1:]...)
			r := &trial{
				world: newWorld(t, s.account()), s: s, rand: rand.New(rand.NewPCG(seed, 7)),
				want: map[string]mail.Flags{},
			}
			for range 12 {
				r.elsewhere()
			}
			for range 40 {
				switch r.rand.IntN(3) {
				case 0:
					r.elsewhere()
				case 1:
					r.user()
				default:
					r.meet()
				}
			}
			for range 3 {
				r.mustVisit()
			}
			defer func() {
				if t.Failed() {
					t.Logf("history:\n%s", strings.Join(r.log, "\n"))
				}
			}()
			if got, want := r.view(), s.state(); got != want {
				t.Errorf("shown %q\nthe server has %q", got, want)
			}
			if left := r.ops(); len(left) > 0 {
				t.Errorf("left in the queue %+v", left)
			}
			for _, m := range r.shown() {
				if want, set := r.want[m.Subject.String()]; set && m.Flags&mail.Flagged != want {
					t.Errorf("%s has the flags %d, the user wanted %d", m.Subject, m.Flags, want)
				}
				if !m.Cached {
					t.Errorf("%s cannot be read", m.Subject)
				}
			}
			r.write(func(tx *cache.Tx) error { // nothing is left behind
				for _, f := range r.folders() {
					for _, state := range []cache.RemoteState{cache.RemoteGone, cache.RemoteUnbound, cache.RemoteHeld} {
						rows, err := tx.RemotesInState(f.ID, state, 0, 10)
						if err != nil || len(rows) > 0 {
							t.Errorf("left in %s: %+v, %v", f.Name, rows, err)
						}
					}
				}
				return nil
			})
		})
	}
}
