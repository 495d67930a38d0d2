package imap

import (
	"context"

	goimap "github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/mail"
)

// selection is the mailbox that is open on the connection.
type selection struct {
	box      mail.RemoteBox
	status   backend.Status
	readOnly bool
	// permanent are the flags that can be changed for good; nil: not told, all.
	permanent []goimap.Flag
}

// open selects box anew, which tells its present state.
func (b *Backend) open(ctx context.Context, box mail.RemoteBox) (*selection, error) {
	cmd := b.sendSelect(box)
	return b.opened(ctx, box, cmd)
}

func (b *Backend) sendSelect(box mail.RemoteBox) *imapclient.SelectCommand {
	b.selected = nil
	b.Heard() // the SELECT tells of it too
	return b.client.Select(string(box), &goimap.SelectOptions{CondStore: b.caps.Has(goimap.CapCondStore)})
}

// opened waits for the answer to a SELECT.
func (b *Backend) opened(ctx context.Context, box mail.RemoteBox, cmd *imapclient.SelectCommand) (*selection, error) {
	data, err := cmd.Wait()
	if err != nil {
		return nil, b.fail(ctx, "select", box, err)
	}
	s := &selection{
		box: box,
		status: backend.Status{
			UIDValidity:   data.UIDValidity,
			UIDNext:       uint32(data.UIDNext), // Courier leaves it out
			Messages:      data.NumMessages,
			HighestModSeq: data.HighestModSeq,
		},
		readOnly:  b.conn.ReadOnly(),
		permanent: data.PermanentFlags,
	}
	b.selected = s
	return s, nil
}

// use returns the selection of box, without a turn when it is open.
func (b *Backend) use(ctx context.Context, box mail.RemoteBox) (*selection, error) {
	if b.selected != nil && b.selected.box == box {
		return b.selected, nil
	}
	return b.open(ctx, box)
}
