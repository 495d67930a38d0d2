package render

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
)

// forms are all ways to ask for a message.
var forms = []Form{Auto, PlainText, HTMLText, Source}

// eachMail runs a test for every mail of the project.
func eachMail(t *testing.T, test func(t *testing.T, m *message.Message)) {
	t.Helper()
	for _, file := range mails(t) {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".eml"), func(t *testing.T) {
			t.Parallel()
			test(t, parseFile(t, file))
		})
	}
}

// TestEveryWidth: no line is wider than asked, on any screen, in any form.
func TestEveryWidth(t *testing.T) {
	t.Parallel()
	eachMail(t, func(t *testing.T, m *message.Message) {
		t.Helper()
		for width := 10; width <= 200; width += 1 + width/20 {
			form := forms[width/2%len(forms)]
			checkDocument(t, Render(m, Options{Width: width, Prefer: form, Unfold: width%3 == 0}), width)
			if t.Failed() {
				t.Fatalf("at %d columns, form %d", width, form)
			}
		}
	})
}

// TestProseIsNotWiderThanTheMeasure: on a wide screen only what was drawn by
// hand, and what was typed as it is, goes beyond the measure.
func TestProseIsNotWiderThanTheMeasure(t *testing.T) {
	t.Parallel()
	eachMail(t, func(t *testing.T, m *message.Message) {
		t.Helper()
		for _, l := range Render(m, Options{Width: 200, Unfold: true}).Lines {
			if textWidth(l.String()) <= Measure {
				continue
			}
			drawn := slices.ContainsFunc(l.Spans, func(s Span) bool { return s.Style >= Code && s.Style <= DiffPlace })
			if !drawn && !isDrawn(l.String()) {
				t.Errorf("%d cells: %q", textWidth(l.String()), l)
			}
		}
	})
}

// TestAWidthOnlyMovesLineBreaks: the same text is on every screen, in the same
// order, unless columns become blocks or records.
func TestAWidthOnlyMovesLineBreaks(t *testing.T) {
	t.Parallel()
	compared := 0
	for _, file := range mails(t) {
		m := parseFile(t, file)
		whole := Render(m, Options{Unfold: true})
		columns := func(l Line) bool { return strings.Contains(l.String(), columnGap) }
		if slices.ContainsFunc(whole.Lines, columns) || filepath.Base(file) == "receipt-nested.eml" {
			continue // there are columns in it
		}
		compared++
		for _, width := range []int{16, 23, 40, 79, 100, 180} {
			got := Render(m, Options{Width: width, Unfold: true})
			ruleless := func(d Document) string {
				return strings.NewReplacer("─", "", "═", "").Replace(letters(d.Text()))
			}
			if got, want := ruleless(got), ruleless(whole); got != want {
				t.Errorf("%s at %d columns: %s", file, width, firstDifference(got, want))
			}
		}
	}
	t.Logf("%d mails compared", compared)
	if compared < 20 {
		t.Errorf("only %d mails", compared)
	}
}

// TestRenderIsPure: the same message gives the same document, and stays as it is.
func TestRenderIsPure(t *testing.T) {
	t.Parallel()
	eachMail(t, func(t *testing.T, m *message.Message) {
		t.Helper()
		bodies := fmt.Sprint(m.Bodies(message.Plain), m.Bodies(message.HTML))
		safe := cmp.Comparer(func(a, b mail.Text) bool { return a == b })
		for _, form := range forms {
			o := Options{Width: 72, Prefer: form, Profile: TrueColor}
			first := Render(m, o)
			if diff := cmp.Diff(first, Render(m, o), safe); diff != "" {
				t.Errorf("form %d: %s", form, diff)
			}
		}
		if fmt.Sprint(m.Bodies(message.Plain), m.Bodies(message.HTML)) != bodies {
			t.Error("the message was changed")
		}
	})
}

// TestPlainTextIsItsOwnLayout: text that was laid out once is laid out the same
// way again.
func TestPlainTextIsItsOwnLayout(t *testing.T) {
	t.Parallel()
	for _, file := range mails(t) {
		name := filepath.Base(file)
		if !strings.HasPrefix(name, "plain-") {
			continue
		}
		for _, width := range []int{30, 60, 80} {
			o := Options{Width: width, Unfold: true}
			once := Render(parseFile(t, file), o).Text()
			again := Render(parse(t, "Content-Type: text/plain; charset=utf-8\n\n"+once), o).Text()
			if once != again {
				t.Errorf("%s at %d columns: %s", name, width, firstDifference(again, once))
			}
		}
	}
}

// TestUnfolding: a fold hides lines and nothing else; with all of them open
// nothing is said to be folded.
func TestUnfolding(t *testing.T) {
	t.Parallel()
	folded := 0
	for _, file := range mails(t) {
		m := parseFile(t, file)
		short, whole := Render(m, Options{Width: 80}), Render(m, Options{Width: 80, Unfold: true})
		marks := 0
		var all []string
		for _, l := range whole.Lines {
			all = append(all, l.String())
			if len(l.Spans) > 0 && l.Spans[0].Style == Folded {
				t.Errorf("%s: %q", file, l)
			}
		}
		for _, l := range short.Lines {
			if len(l.Spans) > 0 && l.Spans[0].Style == Folded {
				marks++
				continue
			}
			if !slices.Contains(all, l.String()) {
				t.Errorf("%s: %q is only shown when it is folded", file, l)
			}
		}
		if marks != short.Folds || whole.Folds != 0 {
			t.Errorf("%s: %d folds are %d lines; unfolded there are %d", file, short.Folds, marks, whole.Folds)
		}
		if len(short.Links) != len(whole.Links) {
			t.Errorf("%s: links are lost", file)
		}
		folded += marks
	}
	if folded < 10 {
		t.Errorf("only %d folds", folded)
	}
}

// TestColorsCanBeRead: what a sender wrote in a colour is shown in it where it
// can be read on the background, and without colours in none.
func TestColorsCanBeRead(t *testing.T) {
	t.Parallel()
	var source strings.Builder
	for r := 0; r < 256; r += 51 {
		for g := 0; g < 256; g += 51 {
			for b := 0; b < 256; b += 51 {
				fmt.Fprintf(&source, `<p style="color:#%02x%02x%02x;background:#777">word</p>`, r, g, b)
			}
		}
	}
	m := parse(t, "Content-Type: text/html\n\n"+source.String())
	for _, s := range append(screens, struct {
		name       string
		background Background
		profile    Profile
	}{"none", Light, NoColor}) {
		colored := map[string]int{}
		for _, l := range Render(m, Options{Width: 80, Background: s.background, Profile: s.profile}).Lines {
			for _, span := range l.Spans {
				if span.Color != "" {
					colored[span.Color]++
				}
			}
		}
		for name := range colored {
			if c := colorOf(t, name, s.background); contrast(c, s.background.backdrop()) < minContrast || c.isGrey() {
				t.Errorf("%s: %s is used", s.name, name)
			}
		}
		most, least := 216, 20
		switch s.profile {
		case ANSI16:
			most, least = 6, 2
		case NoColor:
			most, least = 0, 0
		default:
		}
		if len(colored) > most || len(colored) < least {
			t.Errorf("%s: %d colours", s.name, len(colored))
		}
	}
}

// colorOf returns what a terminal shows for the colour of a span.
func colorOf(t *testing.T, name string, on Background) rgb {
	t.Helper()
	for _, c := range ansiColors[on] {
		if c.index == name {
			return c.rgb
		}
	}
	c, ok := parseColor(name)
	if !ok || !strings.HasPrefix(name, "#") {
		t.Fatalf("%q is no colour of a terminal", name)
	}
	return c
}

// TestLinksAreNumberedFromOne: every number that is shown is that of a link, the
// first time each in order.
func TestLinksAreNumberedFromOne(t *testing.T) {
	t.Parallel()
	eachMail(t, func(t *testing.T, m *message.Message) {
		t.Helper()
		d := Render(m, Options{Width: 80, Unfold: true})
		next := 1
		for _, l := range d.Lines {
			for _, s := range l.Spans {
				switch {
				case s.Link > next:
					t.Fatalf("link %d is shown before link %d: %q", s.Link, next, l)
				case s.Link == next:
					next++
				}
			}
		}
		if next-1 != len(d.Links) {
			t.Errorf("%d of %d links are shown", next-1, len(d.Links))
		}
	})
}
