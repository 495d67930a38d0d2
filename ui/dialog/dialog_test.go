package dialog_test

import (
	"flag"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"go.uber.org/goleak"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/dialog"
	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/pane"
	"github.com/mailtui/mailtui/ui/theme"
	"github.com/mailtui/mailtui/ui/uitest"
)

func TestMain(m *testing.M) {
	flag.Bool("update", false, "write the golden files")
	goleak.VerifyTestMain(m)
}

func style() dialog.Style { return dialog.Style{Theme: theme.New(false), Method: ansi.GraphemeWidth} }

func view(t *testing.T, d dialog.Dialog, w, h int) string {
	t.Helper()
	w, h = d.Size(w, h)
	lines := d.View(w, h)
	if len(lines) != h {
		t.Errorf("%d lines, want %d", len(lines), h)
	}
	for i, l := range lines {
		if n := uitest.Width(l); n != w {
			t.Errorf("line %d has %d cells, want %d", i, n, w)
		}
	}
	return uitest.Plain(lines)
}

func do(d dialog.Dialog, actions ...keymap.Action) pane.Result {
	var r pane.Result
	for _, a := range actions {
		r = d.Do(keymap.Press{Action: a})
	}
	return r
}

func TestHelpListsEveryBinding(t *testing.T) {
	t.Parallel()
	keys := keymap.Default()
	for _, c := range []keymap.Context{keymap.List, keymap.Message, keymap.Folders} {
		h := dialog.NewHelp(style(), keys, c)
		text := strings.Join(h.View(80, 200), "\n")
		for _, table := range keys.Tables(c) {
			for _, b := range table {
				if !strings.Contains(text, b.Help) {
					t.Errorf("%s: %q is missing", c, b.Help)
				}
			}
		}
	}
}

func TestHelpSearches(t *testing.T) {
	t.Parallel()
	h := dialog.NewHelp(style(), keymap.Default(), keymap.List)
	for _, c := range "STAR" {
		h.Type(string(c))
	}
	text := view(t, h, 60, 20)
	if !strings.Contains(text, "star or remove the star") || strings.Contains(text, "half a page") {
		t.Errorf("the search does not narrow:\n%s", text)
	}
	r := do(h, keymap.Open)
	if in, ok := r.Intents[0].(pane.Run); !ok || in.Press.Action != keymap.ToggleStar {
		t.Errorf("enter: %#v", r.Intents)
	}
	h.Type("xxx")
	if r := do(h, keymap.Open); len(r.Intents) > 0 {
		t.Errorf("enter on nothing: %#v", r.Intents)
	}
	for range 7 {
		h.Type("\b")
	}
	if text := view(t, h, 60, 40); !strings.Contains(text, "half a page") {
		t.Errorf("the whole list is not back:\n%s", text)
	}
	h.Type("x")
	if r := do(h, keymap.Back); len(r.Intents) > 0 {
		t.Error("escape closes instead of ending the search")
	}
	if _, ok := do(h, keymap.Back).Intents[0].(pane.Close); !ok {
		t.Error("escape does not close")
	}
}

func TestHelpWidens(t *testing.T) {
	t.Parallel()
	h := dialog.NewHelp(style(), keymap.Default(), keymap.List)
	before := strings.Join(h.View(80, 200), "\n")
	do(h, keymap.Widen)
	after := strings.Join(h.View(80, 200), "\n")
	const only = "show or fold quoted text and footers"
	if strings.Contains(before, only) || !strings.Contains(after, only) {
		t.Error("the keys of the other panes do not come")
	}
	if r := do(h, keymap.Open); len(r.Intents) > 0 || r.Note == "" {
		t.Errorf("a key of another pane ran: %#v", r.Intents)
	}
}

// The keys of every pane stand in the order of their use, those for the same thing
// in one line.
func TestHelpOfEveryPane(t *testing.T) {
	t.Parallel()
	h := dialog.NewHelp(style(), keymap.Default(), keymap.List)
	do(h, keymap.Widen)
	uitest.Golden(t, "help-all", uitest.Plain(h.View(72, 75)))
}

func TestHelpMoves(t *testing.T) {
	t.Parallel()
	h := dialog.NewHelp(style(), keymap.Default(), keymap.List)
	uitest.Golden(t, "help", view(t, h, 60, 12))
	do(h, keymap.PageDown, keymap.PageDown, keymap.PageDown, keymap.PageDown, keymap.PageDown, keymap.PageDown)
	if text := view(t, h, 60, 12); !strings.Contains(text, "draw the screen again") {
		t.Errorf("the end is not reached:\n%s", text)
	}
	do(h, keymap.PageUp, keymap.PageUp, keymap.PageUp, keymap.PageUp, keymap.PageUp, keymap.PageUp, keymap.Up)
	r := do(h, keymap.Open)
	if in, ok := r.Intents[0].(pane.Run); !ok || in.Press.Action != keymap.Down {
		t.Errorf("the top is not reached: %#v", r.Intents)
	}
}

func TestHelpGoesToItsEnds(t *testing.T) {
	t.Parallel()
	h := dialog.NewHelp(style(), keymap.Default(), keymap.List)
	before := view(t, h, 60, 12)
	do(h, keymap.Bottom)
	if text := view(t, h, 60, 12); !strings.Contains(text, "▌ leave mailtui (twice)") {
		t.Errorf("end:\n%s", text)
	}
	do(h, keymap.Top)
	if text := view(t, h, 60, 12); text != before {
		t.Errorf("home:\n%s", text)
	}
}

func TestHelpSaysThatNothingMatches(t *testing.T) {
	t.Parallel()
	h := dialog.NewHelp(style(), keymap.Default(), keymap.List)
	h.Type("qqq")
	if text := view(t, h, 36, 12); !strings.Contains(text, "No key does that") || !strings.Contains(text, "ends it.") {
		t.Errorf("no word about it:\n%s", text)
	}
	do(h, keymap.Top, keymap.Bottom, keymap.Up, keymap.Down, keymap.PageUp)
	for range 3 {
		h.Type("\b")
	}
	if text := view(t, h, 60, 12); strings.Contains(text, "No key does that") {
		t.Errorf("still said:\n%s", text)
	}
}

// What is wrong now stands above what is over, whole, however old it is.
func TestProblemsOfNow(t *testing.T) {
	t.Parallel()
	long := "Work: " + strings.Repeat("word ", 30) + "end"
	now := []dialog.Entry{{When: uitest.Start(), Text: long}}
	before := []dialog.Entry{{When: uitest.Start(), Text: "older"}, {When: uitest.Start(), Text: "newer"}}
	d := dialog.NewProblems(style(), now, before)
	text := strings.Join(strings.Fields(view(t, d, 40, 30)), " ")
	if want := "Now 14:06 " + long + " Before 14:06 newer 14:06 older"; text != want {
		t.Errorf("got  %s\nwant %s", text, want)
	}
}

func TestQuestions(t *testing.T) {
	t.Parallel()
	refused := mail.Problem{Kind: mail.Auth, Host: "mail.example:993", Detail: mail.Line("no such user")}
	for _, tt := range []struct {
		name string
		q    mail.Question
		keys []keymap.Action
		want mail.Choice
		says string
	}{
		{
			"sign in",
			mail.Question{ID: 1, Kind: mail.AskSignIn, Problem: &refused},
			nil,
			mail.ChoiceRetry, "mail.example:993 refused the login",
		},
		{
			"vanished, the safe answer first",
			mail.Question{ID: 2, Kind: mail.AskVanished, Count: 1234},
			nil,
			mail.ChoiceKeep, "1234 messages of INBOX",
		},
		{
			"vanished, the other",
			mail.Question{ID: 3, Kind: mail.AskVanished, Count: 12},
			[]keymap.Action{keymap.Down, keymap.Down},
			mail.ChoiceLetGo, "12 messages",
		},
		{"clock", mail.Question{ID: 4, Kind: mail.AskClock}, []keymap.Action{keymap.Up}, mail.ChoiceBelieve, "jumped"},
		{
			"maybe sent, the safe answer first",
			mail.Question{ID: 5, Kind: mail.AskSent, Message: 7, Subject: mail.Line("Lunch?"), Problem: &refused},
			nil,
			mail.ChoiceSent, "About your message \"Lunch?\": mail.example:993 refused the login",
		},
		{
			"maybe sent, once more",
			mail.Question{ID: 6, Kind: mail.AskSent, Message: 7},
			[]keymap.Action{keymap.Down},
			mail.ChoiceResend, "until you decide",
		},
		{"not sent", mail.Question{ID: 7, Kind: mail.AskUnsent, Message: 7}, nil, mail.ChoiceRetry, "nothing of it was sent"},
		{
			"not sent, away with it",
			mail.Question{ID: 8, Kind: mail.AskUnsent, Message: 7},
			[]keymap.Action{keymap.Down},
			mail.ChoiceDiscard, "in the outbox",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := dialog.NewQuestion(style(), tt.q, mail.Line("Work"), mail.Line("INBOX"))
			text := strings.Join(strings.Fields(view(t, d, 60, 20)), " ")
			if !strings.Contains(text, tt.says) {
				t.Errorf("%q is not in %s", tt.says, text)
			}
			r := do(d, append(tt.keys, keymap.Open)...)
			want := pane.Answer{Question: tt.q.ID, Choice: tt.want}
			if len(r.Intents) != 2 || r.Intents[1] != want {
				t.Errorf("answer: %#v", r.Intents)
			}
			if r := do(d, keymap.Back); len(r.Intents) != 1 || r.Note == "" {
				t.Errorf("later: %#v", r)
			}
			// The answers stay in view on the smallest screen.
			low := d.View(26, 4)
			if all := uitest.Plain(low); !strings.Contains(all, "▌") {
				t.Errorf("no answer in view:\n%s", all)
			}
		})
	}
}

func TestProblems(t *testing.T) {
	t.Parallel()
	at := uitest.Start()
	empty := dialog.NewProblems(style(), nil, nil)
	if text := view(t, empty, 36, 10); !strings.Contains(text, "Nothing went wrong") || !strings.Contains(text, "started.") {
		t.Errorf("empty: %s", text)
	}
	var entries []dialog.Entry
	for i := range 20 {
		entries = append(entries, dialog.Entry{When: at.Add(time.Duration(i) * time.Minute), Text: strings.Repeat("word ", 20)})
	}
	d := dialog.NewProblems(style(), nil, entries)
	if text := view(t, d, 60, 10); !strings.HasPrefix(text, "14:25  word") {
		t.Errorf("the newest is not first:\n%s", text)
	}
	do(d, keymap.Bottom)
	if text := view(t, d, 60, 10); !strings.Contains(text, "14:06  word") {
		t.Errorf("the oldest is not at the end:\n%s", text)
	}
	do(d, keymap.Top, keymap.Down, keymap.HalfDown, keymap.PageDown, keymap.PageUp, keymap.HalfUp, keymap.Up)
	if text := view(t, d, 60, 10); !strings.HasPrefix(text, "14:25  word") {
		t.Errorf("not back at the top:\n%s", text)
	}
	if _, ok := do(d, keymap.Back).Intents[0].(pane.Close); !ok {
		t.Error("it does not close")
	}
}

// A dialog that comes by itself must not be answered by a key on its way to
// something else.
func TestGrace(t *testing.T) {
	t.Parallel()
	now := uitest.Start()
	s := dialog.NewStack(func() time.Time { return now })
	if s.Top() != nil || s.Ready() {
		t.Error("an empty stack has a dialog")
	}
	first, second := dialog.NewProblems(style(), nil, nil), dialog.NewProblems(style(), nil, nil)
	s.Push(first)
	if !s.Ready() {
		t.Error("a dialog that was asked for does not take keys")
	}
	s.PopUp(second)
	if s.Ready() {
		t.Error("a dialog that came by itself takes keys at once")
	}
	now = now.Add(time.Second)
	if !s.Ready() || s.Top() != dialog.Dialog(second) {
		t.Error("it does not take keys later")
	}
	s.Remove(first)
	s.Remove(first)
	s.Pop()
	s.Pop()
	if s.Top() != nil {
		t.Error("the stack is not empty")
	}
}

// Nothing comes later of what is asked for a key, so the keys row does not say so.
func TestWhatEscapeDoes(t *testing.T) {
	t.Parallel()
	hint := func(d dialog.Dialog) string {
		for _, b := range keymap.Default()[d.Context()] {
			if b.Action == keymap.Back {
				return b.Hint
			}
		}
		return ""
	}
	d := dialog.NewChoose(style(), "Sure?", "", []dialog.Option{{Text: "Leave it"}})
	if got, note := hint(d), do(d, keymap.Back).Note; got != "cancel" || note != "" {
		t.Errorf("escape is called %q and says %q", got, note)
	}
	d.PutOff("It comes again.")
	if got, note := hint(d), do(d, keymap.Back).Note; got != "later" || note != "It comes again." {
		t.Errorf("escape from what comes again is called %q and says %q", got, note)
	}
}

// The answers stay in view; that words are missing above them is told.
func TestChooseOnASmallScreen(t *testing.T) {
	t.Parallel()
	words := "It goes to ada@home.example. " + strings.Repeat("Many words follow. ", 20)
	d := dialog.NewChoose(style(), "Sure?", words, []dialog.Option{{Text: "Leave it"}, {Text: "Go on"}})
	for _, w := range []int{30, 31, 32, 33} {
		text := view(t, d, w, 6)
		lines := strings.Split(text, "\n")
		if !strings.Contains(text, "ada@home.example") || !strings.Contains(text, "Go on") || !strings.HasSuffix(lines[2], "…") {
			t.Errorf("%d cells:\n%s", w, text)
		}
	}
	if text := view(t, d, 60, 40); strings.Contains(text, "…") {
		t.Errorf("nothing is cut here:\n%s", text)
	}
}
