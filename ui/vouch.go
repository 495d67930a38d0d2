package ui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/dialog"
	"github.com/mailtui/mailtui/ui/pane"
	"github.com/mailtui/mailtui/ui/reader"
)

// offerAuthserv asks once whether the word of a server is believed. Escape puts
// it off until mailtui is started again.
func (r *root) offerAuthserv(in pane.OfferAuthserv) {
	if r.asking.offered[in.Account] || r.dialogs.Top() != nil {
		return
	}
	r.asking.offered[in.Account] = true
	answer := func(text string, yes bool) dialog.Option {
		return option(text, pane.TrustAuthserv{Account: in.Account, ID: in.ID, Yes: yes})
	}
	text := fmt.Sprintf(textOfferAuthserv, mail.Identity(in.ID), r.accountName(in.Account))
	d := dialog.NewChoose(r.dialogStyle(), textOfferTitle, text, []dialog.Option{
		answer(textDistrust, false), answer(textTrust, true),
	})
	d.PutOff(textOfferLater)
	r.dialogs.PopUp(d)
}

// verifiedMsg is what the signatures of a message are worth, and the server of
// which the user was asked whether its word on senders is believed.
type verifiedMsg struct {
	reader.Verified
	account mail.AccountID
	server  string // or ""
	trusted bool
	err     error // of the server
}

// verify checks the signatures of a message; the reader shows what was found.
func (r *root) verify(in pane.Verify) tea.Cmd {
	r.status.say(textVerifying)
	return func() tea.Msg {
		found, err := r.deps.Desktop.VerifyDKIM(r.ctx, in.ID)
		msg := verifiedMsg{Verified: reader.Verified{ID: in.ID, Found: found, Err: err}, account: in.Account}
		msg.server, msg.trusted, msg.err = r.deps.Mail.AskedAuthserv(r.ctx, in.Account)
		return msg
	}
}

// verified shows what was found, and lets the user think again about the server
// that was asked about.
func (r *root) verified(msg verifiedMsg) tea.Cmd {
	cmd := r.apply(r.reader.Update(msg.Verified))
	if msg.err != nil {
		return tea.Batch(cmd, r.perform(pane.Fail{Err: msg.err}))
	}
	if m, ok := r.reader.Message(); !ok || m.ID != msg.ID || msg.server == "" || r.dialogs.Top() != nil {
		return cmd
	}
	text, other := textDisbelieved, textBelieve
	if msg.trusted {
		text, other = textBelieved, textDisbelieve
	}
	text = fmt.Sprintf(text, mail.Identity(msg.server), r.accountName(msg.account))
	if msg.Err == nil {
		text = msg.Found.String() + "\n\n" + text
	}
	r.popUp(textWhoTitle, text, option(textLeaveSo), option(other, pane.TrustAuthserv{
		Account: msg.account, ID: msg.server, Yes: !msg.trusted,
	}))
	return cmd
}

// trustAuthserv remembers the answer; the reader shows what follows from it.
func (r *root) trustAuthserv(in pane.TrustAuthserv) tea.Cmd {
	return func() tea.Msg {
		return reader.Believed{Err: r.deps.Actions.TrustAuthserv(r.ctx, in.Account, in.ID, in.Yes)}
	}
}
