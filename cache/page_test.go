package cache_test

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
)

func TestPages(t *testing.T) {
	f := open(t)
	var all []string // newest first
	for i := range 10 {
		m := note(f.inbox, fmt.Sprint("m", i))
		m.Received = noon.Add(time.Duration(i/3) * time.Second) // three a second: the id decides
		f.add(m)
		all = append([]string{m.Subject.String()}, all...)
	}
	f.add(note(f.archive, "elsewhere"))
	anchor := func(subject string) (a mail.Anchor) {
		f.read(func(tx *cache.ReadTx) error {
			rows, err := tx.Page(mail.PageQuery{Folder: f.inbox, Limit: 99})
			for _, r := range rows {
				if r.Subject.String() == subject {
					a = r.Anchor()
				}
			}
			return err
		})
		return a
	}
	for _, c := range []struct {
		name string
		q    mail.PageQuery
		want []string
	}{
		{"newest", mail.PageQuery{Limit: 4}, all[:4]},
		{"everything", mail.PageQuery{Limit: 99}, all},
		{"older", mail.PageQuery{From: anchor("m6"), Limit: 3}, []string{"m5", "m4", "m3"}},
		{"oldest", mail.PageQuery{From: anchor("m1"), Limit: 3}, []string{"m0"}},
		{"none older", mail.PageQuery{From: anchor("m0"), Limit: 3}, nil},
		{"newer", mail.PageQuery{From: anchor("m3"), Dir: mail.Newer, Limit: 3}, []string{"m6", "m5", "m4"}},
		{"none newer", mail.PageQuery{From: anchor("m9"), Dir: mail.Newer, Limit: 3}, nil},
		{"newer than all", mail.PageQuery{Dir: mail.Newer, Limit: 3}, nil},
		{"no limit is no page", mail.PageQuery{}, nil},
		{"a negative one too", mail.PageQuery{Limit: -1}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.q.Folder = f.inbox
			if got := f.page(c.q); !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

// TestPagesOfOneSecond: a first sync brings the newest mail first, and so gives it
// the lowest ids; what has no place on a server is sorted by its id.
func TestPagesOfOneSecond(t *testing.T) {
	f := open(t)
	for _, uid := range []int{6, 7, 8, 3, 4, 5, 1, 2, 0, 0, 0} {
		m := note(f.inbox, fmt.Sprint("u", uid))
		if uid == 0 {
			f.add(m)
			continue
		}
		m.Place = fmt.Sprintf("%08x%08x", 1, uid)
		id := f.add(m)[0]
		f.write(func(tx *cache.Tx) error {
			_, err := tx.AddRemote(cache.Remote{
				Account: "work", Folder: f.inbox, ID: mail.RemoteID(m.Place), Message: id, Size: m.Size, Header: m.HeaderHash,
			})
			return err
		})
	}
	later := note(f.inbox, "later")
	later.Received = noon.Add(time.Second)
	f.add(later)
	earlier := note(f.inbox, "earlier")
	earlier.Received = noon.Add(-time.Second)
	f.add(earlier)
	want := strings.Fields("later u8 u7 u6 u5 u4 u3 u2 u1 u0 u0 u0 earlier")
	for limit := 1; limit <= len(want); limit++ {
		for _, folder := range []mail.FolderID{f.inbox, 0} {
			q := mail.PageQuery{Folder: folder, Limit: limit}
			down, last := f.walk(q)
			q.From, q.Dir = last, mail.Newer
			up, _ := f.walk(q)
			slices.Reverse(up)
			if !slices.Equal(down, want) || !slices.Equal(append(up, "earlier"), want) {
				t.Errorf("by %d: downwards %v, upwards %v, want %v", limit, down, up, want)
			}
		}
	}
}

// walk reads page after page and returns what was met, and the last row.
func (f *fixture) walk(q mail.PageQuery) (met []string, last mail.Anchor) {
	f.Helper()
	for {
		var rows []mail.Summary
		f.read(func(tx *cache.ReadTx) (err error) { rows, err = tx.Page(q); return err })
		if len(rows) == 0 || len(met) > 99 {
			return met, last
		}
		if q.Dir == mail.Newer {
			slices.Reverse(rows)
		}
		for _, r := range rows {
			met = append(met, r.Subject.String())
		}
		last = rows[len(rows)-1].Anchor()
		q.From = last
	}
}

// TestPlaceFollowsTheServer: a message that gets another id stands where that
// says; while it has none it stays.
func TestPlaceFollowsTheServer(t *testing.T) {
	f := open(t)
	a, b := f.addLive(note(f.inbox, "a")), f.addLive(note(f.inbox, "b"))
	now := func() string { return strings.Join(f.page(mail.PageQuery{Folder: f.inbox, Limit: 9}), " ") }
	if got := now(); got != "b a" {
		t.Errorf("at first: %s", got)
	}
	f.write(func(tx *cache.Tx) error { return tx.Unbind(f.inbox) })
	if got := now(); got != "b a" {
		t.Errorf("without ids: %s", got)
	}
	for i, id := range []mail.LocalID{b, a} {
		f.write(func(tx *cache.Tx) error {
			r, err := tx.RemoteOf(id)
			if err != nil {
				return err
			}
			r.ID, r.State = mail.RemoteID(fmt.Sprintf("%08x%08x", 2, i+1)), cache.RemoteLive
			return tx.PutRemote(r)
		})
	}
	if got := now(); got != "a b" {
		t.Errorf("with others: %s", got)
	}
}

func TestUnifiedInbox(t *testing.T) {
	f := open(t)
	var all []string // newest first
	for i := range 12 {
		m := note([]mail.FolderID{f.inbox, f.shop}[i%2], fmt.Sprint("m", i))
		m.Received = noon.Add(time.Duration(i/4) * time.Second)
		f.add(m)
		all = append([]string{m.Subject.String()}, all...)
	}
	f.add(note(f.archive, "not in an inbox"))
	var walked []string
	q := mail.PageQuery{Limit: 5}
	var last mail.Anchor
	for {
		var rows []mail.Summary
		f.read(func(tx *cache.ReadTx) (err error) { rows, err = tx.Page(q); return err })
		if len(rows) == 0 {
			break
		}
		for _, r := range rows {
			walked = append(walked, r.Subject.String())
		}
		last = rows[len(rows)-1].Anchor()
		q.From = last
	}
	if !slices.Equal(walked, all) {
		t.Errorf("downwards %v, want %v", walked, all)
	}
	up := f.page(mail.PageQuery{From: last, Dir: mail.Newer, Limit: 5})
	if want := all[len(all)-6 : len(all)-1]; !slices.Equal(up, want) {
		t.Errorf("upwards %v, want %v", up, want)
	}
}

// TestPlans holds that no list is sorted or scanned.
func TestPlans(t *testing.T) {
	f := open(t)
	for name, index := range map[string]string{
		"older here": "USING INDEX message_list (folder=? AND received=? AND place=? AND id<?)",
		"newer here": "USING INDEX message_list (folder=? AND received=? AND place=? AND id>?)",
		"older now":  "USING INDEX message_list (folder=? AND received=? AND place<?)",
		"newer now":  "USING INDEX message_list (folder=? AND received=? AND place>?)",
		"older":      "USING INDEX message_list (folder=? AND received<?)",
		"newer":      "USING INDEX message_list (folder=? AND received>?)",
		"vanished":   "USING COVERING INDEX message_vanished (account=? AND vanished>? AND vanished<?)",
		"unreadable": "USING INDEX message_partial (account=? AND received>? AND received<?)",
		"partial":    "USING INDEX message_partial (account=? AND received>? AND received<?)",
	} {
		plan, err := f.Plan(t.Context(), cache.ListQueries[name])
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(strings.SplitN(plan, "\n", 2)[0], index) {
			t.Errorf("%s does not begin with %s:\n%s", name, index, plan)
		}
		if strings.Contains(plan, "SCAN") || strings.Contains(plan, "B-TREE") {
			t.Errorf("%s scans or sorts:\n%s", name, plan)
		}
	}
}

// TestWhatIsToBeSentIsFound: 100,000 flags that wait for the server are not gone
// through for it.
func TestWhatIsToBeSentIsFound(t *testing.T) {
	f := open(t)
	for _, query := range cache.OwnQueries {
		plan, err := f.Plan(t.Context(), query)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(plan, "o USING INDEX op_own (account=? AND kind=? AND state=?)") {
			t.Errorf("%s:\n%s", query, plan)
		}
	}
}

// TestNewestPageReadsOnlyItsRows counts the bytes that this process reads from
// files for a page of 50 out of 100,000 messages, through connections that have
// nothing cached yet. SQLite reads by pages of 4 KiB.
func TestNewestPageReadsOnlyItsRows(t *testing.T) {
	const messages, limit = 100_000, 50
	f := open(t)
	for at := 0; at < messages; at += 5000 {
		f.write(func(tx *cache.Tx) error { return fillFast(tx, f.inbox, at, 5000) })
	}
	if total, _ := f.counts(f.inbox); total != messages {
		t.Fatalf("%d messages", total)
	}
	before := bytesRead(t)
	page := f.page(mail.PageQuery{Folder: f.inbox, Limit: limit})
	pages := (bytesRead(t) - before) / 4096
	if len(page) != limit || page[0] != fmt.Sprint("m", messages-1) {
		t.Fatalf("%d rows from %s", len(page), page[0])
	}
	// Each row may lie on a page of its own, of the table and of the index;
	// the rest are the inner pages and the schema.
	if pages > 2*limit+50 {
		t.Errorf("%d pages read for %d rows", pages, limit)
	}
	t.Logf("%d pages of 4 KiB read", pages)
}

// fillFast adds n plain messages to a folder, numbered from at.
func fillFast(tx *cache.Tx, folder mail.FolderID, at, n int) error {
	for _, query := range []string{
		`INSERT INTO thread (id, account) SELECT value, 1 FROM generate`,
		`INSERT INTO message (id, account, home, folder, received, header_hash, thread, subject)
			SELECT value, 1, ?1, ?1, value, randomblob(32), value, 'm' || (value - 1) FROM generate`,
		`INSERT INTO header (message, data) SELECT value, zeroblob(600) FROM generate`,
		`INSERT INTO folder_thread (folder, thread, last, n, unread) SELECT ?1, value, value, 1, 1 FROM generate`,
		`UPDATE folder SET (total, unread) = (SELECT total + count(*), unread + count(*) FROM generate) WHERE id = ?1`,
	} {
		with := fmt.Sprintf(`WITH generate (value) AS (SELECT %d UNION ALL SELECT value + 1 FROM generate
			WHERE value < %d) `, at+1, at+n)
		if err := tx.Exec(with+query, folder); err != nil {
			return err
		}
	}
	return nil
}

// bytesRead returns how many bytes this process has read from files so far.
func bytesRead(t *testing.T) int {
	t.Helper()
	stat, err := os.ReadFile("/proc/self/io")
	if err != nil {
		t.Skip("no /proc/self/io to count with:", err)
	}
	_, rest, _ := strings.Cut(string(stat), "rchar: ")
	line, _, _ := strings.Cut(rest, "\n")
	n, err := strconv.Atoi(line)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
