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
	if r.offered[in.Account] || r.dialogs.Top() != nil {
		return
	}
	r.offered[in.Account] = true
	answer := func(text string, yes bool) dialog.Option {
		return option(text, pane.TrustAuthserv{Account: in.Account, ID: in.ID, Yes: yes})
	}
	text := fmt.Sprintf(textOfferAuthserv, mail.Identity(in.ID), r.accountName(in.Account))
	r.dialogs.PopUp(dialog.NewChoose(r.dialogStyle(), textOfferTitle, text, []dialog.Option{
		answer(textDistrust, false), answer(textTrust, true),
	}))
}

// verify checks the signatures of a message; the reader shows what was found.
func (r *root) verify(in pane.Verify) tea.Cmd {
	r.status.say(textVerifying)
	return func() tea.Msg {
		found, err := r.deps.Desktop.VerifyDKIM(r.ctx, in.ID)
		return reader.Verified{ID: in.ID, Found: found, Err: err}
	}
}

// trustAuthserv remembers the answer; the reader shows what follows from it.
func (r *root) trustAuthserv(in pane.TrustAuthserv) tea.Cmd {
	return func() tea.Msg {
		return reader.Believed{Err: r.deps.Actions.TrustAuthserv(r.ctx, in.Account, in.ID, in.Yes)}
	}
}
