package imap

import (
	"context"
	"time"

	goimap "github.com/emersion/go-imap/v2"

	"github.com/mailtui/mailtui/mail"
)

// Watch waits for changes in IDLE (RFC 2177), and asks from time to time all the
// same; without IDLE it only asks. It begins with changed when the mailbox is
// not as it was last seen here.
func (b *Backend) Watch(ctx context.Context, box mail.RemoteBox, changed func()) error {
	scope, done, err := b.begin(ctx, "watch")
	if err != nil {
		return err
	}
	defer done()
	sel, err := b.open(scope, box)
	if err != nil {
		return b.watched(ctx, err)
	}
	if last, ok := b.seen[box]; !ok || last.UIDValidity != sel.status.UIDValidity ||
		last.UIDNext != sel.status.UIDNext || last.Messages != sel.status.Messages ||
		last.HighestModSeq != sel.status.HighestModSeq {
		b.seen[box] = sel.status
		changed()
	}
	wait := b.pause
	if b.caps.Has(goimap.CapIdle) {
		wait = b.idle
	}
	for {
		if err := wait(scope, changed); err != nil || ctx.Err() != nil {
			return b.watched(ctx, err)
		}
		if err := b.client.Noop().Wait(); err != nil {
			return b.watched(ctx, b.fail(scope, "noop", "", err))
		}
	}
}

// Heard reports whether the server has spoken up since the mailbox was opened or
// Heard was asked.
func (b *Backend) Heard() bool {
	select {
	case <-b.stirred:
		return true
	default:
		return false
	}
}

// watched makes nothing of an error that comes from being cancelled.
func (b *Backend) watched(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// pause waits for the next poll.
func (b *Backend) pause(ctx context.Context, changed func()) error {
	timer := time.NewTimer(b.opts.Poll)
	defer timer.Stop()
	for {
		select {
		case <-b.stirred:
			changed()
		case <-timer.C:
			return nil
		case <-b.client.Closed():
			return nil // the next command says why
		case <-ctx.Done():
			return nil
		}
	}
}

// idle is pause with the server told to speak up.
func (b *Backend) idle(ctx context.Context, changed func()) error {
	cmd, err := b.client.Idle()
	if isRefusal(err) {
		return b.pause(ctx, changed)
	}
	if err != nil {
		return b.fail(ctx, "idle", "", err)
	}
	if err := b.pause(ctx, changed); err != nil {
		return err
	}
	if err := cmd.Close(); err != nil {
		return b.fail(ctx, "idle", "", err)
	}
	if err := cmd.Wait(); err != nil {
		return b.fail(ctx, "idle", "", err)
	}
	return nil
}
