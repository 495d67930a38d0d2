package engine

import (
	"fmt"
	"testing"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
)

// numbered returns messages from..to-1 named m1, m2…, with UIDs from uid on.
func numbered(uid, from, to int) (list []backend.Message) {
	for n := from; n < to; n++ {
		list = append(list, msg(uid+n-from, fmt.Sprintf("m%d", n)))
	}
	return list
}

func uidRange(from, to int) (uids []int) {
	for uid := from; uid < to; uid++ {
		uids = append(uids, uid)
	}
	return uids
}

func TestReconcile(t *testing.T) {
	t.Parallel()
	ab := added(msg(1, "a"), msg(2, "b"))
	tests := []struct {
		name  string
		steps []step
		want  string
	}{
		{"nothing", []step{all("INBOX", backend.Batch{})}, ""},
		{"new messages", []step{all("INBOX", ab)}, "INBOX: 1a 2b"},
		{"a message without a header", []step{all("INBOX", added(backend.Message{ID: imapID(1)}, msg(2, "b")))}, "INBOX: 1 2b"},
		{"an id told twice in one batch", []step{all("INBOX", added(msg(1, "a"), msg(1, "a")))}, "INBOX: 1a"},
		{"flags come with a message", []step{all("INBOX", added(msg(1, "a", mail.Seen, mail.Flagged)))}, "INBOX: 1aSF"},
		{"a batch told twice", []step{tell("INBOX", ab), all("INBOX", ab)}, "INBOX: 1a 2b"},
		{"told again with other flags", []step{all("INBOX", ab), all("INBOX", added(msg(1, "a", mail.Seen)))}, "INBOX: 1aS 2b"},
		{"equal headers and sizes are two messages", []step{all("INBOX", added(msg(1, "a"), msg(2, "a")))}, "INBOX: 1a 2a"},
		{"the same message in two folders", []step{all("INBOX", ab), all("Work", added(msg(1, "a")))}, "INBOX: 1a 2b; Work: 3a"},
		{"flags of one message", []step{all("INBOX", ab), all("INBOX", flagged(2, mail.Seen))}, "INBOX: 1a 2bS"},
		{"flags of a message that is not known", []step{all("INBOX", ab), all("INBOX", flagged(9, mail.Seen))}, "INBOX: 1a 2b"},
		{"flags are taken away", []step{all("INBOX", added(msg(1, "a", mail.Seen))), all("INBOX", flagged(1, 0))}, "INBOX: 1a"},
		{"gone leaves the list", []step{all("INBOX", ab), all("INBOX", goneUIDs(1))}, "INBOX: 2b"},
		{"gone twice", []step{all("INBOX", ab), all("INBOX", goneUIDs(1)), all("INBOX", goneUIDs(1))}, "INBOX: 2b"},
		{"gone that is not known", []step{all("INBOX", ab), all("INBOX", goneUIDs(9))}, "INBOX: 1a 2b"},
		{"gone and swept", []step{all("INBOX", ab), all("INBOX", goneUIDs(1)), everywhere}, "INBOX: 2b"},
		{"another message under a known id", []step{all("INBOX", ab), all("INBOX", added(msg(1, "c")))}, "INBOX: 2b 3c"},

		{"the user's change is on top", []step{all("INBOX", ab), star("a")}, "INBOX: 1aF?1 2b"},
		{"and of flags told later", []step{all("INBOX", ab), star("a"), all("INBOX", flagged(1, mail.Seen))}, "INBOX: 1aSF?1 2b"},
		{"a change taken back", []step{
			all("INBOX", ab), star("a"), mark("a", mail.FlagDelta{Remove: mail.Flagged}),
		}, "INBOX: 1a?2 2b"},
		{"a change that changes nothing", []step{
			all("INBOX", added(msg(1, "a", mail.Flagged))), star("a"),
		}, "INBOX: 1aF"},

		{"a move told at its new place first", []step{
			all("INBOX", ab), all("Work", backend.Batch{}), readText("a"),
			all("Work", added(msg(1, "a"))), all("INBOX", goneUIDs(1)), everywhere,
		}, "INBOX: 2b; Work: 1a+"},
		{"a move told at its old place first", []step{
			all("INBOX", ab), all("Work", backend.Batch{}), readText("a"),
			all("INBOX", goneUIDs(1)), all("Work", added(msg(1, "a"))), everywhere,
		}, "INBOX: 2b; Work: 1a+"},
		{"a move with the user's change", []step{
			all("INBOX", ab), all("Work", backend.Batch{}), star("a"),
			all("INBOX", goneUIDs(1)), all("Work", added(msg(1, "a", mail.Seen))),
		}, "INBOX: 2b; Work: 1aSF?1"},
		{"a move with the user's change on its new place", []step{
			all("INBOX", ab), all("Work", added(msg(1, "a"))),
			func(x *world) { // the newer of the two
				x.do(func(x *world) {
					rows := x.shown()
					if err := x.e.SetFlags(x.t.Context(), []mail.LocalID{rows[2].ID}, mail.FlagDelta{Add: mail.Flagged}); err != nil {
						x.t.Fatal(err)
					}
				})
			},
			all("INBOX", goneUIDs(1)),
		}, "INBOX: 2b; Work: 1aF?1"},
		{"a move there and back", []step{
			all("INBOX", ab), all("Work", backend.Batch{}),
			all("INBOX", goneUIDs(1)), all("Work", added(msg(1, "a"))),
			all("Work", goneUIDs(1)), all("INBOX", added(msg(3, "a"))), everywhere,
		}, "INBOX: 1a 2b"},
		{"a move within one folder", []step{
			all("INBOX", ab), all("INBOX", backend.Batch{Gone: goneUIDs(1).Gone, Added: []backend.Message{msg(3, "a")}}), everywhere,
		}, "INBOX: 1a 2b"},
		{"an old copy elsewhere is not a move", []step{
			all("Work", added(msg(1, "a"))), all("INBOX", ab), all("Trash", backend.Batch{}),
			all("INBOX", backend.Batch{}), all("INBOX", goneUIDs(1)), everywhere,
		}, "INBOX: 3b; Work: 1a"},
		{"a move of a message of another size is new mail", []step{
			all("INBOX", ab), all("INBOX", goneUIDs(1)), all("Work", added(sized(msg(1, "a"), 999))), everywhere,
		}, "INBOX: 2b; Work: 3a"},
		{"a text read at the new place is kept", []step{
			all("INBOX", ab), all("Work", added(msg(1, "a"))),
			func(x *world) {
				t := prepareRaw(letter("a"))
				x.write(func(tx *cache.Tx) error { return t.put(tx, 3) })
			},
			all("INBOX", goneUIDs(1)),
		}, "INBOX: 2b; Work: 1a+"},
		{"swept only after a pass over every folder", []step{
			all("INBOX", ab), all("Work", backend.Batch{}), all("Trash", backend.Batch{}), all("INBOX", goneUIDs(1)),
			all("Work", backend.Batch{}), sweep, all("Trash", added(msg(1, "a"))), everywhere,
		}, "INBOX: 2b; Trash: 1a"},
		{"a pass that began before the mark does not count", []step{
			all("INBOX", ab), all("Work", backend.Batch{}), all("INBOX", goneUIDs(1)),
			tell("Work", backend.Batch{}), all("INBOX", backend.Batch{}), sweep, all("Trash", added(msg(1, "a"))),
		}, "INBOX: 2b; Trash: 1a"},
		{"mail that comes back after the sweep is new", []step{
			all("INBOX", ab), all("INBOX", goneUIDs(1)), everywhere, all("INBOX", added(msg(3, "a"))),
		}, "INBOX: 2b 3a"},

		{"a new UIDVALIDITY keeps messages", []step{
			all("INBOX", ab), readText("a"), star("b"),
			all("INBOX", reset(added(msg(101, "b"), msg(102, "a")))), everywhere,
		}, "INBOX: 1a+ 2bF?1"},
		{"and they stay in the list meanwhile", []step{
			all("INBOX", ab), tell("INBOX", reset(added(msg(101, "b")))),
		}, "INBOX: 1a 2b"},
		{"what it does not tell any more goes", []step{
			all("INBOX", ab), all("INBOX", reset(added(msg(101, "b")))), everywhere,
		}, "INBOX: 2b"},
		{"twins keep their number", []step{
			all("INBOX", added(msg(1, "a"), msg(2, "a"))), all("INBOX", reset(added(msg(101, "a"), msg(102, "a")))), everywhere,
		}, "INBOX: 1a 2a"},
		{"interrupted and told from the start", []step{
			all("INBOX", ab), tell("INBOX", reset(added(msg(101, "b")))),
			all("INBOX", added(msg(101, "b"), msg(102, "a"))), everywhere,
		}, "INBOX: 1a 2b"},
		{"twice in a row", []step{
			all("INBOX", ab), tell("INBOX", reset(added(msg(101, "b")))),
			all("INBOX", reset(added(msg(201, "a"), msg(202, "b")))), everywhere,
		}, "INBOX: 1a 2b"},
		{"the user's change waits for the new id", []step{
			all("INBOX", ab), tell("INBOX", reset(backend.Batch{})), star("a"),
			all("INBOX", added(msg(101, "b"), msg(102, "a", mail.Seen))),
		}, "INBOX: 1aSF?1 2b"},
		{"a message of another folder does not take it", []step{
			all("INBOX", ab), tell("INBOX", reset(backend.Batch{})), all("Work", added(msg(1, "a"))),
			all("INBOX", added(msg(101, "b"), msg(102, "a"))), everywhere,
		}, "INBOX: 1a 2b; Work: 3a"},

		{"a renamed folder keeps its messages", []step{
			all("INBOX", ab), all("Work", added(msg(1, "c"), msg(2, "d"))), readText("c"), star("d"),
			list("INBOX", "Trash", "Play"), all("Play", added(msg(1, "c"), msg(2, "d"))), letGoDelisted, everywhere,
		}, "INBOX: 1a 2b; Play: 3c+ 4dF?1"},
		{"a deleted folder lets its messages go", []step{
			all("INBOX", ab), all("Work", added(msg(1, "c"))), list("INBOX", "Trash"), letGoDelisted, everywhere,
		}, "INBOX: 1a 2b"},
		{"a folder that is listed again", []step{
			all("INBOX", ab), all("Work", added(msg(1, "c"))), list("INBOX", "Trash"), list("INBOX", "Trash", "Work"),
			all("Work", added(msg(1, "c"))), everywhere,
		}, "INBOX: 1a 2b; Work: 3c"},

		{"a message that could not be had", []step{
			all("INBOX", backend.Batch{Failed: []backend.Failure{{ID: imapID(1), Problem: mail.Problem{Kind: mail.Rejected}}}}),
		}, ""},
		{"and can be had later", []step{
			all("INBOX", backend.Batch{Failed: []backend.Failure{{ID: imapID(1)}}}), all("INBOX", ab),
		}, "INBOX: 1a 2b"},
		{"and is gone later", []step{
			all("INBOX", backend.Batch{Failed: []backend.Failure{{ID: imapID(1)}}}), all("INBOX", goneUIDs(1)), all("INBOX", ab),
		}, "INBOX: 1a 2b"},
		{"a failure says nothing against what is here", []step{
			all("INBOX", ab), all("INBOX", backend.Batch{Failed: []backend.Failure{{ID: imapID(1)}}}),
			all("INBOX", flagged(1, mail.Seen)),
		}, "INBOX: 1aS 2b"},
		{"everything in one batch", []step{
			all("INBOX", ab), all("INBOX", backend.Batch{
				Gone: goneUIDs(1).Gone, Added: []backend.Message{msg(3, "c")}, Flags: flagged(2, mail.Seen).Flags,
			}), everywhere,
		}, "INBOX: 2bS 3c"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			x := newWorld(t, Account{Protocol: IMAP})
			x.do(test.steps...)
			if got := x.state(); got != test.want {
				t.Errorf("shown %q, want %q", got, test.want)
			}
			if q := x.questions(); q != "" {
				t.Errorf("asked %q", q)
			}
		})
	}
}

func sized(m backend.Message, size int64) backend.Message {
	m.Size = size
	return m
}

// TestManyVanish holds that very many vanished messages stay until the user has
// decided, and that nothing waits for it.
func TestManyVanish(t *testing.T) {
	t.Parallel()
	full := added(numbered(1, 0, 30)...)
	tests := []struct {
		name  string
		steps []step
		shown int
		asked string
	}{
		{"twenty go", []step{all("INBOX", full), all("INBOX", goneUIDs(uidRange(1, 21)...)), everywhere}, 10, ""},
		{"one more is asked about", []step{all("INBOX", full), all("INBOX", goneUIDs(uidRange(1, 22)...)), everywhere}, 30, "2:21"},
		{"in two batches", []step{
			all("INBOX", full), all("INBOX", goneUIDs(uidRange(1, 15)...), goneUIDs(uidRange(15, 25)...)), everywhere,
		}, 30, "2:24"},
		{"in two passes they are few", []step{
			all("INBOX", full), all("INBOX", goneUIDs(uidRange(1, 15)...)), all("INBOX", goneUIDs(uidRange(15, 25)...)), everywhere,
		}, 6, ""},
		{"a tenth of a large folder goes", []step{
			all("INBOX", added(numbered(1, 0, 400)...)), all("INBOX", goneUIDs(uidRange(1, 41)...)), everywhere,
		}, 360, ""},
		{"more than a tenth is asked about", []step{
			all("INBOX", added(numbered(1, 0, 400)...)), all("INBOX", goneUIDs(uidRange(1, 42)...)), everywhere,
		}, 400, "2:41"},
		{"let go", []step{
			all("INBOX", full), all("INBOX", goneUIDs(uidRange(1, 26)...)), answer(mail.ChoiceLetGo), everywhere,
		}, 5, ""},
		{"kept here", []step{
			all("INBOX", full), all("INBOX", goneUIDs(uidRange(1, 26)...)), answer(mail.ChoiceKeep), everywhere, everywhere,
		}, 30, ""},
		{"the server has them again", []step{
			all("INBOX", full), all("INBOX", goneUIDs(uidRange(1, 26)...)), all("INBOX", added(numbered(101, 0, 25)...)), everywhere,
		}, 30, ""},
		{"another client moved them", []step{
			all("INBOX", full), all("Work", backend.Batch{}), all("INBOX", goneUIDs(uidRange(1, 26)...)),
			all("Work", added(numbered(1, 0, 25)...)), everywhere,
		}, 30, ""},
		{"some of them", []step{
			all("INBOX", full), all("INBOX", goneUIDs(uidRange(1, 26)...)), all("Work", added(numbered(1, 0, 10)...)), everywhere,
		}, 30, "2:15"},
		{"sync goes on without an answer", []step{
			all("INBOX", full), all("INBOX", goneUIDs(uidRange(1, 26)...)), all("INBOX", goneUIDs(30)), all("INBOX", added(msg(31, "z"))),
			everywhere,
		}, 30, "2:25"},
		{"a new UIDVALIDITY with other mail", []step{
			all("INBOX", full), all("INBOX", reset(added(numbered(101, 50, 60)...))), everywhere,
		}, 40, "2:30"},
		{"a large folder that is no longer listed", []step{
			all("Work", full), list("INBOX", "Trash"), letGoDelisted, everywhere,
		}, 30, "2:30"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			x := newWorld(t, Account{Protocol: IMAP})
			x.do(test.steps...)
			if got := len(x.shown()); got != test.shown {
				t.Errorf("%d messages are shown, want %d", got, test.shown)
			}
			if got := x.questions(); got != test.asked {
				t.Errorf("asked %q, want %q", got, test.asked)
			}
		})
	}
}

// TestNewMail holds that only mail newer than the last complete pass is told.
func TestNewMail(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		steps []step
		want  int
	}{
		{"the first sync", []step{tell("INBOX", added(msg(1, "a"))), all("INBOX", added(msg(2, "b")))}, 0},
		{"an interrupted first sync", []step{tell("INBOX", added(msg(2, "b"))), all("INBOX", added(msg(1, "a")))}, 0},
		{"new mail", []step{all("INBOX", added(msg(1, "a"))), all("INBOX", added(msg(2, "b")))}, 1},
		{"new mail that was read", []step{all("INBOX", added(msg(1, "a"))), all("INBOX", added(msg(2, "b", mail.Seen)))}, 0},
		{"told again", []step{all("INBOX", added(msg(1, "a"))), all("INBOX", added(msg(1, "a")))}, 0},
		{"a move", []step{
			all("Work", backend.Batch{}), all("INBOX", added(msg(1, "a"))), all("INBOX", goneUIDs(1)), all("Work", added(msg(1, "a"))),
		}, 0},
		{"a new UIDVALIDITY", []step{
			all("INBOX", added(msg(1, "a"))), all("INBOX", reset(added(msg(101, "a"), msg(102, "b")))),
		}, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			x := newWorld(t, Account{Protocol: IMAP})
			x.do(test.steps...)
			if got := x.newMail(); got != test.want {
				t.Errorf("told %d times, want %d", got, test.want)
			}
		})
	}
}

// TestReconcileYields: with somebody waiting all the time no transaction takes
// more than a few messages, and together they do what one does.
func TestReconcileYields(t *testing.T) {
	t.Parallel()
	const messages = 40
	var first, flags, gone backend.Batch
	for uid := 1; uid <= messages; uid++ {
		first.Added = append(first.Added, msg(uid, fmt.Sprint("m", uid)))
		flags.Flags = append(flags.Flags, backend.FlagChange{ID: imapID(uid), Flags: mail.Seen})
		gone.Gone = append(gone.Gone, imapID(uid))
	}
	for _, test := range []struct {
		name  string
		batch backend.Batch
		turns int // at least
		shown int
		asked string
	}{
		{"added", first, messages / yieldEvery, messages, ""},
		{"flags", flags, messages / yieldEvery, messages, ""},
		{"gone, and put back", gone, 2*messages/yieldEvery - 1, messages, "2:40"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			x := newWorld(t, Account{Protocol: IMAP})
			if len(test.batch.Added) == 0 {
				x.do(all("INBOX", first))
			}
			p, err := x.w.beginPass(t.Context(), x.folder("INBOX"))
			if err != nil {
				t.Fatal(err)
			}
			p.yield = func() bool { return true }
			b, err := x.w.prepare(t.Context(), test.batch)
			if err != nil {
				t.Fatal(err)
			}
			turns := 0
			for done := false; !done; turns++ {
				x.write(func(tx *cache.Tx) (err error) {
					done, err = reconcile(tx, p, &b)
					return err
				})
			}
			if turns < test.turns {
				t.Errorf("%d transactions", turns)
			}
			if got := len(x.shown()); got != test.shown {
				t.Errorf("%d messages are shown", got)
			}
			if got := x.questions(); got != test.asked {
				t.Errorf("asked %q", got)
			}
		})
	}
}

// TestAnswerStands: an answer is not lost because a sync counts anew before it
// is carried out.
func TestAnswerStands(t *testing.T) {
	t.Parallel()
	x := newWorld(t, Account{Protocol: IMAP})
	var first, gone backend.Batch
	for uid := 1; uid <= 40; uid++ {
		first.Added = append(first.Added, msg(uid, fmt.Sprint("m", uid)))
		gone.Gone = append(gone.Gone, imapID(uid))
	}
	x.do(all("INBOX", first), all("INBOX", gone))
	list, err := x.e.Questions(t.Context())
	if err != nil || len(list) != 1 {
		t.Fatalf("asked %+v, %v", list, err)
	}
	if err := x.e.Answer(t.Context(), list[0].ID, mail.ChoiceKeep); err != nil {
		t.Fatal(err)
	}
	x.do(all("INBOX", added(msg(41, "m1"))))
	if err := x.w.recountHeld(t.Context()); err != nil {
		t.Fatal(err)
	}
	x.do(all("INBOX", goneUIDs(41)))
	if answers, err := x.w.answers(t.Context()); err != nil || len(answers) != 1 {
		t.Errorf("answers %+v, %v; asked %q", answers, err, x.questions())
	}
}
