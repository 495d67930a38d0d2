package ui

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/mailtui/mailtui/calendar"
	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
	"github.com/mailtui/mailtui/render"
	"github.com/mailtui/mailtui/ui/dialog"
	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/pane"
)

// triedMsg says how something outside of mailtui went.
type triedMsg struct {
	in   pane.Intent // what was tried
	note string      // what to say when it went well
	page mail.Text   // where the user has to do it, or empty
	err  error
}

// outside carries out intents that leave mailtui: other programs, the user's
// folders, web servers. It is the only place that calls [Desktop]. What a
// stranger could have set a trap with is asked about first.
func (r *root) outside(in pane.Intent) tea.Cmd {
	switch in := in.(type) {
	case pane.ShowLinks:
		r.dialogs.Push(dialog.NewLinks(r.dialogStyle(), in.Links, in.Words))
	case pane.CopyText:
		r.status.say(fmt.Sprintf(textCopied, in.Text))
		return tea.SetClipboard(in.Text.String())
	case pane.OpenURL:
		return r.openURL(in)
	case pane.OpenPart:
		return r.try(in, fmt.Sprintf(textOpened, in.Attachment.Name), func() error {
			return r.deps.Desktop.OpenPart(r.ctx, in.ID, in.Part, in.Sure)
		})
	case pane.SaveParts:
		r.dialogs.Push(r.askWhere(names(in.Attachments), "", r.typed.dir, func(dir string) pane.Intent {
			return intoFolder(in, dir)
		}))
	case pane.SaveAll:
		return r.saveAll(in)
	case pane.Browse:
		return r.browse(in)
	case pane.SavePage:
		return r.savePage(in)
	case pane.LoadPictures:
		return r.loadPictures(in)
	case pane.ShowPictures:
		return r.showPictures(in)
	case pane.AskPictures:
		r.askPictures(in)
	case pane.PipeMessage:
		r.dialogs.Push(r.askCommand(in.ID, ""))
	case pane.Pipe:
		return r.pipe(in)
	case pane.Unsubscribe:
		r.askToLeave(in)
	case pane.LeaveList:
		return r.leaveList(in)
	case pane.AnswerInvite:
		r.askAnswer(in)
	case pane.SendAnswer:
		return r.try(in, textAnswered, func() error { return r.deps.Actions.AnswerInvite(r.ctx, in.ID, in.Answer) })
	}
	return nil
}

// try makes a command of something outside.
func (r *root) try(in pane.Intent, note string, do func() error) tea.Cmd {
	return func() tea.Msg { return triedMsg{in: in, note: note, err: do()} }
}

// tried follows something outside.
func (r *root) tried(msg triedMsg) tea.Cmd {
	if in, ok := msg.in.(pane.LeaveList); ok && (msg.err != nil || !msg.page.Empty()) {
		r.reader.SetAsked(in.List, time.Time{})
	}
	if msg.err == nil {
		return r.succeeded(msg)
	}
	problem, ok := mail.ProblemOf(msg.err)
	if in, opens := msg.in.(pane.OpenPart); opens && problem.Cause == mail.NotCached {
		return r.fetch(pane.WantPart{ID: in.ID, Part: in.Part, Name: in.Attachment.Name})
	}
	if ok && r.refused(msg.in, problem) {
		return nil
	}
	return r.perform(pane.Fail{Err: msg.err})
}

func (r *root) succeeded(msg triedMsg) tea.Cmd {
	if !msg.page.Empty() {
		r.popUp(textLeaveTitle, fmt.Sprintf(textNoMail, message.HostOf(msg.page.String()), msg.page),
			option(textStay), openPage(msg.page))
		return nil
	}
	r.status.say(msg.note)
	switch in := msg.in.(type) {
	case pane.SendAnswer:
		return r.reader.Again(in.ID)
	case pane.LeaveList:
		return r.reader.Again(in.ID)
	case pane.SavePage:
		r.typed.dir = in.Dir
	}
	return nil
}

// refused asks about what was refused for a reason that the user may know better,
// and offers what cannot be done here in another way. It reports whether that
// says all.
func (r *root) refused(in pane.Intent, problem mail.Problem) bool {
	switch in := in.(type) {
	case pane.OpenPart:
		if problem.Cause == mail.Disguised {
			sure := in
			sure.Sure = true
			r.popUp(textSureTitle, problem.Sentence(), option(textDont), option(textOpenAnyway, sure))
			return true
		}
		if problem.Cause == mail.NoReader || problem.Cause == mail.IsProgram || in.Attachment.Here {
			save := pane.SaveParts{ID: in.ID, Parts: []string{in.Part}, Attachments: []message.Attachment{in.Attachment}}
			r.popUp(textNotOpenedTitle, problem.Sentence(), option(textDont), option(textSaveIt, save))
			return true
		}
	case pane.OpenURL:
		r.popUp(textNotOpenedTitle, problem.Sentence()+"\n\n"+in.Link.Open.String(),
			option(textDont), option(textCopyIt, pane.CopyText{Text: in.Link.Open}))
		return true
	case pane.Browse:
		r.popUp(textNotOpenedTitle, problem.Sentence(),
			option(textDont), option(textSaveIt, pane.SavePage{ID: in.ID}))
		return true
	case pane.SavePage:
		if mendable(problem) {
			r.dialogs.PopUp(r.askPlace(in.ID, problem.Sentence(), in.Dir))
		}
	case pane.Pipe:
		if mendable(problem) {
			r.dialogs.PopUp(r.askCommand(in.ID, problem.Sentence()))
		}
	}
	return false
}

func option(text string, intents ...pane.Intent) dialog.Option {
	return dialog.Option{Text: text, Intents: intents}
}

// choose asks at once, for a key; the safest option comes first.
func (r *root) choose(title, text string, options ...dialog.Option) {
	r.dialogs.Push(dialog.NewChoose(r.dialogStyle(), title, text, options))
}

// popUp asks late: the keys may mean something else by now.
func (r *root) popUp(title, text string, options ...dialog.Option) {
	r.dialogs.PopUp(dialog.NewChoose(r.dialogStyle(), title, text, options))
}

// browse shows a message in the browser. Who sent it can see that when the browser
// loads its pictures, so that is asked about each time.
func (r *root) browse(in pane.Browse) tea.Cmd {
	if in.Ask {
		r.choose(textBrowseTitle, textBrowse, option(textWithoutPictures, pane.Browse{ID: in.ID}),
			option(textWithPictures, pane.Browse{ID: in.ID, Remote: true}))
		return nil
	}
	return r.try(in, textBrowsed, func() error { return r.deps.Desktop.Browse(r.ctx, in.ID, in.Remote) })
}

func (r *root) openURL(in pane.OpenURL) tea.Cmd {
	if !in.Link.Warning.Empty() && !in.Sure {
		sure := in
		sure.Sure = true
		r.choose(textSureTitle, in.Link.Warning.String()+"\n\n"+in.Link.URL.String(),
			option(textDont), option(textOpenAnyway, sure))
		return nil
	}
	return r.try(in, fmt.Sprintf(textOpened, message.HostOf(in.Link.Open.String())), func() error {
		return r.deps.Desktop.OpenURL(r.ctx, in.Link.Open.String())
	})
}

// askCommand asks for the command to pipe a message into, as askWhere does for a
// folder.
func (r *root) askCommand(id mail.LocalID, why string) *dialog.Prompt {
	says := dialog.Wording{
		Title: textPipeTitle, Text: above(why, textPipe), Empty: textNoCommand, Context: keymap.Prompt,
	}
	return dialog.NewPrompt(r.dialogStyle(), says, r.typed.command, func(line string) []pane.Intent {
		return []pane.Intent{pane.Pipe{ID: id, Line: line}}
	})
}

// above puts what was wrong above what is asked.
func above(why, text string) string {
	if why == "" {
		return text
	}
	return why + "\n" + text
}

// mendable reports whether a line that was typed is what is wrong.
func mendable(p mail.Problem) bool {
	switch p.Cause {
	case mail.FileMissing, mail.NotFolder, mail.FileUnwritable, mail.NeedsShell, mail.NotStarted:
		return true
	default:
		return false
	}
}

// pipe gives the terminal to a command until it has ended.
func (r *root) pipe(in pane.Pipe) tea.Cmd {
	r.typed.command = in.Line
	return func() tea.Msg {
		command, err := r.deps.Desktop.Pipe(r.ctx, in.ID, in.Line)
		if err != nil {
			return triedMsg{in: in, err: err}
		}
		return tea.Exec(command, func(err error) tea.Msg {
			return triedMsg{in: in, note: fmt.Sprintf(textPiped, mail.Line(in.Line)), err: err}
		})()
	}
}

// askToLeave asks before anything goes to a mailing list, and says what would.
func (r *root) askToLeave(in pane.Unsubscribe) {
	mailed, byMail := in.Ways.Mailed()
	leave := option(textLeave, pane.LeaveList{ID: in.ID, List: in.List, ByMail: byMail})
	switch w := in.Ways; {
	case !w.OneClick.Empty():
		r.choose(textLeaveTitle, fmt.Sprintf(textLeaveOneClick, message.HostOf(w.OneClick.String())), option(textStay), leave)
	case byMail:
		text := fmt.Sprintf(textLeaveByMail, message.ShownAddress(mailed.To.Addr), mailed.Subject)
		if !mailed.Body.Empty() {
			text += "\n" + fmt.Sprintf(textLeaveWords, mailed.Body)
		}
		r.choose(textLeaveTitle, text, option(textStay), leave)
	default:
		text := fmt.Sprintf(textLeaveByPage, message.HostOf(w.Web.String()), w.Web)
		r.choose(textLeaveTitle, text, option(textStay), openPage(w.Web))
	}
}

// openPage is the answer that opens the page of a list.
func openPage(page mail.Text) dialog.Option {
	return option(textOpenPage, pane.OpenURL{Link: render.Link{URL: page, Open: page}})
}

// leaveList leaves a list. A page where that has to be done instead is asked
// about: the user has agreed to a mail.
func (r *root) leaveList(in pane.LeaveList) tea.Cmd {
	r.reader.SetAsked(in.List, r.deps.Now())
	note := textLeft
	if in.ByMail {
		note = textLeftByMail
	}
	return func() tea.Msg {
		page, err := r.deps.Desktop.Unsubscribe(r.ctx, in.ID)
		return triedMsg{in: in, note: note, page: mail.Line(page), err: err}
	}
}

// summaryWidth is how much of a stranger's summary stands in a question, in cells.
const summaryWidth = 60

// askAnswer asks what to say to an invitation.
func (r *root) askAnswer(in pane.AnswerInvite) {
	answer := func(text string, a calendar.Answer) dialog.Option {
		return option(text, pane.SendAnswer{ID: in.ID, Answer: a})
	}
	to := message.ShownAddress(in.Invite.Organizer.Addr)
	text := fmt.Sprintf(textInvite, to)
	if !r.invited(in.Invite) {
		text += "\n" + textNotInvited
	}
	if isOver(in.Invite, r.deps.Now()) {
		text += "\n" + textOver
	}
	about := ansi.Truncate(in.Invite.Summary.String(), summaryWidth, "…")
	r.choose(textInviteTitle, text+"\n"+about, option(textNotNow),
		answer(textAccept, calendar.Accept), answer(textMaybe, calendar.Maybe), answer(textDecline, calendar.Decline))
}

// invited reports whether the account of the message that is read is among the
// attendees of an event, as far as its address is known.
func (r *root) invited(i calendar.Invite) bool {
	m, _ := r.reader.Message()
	a, ok := r.folders.Account(m.Account)
	if !ok || a.Email.Empty() {
		return true
	}
	_, invited := i.Attendee([]mail.Address{{Addr: a.Email}})
	return invited
}

// isOver reports whether an event has ended. Nobody knows that of a series, nor
// of one whose time cannot be read.
func isOver(i calendar.Invite, now time.Time) bool {
	if i.End.IsZero() || !i.Recurrence.Empty() {
		return false
	}
	end := i.End
	if i.AllDay || i.Floating { // the hours are those of the reader
		end = time.Date(end.Year(), end.Month(), end.Day(), end.Hour(), end.Minute(), end.Second(), 0, now.Location())
	}
	return end.Before(now)
}
