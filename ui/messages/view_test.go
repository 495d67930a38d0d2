package messages_test

import (
	"testing"
	"time"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/messages"
	"github.com/mailtui/mailtui/ui/uitest"
)

func TestView(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		w, h int
	}{{"wide", 100, 12}, {"middle", 60, 12}, {"narrow", 40, 12}, {"tiny", 18, 5}} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			l := open(t, uitest.Sample(), tt.w, tt.h)
			uitest.Golden(t, "list-"+tt.name, uitest.Plain(l.View()))
			for i, line := range l.View() {
				if w := uitest.Width(line); w != tt.w {
					t.Errorf("line %d has %d cells, want %d", i, w, tt.w)
				}
			}
		})
	}
	t.Run("styled", func(t *testing.T) {
		t.Parallel()
		l := open(t, uitest.Sample(), 60, 6)
		uitest.Golden(t, "list-styled", uitest.Styled(l.View()))
	})
	t.Run("sent mail shows whom it went to", func(t *testing.T) {
		t.Parallel()
		l := open(t, uitest.Sample(), 60, 6)
		l.run(l.Open(uitest.PersonalSent, true))
		if !l.shows("To: Ada") {
			t.Error(uitest.Plain(l.View()))
		}
	})
	t.Run("a name that is another address does not pass", func(t *testing.T) {
		t.Parallel()
		s := uitest.Huge(1)
		s.Lists[1][0].From = []mail.Address{{Name: mail.Line("boss@bank.example"), Addr: mail.Line("x@evil.example")}}
		if l := open(t, s, 80, 3); !l.shows("!x@evil.example") {
			t.Error(uitest.Plain(l.View()))
		}
	})
}

func TestWhen(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("here", 2*3600)
	now := time.Date(2026, 11, 23, 14, 6, 0, 0, zone)
	for _, tt := range []struct {
		name  string
		t     time.Time
		short bool
		want  string
	}{
		{"today", now.Add(-time.Hour), false, "13:06"},
		{"today in another zone", time.Date(2026, 11, 22, 23, 0, 0, 0, time.UTC), false, "01:00"},
		{"yesterday", now.AddDate(0, 0, -1), false, "Sun"},
		{"six days ago", now.AddDate(0, 0, -6), false, "Tue"},
		{"a week ago", now.AddDate(0, 0, -7), false, "16 Nov"},
		{"this year", time.Date(2026, 2, 3, 0, 0, 0, 0, zone), false, "3 Feb"},
		{"this year, short", time.Date(2026, 2, 3, 0, 0, 0, 0, zone), true, " 3Feb"},
		{"last year", time.Date(2025, 11, 22, 0, 0, 0, 0, zone), false, "2025"},
		{"a day before, in another year", time.Date(2025, 12, 31, 0, 0, 0, 0, zone), false, "2025"},
		{"the future", now.AddDate(0, 0, 3), false, "26 Nov"},
		{"unknown", time.Time{}, false, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := messages.When(now, tt.t, tt.short); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
