package picture

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"
	"github.com/muesli/cancelreader"

	"github.com/mailtui/mailtui/mail"
)

// Show is a command that shows pictures one by one on a screen of its own until
// the user goes back. It is a [mail.Command].
type Show struct {
	ctx      context.Context // of the program: Run has no arguments
	terminal Terminal
	pictures []mail.Picture
	cells    image.Point // of the screen, where the output does not tell it
	in       io.Reader
	out      io.Writer
}

// NewShow returns the command for one picture or more. Those that are none say
// so in their place. It ends with ctx.
func NewShow(ctx context.Context, t Terminal, pictures []mail.Picture, cells image.Point) *Show {
	return &Show{ctx: ctx, terminal: t, pictures: pictures, cells: cells}
}

// SetStdin says where the keys come from.
func (s *Show) SetStdin(r io.Reader) { s.in = r }

// SetStdout says where the terminal is.
func (s *Show) SetStdout(w io.Writer) { s.out = w }

// SetStderr does nothing: nothing but pictures is written.
func (*Show) SetStderr(io.Writer) {}

// Run shows the pictures, and leaves the terminal as it was.
func (s *Show) Run() (err error) {
	if tty, ok := s.in.(term.File); ok && term.IsTerminal(tty.Fd()) {
		before, err := term.MakeRaw(tty.Fd())
		if err != nil {
			return fmt.Errorf("read single keys: %w", err)
		}
		defer func() { _ = term.Restore(tty.Fd(), before) }() // the interface sets it again
	}
	in, err := cancelreader.NewReader(s.in)
	if err != nil {
		return fmt.Errorf("read keys: %w", err)
	}
	defer func() { _ = in.Close() }() // it closes nothing of the terminal
	defer context.AfterFunc(s.ctx, func() { in.Cancel() })()

	defer func() { err = errors.Join(err, s.write(s.leave)) }()
	if err := s.write(func(w *bufio.Writer) error {
		_, err := w.WriteString(ansi.SetModeAltScreenSaveCursor + ansi.ResetModeTextCursorEnable)
		return err
	}); err != nil {
		return err
	}
	return s.turn(in)
}

// turn draws what the keys ask for until one of them, or the end of the input,
// ends it.
func (s *Show) turn(in io.Reader) error {
	var decoder uv.EventDecoder
	keys := make([]byte, 256)
	at := 0
	for {
		if err := s.write(func(w *bufio.Writer) error { return s.draw(w, at) }); err != nil {
			return err
		}
		n, err := in.Read(keys)
		if err != nil {
			return nil // nobody is there to look any more
		}
		for rest := keys[:n]; len(rest) > 0; {
			n, event := decoder.Decode(rest)
			rest = rest[max(n, 1):]
			key, ok := event.(uv.KeyPressEvent)
			if !ok {
				continue
			}
			step, stay := stepOf(key.String())
			if at += step; !stay || at >= len(s.pictures) {
				return nil
			}
			at = max(at, 0)
		}
	}
}

// stepOf returns how many pictures a key goes on, or that it goes back to the
// mail.
func stepOf(key string) (step int, stay bool) {
	switch key {
	case "space", "n", "j", "right", "down", "pgdown", "enter":
		return 1, true
	case "p", "k", "left", "up", "pgup", "backspace":
		return -1, true
	case "q", "esc", "i", "ctrl+c":
		return 0, false
	default:
		return 0, true
	}
}

// What people read below a picture.
const (
	textPlace = "%d/%d  %s"
	textKeys  = "   space next  p previous  q back"
)

// draw draws the picture with an index, and its name below it.
func (s *Show) draw(w *bufio.Writer, at int) error {
	size := s.size()
	p := s.pictures[at]
	if err := s.erase(w); err != nil {
		return err
	}
	switch {
	case p.Image != nil:
		// The row above the name stays free: sixels end in whole rows of six.
		if err := s.terminal.Encode(w, p.Image, image.Pt(size.X, size.Y-2)); err != nil {
			return fmt.Errorf("draw %q: %w", p.Name, err)
		}
	case p.Problem != nil:
		text := ansi.Wrap(p.Problem.Sentence(), max(size.X, 1), "")
		if _, err := w.WriteString(strings.ReplaceAll(text, "\n", "\r\n")); err != nil {
			return err
		}
	}
	below := fmt.Sprintf(textPlace, at+1, len(s.pictures), p.Name)
	// A character in the last cell could scroll the screen.
	room := max(size.X-1, 0)
	if ansi.StringWidth(below)+len(textKeys) <= room {
		below += textKeys
	}
	_, err := w.WriteString(ansi.CursorPosition(1, size.Y) + ansi.Truncate(below, room, ""))
	return err
}

// size returns how many cells the screen has now.
func (s *Show) size() image.Point {
	if tty, ok := s.out.(term.File); ok {
		if w, h, err := term.GetSize(tty.Fd()); err == nil && w > 0 && h > 0 {
			return image.Pt(w, h)
		}
	}
	return s.cells
}

// erase empties the screen.
func (s *Show) erase(w *bufio.Writer) error {
	if err := s.terminal.Clear(w); err != nil {
		return err
	}
	_, err := w.WriteString(ansi.EraseEntireScreen + ansi.CursorHomePosition)
	return err
}

// leave gives the screen back.
func (s *Show) leave(w *bufio.Writer) error {
	if err := s.erase(w); err != nil {
		return err
	}
	_, err := w.WriteString(ansi.SetModeTextCursorEnable + ansi.ResetModeAltScreenSaveCursor)
	return err
}

func (s *Show) write(draw func(*bufio.Writer) error) error {
	w := bufio.NewWriterSize(s.out, 64<<10)
	if err := draw(w); err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write to the terminal: %w", err)
	}
	return nil
}
