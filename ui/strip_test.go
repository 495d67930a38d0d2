package ui_test

import (
	"strings"
	"testing"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/uitest"
)

// The columns of the attachments hold where their numbers get a third digit.
func TestColumnsOfManyAttachments(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	s.Bodies[30] = files(120)
	term := uitest.Run(t, s, uitest.Options{W: 80, H: 24})
	term.Press("enter")
	at := map[int]bool{}
	for range 12 {
		for _, l := range strings.Split(term.Screen(), "\n") {
			if strings.Contains(l, "note-") {
				at[strings.Index(l, "text/plain")] = true
			}
		}
		term.Press("pgdown")
	}
	if len(at) != 1 {
		t.Errorf("types in the columns %v", at)
	}
}

// What happens to an attachment, and with which key, is told whole: the type gives
// way to it.
func TestStateOfAnAttachmentIsWhole(t *testing.T) {
	t.Parallel()
	offline := mail.PhaseOffline
	for _, tt := range []struct {
		name   string
		phase  mail.Phase
		manual bool
		wanted bool
		want   string
	}{
		{"not here", mail.PhaseIdle, false, false, "not here  Enter fetches it"},
		{"waiting", offline, false, true, "waits for a connection  Esc cancels"},
		{"offline", offline, true, true, "waits until you go online (w)  Esc cancels"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := uitest.Sample()
			s.AccountList[0].Phase, s.AccountList[0].OnDemand = tt.phase, tt.manual
			raw := strings.ReplaceAll(letter(""), "Content-Type: text/plain", "Content-Type: application/x-something-long")
			s.Partial[30] = partial(t, raw)
			if tt.wanted {
				s.PartWants[30] = []mail.PartWant{{Part: "3"}}
			}
			for _, w := range []int{80, 100} {
				term := uitest.Run(t, s, uitest.Options{W: w, H: 24})
				term.Press("enter")
				term.Press("tab", "tab")
				screen(t, term, tt.want)
			}
		})
	}
}
