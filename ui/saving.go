package ui

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/pane"
)

// savedMsg says which files are there of those that were to be saved.
type savedMsg struct {
	in    pane.Save
	paths []string
	err   error
}

// save saves attachments. Those that are not on this machine are fetched, and
// saved when they have come.
func (r *root) save(in pane.Save) tea.Cmd {
	return func() tea.Msg {
		paths, err := r.deps.Desktop.SaveParts(r.ctx, in.ID, in.Parts, in.Dir)
		return savedMsg{in: in, paths: paths, err: err}
	}
}

// saved follows save.
func (r *root) saved(msg savedMsg) tea.Cmd {
	if msg.err == nil {
		r.status.say(savedNote(msg.paths))
		return nil
	}
	problem, _ := pane.ProblemOf(msg.err)
	left := msg.in.Parts[min(len(msg.paths), len(msg.in.Parts)):]
	if problem.Cause != mail.NotCached && problem.Cause != mail.PartsOnly || len(left) == 0 {
		return r.perform(pane.Fail{Err: msg.err})
	}
	r.saving = append(r.saving, pane.Save{ID: msg.in.ID, Parts: left, Dir: msg.in.Dir})
	r.status.say(fmt.Sprintf(textSaveLater, len(left)))
	return act(func() error {
		for _, part := range left {
			if err := r.deps.Actions.WantPart(r.ctx, msg.in.ID, part); err != nil {
				return err
			}
		}
		return nil
	})
}

// arrivedMsg says that what was waited for of a message is here, or why it is
// not.
type arrivedMsg struct {
	id  mail.LocalID
	err error
}

// arrived looks whether what is to be saved of a message has come.
func (r *root) arrived(id mail.LocalID) tea.Cmd {
	if !slices.ContainsFunc(r.saving, func(s pane.Save) bool { return s.ID == id }) {
		return nil
	}
	return func() tea.Msg {
		wants, err := r.deps.Mail.Wants(r.ctx, id)
		if err != nil {
			return arrivedMsg{id, err}
		}
		for _, w := range wants {
			if w.Problem != nil {
				return arrivedMsg{id, *w.Problem}
			}
		}
		if len(wants) > 0 {
			return nil
		}
		return arrivedMsg{id: id}
	}
}

// goOn saves what has arrived, or gives it up.
func (r *root) goOn(msg arrivedMsg) tea.Cmd {
	var cmds []tea.Cmd
	r.saving = slices.DeleteFunc(r.saving, func(s pane.Save) bool {
		if s.ID != msg.id {
			return false
		}
		if msg.err == nil {
			cmds = append(cmds, r.save(s))
		}
		return true
	})
	if msg.err != nil {
		cmds = append(cmds, r.perform(pane.Fail{Err: msg.err}))
	}
	return tea.Batch(cmds...)
}
