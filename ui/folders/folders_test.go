package folders_test

import (
	"context"
	"flag"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"go.uber.org/goleak"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/folders"
	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/pane"
	"github.com/mailtui/mailtui/ui/theme"
	"github.com/mailtui/mailtui/ui/uitest"
)

func TestMain(m *testing.M) {
	flag.Bool("update", false, "write the golden files")
	goleak.VerifyTestMain(m)
}

// loader hands out what the store has when its command is run.
type loader struct{ store *uitest.Store }

func (l loader) Folders(gen int) tea.Cmd {
	return func() tea.Msg {
		ctx := context.Background()
		accounts, _ := l.store.Accounts(ctx)
		list, err := l.store.Folders(ctx)
		return folders.Loaded{Gen: gen, Accounts: accounts, Folders: list, Err: err}
	}
}

func open(t *testing.T, store *uitest.Store, w, h int) *folders.Pane {
	t.Helper()
	p := folders.New(pane.Env{Theme: theme.New(false), Now: store.Now}, loader{store})
	p.SetMethod(ansi.GraphemeWidth)
	p.Resize(w, h)
	p.SetFocus(true)
	reload(p)
	p.SetCurrent(uitest.PersonalInbox)
	return p
}

func reload(p *folders.Pane) pane.Result { return p.Update(p.Load()().(folders.Loaded)) }

func TestView(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		w, h int
	}{{"wide", 26, 18}, {"narrow", 16, 18}, {"low", 26, 6}} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := open(t, uitest.Sample(), tt.w, tt.h)
			uitest.Golden(t, "folders-"+tt.name, uitest.Plain(p.View()))
			if n := len(p.View()); n != tt.h {
				t.Errorf("%d lines, want %d", n, tt.h)
			}
			for i, line := range p.View() {
				if w := uitest.Width(line); w != tt.w {
					t.Errorf("line %d has %d cells, want %d", i, w, tt.w)
				}
			}
		})
	}
}

// TestOutboxShows how much waits in it, and is not called local: it always is.
func TestOutboxShows(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	f := &s.FolderList[0]
	f.Name, f.Role, f.Box = mail.Line("Outbox"), mail.RoleOutbox, ""
	for _, line := range open(t, s, 26, 18).View() {
		line = uitest.Plain([]string{line})
		if strings.Contains(line, "Outbox") {
			if strings.Contains(line, "here") || !strings.HasSuffix(strings.TrimSpace(line), "29") {
				t.Errorf("it shows as %q", line)
			}
			return
		}
	}
	t.Error("it does not show")
}

// Every state of an account must look different without any colour.
func TestStatesDiffer(t *testing.T) {
	t.Parallel()
	seen := map[string]mail.Phase{}
	for _, phase := range []mail.Phase{
		mail.PhaseIdle, mail.PhaseConnecting, mail.PhaseSyncing, mail.PhaseOffline, mail.PhaseStopped,
	} {
		s := uitest.Sample()
		s.AccountList[0].Phase = phase
		view := uitest.Plain(open(t, s, 26, 18).View())
		if other, ok := seen[view]; ok {
			t.Errorf("phases %d and %d look the same", other, phase)
		}
		seen[view] = phase
	}
}

// An account with an open question needs the user, whatever else it does; one
// without a file has no server, so it is neither offline nor anything else.
func TestQuestionsAndLocalAccountsShow(t *testing.T) {
	t.Parallel()
	for _, w := range []int{16, 26} {
		s := uitest.Sample()
		s.AccountList[2].Local = true
		p := open(t, s, w, 18)
		p.SetAsking(map[mail.AccountID]bool{"work": true, "shop": true})
		for _, l := range p.View() {
			line := uitest.Plain([]string{l})
			work, shop := strings.Contains(line, "Work"), strings.Contains(line, "Shop")
			if work && (!strings.Contains(line, "!") || strings.Contains(line, "↻")) {
				t.Errorf("an open question: %q", line)
			}
			if shop && (!strings.Contains(line, "local ∅") || strings.Contains(line, "⊘")) {
				t.Errorf("without a file: %q", line)
			}
		}
	}
}

func TestOpening(t *testing.T) {
	t.Parallel()
	down := keymap.Down
	for _, tt := range []struct {
		name string
		keys []keymap.Action
		want mail.FolderID
		note bool
	}{
		{"the current folder", nil, uitest.PersonalInbox, false},
		{"the next one", []keymap.Action{down}, uitest.PersonalSent, false},
		{"over the gap and an account", []keymap.Action{down, down, down}, uitest.WorkInbox, false},
		{"a nested one", []keymap.Action{down, down, down, down}, uitest.WorkClients, false},
		{"all inboxes", []keymap.Action{keymap.Top}, 0, false},
		{"the last one", []keymap.Action{keymap.Bottom}, uitest.ShopSent, false},
		{"up again", []keymap.Action{keymap.Bottom, keymap.Up}, uitest.ShopInbox, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := open(t, uitest.Sample(), 26, 18)
			for _, k := range tt.keys {
				p.Do(keymap.Press{Action: k})
			}
			r := p.Do(keymap.Press{Action: keymap.Open})
			in, ok := r.Intents[0].(pane.OpenFolder)
			if !ok || in.Folder != tt.want {
				t.Errorf("got %#v, want folder %d", r.Intents, tt.want)
			}
		})
	}
	t.Run("a folder that holds no mail", func(t *testing.T) {
		t.Parallel()
		s := uitest.Sample()
		s.FolderList[0].NoMail = true
		if r := open(t, s, 26, 18).Do(keymap.Press{Action: keymap.Open}); r.Note == "" || len(r.Intents) > 0 {
			t.Errorf("opened: %+v", r)
		}
	})
	t.Run("an account without an inbox", func(t *testing.T) {
		t.Parallel()
		s := uitest.Sample()
		s.FolderList = s.FolderList[1:]
		p := open(t, s, 26, 18)
		p.SetAccount("personal")
		r := p.Do(keymap.Press{Action: keymap.Open})
		if in, ok := r.Intents[0].(pane.OpenAccount); !ok || in.Account != "personal" {
			t.Errorf("opened: %#v", r.Intents)
		}
	})
}

func TestCursorStaysOnItsFolder(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	p := open(t, s, 26, 18)
	p.Do(keymap.Press{Action: keymap.Bottom})
	s.FolderList = append([]mail.Folder{{ID: 99, Account: "personal", Name: mail.Line("New"), Box: "New"}}, s.FolderList...)
	reload(p)
	r := p.Do(keymap.Press{Action: keymap.Open})
	if in, ok := r.Intents[0].(pane.OpenFolder); !ok || in.Folder != uitest.ShopSent {
		t.Errorf("the cursor moved: %#v", r.Intents)
	}
}

func TestDirectory(t *testing.T) {
	t.Parallel()
	p := open(t, uitest.Sample(), 26, 18)
	if f, ok := p.Folder(0); !ok || f.Total != 31 || f.Unread != 5 {
		t.Errorf("all inboxes: %+v", f)
	}
	if f, ok := p.Inbox("work"); !ok || f.ID != uitest.WorkInbox {
		t.Errorf("inbox of work: %+v", f)
	}
	if _, ok := p.Inbox("nobody"); ok {
		t.Error("an account that does not exist has an inbox")
	}
	if _, ok := p.Folder(1234); ok {
		t.Error("a folder that does not exist is there")
	}
}

func TestEvents(t *testing.T) {
	t.Parallel()
	p := open(t, uitest.Sample(), 26, 18)
	if p.Changed([]mail.Event{mail.MessageChanged{}, mail.QuestionsChanged{}}) != nil {
		t.Error("the pane reads again for what does not concern it")
	}
	first := p.Changed([]mail.Event{mail.AccountChanged{}, mail.FolderChanged{}})
	if first == nil {
		t.Fatal("the pane does not read again")
	}
	if p.Changed([]mail.Event{mail.FoldersChanged{}}) != nil {
		t.Error("a second load while one is under way")
	}
	r := p.Update(first().(folders.Loaded))
	if r.Cmd == nil {
		t.Error("the change during the load was lost")
	}
	if _, ok := r.Intents[0].(pane.FoldersLoaded); !ok {
		t.Errorf("intents: %#v", r.Intents)
	}
}

func TestFailedLoadKeepsWhatIsShown(t *testing.T) {
	t.Parallel()
	p := open(t, uitest.Sample(), 26, 18)
	before := strings.Join(p.View(), "\n")
	gen := p.Load()().(folders.Loaded).Gen
	r := p.Update(folders.Loaded{Gen: gen, Err: mail.Problem{Cause: mail.DiskFull}})
	if _, ok := r.Intents[0].(pane.Fail); !ok {
		t.Errorf("intents: %#v", r.Intents)
	}
	if after := strings.Join(p.View(), "\n"); after != before {
		t.Error("the folders are gone")
	}
}
