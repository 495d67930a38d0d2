package pop3

import (
	"context"
	"errors"
	"fmt"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/pop3/wire"
	"github.com/mailtui/mailtui/mail"
)

// Delete removes the named messages by DELE and QUIT and returns those that the
// server confirmed: their DELE, and the QUIT after it. The connection is closed
// then, also by an error. It fails before its first DELE when any id was not
// proved in this session.
//
// An error of kind [mail.Unknown] means that QUIT was sent and not confirmed:
// the messages may be gone or not.
func (b *Backend) Delete(ctx context.Context, _ mail.RemoteBox, ids []mail.RemoteID) ([]mail.RemoteID, error) {
	s, err := b.current("dele")
	if err != nil {
		return nil, err
	}
	numbers := make(map[mail.RemoteID]int, len(ids))
	for _, id := range ids {
		number, proved := s.proved[id]
		if !proved {
			return nil, &backend.Error{
				Problem: mail.Problem{Op: "dele", Kind: mail.Temporary, Host: b.opts.Dial.Addr()},
				Err:     fmt.Errorf("%q: %w", id, errNotProved),
			}
		}
		numbers[id] = number
	}
	if len(numbers) == 0 {
		return nil, nil
	}
	if err := ctx.Err(); err != nil {
		return nil, b.problem("dele", err)
	}
	release := s.conn.CutOn(ctx)
	defer release()
	defer b.drop() // without a confirmed QUIT the server has to forget every DELE
	marked, err := s.mark(numbers)
	if err != nil {
		return nil, b.cancelled(ctx, "dele", err)
	}
	if err := s.quit(); err != nil {
		problem := backend.ProblemOf(b.cancelled(ctx, "quit", err), "quit")
		problem.Kind = mail.Unknown
		return nil, &backend.Error{Problem: problem, Err: err}
	}
	return marked, nil
}

// mark sends a DELE for each message and returns those that were accepted.
func (s *session) mark(numbers map[mail.RemoteID]int) ([]mail.RemoteID, error) {
	window := 1
	if s.pipelining() {
		window = aheadCommands
	}
	var marked, sent []mail.RemoteID
	answers := func() error {
		for _, id := range sent {
			err := s.status("DELE")
			var refused *wire.RefusedError
			if err != nil && !errors.As(err, &refused) {
				return err
			}
			if err == nil {
				marked = append(marked, id)
			}
		}
		sent = sent[:0]
		return nil
	}
	for id, number := range numbers {
		line := fmt.Sprintf("DELE %d", number)
		if err := s.lib.Send(line); err != nil {
			return nil, s.outcome(line, err)
		}
		if sent = append(sent, id); len(sent) < window {
			continue
		}
		if err := answers(); err != nil {
			return nil, err
		}
	}
	return marked, answers()
}

// quit makes the server delete what was marked (RFC 1939 §6). It may take long.
func (s *session) quit() error {
	if err := s.conn.AllowFirstByte(); err != nil {
		return err
	}
	return s.command("QUIT")
}
