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
	if d := r.asking.dialog; d != nil && !r.asks(d.ID()) {
		r.dialogs.Remove(d)
	}
	r.askNext()
	return nil
}

func (r *root) asks(id mail.QuestionID) bool {
	for _, q := range r.asking.open {
		if q.ID == id {
			return true
		}
	}
	return false
}

// askNext shows the first question that was not shown yet, unless something else
// is asked. It waits for the end of a message that is read: the status row tells
// of it meanwhile.
func (r *root) askNext() {
	if r.dialogs.Top() != nil || r.view.Message {
		return
	}
	r.asking.dialog = nil
	for _, q := range r.asking.open {
		if r.asking.shown[q.ID] {
			continue
		}
		r.asking.shown[q.ID] = true
		r.asking.dialog = r.question(q)
		r.dialogs.PopUp(r.asking.dialog)
		return
	}
}

// askAgain shows the questions that the user put off.
func (r *root) askAgain() {
	if len(r.asking.open) == 0 {
		r.status.say(textNoQuestions)
		return
	}
	clear(r.asking.shown)
	q := r.asking.open[0]
	r.asking.shown[q.ID] = true
	r.asking.dialog = r.question(q)
	r.dialogs.Push(r.asking.dialog)
}

// waiting says which question waits: one of the open account, else the first;
// nothing when there is none.
func (r *root) waiting() string {
	if len(r.asking.open) == 0 {
		return ""
	}
	q := r.asking.open[0]
	if a, ok := r.account(); ok {
		for _, other := range slices.Backward(r.asking.open) {
			if other.Account == a.ID {
				q = other
			}
		}
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
