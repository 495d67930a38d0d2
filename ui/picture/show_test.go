package picture_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/picture"
)

// three is two pictures with something between them that is none.
func three() []mail.Picture {
	return []mail.Picture{
		{Name: mail.Line("first.png"), Image: chessboard(40, 40)},
		{Name: mail.Line("broken.png"), Problem: &mail.Problem{Cause: mail.NotPicture, What: mail.Line("broken.png")}},
		{Name: mail.Line("last.png"), Image: chessboard(60, 40)},
	}
}

// shown returns what is written for keys, a screen for each.
func shown(t *testing.T, p picture.Protocol, keys string) []string {
	t.Helper()
	var out bytes.Buffer
	show := picture.NewShow(t.Context(), picture.Terminal{Protocol: p}, three(), image.Pt(80, 24))
	show.SetStdin(strings.NewReader(keys))
	show.SetStdout(&out)
	show.SetStderr(io.Discard)
	if err := show.Run(); err != nil {
		t.Fatal(err)
	}
	all := out.String()
	const enter, leave = "\x1b[?1049h\x1b[?25l", "\x1b[?25h\x1b[?1049l"
	if !strings.HasPrefix(all, enter) || !strings.HasSuffix(all, leave) {
		t.Fatalf("the screen is not given back: %.40q … %q", all, all[max(len(all)-40, 0):])
	}
	screens := strings.Split(all, "\x1b[2J")
	return screens[1 : len(screens)-1]
}

func TestKeysTurnPictures(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, keys string
		last       string // what is on the screen at the end
	}{
		{"none yet", "", "1/3  first.png"},
		{"next", "n", "2/3  broken.png"},
		{"space", "  ", "3/3  last.png"},
		{"arrows", "\x1b[C\x1b[C\x1b[D", "2/3  broken.png"},
		{"before the first", "pp", "1/3  first.png"},
		{"back", "nqn", "1/3  first.png"},
		{"an answer of the terminal is no key", "\x1b[?62;22c\x1b_Gi=1;OK\x1b\\\x1b]11;rgb:n/n/n\a", "1/3  first.png"},
		{"others are none", "xyz\x1b[1;1R", "1/3  first.png"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			screens := shown(t, picture.Kitty, tt.keys)
			if last := screens[len(screens)-1]; !strings.Contains(last, tt.last) {
				t.Errorf("%q is not in %q", tt.last, last)
			}
		})
	}
}

func TestPictureThatIsNoneSaysWhy(t *testing.T) {
	t.Parallel()
	screens := shown(t, picture.Sixel, "n")
	if last := screens[len(screens)-1]; !strings.Contains(last, three()[1].Problem.Sentence()) || strings.Contains(last, "\x1bP") {
		t.Errorf("%q", last)
	}
}

// Of each picture there is the picture and its name, and of those of kitty, which
// erasing leaves on the screen, nothing at the end.
func TestScreenIsMadeOfPictures(t *testing.T) {
	t.Parallel()
	for _, p := range []picture.Protocol{picture.Kitty, picture.ITerm2, picture.Sixel} {
		first := shown(t, p, "")[0]
		img, name, ok := strings.Cut(strings.TrimPrefix(first, "\x1b[H"), "\x1b[24;1H")
		if name, _, _ = strings.Cut(name, "\x1b"); !ok || name != "1/3  first.png   space next  p previous  q back" {
			t.Fatalf("protocol %d: %q", p, name)
		}
		if got, _ := decode(t, p, img); got.Bounds().Size() != image.Pt(40, 40) && p != picture.Sixel {
			t.Errorf("protocol %d: %v", p, got.Bounds())
		}
	}
	var out bytes.Buffer
	show := picture.NewShow(t.Context(), picture.Terminal{Protocol: picture.Kitty}, three(), image.Pt(80, 24))
	show.SetStdin(strings.NewReader("q"))
	show.SetStdout(&out)
	if err := show.Run(); err != nil {
		t.Fatal(err)
	}
	if _, last, _ := strings.Cut(out.String(), "first.png"); !strings.Contains(last, "\x1b_Gq=2,d=A,a=d\x1b\\") {
		t.Errorf("the picture stays: %q", last)
	}
}

// A name that is too long for the screen must not go on in the next line.
func TestNameIsCut(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	list := []mail.Picture{{Name: mail.Line(strings.Repeat("日本", 100)), Image: chessboard(10, 10)}}
	show := picture.NewShow(t.Context(), picture.Terminal{Protocol: picture.Kitty}, list, image.Pt(20, 10))
	show.SetStdin(strings.NewReader(""))
	show.SetStdout(&out)
	if err := show.Run(); err != nil {
		t.Fatal(err)
	}
	_, name, _ := strings.Cut(out.String(), "\x1b[10;1H")
	if name, _, _ = strings.Cut(name, "\x1b"); name != "1/1  日本日本日本日" {
		t.Errorf("%q", name)
	}
}

// Whatever a picture is called, only what draws it is written.
func TestNamesAreWords(t *testing.T) {
	t.Parallel()
	const trick = "a\x1b]0;owned\a\u009b2J\x1b_Ga=d\x1b\\\r\n\u202eb"
	list := []mail.Picture{
		{Name: mail.Line(trick), Image: chessboard(10, 10)},
		{Name: mail.Line(trick), Problem: &mail.Problem{Cause: mail.NotPicture, What: mail.Line(trick)}},
	}
	ours := regexp.MustCompile("\x1b_G[^\x1b]*\x1b\\\\|\x1b\\[(?:H|2J|24;1H|\\?(?:25|1049)[hl])")
	var out bytes.Buffer
	show := picture.NewShow(t.Context(), picture.Terminal{Protocol: picture.Kitty}, list, image.Pt(80, 24))
	show.SetStdin(iotest.OneByteReader(strings.NewReader("nq")))
	show.SetStdout(&out)
	if err := show.Run(); err != nil {
		t.Fatal(err)
	}
	words := ours.ReplaceAllString(out.String(), "")
	if strings.Count(words, "owned") != 3 {
		t.Errorf("the words of the names are not in %q", words)
	}
	if i := strings.IndexFunc(words, func(r rune) bool { return r < ' ' && r != '\r' && r != '\n' || r >= 0x7f && r < 0xa0 || r == 0x202e }); i >= 0 {
		t.Errorf("at %d of %q", i, words)
	}
}

// The end of the program ends it, too, while it waits for a key.
func TestEndsWithTheProgram(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	keys, typist, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	show := picture.NewShow(ctx, picture.Terminal{Protocol: picture.Kitty}, three(), image.Pt(80, 24))
	show.SetStdin(keys)
	show.SetStdout(writer(func([]byte) { cancel() }))
	if err := show.Run(); err != nil {
		t.Error(err)
	}
	if err := errors.Join(keys.Close(), typist.Close()); err != nil {
		t.Error(err)
	}
}

// writer is called with what is written.
type writer func([]byte)

func (w writer) Write(b []byte) (int, error) {
	w(b)
	return len(b), nil
}

func TestLostTerminalIsAnError(t *testing.T) {
	t.Parallel()
	show := picture.NewShow(t.Context(), picture.Terminal{Protocol: picture.Kitty}, three(), image.Pt(80, 24))
	show.SetStdin(strings.NewReader("q"))
	show.SetStdout(gone{})
	if err := show.Run(); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("%v", err)
	}
}

// gone is a terminal that is not there any more.
type gone struct{}

func (gone) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }
