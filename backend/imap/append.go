package imap

import (
	"context"
	"errors"
	"fmt"
	"strings"

	goimap "github.com/emersion/go-imap/v2"

	"github.com/mailtui/mailtui/mail"
)

// Append adds a message to a mailbox. Of the flags those that every server knows
// are set.
func (b *Backend) Append(ctx context.Context, box mail.RemoteBox, message []byte, flags mail.Flags) error {
	scope, done, err := b.begin(ctx, "append")
	if err != nil {
		return err
	}
	defer done()
	delete(b.told, box) // it tells of the time before
	var names []goimap.Flag
	for _, f := range mail.FlagNames() {
		if flags.Has(f.Flag) && strings.HasPrefix(f.IMAP, `\`) {
			names = append(names, goimap.Flag(f.IMAP))
		}
	}
	cmd := b.client.Append(string(box), int64(len(message)), &goimap.AppendOptions{Flags: names})
	_, err = cmd.Write(message)
	err = errors.Join(err, cmd.Close())
	if err == nil {
		err = b.conn.AllowFirstByte()
	}
	if _, refusal := cmd.Wait(); refusal != nil || err != nil {
		defer b.drop() // the library loses its place when a server does not wait for the message
		return fmt.Errorf("append to %q: %w", mail.Line(string(box)), b.fail(scope, "append", box, errors.Join(refusal, err)))
	}
	return nil
}
