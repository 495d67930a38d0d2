package ui_test

import (
	"testing"
	"time"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/uitest"
)

// unsent asks about mail that could not be sent; the answer below the first one
// deletes it.
func unsent(s *uitest.Store, term *uitest.Terminal) {
	s.Change(func() {
		s.QuestionList = []mail.Question{{ID: 7, Account: "personal", Message: 51, Kind: mail.AskUnsent}}
	}, mail.QuestionsChanged{})
	term.WaitIdle()
}

// A question does not come over a message that is read: it is told of, and asked
// when the message is left.
func TestQuestionWaitsForTheReader(t *testing.T) {
	t.Parallel()
	for _, o := range []uitest.Options{{W: 80, H: 24}, {W: 132, H: 30}} {
		s := uitest.Sample()
		s.Bodies[30] = letter("")
		term := uitest.Run(t, s, o)
		term.Press("enter")
		unsent(s, term)
		screen(t, term, "Personal needs you (gq)", "-─ Personal needs you ─")
		s.Calls()
		term.Press("s")
		calls(t, s, "SetFlags [30] +4 -0")
		term.Press("?", "esc") // another dialog does not bring it either
		screen(t, term, "-─ Personal needs you ─")
		term.Press("q")
		screen(t, term, "─ Personal needs you ─", "Delete it for good, unsent")
		term.Press("j", "enter")
		calls(t, s)
		s.Advance(time.Second)
		term.Press("esc")
		term.Press("enter", "q")
		screen(t, term, "-─ Personal needs you ─") // once
	}
}

// Who goes on typing answers nothing, however long the question is there: the
// keyboard has to rest before.
func TestTypingAnswersNoQuestion(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	term := uitest.Run(t, s, uitest.Options{W: 80, H: 24})
	unsent(s, term)
	s.Calls()
	for _, key := range []string{"j", "j", "enter", "j", "enter"} {
		s.Advance(500 * time.Millisecond)
		term.Press(key)
		screen(t, term, "─ Personal needs you ─", "▌ Try again now", "did not take the key")
	}
	calls(t, s)
	s.Advance(700 * time.Millisecond)
	term.Press("enter")
	calls(t, s, "Answer 7 retry")
}
