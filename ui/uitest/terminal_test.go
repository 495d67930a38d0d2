package uitest_test

import (
	"os"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/uitest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// WaitIdle must not return before the effect of what was done is on the screen:
// an assertion on a stale screen would be worth nothing.
func TestWaitIdleWaits(t *testing.T) {
	t.Parallel()
	store := uitest.Huge(500)
	term := uitest.Run(t, store, uitest.Options{W: 100, H: 30})
	for i := range 60 {
		store.Change(func() {
			rows := store.Lists[1]
			rows[0].Subject = mail.Line("subject " + strings.Repeat("x", i))
		}, mail.FolderChanged{Folder: 1})
		term.WaitIdle()
		if want := "subject " + strings.Repeat("x", min(i, 20)); !strings.Contains(term.Screen(), want) {
			t.Fatalf("round %d: %q is not on the screen:\n%s", i, want, term.Screen())
		}
	}
}

// The store in memory is what the real one is compared with in the other tests,
// so its pages must be right.
func TestPages(t *testing.T) {
	t.Parallel()
	s := uitest.Huge(10)
	at := func(i int) mail.Anchor { return s.Lists[1][i].Anchor() }
	for _, tt := range []struct {
		name string
		q    mail.PageQuery
		want []mail.LocalID
	}{
		{"newest", mail.PageQuery{Folder: 1, Limit: 3}, []mail.LocalID{10, 9, 8}},
		{"older", mail.PageQuery{Folder: 1, From: at(2), Limit: 2}, []mail.LocalID{7, 6}},
		{"newer", mail.PageQuery{Folder: 1, From: at(5), Dir: mail.Newer, Limit: 2}, []mail.LocalID{7, 6}},
		{"newer at the top", mail.PageQuery{Folder: 1, From: at(1), Dir: mail.Newer, Limit: 5}, []mail.LocalID{10}},
		{"before the newest", mail.PageQuery{Folder: 1, Dir: mail.Newer, Limit: 5}, nil},
		{"after the oldest", mail.PageQuery{Folder: 1, From: at(9), Limit: 5}, nil},
		{"all inboxes", mail.PageQuery{Limit: 2}, []mail.LocalID{10, 9}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			rows, err := s.Page(t.Context(), tt.q)
			if err != nil || len(rows) != len(tt.want) {
				t.Fatalf("%d rows, %v; want %v", len(rows), err, tt.want)
			}
			for i, r := range rows {
				if r.ID != tt.want[i] {
					t.Errorf("row %d is %d, want %d", i, r.ID, tt.want[i])
				}
			}
		})
	}
}

func TestGolden(t *testing.T) {
	t.Parallel()
	path := "testdata/golden.golden"
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := uitest.Compare(path, string(got)); diff != "" {
		t.Errorf("a file differs from itself: %s", diff)
	}
	if diff := uitest.Compare(path, "something else"); diff == "" {
		t.Error("another screen does not differ")
	}
}
