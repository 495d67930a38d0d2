package engine

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/cache/cachetest"
	"github.com/mailtui/mailtui/mail"
)

// world is a store and a worker without a server: what a server would tell is
// handed to the worker directly.
type world struct {
	t      *testing.T
	e      *Engine
	w      *worker
	store  *cache.Store
	path   string
	now    time.Time
	told   sync.Mutex // several loops commit
	events []mail.Event
	// sess is the POP3 connection that the next Sync belongs to.
	sess *session
}

// mute is a backend that tells nothing.
type mute struct{}

func (mute) Connect(context.Context) (backend.Caps, error)                      { return backend.Caps{}, nil }
func (mute) Folders(context.Context) ([]backend.Folder, error)                  { return nil, nil }
func (mute) Close() error                                                       { return nil }
func (mute) Sync(context.Context, backend.SyncRequest, backend.ApplyFunc) error { return nil }

// muteFlags is mute with flags.
type muteFlags struct{ mute }

func (muteFlags) StoreFlags(
	context.Context, mail.RemoteBox, []mail.RemoteID, mail.FlagDelta,
) ([]backend.FlagChange, error) {
	return nil, nil
}

var start = time.Date(2026, 11, 22, 13, 0, 0, 0, time.UTC)

func newWorld(t *testing.T, a Account) *world {
	t.Helper()
	x := &world{t: t, now: start}
	x.path = filepath.Join(t.TempDir(), "mail.db")
	x.store = cachetest.OpenAt(t, x.path, func(list []mail.Event) {
		x.told.Lock()
		defer x.told.Unlock()
		x.events = append(x.events, list...)
	})
	a.ID, a.Host = "ada", "mail.example:993"
	if a.Open == nil {
		a.Open = func() backend.Backend {
			if a.Protocol == POP3 {
				return mute{}
			}
			return muteFlags{}
		}
	}
	x.e = New(x.store, []Account{a}, Options{Now: func() time.Time { return x.now }, Rand: func() float64 { return 0 }})
	x.w = x.e.workers[0]
	x.write(func(tx *cache.Tx) error {
		if err := tx.PutAccounts([]cache.AccountRow{{ID: "ada", Protocol: a.Protocol}}); err != nil {
			return err
		}
		return tx.PutFolders("ada", folderRows("INBOX", "Work", "Trash"))
	})
	if a.Protocol == POP3 {
		x.write(func(tx *cache.Tx) error { return tx.PutFolders("ada", folderRows("INBOX")) })
	}
	return x
}

func folderRows(boxes ...string) (rows []cache.FolderRow) {
	for _, b := range boxes {
		r := cache.FolderRow{Box: mail.RemoteBox(b), Path: []string{b}}
		if b == "INBOX" {
			r.Role = mail.RoleInbox
		}
		rows = append(rows, r)
	}
	return rows
}

func (x *world) write(fn func(*cache.Tx) error) {
	x.t.Helper()
	if err := x.store.Write(context.Background(), fn); err != nil {
		x.t.Fatal(err)
	}
}

func (x *world) read(fn func(*cache.ReadTx) error) {
	x.t.Helper()
	if err := x.store.Read(context.Background(), fn); err != nil {
		x.t.Fatal(err)
	}
}

func (x *world) folder(box string) mail.Folder {
	x.t.Helper()
	for _, f := range x.folders() {
		if f.Box == mail.RemoteBox(box) {
			return f
		}
	}
	x.t.Fatalf("no folder %q", box)
	return mail.Folder{}
}

func (x *world) folders() (all []mail.Folder) {
	x.t.Helper()
	x.read(func(tx *cache.ReadTx) (err error) {
		all, err = tx.Folders("ada")
		return err
	})
	return all
}

// visit makes one whole visit.
func (x *world) visit() error { return x.e.Visit(context.Background(), nil, nil) }

// mustVisit makes one that must succeed.
func (x *world) mustVisit() {
	x.t.Helper()
	if err := x.visit(); err != nil {
		x.t.Fatal(err)
	}
}

// step is something that happens.
type step func(*world)

func (x *world) do(steps ...step) {
	x.t.Helper()
	for _, s := range steps {
		s(x)
	}
}

// tell hands on batches of one pass over a box.
func tell(box string, batches ...backend.Batch) step {
	return func(x *world) {
		x.t.Helper()
		if err := x.tell(box, batches...); err != nil {
			x.t.Fatal(err)
		}
	}
}

func (x *world) tell(box string, batches ...backend.Batch) error {
	ctx := context.Background()
	p, err := x.w.beginPass(ctx, x.folder(box))
	if err != nil {
		return err
	}
	p.delisted = x.delisted()
	if p.ledger {
		if x.sess == nil {
			x.sess = newSession()
		}
		p.session = x.sess
		p.session.heard = true
	}
	for _, b := range batches {
		if err := x.w.apply(ctx, plan{progress: func(Progress) {}}, p, b); err != nil {
			return err
		}
	}
	return nil
}

func (x *world) delisted() map[mail.FolderID]bool {
	listed := map[mail.FolderID]bool{}
	x.read(func(tx *cache.ReadTx) error {
		ids, err := tx.Delisted("ada")
		for _, id := range ids {
			listed[id] = true
		}
		return err
	})
	return listed
}

// all is tell of a pass that is complete with its last batch.
func all(box string, batches ...backend.Batch) step {
	batches[len(batches)-1].Complete = true
	return tell(box, batches...)
}

// letter makes the message that a content stands for: the part before a slash
// is its header, what follows only changes the text behind it; a plus adds a
// field that servers add.
func letter(content string) []byte {
	name, text, _ := strings.Cut(strings.TrimSuffix(content, "+"), "/")
	extra := ""
	if strings.HasSuffix(content, "+") {
		extra = "Status: RO\r\n"
	}
	return fmt.Appendf(nil, "Subject: %s\r\n%sMessage-ID: <%s@x>\r\n\r\ntext %s\r\n", name, extra, name, text)
}

// msg is a message of a server that tells headers first.
func msg(uid int, content string, flags ...mail.Flags) backend.Message {
	raw := letter(content)
	header, _ := backend.SplitHeader(raw)
	m := backend.Message{ID: imapID(uid), Received: start.Add(time.Duration(uid) * time.Minute), Size: int64(len(raw)), Header: header}
	for _, f := range flags {
		m.Flags |= f
	}
	return m
}

func imapID(uid int) mail.RemoteID { return mail.RemoteID(fmt.Sprintf("%08x%08x", 1, uid)) }

func added(list ...backend.Message) backend.Batch { return backend.Batch{Added: list} }

func goneUIDs(uids ...int) (b backend.Batch) {
	for _, uid := range uids {
		b.Gone = append(b.Gone, imapID(uid))
	}
	return b
}

func flagged(uid int, f mail.Flags) backend.Batch {
	return backend.Batch{Flags: []backend.FlagChange{{ID: imapID(uid), Flags: f}}}
}

func reset(b backend.Batch) backend.Batch {
	b.Reset = true
	return b
}

func sweep(x *world) {
	x.t.Helper()
	if err := x.w.sweep(context.Background()); err != nil {
		x.t.Fatal(err)
	}
}

// everywhere is a complete pass over every folder in which nothing changed, and
// what a visit does at its end.
func everywhere(x *world) {
	x.t.Helper()
	var boxes []string
	x.read(func(tx *cache.ReadTx) error {
		list, err := tx.Folders("ada")
		for _, f := range list {
			boxes = append(boxes, string(f.Box))
		}
		return err
	})
	for _, box := range boxes {
		all(box, backend.Batch{})(x)
	}
	sweep(x)
	if err := x.w.recountHeld(context.Background()); err != nil {
		x.t.Fatal(err)
	}
}

// find returns the one shown message with a subject.
func (x *world) find(subject string) mail.Summary {
	x.t.Helper()
	for _, s := range x.shown() {
		if s.Subject.String() == subject {
			return s
		}
	}
	x.t.Fatalf("no message %q is shown", subject)
	return mail.Summary{}
}

func (x *world) shown() (list []mail.Summary) {
	x.t.Helper()
	x.read(func(tx *cache.ReadTx) error {
		folders, err := tx.Folders("ada")
		for _, f := range folders {
			page, err := tx.Page(mail.PageQuery{Folder: f.ID, Limit: 1000})
			if err != nil {
				return err
			}
			list = append(list, page...)
		}
		return err
	})
	slices.SortFunc(list, func(a, b mail.Summary) int { return int(a.ID - b.ID) })
	return list
}

// mark is the user's change of flags.
func mark(subject string, d mail.FlagDelta) step {
	return func(x *world) {
		x.t.Helper()
		if err := x.e.SetFlags(context.Background(), []mail.LocalID{x.find(subject).ID}, d); err != nil {
			x.t.Fatal(err)
		}
	}
}

func star(subject string) step { return mark(subject, mail.FlagDelta{Add: mail.Flagged}) }

// readText makes a message readable.
func readText(subject string) step {
	return func(x *world) {
		x.t.Helper()
		id := x.find(subject).ID
		t := prepareRaw(letter(subject))
		x.write(func(tx *cache.Tx) error { return t.put(tx, id) })
	}
}

// answer answers the one open question and carries it out.
func answer(choice mail.Choice) step {
	return func(x *world) {
		x.t.Helper()
		ctx := context.Background()
		list, err := x.e.Questions(ctx)
		if err != nil || len(list) != 1 {
			x.t.Fatalf("questions %+v, %v", list, err)
		}
		if err := x.e.Answer(ctx, list[0].ID, choice); err != nil {
			x.t.Fatal(err)
		}
		answers, err := x.w.answers(ctx)
		if err == nil {
			err = x.w.carryOut(ctx, answers)
		}
		if err != nil {
			x.t.Fatal(err)
		}
	}
}

// list makes these the folders that the server lists.
func list(boxes ...string) step {
	return func(x *world) {
		x.t.Helper()
		x.write(func(tx *cache.Tx) error { return tx.PutFolders("ada", folderRows(boxes...)) })
		if _, err := x.w.unbindDelisted(context.Background()); err != nil {
			x.t.Fatal(err)
		}
	}
}

// letGoDelisted is what a visit does about folders that are not listed any more
// when it has seen the others.
func letGoDelisted(x *world) {
	x.t.Helper()
	for id := range x.delisted() {
		if err := x.w.letUnboundGo(context.Background(), id); err != nil {
			x.t.Fatal(err)
		}
	}
}

// state says what is shown: per folder the messages by id, each "1a" with its
// flags S, F and A, "~" when its text is not here, and "?n" for open operations.
func (x *world) state() string {
	x.t.Helper()
	byFolder := map[string][]string{}
	x.read(func(tx *cache.ReadTx) error {
		names := map[mail.FolderID]string{}
		folders, err := tx.Folders("ada")
		for _, f := range folders {
			names[f.ID] = f.Name.String()
		}
		for _, s := range x.shown() {
			ops, err := tx.OpsOf(s.ID)
			if err != nil {
				return err
			}
			word := strconv.Itoa(int(s.ID)) + s.Subject.String()
			for _, f := range []struct {
				flag mail.Flags
				sign string
			}{{mail.Seen, "S"}, {mail.Flagged, "F"}, {mail.Answered, "A"}} {
				if s.Flags.Has(f.flag) {
					word += f.sign
				}
			}
			if s.Cached {
				word += "+"
			}
			if len(ops) > 0 {
				word += "?" + strconv.Itoa(len(ops))
			}
			byFolder[names[s.Folder]] = append(byFolder[names[s.Folder]], word)
		}
		return err
	})
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(byFolder)) {
		parts = append(parts, name+": "+strings.Join(byFolder[name], " "))
	}
	return strings.Join(parts, "; ")
}

// questions says what is open.
func (x *world) questions() string {
	x.t.Helper()
	list, err := x.e.Questions(context.Background())
	if err != nil {
		x.t.Fatal(err)
	}
	var words []string
	for _, q := range list {
		words = append(words, fmt.Sprintf("%d:%d", q.Kind, q.Count))
	}
	return strings.Join(words, " ")
}

// told returns the NewMail events so far.
func (x *world) newMail() (n int) {
	for _, e := range x.events {
		if _, ok := e.(mail.NewMail); ok {
			n++
		}
	}
	return n
}
