package ui_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/uitest"
)

// screen asserts that texts are on the screen, and others, after a "-", not.
func screen(t *testing.T, term *uitest.Terminal, texts ...string) {
	t.Helper()
	s := term.Screen()
	for _, text := range texts {
		if absent, ok := strings.CutPrefix(text, "-"); ok {
			if strings.Contains(s, absent) {
				t.Errorf("%q is on the screen:\n%s", absent, s)
			}
		} else if !strings.Contains(s, text) {
			t.Errorf("%q is not on the screen:\n%s", text, s)
		}
	}
}

func calls(t *testing.T, s *uitest.Store, want ...string) {
	t.Helper()
	if got := s.Calls(); !slices.Equal(got, want) {
		t.Errorf("actions %q, want %q", got, want)
	}
}

func TestScreens(t *testing.T) {
	t.Parallel()
	for _, size := range []uitest.Options{
		{W: 80, H: 24}, {W: 132, H: 30}, {W: 40, H: 15}, {W: 100, H: 40}, {W: 60, H: 22}, {W: 30, H: 8},
	} {
		name := fmt.Sprintf("%dx%d", size.W, size.H)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			term := uitest.Run(t, uitest.Sample(), size)
			uitest.Golden(t, name+"-list", term.Screen())
			term.Press("j", "j", "enter")
			uitest.Golden(t, name+"-message", term.Screen())
			term.Press("q", "`")
			uitest.Golden(t, name+"-folders", term.Screen())
		})
	}
	t.Run("ascii", func(t *testing.T) {
		t.Parallel()
		s := uitest.Huge(30)
		s.Lists[1][3].Subject = mail.Line(strings.Repeat("a long subject ", 9))
		term := uitest.Run(t, s, uitest.Options{W: 80, H: 24, ASCII: true})
		uitest.Golden(t, "ascii", term.Screen())
		for _, b := range term.Raw() {
			if b > '~' {
				t.Fatalf("byte %#x was written", b)
			}
		}
	})
	t.Run("too small", func(t *testing.T) {
		t.Parallel()
		term := uitest.Run(t, uitest.Sample(), uitest.Options{W: 24, H: 6})
		screen(t, term, "mailtui needs 30×8 (now", "24×6)")
		term.Press("j") // nobody acts on what cannot be seen
		term.Resize(80, 24)
		screen(t, term, "Grace Hopper", " 1/29 ")
	})
}

// Every cell of the frames must be where it belongs, whatever the mail is
// written in.
func TestBordersHold(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	rows := s.Lists[uitest.PersonalInbox]
	for i, text := range []string{
		"日本語日本語日本語日本語日本語日本語日本語日本語", "👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦", "नमस्ते दुनिया क्षत्रिय नमस्ते दुनिया क्षत्रिय नमस्ते",
		"e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301", "\u0301\u0301x", "🇩🇪🇯🇵🇫🇷🇩🇪🇯🇵🇫🇷🇩🇪🇯🇵🇫🇷🇩🇪🇯🇵🇫🇷🇩🇪🇯🇵", "สวัสดีชาวโลกสวัสดีชาวโลกสวัสดีชาวโลก",
		"مرحبا بالعالم مرحبا بالعالم مرحبا بالعالم", "zero\u200bwidth\u200d\ufeff", "⚠️⚠️⚠️⚠️⚠️⚠️⚠️⚠️⚠️⚠️⚠️⚠️⚠️⚠️⚠️⚠️⚠️⚠️⚠️⚠️", "한국어한국어한국어한국어한국어한국어한국어",
	} {
		rows[i].Subject = mail.Line(text)
		rows[i].From = []mail.Address{{Name: mail.Line(text)}}
		s.Bodies[rows[i].ID] = uitest.Raw(mail.Address{Addr: mail.Line("a@example.org")}, text, text+"\r\n"+strings.Repeat(text, 5))
	}
	for _, o := range []uitest.Options{{W: 80, H: 24}, {W: 132, H: 30}} {
		term := uitest.Run(t, s, o)
		borders(t, term, o)
		term.Press("?")
		borders(t, term, o)
		term.Press("esc", "enter")
		for range 11 {
			borders(t, term, o)
			term.Press("J")
		}
	}
}

// borders asserts that every row below the header and above the two last rows
// ends with a border.
func borders(t *testing.T, term *uitest.Terminal, o uitest.Options) {
	t.Helper()
	for y := 1; y < o.H-2; y++ {
		cells := term.Cells(y)
		if first, last := cells[0], cells[o.W-1]; !strings.ContainsAny(first, "│╭╰") || !strings.ContainsAny(last, "│╮╯") {
			t.Fatalf("row %d is %q … %q\n%s", y, first, last, term.Screen())
		}
	}
}

func TestStart(t *testing.T) {
	t.Parallel()
	t.Run("in the first inbox, without any network", func(t *testing.T) {
		t.Parallel()
		s := uitest.Sample()
		s.Online = false
		term := uitest.Run(t, s, uitest.Options{W: 80, H: 24})
		screen(t, term, "Personal › INBOX", "Grace Hopper")
		calls(t, s, "Focus 1")
	})
	t.Run("with an empty store, until folders come", func(t *testing.T) {
		t.Parallel()
		s := uitest.NewStore()
		term := uitest.Run(t, s, uitest.Options{W: 80, H: 24})
		screen(t, term, "No accounts.", "No folder is open yet.")
		full := uitest.Huge(3)
		s.Change(func() {
			s.AccountList = full.AccountList
			s.AccountList[0].Phase = mail.PhaseConnecting
		}, mail.AccountChanged{Account: "big"})
		term.WaitIdle()
		screen(t, term, "Big …")
		s.Change(func() { s.FolderList, s.Lists = full.FolderList, full.Lists }, mail.FoldersChanged{Account: "big"})
		term.WaitIdle()
		screen(t, term, "Big › INBOX", "Weekly report number 3")
	})
	t.Run("in the inbox that is there, until the first account has one", func(t *testing.T) {
		t.Parallel()
		for _, pressed := range []bool{false, true} {
			s := uitest.Sample()
			all := s.FolderList
			s.FolderList = all[2:]
			term := uitest.Run(t, s, uitest.Options{W: 80, H: 24})
			screen(t, term, "Work › INBOX")
			want := "Personal › INBOX"
			if pressed {
				term.Press("j")
				want = "Work › INBOX"
			}
			s.Change(func() { s.FolderList = all }, mail.FoldersChanged{Account: "personal"})
			term.WaitIdle()
			screen(t, term, want)
		}
	})
}

func TestReading(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	term := uitest.Run(t, s, uitest.Options{W: 80, H: 24})
	s.Calls()
	term.Press("enter")
	screen(t, term, "This is message 30.", "Personal › INBOX ›", "q back")
	calls(t, s, "SetFlags [30] +1 -0")
	term.Press("J")
	screen(t, term, "This is message 29.")
	calls(t, s, "SetFlags [29] +1 -0")
	term.Press("K", "n")
	screen(t, term, "This is message 28.")
	term.Press("u", "s")
	screen(t, term, "● unread", "★ starred")
	term.Press("esc")
	screen(t, term, "▌●★", "-This is message", " 3/29 ")
	term.Press("s", "u")
	screen(t, term, "▌    ACME Shop")
}

func TestMessageIsFetched(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	s.Remote[30] = s.Bodies[30]
	delete(s.Bodies, 30)
	s.Online = false
	term := uitest.Run(t, s, uitest.Options{W: 80, H: 24})
	s.Calls()
	term.Press("enter")
	screen(t, term, "Fetching this message")
	calls(t, s, "Want 30")
	s.Change(func() {
		s.AccountList[0].Phase = mail.PhaseOffline
	}, mail.AccountChanged{Account: "personal"})
	term.WaitIdle()
	screen(t, term, "Personal is offline")
	s.Change(func() {
		s.AccountList[0].Phase = mail.PhaseIdle
		s.Bodies[30] = s.Remote[30]
	}, mail.AccountChanged{Account: "personal"}, mail.MessageChanged{Message: 30})
	term.WaitIdle()
	screen(t, term, "This is message 30.", "-Fetching")
	calls(t, s, "SetFlags [30] +1 -0")
}

// The message under the cursor is shown beside the list and is not marked read.
func TestPreview(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	term := uitest.Run(t, s, uitest.Options{W: 132, H: 30})
	s.Calls()
	term.Press("j")
	screen(t, term, "─ Preview ─", "This is message 29.")
	term.Press("tab")
	screen(t, term, "─ Message 2 of 29 ─", "This is message 29.")
	calls(t, s)
	term.Press("enter")
	calls(t, s, "SetFlags [29] +1 -0")
	// A screen that gets room for a preview shows one.
	term.Press("q")
	term.Resize(80, 24)
	screen(t, term, "-This is message")
	term.Press("j", "j")
	term.Resize(132, 30)
	screen(t, term, "This is message 27.")
}

func TestFoldersAndAccounts(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	term := uitest.Run(t, s, uitest.Options{W: 80, H: 24})
	s.Calls()
	term.Press("2")
	screen(t, term, "Work › INBOX", "Consider it harmful")
	term.Press("0")
	screen(t, term, "All inboxes  31 messages, 5 unread", "Consider it harmful", "Compiler schedule")
	term.Press("3", "g", "i")
	screen(t, term, "Shop › INBOX", "Where is my order?", "offline")
	calls(t, s, "Focus 3", "Focus 0", "Focus 5", "Focus 5")
	term.Press("4")
	screen(t, term, "There is no account 4.", "Shop › INBOX")
	term.Press("h", "k", "k", "enter")
	screen(t, term, "Work › Clients", "Invoice")
	term.Press("h", "G", "enter")
	screen(t, term, "Shop › Sent", "No messages here.")
	term.Press("j", "enter", "u")
	screen(t, term, "There is no message to do that to.")
}

// The folders come onto the screen when they are asked for, from wherever.
func TestFocusIsOnTheScreen(t *testing.T) {
	t.Parallel()
	for _, o := range []uitest.Options{{W: 132, H: 30}, {W: 100, H: 40}, {W: 80, H: 24}, {W: 60, H: 22}, {W: 40, H: 15}} {
		term := uitest.Run(t, uitest.Sample(), o)
		for _, to := range [][]string{{"`"}, {"esc", "enter", "tab"}, {"esc", "enter", "shift+tab"}, {"esc", "enter", "`"}, {"esc", "tab"}} {
			for _, k := range to {
				term.Press(k)
			}
			hints := strings.Split(term.Screen(), "\n")[o.H-1]
			switch {
			case strings.Contains(hints, "J next"): // a message
				screen(t, term, "From ")
			case strings.Contains(hints, "open  q back"), strings.Contains(hints, "open   q back"): // folders
				screen(t, term, "All inboxes")
			default:
				screen(t, term, "▌")
			}
		}
	}
}

// A folder that goes while it is open gives way to the inbox.
func TestOpenFolderGoes(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	term := uitest.Run(t, s, uitest.Options{W: 80, H: 24})
	term.Press("h", "G", "k", "enter")
	term.Press("enter")
	screen(t, term, "Shop › INBOX › Where is my order?")
	s.Change(func() { s.FolderList = s.FolderList[:4] }, mail.FoldersChanged{Account: "shop"})
	term.WaitIdle()
	screen(t, term, "Personal › INBOX", "Grace Hopper", "Enter open")
}

func TestFolderDrawer(t *testing.T) {
	t.Parallel()
	term := uitest.Run(t, uitest.Sample(), uitest.Options{W: 40, H: 15})
	term.Press("`")
	screen(t, term, "All inboxes", "-Grace Hopp")
	term.Press("`")
	screen(t, term, "-All inboxes", "Grace Hopp")
	term.Press("h", "j", "enter")
	screen(t, term, "Re: Lunch?", "-All inboxes")
}

func TestProgressAndProblems(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	term := uitest.Run(t, s, uitest.Options{W: 132, H: 30})
	screen(t, term, "1 Personal ✓", "2 Work ↻ 1204/3310", "3 Shop ⊘ offline 2h", "↻ Work 1204/3310 Clients")
	s.Change(func() { s.AccountList[1].Done = 3000 }, mail.AccountChanged{Account: "work"})
	term.WaitIdle()
	screen(t, term, "2 Work ↻ 3000/3310")
	refused := mail.Problem{Kind: mail.Temporary, Cause: mail.Refused, Host: "mail.work.example:993"}
	s.Change(func() {
		s.AccountList[1].Phase, s.AccountList[1].Problem = mail.PhaseOffline, &refused
	}, mail.AccountChanged{Account: "work"})
	term.WaitIdle()
	screen(t, term, "Work: mail.work.example:993 refuses connections", "2 Work ⊘ offline")
	term.Press("j")
	screen(t, term, "-refuses connections", "synced 14:03")
	term.Press("2")
	screen(t, term, "mail.work.example:993 refuses connections")
	term.Press("g", "e")
	screen(t, term, "─ What went wrong ─", "14:06  Work: mail.work.example:993 refuses")
	term.Press("q")
	screen(t, term, "-What went wrong")
	s.Change(func() {
		s.AccountList[1].Phase, s.AccountList[1].Problem = mail.PhaseStopped, nil
	}, mail.AccountChanged{Account: "work"}, mail.NewMail{Folder: uitest.PersonalInbox})
	term.WaitIdle()
	screen(t, term, "2 Work ! needs you", "New mail in Personal › INBOX")
}

func TestActionsThatFail(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	term := uitest.Run(t, s, uitest.Options{W: 132, H: 30})
	s.Change(func() { s.Err = mail.Problem{Cause: mail.DiskFull, Path: "/home/ada/mail.db"} })
	term.Press("s")
	screen(t, term, "The disk that holds /home/ada/mail.db is full")
	term.Press("g", "e")
	screen(t, term, "14:06  The disk that holds /home/ada/mail.db is full")
}

func TestOfflineAndRefresh(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	term := uitest.Run(t, s, uitest.Options{W: 132, H: 30})
	s.Calls()
	term.Press("R")
	screen(t, term, "Looking for mail…")
	term.Press("w")
	screen(t, term, "You work offline now", "1 Personal ⊘ offline  2", "offline, synced 14:03")
	term.Press("w")
	screen(t, term, "-Going online…", "1 Personal ✓")
	calls(t, s, "Refresh 1", "WorkOffline true", "WorkOffline false")
	term.Press("w")
	term.Press("R")
	screen(t, term, "You work offline: w goes online")
	calls(t, s, "WorkOffline true")
}

func TestQuestionsAsk(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	term := uitest.Run(t, s, uitest.Options{W: 80, H: 24})
	s.Calls()
	ask := func(q ...mail.Question) {
		s.Change(func() { s.QuestionList = append(s.QuestionList, q...) }, mail.QuestionsChanged{})
		term.WaitIdle()
	}
	ask(mail.Question{ID: 7, Account: "work", Folder: uitest.WorkInbox, Kind: mail.AskVanished, Count: 321},
		mail.Question{ID: 8, Account: "shop", Kind: mail.AskClock})
	screen(t, term, "Work needs you", "321 messages of INBOX")
	// A key on its way to the list answers nothing.
	term.Press("enter", "j", "q")
	screen(t, term, "Work needs you")
	calls(t, s)
	s.Advance(time.Second)
	term.Press("j", "enter")
	calls(t, s, "Answer 7 let-go")
	screen(t, term, "Shop needs you")
	s.Advance(time.Second)
	term.Press("esc")
	screen(t, term, "-Shop needs you", "The question stays")
	term.Press("j")
	screen(t, term, " 2/29 ")
	// It comes back when it is asked for, and goes when another program answers.
	term.Press("g", "q")
	screen(t, term, "─ Shop needs you ─")
	s.Change(func() { s.QuestionList = nil }, mail.QuestionsChanged{})
	term.WaitIdle()
	screen(t, term, "-Shop needs you")
	term.Press("g", "q")
	screen(t, term, "mailtui has no questions for you.")
}

func TestHelpDialog(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	term := uitest.Run(t, s, uitest.Options{W: 80, H: 24})
	s.Calls()
	term.Press("?", "s", "t", "a", "r")
	screen(t, term, "Search: star", "star or remove the star", "-half a page")
	term.Press("enter")
	screen(t, term, "-Search", "▌●★")
	calls(t, s, "SetFlags [30] +4 -0")
	term.Press("?")
	screen(t, term, "Moving", "half a page")
	term.Send(tea.PasteMsg{Content: "sync\nnow"})
	screen(t, term, "Search: sync now")
	term.Press("esc", "esc")
	screen(t, term, "-Search")
}

func TestHintsFollowTheKeys(t *testing.T) {
	t.Parallel()
	term := uitest.Run(t, uitest.Sample(), uitest.Options{W: 132, H: 30})
	screen(t, term, "Enter open", "? help")
	term.Press("g")
	screen(t, term, "gg to the top", "gi go to the inbox", "ge show what went wrong", "-Enter open")
	term.Press("g")
	screen(t, term, "Enter open", " 1/29 ")
	term.Press("?")
	screen(t, term, "Esc close", "-u read/unread   s star")
}

// Pasted text must not be taken for keys: it could archive ten messages.
func TestPasteIsNotKeys(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	term := uitest.Run(t, s, uitest.Options{W: 80, H: 24})
	s.Calls()
	term.Send(tea.PasteMsg{Content: "sus2q"})
	screen(t, term, "Pasted text is ignored", "Personal › INBOX")
	calls(t, s)
}

func TestLeaving(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		before []string
		last   string
	}{
		{"q in the list", []string{"enter", "q", "`", "q"}, "q"},
		{"ctrl+c twice", []string{"ctrl+c"}, "ctrl+c"},
		{"ctrl+c twice over a dialog", []string{"?", "ctrl+c"}, "ctrl+c"},
		{"ctrl+c, another key, ctrl+c twice", []string{"ctrl+c", "j", "ctrl+c"}, "ctrl+c"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			term := uitest.Run(t, uitest.Sample(), uitest.Options{W: 80, H: 24})
			term.Press(tt.before...)
			if err := term.PressToQuit(tt.last); err != nil {
				t.Errorf("it ended with %v", err)
			}
		})
	}
}

// Without colours the states of messages must differ by what is written.
func TestNoColour(t *testing.T) {
	t.Parallel()
	term := uitest.Run(t, uitest.Sample(), uitest.Options{W: 132, H: 30, Profile: colorprofile.ASCII})
	term.Press("j", "s", "enter", "q", "?")
	for seq := range strings.SplitSeq(string(term.Raw()), "\x1b[") {
		args, _, ok := strings.Cut(seq, "m")
		if !ok || strings.Trim(args, "0123456789;") != "" {
			continue
		}
		for arg := range strings.SplitSeq(args, ";") {
			if len(arg) > 1 && strings.ContainsRune("34", rune(arg[0])) || len(arg) == 3 {
				t.Fatalf("a colour was written: %q", args)
			}
		}
	}
}

func TestResizing(t *testing.T) {
	t.Parallel()
	term := uitest.Run(t, uitest.Sample(), uitest.Options{W: 80, H: 24})
	term.Press("j", "j", "enter")
	for _, size := range [][2]int{{132, 30}, {40, 15}, {24, 6}, {200, 60}, {60, 22}, {100, 40}, {80, 24}} {
		term.Resize(size[0], size[1])
		if size[0] >= 30 {
			screen(t, term, "This is message 28.")
		}
	}
	term.Press("q")
	screen(t, term, "▌    ACME Shop")
}
