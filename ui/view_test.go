package ui_test

import (
	"math"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/render"
	"github.com/mailtui/mailtui/ui"
	"github.com/mailtui/mailtui/ui/uitest"
)

// What the settings say of the layout of messages holds for the first one, and
// when it is laid out again.
func TestMessagesAreLaidOutAsTheSettingsSay(t *testing.T) {
	t.Parallel()
	const prose = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
	body := prose + "\r\n\r\nAda wrote:\r\n" + strings.Repeat("> quoted\r\n", 8)
	for _, tt := range []struct {
		name string
		look render.Options
		want []string
	}{
		{"default", render.Options{}, []string{"fourteen fifteen ", "-fifteen sixteen", "▸ 8 quoted lines"}},
		{"narrow", render.Options{Measure: 40}, []string{"one two three four five six seven eight", "-eight nine", "▸ 8 quoted lines"}},
		{"wide", render.Options{Measure: 200}, []string{prose}},
		{"folded later", render.Options{FoldOver: 8}, []string{"> quoted", "-quoted lines"}},
		{"folded early", render.Options{FoldOver: 7}, []string{"▸ 8 quoted lines"}},
		{"never folded", render.Options{FoldOver: math.MaxInt}, []string{"> quoted", "-quoted lines"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := uitest.Sample()
			s.Bodies[30] = uitest.Raw(s.Lists[uitest.PersonalInbox][0].From[0], "long", body)
			term := uitest.RunWith(t, s, uitest.Options{W: 118, H: 30}, ui.Deps{
				Mail: s, Actions: s, Desktop: s, Events: s, Now: s.Now, Look: tt.look,
			})
			term.Press("enter")
			for range 2 {
				screen(t, term, tt.want...)
				term.Press("T", "T")
			}
		})
	}
}

func TestColorsOfTheSenderCanBeLeftOut(t *testing.T) {
	t.Parallel()
	for _, none := range []bool{false, true} {
		s := uitest.Sample()
		s.Bodies[30] = strings.Replace(
			uitest.Raw(mail.Address{Addr: mail.Line("a@example.org")}, "red", `<p style="color:#ff5050">red words</p>`),
			"text/plain", "text/html", 1)
		term := uitest.RunWith(t, s, uitest.Options{W: 80, H: 24}, ui.Deps{
			Mail: s, Actions: s, Desktop: s, Events: s, Now: s.Now, NoColors: none,
		})
		term.Raw()
		term.Press("enter")
		screen(t, term, "red words")
		if colored := strings.Contains(string(term.Raw()), "38;2;255;80;80"); colored == none {
			t.Errorf("without colours: %v, coloured: %v", none, colored)
		}
	}
}
