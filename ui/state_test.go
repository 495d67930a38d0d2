package ui_test

import (
	"strings"
	"testing"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/uitest"
)

// wholly asserts that every word of a sentence is on the screen, however it was
// wrapped, not counting the last two rows.
func wholly(t *testing.T, term *uitest.Terminal, sentence string) {
	t.Helper()
	rows := strings.Split(term.Screen(), "\n")
	text := strings.Join(rows[:len(rows)-2], " ")
	for _, w := range strings.Fields(sentence) {
		if !strings.Contains(text, w) {
			t.Errorf("%q of %q is not there:\n%s", w, sentence, term.Screen())
		}
	}
}

func untrusted() *mail.Problem {
	return &mail.Problem{Cause: mail.CertUntrusted, Kind: mail.Insecure, Host: "imap.a-long-name.example:993"}
}

// What stops an account can be read to its last word on every screen.
func TestProblemsCanBeReadInFull(t *testing.T) {
	t.Parallel()
	for _, o := range []uitest.Options{{W: 80, H: 24}, {W: 132, H: 30}, {W: 40, H: 15}} {
		s := uitest.Sample()
		s.AccountList[1].Phase, s.AccountList[1].Problem = mail.PhaseStopped, untrusted()
		s.FolderList = append(s.FolderList[:2:2], s.FolderList[4:]...)
		term := uitest.Run(t, s, o)
		if o.W == 80 {
			screen(t, term, "… ge", "ge problems")
		}
		for _, keys := range [][]string{{"2"}, {"1", "`", "j", "j", "enter"}, {"1", "g", "e"}} {
			term.Press(keys...)
			wholly(t, term, untrusted().Sentence())
		}
	}
}

// An account without folders is shown until it has some.
func TestAccountWithoutFolders(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	all := s.FolderList
	s.FolderList = append(all[:2:2], all[4:]...)
	term := uitest.Run(t, s, uitest.Options{W: 132, H: 30})
	term.Press("2")
	screen(t, term, " Work  ", "─ Work ─", "Work has no inbox yet", "-Grace Hopper")
	s.Change(func() {
		s.AccountList[1].Phase, s.AccountList[1].Problem = mail.PhaseStopped, untrusted()
	}, mail.AccountChanged{Account: "work"})
	term.WaitIdle()
	term.Press("j", "k", "G", "n", "enter", "R")
	screen(t, term, "signed by nobody this", "Looking for mail…")
	s.Change(func() {
		s.FolderList, s.AccountList[1].Phase, s.AccountList[1].Problem = all, mail.PhaseIdle, nil
	}, mail.FoldersChanged{Account: "work"})
	term.WaitIdle()
	screen(t, term, "Work › INBOX", "Consider it harmful", "-Looking for mail")
	term.Press("2")
	s.Change(func() { s.FolderList, s.AccountList = all[:2], s.AccountList[:1] }, mail.StoreChanged{})
	term.WaitIdle()
	screen(t, term, "Personal › INBOX", "Grace Hopper")
}

// The only account cannot be read: that is what the screen is for, not a list.
func TestOnlyAccountIsBroken(t *testing.T) {
	t.Parallel()
	s := uitest.Huge(3)
	folders := s.FolderList
	s.FolderList = nil
	s.AccountList[0].Phase, s.AccountList[0].Problem = mail.PhaseStopped, untrusted()
	term := uitest.Run(t, s, uitest.Options{W: 80, H: 24})
	wholly(t, term, untrusted().Sentence())
	screen(t, term, "▌Big")
	s.Change(func() { s.FolderList = folders }, mail.FoldersChanged{Account: "big"})
	term.WaitIdle()
	screen(t, term, "Big › INBOX", "Weekly report number 3")
}

func TestOpenQuestionShows(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	term := uitest.Run(t, s, uitest.Options{W: 132, H: 30})
	s.Change(func() {
		s.QuestionList = []mail.Question{{
			ID: 7, Account: "personal", Folder: uitest.PersonalSent, Kind: mail.AskVanished, Count: 321,
		}}
	}, mail.QuestionsChanged{})
	term.WaitIdle()
	s.Advance(1e9)
	term.Press("esc")
	term.Press("j")
	screen(t, term, "1 Personal ! needs you", "IMAP !", "gq questions",
		"Personal needs you: 321 messages vanished from Sent (gq)", "-Personal ✓")
	term.Press("0")
	screen(t, term, "Personal needs you: 321 messages vanished from Sent (gq)")
	s.Change(func() { s.QuestionList = nil }, mail.QuestionsChanged{})
	term.WaitIdle()
	screen(t, term, "1 Personal ✓", "-needs you", "-gq questions")
}

func TestAccountWithoutFile(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	s.AccountList[2].Local, s.AccountList[2].Problem = true, untrusted()
	term := uitest.Run(t, s, uitest.Options{W: 132, H: 30})
	screen(t, term, "3 Shop ∅ local", "local ∅", "-⊘", "-signed by nobody")
	term.Press("3")
	screen(t, term, "The account file of Shop is gone", "Where is my order?")
}

// The numbers are what the keys are: they stay while there is room for them.
func TestAccountsKeepTheirNumbers(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	s.AccountList = append(s.AccountList, mail.Account{
		ID: "club", Name: mail.Line("Club"), Protocol: "imap", Phase: mail.PhaseConnecting,
	})
	term := uitest.Run(t, s, uitest.Options{W: 132, H: 30})
	screen(t, term, "1 Personal ✓  2 Work ↻ 1204/3310  3 Shop ⊘ offline 2h  4 Club … connecting")
	term.Resize(80, 24)
	screen(t, term, "1 Personal ✓  2 Work ↻  3 Shop ⊘  4 Club …")
}

func TestLookingEnds(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	term := uitest.Run(t, s, uitest.Options{W: 80, H: 24})
	phase := func(p mail.Phase) {
		s.Change(func() { s.AccountList[0].Phase = p }, mail.AccountChanged{Account: "personal"})
		term.WaitIdle()
	}
	term.Press("R")
	phase(mail.PhaseConnecting)
	screen(t, term, "Looking for mail…")
	phase(mail.PhaseSyncing)
	screen(t, term, "Looking for mail…")
	phase(mail.PhaseIdle)
	screen(t, term, "-Looking for mail…")
}
