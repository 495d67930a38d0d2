package uitest

import (
	"context"
	"slices"

	"github.com/mailtui/mailtui/calendar"
	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
)

// AnswerInvite implements the actions.
func (s *Store) AnswerInvite(_ context.Context, id mail.LocalID, answer calendar.Answer) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.call("AnswerInvite %d %d", id, answer)
	if s.Err == nil {
		status := map[calendar.Answer]calendar.Status{
			calendar.Accept: calendar.Accepted, calendar.Maybe: calendar.Tentative, calendar.Decline: calendar.Declined,
		}[answer]
		s.Answers[id] = calendar.Given{Status: status, When: s.now, Waits: s.Unreachable}
	}
	return s.Err
}

// InviteAnswer implements the mail that is read.
func (s *Store) InviteAnswer(_ context.Context, id mail.LocalID, _ string) (calendar.Given, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Answers[id], nil
}

// Leaving implements the mail that is read.
func (s *Store) Leaving(_ context.Context, _ mail.AccountID, r message.Request) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Contains(s.Leaves, r.To.Addr.String()), nil
}
