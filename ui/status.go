package ui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/dialog"
	"github.com/mailtui/mailtui/ui/keymap"
)

// maxLog is how many problems are kept for the list of problems.
const maxLog = 200

// status is what the status row tells.
type status struct {
	note    string                          // until the next key
	failed  bool                            // the note is a problem
	leaving bool                            // the interrupt key was pressed once
	log     []dialog.Entry                  // problems, oldest first
	told    map[mail.AccountID]dialog.Entry // the problem that an account has
	offline map[mail.AccountID]time.Time    // since when an account is; zero: it was not when last seen
}

func (s *status) say(note string) { s.note, s.failed = note, false }

// fail tells of a problem and keeps it.
func (s *status) fail(now time.Time, sentence string) {
	s.note, s.failed = sentence, true
	s.log = append(s.log, dialog.Entry{When: now, Text: sentence})
	if len(s.log) > maxLog {
		s.log = s.log[len(s.log)-maxLog:]
	}
}

// account tells of an account's problem when it is a new one.
func (s *status) account(now time.Time, a mail.Account) {
	if a.Problem == nil || a.Local {
		delete(s.told, a.ID)
		return
	}
	sentence := a.Name.String() + ": " + a.Problem.Sentence()
	if sentence == s.told[a.ID].Text {
		return
	}
	s.told[a.ID] = dialog.Entry{When: now, Text: sentence}
	s.fail(now, sentence)
}

// phase notes since when an account is offline: since it went so here, or was
// last in touch with its server before mailtui was started. To try again is not
// to be online.
func (s *status) phase(now time.Time, a mail.Account) {
	since, seen := s.offline[a.ID]
	switch {
	case a.Phase == mail.PhaseConnecting:
	case a.Phase != mail.PhaseOffline:
		s.offline[a.ID] = time.Time{}
	case seen && since.IsZero():
		s.offline[a.ID] = now
	case !seen && !a.Synced.IsZero():
		s.offline[a.ID] = a.Synced
	}
}

// before returns the problems that are none any more.
func (s *status) before() []dialog.Entry {
	return slices.DeleteFunc(slices.Clone(s.log), func(e dialog.Entry) bool {
		for _, now := range s.told {
			if e == now {
				return true
			}
		}
		return false
	})
}

// wrong returns the problems that accounts have now.
func (r *root) wrong() (list []dialog.Entry) {
	for _, a := range r.folders.Accounts() {
		if e, ok := r.status.told[a.ID]; ok {
			list = append(list, e)
		}
	}
	return list
}

// calm forgets that the interrupt key was pressed once, unless it is again.
func (s *status) calm(p keymap.Press) {
	if p.Action != keymap.Interrupt {
		s.leaving = false
	}
}

// state says how an account is doing, in the fewest words.
func (r *root) state(a mail.Account) string {
	switch r.folders.State(a) {
	case mail.StateLocal:
		return textLocal
	case mail.StateStopped, mail.StateAsking:
		return textStopped
	case mail.StateConnecting:
		return textConnecting
	case mail.StateSyncing:
		return progress(a)
	case mail.StateOffline:
		return strings.TrimSpace(textOffline + " " + age(r.deps.Now(), r.status.offline[a.ID]))
	default:
		return ""
	}
}

// progress says how far the sync of an account has come.
func progress(a mail.Account) string {
	if a.Total > 0 {
		return fmt.Sprintf("%d/%d", a.Done, a.Total)
	}
	return textSyncing
}

// age says how long ago something was: "5m", "2h", "3d"; nothing below a minute.
func age(now, then time.Time) string {
	d := now.Sub(then)
	switch {
	case then.IsZero() || d < time.Minute:
		return ""
	case d < time.Hour:
		return fmt.Sprintf("%dm", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%dh", int(d.Hours()))
	default:
		return fmt.Sprintf("%dd", int(d.Hours()/24))
	}
}

// clockTime shows a time of today as a time, else as a day.
func clockTime(now, t time.Time) string {
	t = t.In(now.Location())
	if t.Year() == now.Year() && t.YearDay() == now.YearDay() {
		return t.Format("15:04")
	}
	return t.Format("2 Jan 15:04")
}
