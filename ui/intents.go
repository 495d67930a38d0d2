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

// apply follows what a pane or dialog handed back.
func (r *root) apply(res pane.Result) tea.Cmd {
	if res.Note != "" {
		r.status.say(res.Note)
	}
	cmds := []tea.Cmd{res.Cmd}
	for _, in := range res.Intents {
		cmds = append(cmds, r.perform(in))
	}
	return tea.Batch(cmds...)
}

// perform carries out an intent: itself, by action, or by outside what leaves
// mailtui.
func (r *root) perform(in pane.Intent) tea.Cmd {
	if do := r.action(in); do != nil {
		return act(do)
	}
	switch in := in.(type) {
	case pane.FoldersLoaded:
		return r.foldersLoaded()
	case pane.OpenFolder:
		return r.openFolder(in.Folder)
	case pane.OpenAccount:
		if a, ok := r.folders.Account(in.Account); ok {
			return r.openInbox(a)
		}
	case pane.Select:
		return r.selected(in.Message)
	case pane.OpenMessage:
		return tea.Batch(r.setFocus(pane.Reader), r.openMessage(in.Message))
	case pane.Step:
		m, _ := r.reader.Message()
		return r.apply(r.messages.Step(in.Action, m.Anchor()))
	case pane.WantPart:
		return r.fetch(in)
	case pane.OfferAuthserv:
		r.offerAuthserv(in)
	case pane.Verify:
		return r.verify(in)
	case pane.TrustAuthserv:
		return r.trustAuthserv(in)
	case pane.Elsewhere:
		return r.do(in.Press)
	case pane.Leave:
		return r.setFocus(pane.Messages)
	case pane.Focus:
		return r.setFocus(in.Pane)
	case pane.Close:
		r.dialogs.Pop()
		r.askNext()
	case pane.Run:
		r.dialogs.Pop()
		return r.do(in.Press)
	case pane.Fail:
		r.status.fail(r.deps.Now(), pane.Sentence(in.Err))
	default:
		return r.outside(in)
	}
	return nil
}

// action returns what writes the store for an intent, nil for all others.
func (r *root) action(in pane.Intent) func() error {
	to := r.deps.Actions
	switch in := in.(type) {
	case pane.SetFlags:
		return func() error { return to.SetFlags(r.ctx, in.IDs, in.Delta) }
	case pane.Want:
		return func() error { return to.Want(r.ctx, in.ID) }
	case pane.CancelPart:
		r.unsave(in)
		return func() error { return to.CancelPart(r.ctx, in.ID, in.Part) }
	case pane.SetSender:
		r.reader.SetSender(in.Address, in.View)
		return func() error { return to.SetSender(r.ctx, in.Address, in.View) }
	case pane.Answer:
		return func() error { return to.Answer(r.ctx, in.Question, in.Choice) }
	default:
		return nil
	}
}

// foldersLoaded follows newer accounts and folders: it opens the first folder,
// and tells of problems that are new.
func (r *root) foldersLoaded() tea.Cmd {
	for _, a := range r.folders.Accounts() {
		r.status.account(r.deps.Now(), a)
		r.status.phase(r.deps.Now(), a)
	}
	if m, ok := r.reader.Message(); ok {
		if a, ok := r.folders.Account(m.Account); ok {
			r.reader.SetAccount(a)
		}
	}
	if r.status.note == textLooking && !r.busy(mail.PhaseConnecting, mail.PhaseSyncing) ||
		r.status.note == textGoOnline && !r.busy(mail.PhaseConnecting, mail.PhaseOffline) {
		r.status.say("")
	}
	_, here := r.folders.Folder(r.messages.Folder())
	switch {
	case !r.settled:
		return r.start()
	case r.bare != "":
		return r.stillBare()
	case !here: // the folder that was open is gone
		return tea.Batch(r.setFocus(pane.Messages), r.start())
	default:
		return nil
	}
}

// start opens the inbox to begin with: that of the first account. Until that is
// known, and no key was pressed, it is the first inbox there is.
func (r *root) start() tea.Cmd {
	accounts := r.folders.Accounts()
	if len(accounts) == 0 {
		return nil
	}
	if inbox, ok := r.folders.Inbox(accounts[0].ID); ok {
		r.settled = true
		return r.openFolder(inbox.ID)
	}
	if _, ok := r.folders.Folder(r.messages.Folder()); ok && r.messages.Opened() {
		return nil
	}
	for _, a := range accounts {
		if inbox, ok := r.folders.Inbox(a.ID); ok {
			return r.openFolder(inbox.ID)
		}
	}
	if a := accounts[0]; a.Problem != nil || r.bare != "" {
		if r.bare == "" {
			r.folders.SetAccount(a.ID)
		}
		r.explain(a)
	}
	return nil
}

func (r *root) openFolder(id mail.FolderID) tea.Cmd {
	f, ok := r.folders.Folder(id)
	if !ok {
		return nil
	}
	toward := f.Role == mail.RoleSent || f.Role == mail.RoleDrafts || f.Role == mail.RoleOutbox
	r.bare = ""
	r.folders.SetCurrent(id)
	r.reader.Clear()
	focus := act(func() error { return r.deps.Actions.Focus(r.ctx, id) })
	return tea.Batch(r.messages.Open(id, toward), focus)
}

// selected previews the message under the cursor, where there is a preview.
func (r *root) selected(m mail.Summary) tea.Cmd {
	if m.ID == 0 {
		if !r.view.Message {
			r.reader.Clear()
		}
		return nil
	}
	if r.layout.Reader.Empty() || r.view.Message {
		return nil
	}
	if a, ok := r.folders.Account(m.Account); ok {
		r.reader.SetAccount(a)
	}
	return r.reader.Preview(m)
}

func (r *root) openMessage(m mail.Summary) tea.Cmd {
	if a, ok := r.folders.Account(m.Account); ok {
		r.reader.SetAccount(a)
	}
	return r.apply(r.reader.Open(m))
}

// do carries out an action: of the dialog on top, of the program, or of the
// focused pane.
func (r *root) do(p keymap.Press) tea.Cmd {
	if cmd, ok := r.always(p); ok {
		return cmd
	}
	if top := r.dialogs.Top(); top != nil {
		return r.apply(top.Do(p))
	}
	if cmd, ok := r.global(p); ok {
		return cmd
	}
	return r.apply(r.pane(r.focus).Do(p))
}

func (r *root) always(p keymap.Press) (tea.Cmd, bool) {
	switch p.Action {
	case keymap.Interrupt:
		if r.status.leaving {
			return tea.Quit, true
		}
		r.status.leaving = true
		r.status.say(textQuitAgain)
		return nil, true
	case keymap.Suspend:
		return tea.Suspend, true
	case keymap.Redraw:
		return tea.ClearScreen, true
	default:
		return nil, false
	}
}

func (r *root) global(p keymap.Press) (tea.Cmd, bool) {
	switch p.Action {
	case keymap.Quit:
		return tea.Quit, true
	case keymap.NextPane:
		return r.turn(1), true
	case keymap.PrevPane:
		return r.turn(-1), true
	case keymap.FolderPane:
		return r.toggleFolders(), true
	case keymap.Account:
		return r.pickAccount(p.Key), true
	case keymap.AllInboxes:
		return tea.Batch(r.setFocus(pane.Messages), r.openFolder(0)), true
	case keymap.Inbox:
		return r.inbox(), true
	case keymap.Refresh:
		return r.refresh(), true
	case keymap.Offline:
		return r.toggleOffline(), true
	case keymap.ShowHelp:
		r.dialogs.Push(dialog.NewHelp(r.dialogStyle(), r.keys.Map, r.context()))
		return nil, true
	case keymap.ShowErrors:
		r.dialogs.Push(dialog.NewProblems(r.dialogStyle(), r.wrong(), r.status.before()))
		return nil, true
	case keymap.Ask:
		r.askAgain()
		return nil, true
	default:
		return nil, false
	}
}

// turn moves the focus to the next pane. A message that is not on the screen
// is not come to in this way, and one that fills it is not left.
func (r *root) turn(d int) tea.Cmd {
	if r.focus == pane.Reader && r.layout.List.Empty() {
		return nil
	}
	order := []pane.ID{pane.Folders, pane.Messages, pane.Reader}
	if r.layout.Reader.Empty() {
		order = order[:2]
	}
	at := slices.Index(order, r.focus)
	return r.setFocus(order[(at+d+len(order))%len(order)])
}

func (r *root) toggleFolders() tea.Cmd {
	if r.focus == pane.Folders {
		return r.setFocus(pane.Messages)
	}
	return r.setFocus(pane.Folders)
}

// explain shows an account that has no inbox, and why.
func (r *root) explain(a mail.Account) {
	r.bare = a.ID
	notice := fmt.Sprintf(textNoInbox, a.Name)
	if a.Problem != nil {
		notice = a.Problem.Sentence()
	}
	r.messages.Explain(notice)
}

// stillBare follows newer accounts and folders while an account without an inbox
// is shown.
func (r *root) stillBare() tea.Cmd {
	a, ok := r.folders.Account(r.bare)
	if !ok {
		r.bare = ""
		return r.start()
	}
	if inbox, ok := r.folders.Inbox(a.ID); ok {
		return r.openFolder(inbox.ID)
	}
	r.explain(a)
	return nil
}

// pickAccount opens the inbox of the account with a number.
func (r *root) pickAccount(key string) tea.Cmd {
	accounts := r.folders.Accounts()
	n := int(key[0] - '1')
	if n >= len(accounts) {
		r.status.say(fmt.Sprintf(textNoAccount, key))
		return nil
	}
	return r.openInbox(accounts[n])
}

// inbox opens the inbox of the account that is open.
func (r *root) inbox() tea.Cmd {
	if a, ok := r.account(); ok {
		return r.openInbox(a)
	}
	return tea.Batch(r.setFocus(pane.Messages), r.openFolder(0))
}

func (r *root) openInbox(a mail.Account) tea.Cmd {
	inbox, ok := r.folders.Inbox(a.ID)
	if !ok {
		r.settled = true
		r.folders.SetAccount(a.ID)
		r.reader.Clear()
		r.explain(a)
		return r.setFocus(pane.Messages)
	}
	return tea.Batch(r.setFocus(pane.Messages), r.openFolder(inbox.ID))
}

// refresh looks for mail in the open folder.
func (r *root) refresh() tea.Cmd {
	if !r.online() {
		r.status.say(textStillOffline)
		return nil
	}
	r.status.say(textLooking)
	return act(func() error { return r.deps.Actions.Refresh(r.ctx, r.messages.Folder()) })
}

// busy reports whether the account of the open folder, or any account when all
// inboxes are open, is in one of some phases.
func (r *root) busy(phases ...mail.Phase) bool {
	open, one := r.account()
	for _, a := range r.folders.Accounts() {
		if slices.Contains(phases, a.Phase) && !a.Local && (!one || a.ID == open.ID) {
			return true
		}
	}
	return false
}

// online reports whether the user lets any account have a connection.
func (r *root) online() bool {
	for _, a := range r.folders.Accounts() {
		if !a.OnDemand && !a.Local {
			return true
		}
	}
	return false
}

// toggleOffline works offline, or goes online when no account is.
func (r *root) toggleOffline() tea.Cmd {
	offline := r.online()
	if offline {
		r.status.say(textGoOffline)
	} else {
		r.status.say(textGoOnline)
	}
	return act(func() error { return r.deps.Actions.WorkOffline(r.ctx, offline) })
}

// newMail tells of mail that came.
func (r *root) newMail(e mail.NewMail) {
	f, ok := r.folders.Folder(e.Folder)
	if !ok {
		return
	}
	where := f.Name.String()
	if a, ok := r.folders.Account(f.Account); ok {
		where = a.Name.String() + " " + r.theme.Glyphs.Crumb + " " + where
	}
	r.status.say(fmt.Sprintf(textNewMail, where))
}

// done follows an action that was carried out.
func (r *root) done(msg doneMsg) {
	if msg.err != nil {
		r.status.fail(r.deps.Now(), pane.Sentence(msg.err))
	}
}
