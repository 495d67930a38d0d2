package ui

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/dialog"
	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/pane"
)

// asking is the questions that wait for the user, and which of them were shown.
type asking struct {
	open   []mail.Question
	shown  map[mail.QuestionID]bool
	dialog *dialog.Question // the one on the screen, or nil

	offered map[mail.AccountID]bool // the user was asked whether its server is believed
}

// has reports whether a question still waits.
func (a *asking) has(id mail.QuestionID) bool {
	return slices.ContainsFunc(a.open, func(q mail.Question) bool { return q.ID == id })
}

// next returns the first question that was not shown yet; it is from now on.
func (a *asking) next() (mail.Question, bool) {
	for _, q := range a.open {
		if !a.shown[q.ID] {
			a.shown[q.ID] = true
			return q, true
		}
	}
	return mail.Question{}, false
}

// about returns the first question about an account, else the first one.
func (a *asking) about(id mail.AccountID) (mail.Question, bool) {
	if len(a.open) == 0 {
		return mail.Question{}, false
	}
	i := slices.IndexFunc(a.open, func(q mail.Question) bool { return q.Account == id })
	return a.open[max(i, 0)], true
}

// ask follows newer questions: one that was answered elsewhere closes, one that
// is new opens.
func (r *root) ask(msg questionsMsg) tea.Cmd {
	if msg.err != nil {
		return r.perform(pane.Fail{Err: msg.err})
	}
	r.asking.open = msg.questions
	accounts := map[mail.AccountID]bool{}
	for _, q := range msg.questions {
		accounts[q.Account] = true
	}
	r.folders.SetAsking(accounts)
	if d := r.asking.dialog; d != nil && !r.asking.has(d.ID()) {
		r.dialogs.Remove(d)
	}
	r.askNext()
	return nil
}

// askNext shows the first question that was not shown yet, unless something else
// is asked. It waits for the end of a message that is read: the status row tells
// of it meanwhile.
func (r *root) askNext() {
	if r.dialogs.Top() != nil || r.view.Message {
		return
	}
	r.asking.dialog = nil
	if q, ok := r.asking.next(); ok {
		r.asking.dialog = r.question(q)
		r.dialogs.PopUp(r.asking.dialog)
	}
}

// askAgain shows the questions that the user put off.
func (r *root) askAgain() {
	clear(r.asking.shown)
	q, ok := r.asking.next()
	if !ok {
		r.status.say(textNoQuestions)
		return
	}
	r.asking.dialog = r.question(q)
	r.dialogs.Push(r.asking.dialog)
}

// waiting says which question waits: one of the open account, else the first;
// nothing when there is none.
func (r *root) waiting() string {
	open, _ := r.account()
	q, ok := r.asking.about(open.ID)
	if !ok {
		return ""
	}
	name := r.accountName(q.Account)
	if f, ok := r.folders.Folder(q.Folder); ok && q.Kind == mail.AskVanished {
		return fmt.Sprintf(textVanished, name, q.Count, f.Name, r.keys.Shown(keymap.Ask))
	}
	return fmt.Sprintf(textNeedsYou, name, r.keys.Shown(keymap.Ask))
}

func (r *root) accountName(id mail.AccountID) mail.Text {
	if a, ok := r.folders.Account(id); ok && !a.Name.Empty() {
		return a.Name
	}
	return mail.Identity(string(id))
}

func (r *root) question(q mail.Question) *dialog.Question {
	f, _ := r.folders.Folder(q.Folder)
	return dialog.NewQuestion(r.dialogStyle(), q, r.accountName(q.Account), f.Name)
}
