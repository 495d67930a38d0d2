package ui_test

import (
	"testing"
	"time"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/uitest"
)

// How long an account has been offline counts from when that began: a sync that
// went well an hour before says nothing of it, and trying again ends nothing.
func TestOfflineSince(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	term := uitest.Run(t, s, uitest.Options{W: 132, H: 30})
	phase := func(p mail.Phase) {
		s.Change(func() { s.AccountList[0].Phase = p }, mail.StoreChanged{})
		term.WaitIdle()
	}
	s.Advance(time.Hour)
	phase(mail.PhaseOffline)
	screen(t, term, "1 Personal ⊘ offline  2", "3 Shop ⊘ offline 3h")
	s.Advance(5 * time.Minute)
	phase(mail.PhaseConnecting)
	phase(mail.PhaseOffline)
	screen(t, term, "1 Personal ⊘ offline 5m")
	phase(mail.PhaseIdle)
	phase(mail.PhaseOffline)
	screen(t, term, "1 Personal ⊘ offline  2")
}
