package imap_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	goimap "github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/backend/imap"
	"github.com/mailtui/mailtui/mail"
)

// trialBox is deleted and made again now and then, which INBOX cannot be.
const trialBox = "Trial"

// TestRandomTrial interrupts syncs at random places while another client is at
// work, and compares what came of it with the server. MAILTUI_TRIALS sets how
// many runs there are.
func TestRandomTrial(t *testing.T) {
	runs := 30
	if n, err := strconv.Atoi(os.Getenv("MAILTUI_TRIALS")); err == nil {
		runs = n
	}
	for _, tt := range []struct {
		name  string
		extra []string
	}{
		{"condstore", nil},
		{"flags of all", []string{withoutCondStore}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := backendtest.Dovecot(t, tt.extra...)
			for seed := range uint64(runs) {
				t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) { newTrial(t, s, seed).run() })
			}
		})
	}
}

type trial struct {
	t       *testing.T
	s       *backendtest.Server
	user    string
	rng     *rand.Rand
	other   *imapclient.Client
	model   *backendtest.Model
	sent    int
	earlier []backend.Cursor
}

func newTrial(t *testing.T, s *backendtest.Server, seed uint64) *trial {
	tr := &trial{
		t: t, s: s, user: fmt.Sprintf("u%d", seed),
		rng: rand.New(rand.NewPCG(seed, 1)), model: backendtest.NewModel(),
	}
	tr.deliver(20 + tr.rng.IntN(130))
	tr.reconnect()
	return tr
}

func (tr *trial) deliver(n int) {
	msgs := make([][]byte, n)
	for i := range msgs {
		tr.sent++
		msgs[i] = fmt.Appendf(nil, "From: a@example.org\r\nSubject: %d\r\nMessage-ID: <%d@trial>\r\n\r\ntext\r\n", tr.sent, tr.sent)
	}
	tr.s.Deliver(tr.t, tr.user, trialBox, msgs...)
}

func (tr *trial) run() {
	for range 10 {
		tr.interfere()
		tr.interruptedSync()
	}
	tr.model.FailAt, tr.model.Before = 0, nil
	b := tr.backend(0)
	syncAll(tr.t, b, tr.model, trialBox)
	tr.compare()
	before := tr.model.State()
	syncAll(tr.t, b, tr.model, trialBox)
	if after := tr.model.State(); after != before {
		tr.t.Errorf("a second sync changed\n%s\nto\n%s", before, after)
	}
}

// backend returns a connected backend, whose connection ends after cut bytes
// if cut is not 0. A connection that ends before the login gives nil.
func (tr *trial) backend(cut int64) *imap.Backend {
	opts := plain(tr.s.IMAP)
	opts.User = tr.user
	if cut > 0 {
		opts.Dial.Dial = cutDialer(cut)
	}
	b := imap.New(opts)
	b.SetSizes(12, 7, 30)
	tr.t.Cleanup(func() { _ = b.Close() })
	if _, err := b.Connect(tr.t.Context()); err != nil {
		if cut == 0 {
			tr.t.Fatal(err)
		}
		return nil
	}
	return b
}

// interruptedSync runs a sync that the store, the network or another client may
// disturb, from the latest cursor or an older one.
func (tr *trial) interruptedSync() {
	var cut int64
	tr.model.FailAt = 0
	switch tr.rng.IntN(3) {
	case 0:
		cut = 1000 + tr.rng.Int64N(30_000)
	case 1:
		tr.model.FailAt = 1 + tr.rng.IntN(12)
	}
	tr.model.Before = func(backend.Batch) {
		if tr.rng.IntN(6) == 0 {
			tr.interfere()
		}
	}
	if n := len(tr.earlier); n > 0 && tr.rng.IntN(6) == 0 {
		tr.model.Cursor = tr.earlier[tr.rng.IntN(n)]
	}
	b := tr.backend(cut)
	if b == nil {
		return
	}
	if tr.rng.IntN(2) == 0 {
		if _, err := b.Folders(tr.t.Context()); err != nil {
			return // cut
		}
	}
	for range 1 + tr.rng.IntN(2) {
		err, broken := tr.model.Sync(tr.t.Context(), b, trialBox)
		if broken != nil {
			tr.t.Fatal(broken)
		}
		for _, batch := range tr.model.Batches {
			tr.earlier = append(tr.earlier, batch.Cursor)
		}
		if err != nil {
			if cut == 0 && tr.model.FailAt == 0 && !backend.IsKind(err, mail.Temporary) {
				tr.t.Logf("undisturbed sync: %v", err) // the mailbox was just away
			}
			return
		}
	}
}

// interfere is what another client does.
func (tr *trial) interfere() {
	for range tr.rng.IntN(4) {
		switch tr.rng.IntN(12) {
		case 0, 1, 2:
			tr.deliver(1 + tr.rng.IntN(5))
		case 3:
			tr.deliver(15)
		case 4, 5, 6, 7:
			tr.store(goimap.FlagSeen, goimap.FlagFlagged, goimap.FlagAnswered)
		case 8, 9, 10:
			tr.store(goimap.FlagDeleted)
			tr.done(tr.other.Expunge().Close())
		case 11:
			if tr.rng.IntN(8) == 0 {
				tr.recreate()
			}
		}
	}
}

// done reports whether the other client could do something. Dovecot answers NO,
// or drops the connection, when a mailbox is made again under a session.
func (tr *trial) done(err error) bool {
	if err != nil {
		tr.reconnect()
	}
	return err == nil
}

func (tr *trial) reconnect() {
	if tr.other != nil {
		_ = tr.other.Close()
	}
	tr.other = tr.s.IMAPClient(tr.t, tr.user)
}

// store changes flags of some random messages.
func (tr *trial) store(flags ...goimap.Flag) {
	data, err := tr.other.Select(trialBox, nil).Wait()
	if !tr.done(err) || data.NumMessages == 0 {
		return
	}
	var set goimap.SeqSet
	for range 1 + tr.rng.IntN(25) {
		set.AddNum(1 + tr.rng.Uint32N(data.NumMessages))
	}
	op := goimap.StoreFlagsAdd
	if tr.rng.IntN(3) == 0 && flags[0] != goimap.FlagDeleted {
		op = goimap.StoreFlagsDel
	}
	flag := flags[tr.rng.IntN(len(flags))]
	tr.done(tr.other.Store(set, &goimap.StoreFlags{Op: op, Silent: true, Flags: []goimap.Flag{flag}}, nil).Close())
}

// recreate makes the mailbox anew, with another UIDVALIDITY.
func (tr *trial) recreate() {
	_, err := tr.other.Select("INBOX", nil).Wait()
	if !tr.done(err) || !tr.done(tr.other.Delete(trialBox).Wait()) || !tr.done(tr.other.Create(trialBox, nil).Wait()) {
		return
	}
	tr.deliver(10 + tr.rng.IntN(20))
}

// compare holds the model against the server as another client sees it.
func (tr *trial) compare() {
	tr.t.Helper()
	tr.reconnect()
	data, err := tr.other.Select(trialBox, nil).Wait()
	if err != nil {
		tr.t.Fatal(err)
	}
	want := map[string]mail.Flags{}
	if data.NumMessages > 0 {
		msgs, err := tr.other.Fetch(goimap.SeqSet{{Start: 1, Stop: 0}}, &goimap.FetchOptions{
			UID: true, Flags: true, BodySection: []*goimap.FetchItemBodySection{{Peek: true}},
		}).Collect()
		if err != nil {
			tr.t.Fatal(err)
		}
		for _, msg := range msgs {
			var flags mail.Flags
			for _, f := range msg.Flags {
				flags |= mail.ParseFlag(string(f))
			}
			header, _, _ := strings.Cut(string(msg.BodySection[0].Bytes), "\r\n\r\n")
			want[fmt.Sprintf("%08x%08x %q", data.UIDValidity, msg.UID, header+"\r\n")] = flags
		}
	}
	got := map[string]mail.Flags{}
	for id, kept := range tr.model.Messages {
		got[fmt.Sprintf("%s %q", id, kept.Text)] = kept.Flags
	}
	if !maps.Equal(got, want) {
		tr.t.Errorf("the store has\n%s\nthe server\n%s", lines(got), lines(want))
	}
}

func lines(m map[string]mail.Flags) string {
	var b strings.Builder
	for _, k := range slices.Sorted(maps.Keys(m)) {
		fmt.Fprintf(&b, "%s %b\n", k, m[k])
	}
	return b.String()
}
