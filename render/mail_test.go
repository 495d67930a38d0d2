package render

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/publicsuffix"

	"github.com/mailtui/mailtui/corpora"
	"github.com/mailtui/mailtui/message"
)

var update = flag.Bool("update", false, "write the golden files of this run")

// screens are the backgrounds and colours that every mail is laid out for.
var screens = []struct {
	name       string
	background Background
	profile    Profile
}{
	{"dark", Dark, TrueColor},
	{"light", Light, TrueColor},
	{"16 on dark", Dark, ANSI16},
	{"16 on light", Light, ANSI16},
}

// goldenText writes what there is of a message: its lines at four widths, what is
// coloured on each screen, its links, notes and counts.
func goldenText(t *testing.T, m *message.Message) string {
	t.Helper()
	var b strings.Builder
	for _, width := range []int{40, 80, 100, 132} {
		d := Render(m, Options{Suffixes: publicsuffix.List, Width: width})
		checkDocument(t, d, width)
		fmt.Fprintf(&b, "== %d columns\n%s", width, d.Text())
		if d.Folds > 0 && width == 80 {
			fmt.Fprintf(&b, "== %d columns, unfolded\n%s", width, Render(m, Options{Suffixes: publicsuffix.List, Width: width, Unfold: true}).Text())
		}
	}
	for _, s := range screens {
		d := Render(m, Options{Suffixes: publicsuffix.List, Width: 80, Background: s.background, Profile: s.profile, Unfold: true})
		checkDocument(t, d, 80)
		for _, l := range d.Lines {
			for _, span := range l.Spans {
				if span.Color != "" {
					fmt.Fprintf(&b, "-- %s: %s %q\n", s.name, span.Color, span.Text)
				}
			}
		}
	}
	d := Render(m, Options{Suffixes: publicsuffix.List, Width: 80})
	for i, l := range d.Links {
		fmt.Fprintf(&b, "[%d] %s\n", i+1, l.URL)
		if l.Open != l.URL {
			fmt.Fprintf(&b, "    opens %s\n", l.Open)
		}
		if !l.Warning.Empty() {
			fmt.Fprintf(&b, "    warning: %s\n", l.Warning)
		}
	}
	if !d.Preheader.Empty() {
		fmt.Fprintf(&b, "preheader: %s\n", d.Preheader)
	}
	for _, n := range d.Notes {
		fmt.Fprintf(&b, "note: %s\n", n)
	}
	fmt.Fprintf(&b, "HTML: %v, %+v\n", d.HTML, d.Stats)
	return b.String()
}

func checkGolden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s: %s", file, firstDifference(got, string(want)))
	}
}

func mails(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/mail/*.eml")
	if err != nil || len(files) < 40 {
		t.Fatalf("%d mails, %v", len(files), err)
	}
	return files
}

func parseFile(t *testing.T, file string) *message.Message {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	m, err := message.Parse(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestMail pins down how mail of every kind looks.
func TestMail(t *testing.T) {
	t.Parallel()
	for _, file := range mails(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			checkGolden(t, strings.TrimSuffix(file, ".eml")+".golden", goldenText(t, parseFile(t, file)))
		})
	}
}

// TestNewsletterGolden pins down how the newsletter of the shared test mail
// looks, line by line.
func TestNewsletterGolden(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile(corpora.Path(t, "newsletter", "newsletter.html"))
	if err != nil {
		t.Fatal(err)
	}
	m := parse(t, "Content-Type: text/html; charset=utf-8\n\n"+string(raw))
	checkGolden(t, "testdata/newsletter.golden", goldenText(t, m))
}
