package uitest

import (
	"bytes"
	"context"
	"io"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"

	"github.com/mailtui/mailtui/ui"
)

// patience is how long a test waits for what must come, before it fails.
const patience = 20 * time.Second

// Terminal is a virtual terminal with the interface running in it.
type Terminal struct {
	tb      testing.TB
	store   *Store
	program *tea.Program
	input   *io.PipeWriter
	done    chan error
	gone    chan struct{} // closed when the program has ended

	patterns patterns

	mu      sync.Mutex
	screen  *vt.Emulator
	raw     bytes.Buffer // what was written since the last Written
	frame   int          // the frame on the screen
	frames  int          // how many frames were drawn
	counter counter
	changed chan struct{} // something that WaitIdle asks about may have changed
}

// counter is what the model counts. Terminal.mu guards it.
type counter struct {
	pending int // commands under way
	keys    int // key presses that were handled
	barrier int // the last barrier that was handled
	frame   int // the last frame that was drawn
	pressed int // key presses that were typed
	asked   int // the last barrier that was sent
}

// Options say how the terminal is.
type Options struct {
	W, H    int
	Profile colorprofile.Profile // zero: true colour
	ASCII   bool
}

// Run starts the interface on a store. It ends with the test.
func Run(tb testing.TB, store *Store, o Options) *Terminal {
	tb.Helper()
	return RunWith(tb, store, o, ui.Deps{
		Mail: store, Actions: store, Desktop: store, Events: store, Now: store.Now, ASCII: o.ASCII, WorkDir: "/home/ada",
	})
}

// RunWith is [Run] with parts of the interface's own choice; its events must be
// those of the store.
func RunWith(tb testing.TB, store *Store, o Options, deps ui.Deps) *Terminal {
	tb.Helper()
	if o.Profile == 0 {
		o.Profile = colorprofile.TrueColor
	}
	ctx, cancel := context.WithCancel(context.Background())
	in, input := io.Pipe()
	t := &Terminal{
		tb: tb, store: store, input: input,
		done: make(chan error, 1), gone: make(chan struct{}),
		patterns: newPatterns(), screen: vt.NewEmulator(o.W, o.H), changed: make(chan struct{}, 1),
	}
	store.mu.Lock()
	store.notify = t.signal
	store.mu.Unlock()
	t.program = tea.NewProgram(&counted{ui.New(ctx, deps), t},
		tea.WithContext(ctx), tea.WithInput(in), tea.WithOutput(t), tea.WithWindowSize(o.W, o.H),
		tea.WithColorProfile(o.Profile), tea.WithEnvironment([]string{"TERM=xterm-256color"}),
		tea.WithoutSignals(), tea.WithFPS(120))
	// The emulator's answers go into a pipe without a buffer and must be taken.
	var running sync.WaitGroup
	running.Go(func() { _, _ = io.Copy(io.Discard, t.screen) })
	running.Go(func() {
		_, err := t.program.Run()
		t.done <- err
		close(t.gone)
	})
	tb.Cleanup(func() {
		if tb.Failed() {
			tb.Logf("on the screen at the end:\n%s", t.Screen())
		}
		t.program.Quit()
		<-t.gone
		cancel()
		_ = input.Close()
		// The emulator's own Close races with its Read.
		if pipe, ok := t.screen.InputPipe().(io.Closer); ok {
			_ = pipe.Close()
		}
		running.Wait()
	})
	// The emulator measures by grapheme cluster; the renderer must know.
	t.program.Send(tea.ModeReportMsg{Mode: ansi.ModeUnicodeCore, Value: ansi.ModeReset})
	t.WaitIdle()
	return t
}

// Write implements the output of the program.
func (t *Terminal) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.raw.Write(p)
	// Without a tty the renderer writes bare line feeds.
	_, err := t.screen.Write(bytes.ReplaceAll(p, []byte("\n"), []byte("\r\n")))
	// The emulator does not tell titles that have a semicolon, so they are read
	// here. The renderer writes a title in one piece.
	if marks := t.patterns.frame.FindAllSubmatch(p, -1); len(marks) > 0 {
		t.frame, _ = strconv.Atoi(string(marks[len(marks)-1][1]))
		t.signal()
	}
	return len(p), err
}

// frameMark is where a window title says which frame it is of.
const frameMark = " #"

func (t *Terminal) signal() {
	select {
	case t.changed <- struct{}{}:
	default:
	}
}

// wait blocks until a condition holds, which is asked under Terminal.mu.
func (t *Terminal) wait(what string, holds func() bool) {
	t.tb.Helper()
	deadline := time.After(patience)
	for {
		t.mu.Lock()
		ok := holds()
		t.mu.Unlock()
		if ok {
			return
		}
		select {
		case <-t.changed:
		case <-t.gone:
			t.tb.Fatalf("the program ended while the test waited for %s", what)
		case <-deadline:
			t.mu.Lock()
			defer t.mu.Unlock()
			t.tb.Fatalf("no %s: %+v, frame %d on the screen\n%s", what, t.counter, t.frame, t.screen.String())
		}
	}
}

// WaitIdle returns when no command is under way, all events were told, and what
// followed is on the screen.
func (t *Terminal) WaitIdle() {
	t.tb.Helper()
	for {
		t.wait("rest", func() bool { return t.counter.pending == 0 && t.store.idle() })
		t.mu.Lock()
		t.counter.asked++
		n := t.counter.asked
		t.mu.Unlock()
		t.program.Send(barrier{n})
		frame, calm := 0, false
		t.wait("barrier", func() bool {
			frame, calm = t.counter.frame, t.counter.pending == 0 && t.store.idle()
			return t.counter.barrier == n && frame > 0
		})
		if !calm {
			continue
		}
		t.wait("frame", func() bool { return t.frame >= frame })
		return
	}
}

// Press types keys, named as in the key table, and waits until their effect is
// on the screen.
func (t *Terminal) Press(keys ...string) {
	t.tb.Helper()
	for _, k := range keys {
		t.Type(k)
	}
	t.WaitIdle()
}

// Type types one key and waits until the model has handled it, not for what it
// brings about: an escape must not be read together with what follows.
func (t *Terminal) Type(key string) {
	t.tb.Helper()
	t.mu.Lock()
	t.counter.pressed++
	n := t.counter.pressed
	t.mu.Unlock()
	if _, err := io.WriteString(t.input, keyBytes(key)); err != nil {
		t.tb.Fatalf("type %s: %v", key, err)
	}
	t.wait("key "+key, func() bool { return t.counter.keys >= n })
}

// PressToQuit types a key that ends the program, and returns how it ended.
func (t *Terminal) PressToQuit(key string) error {
	t.tb.Helper()
	if _, err := io.WriteString(t.input, keyBytes(key)); err != nil {
		t.tb.Fatalf("type %s: %v", key, err)
	}
	select {
	case err := <-t.done:
		return err
	case <-time.After(patience):
		t.tb.Fatalf("%s does not end the program", key)
		return nil
	}
}

// Send hands the program a message, as the terminal does, and waits for rest.
func (t *Terminal) Send(msg tea.Msg) {
	t.tb.Helper()
	t.program.Send(msg)
	t.WaitIdle()
}

// Resize changes the size of the terminal.
func (t *Terminal) Resize(w, h int) {
	t.tb.Helper()
	t.mu.Lock()
	t.screen.Resize(w, h)
	t.mu.Unlock()
	t.Send(tea.WindowSizeMsg{Width: w, Height: h})
}

// Screen returns what is on the screen, without the spaces at the ends of lines.
func (t *Terminal) Screen() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	lines := strings.Split(t.screen.String(), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " \r")
	}
	return strings.Join(lines, "\n")
}

// Cells returns the text of each cell of a row; the second cell of a wide
// character is empty.
func (t *Terminal) Cells(y int) []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	cells := make([]string, t.screen.Width())
	for x := range cells {
		if c := t.screen.CellAt(x, y); c != nil {
			cells[x] = c.Content
		}
	}
	return cells
}

// patterns are found in what is written.
type patterns struct {
	frame   *regexp.Regexp // the number of the frame in a window title
	title   *regexp.Regexp // a window title
	nothing *regexp.Regexp // what is left of a frame in which only that changed
}

func newPatterns() patterns {
	return patterns{
		frame:   regexp.MustCompile(frameMark + "([0-9]+)\a"),
		title:   regexp.MustCompile("\x1b\\]2;[^\a]*\a"),
		nothing: regexp.MustCompile("\x1b\\[\\?25l\x1b\\[\\?25h"),
	}
}

// Written returns the bytes written since the last call, without the window
// titles by which the terminal counts frames.
func (t *Terminal) Written() []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	b := t.patterns.nothing.ReplaceAll(t.patterns.title.ReplaceAll(t.raw.Bytes(), nil), nil)
	t.raw.Reset()
	return b
}

// Raw returns all bytes written since the last call.
func (t *Terminal) Raw() []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	b := bytes.Clone(t.raw.Bytes())
	t.raw.Reset()
	return b
}

// keyBytes returns what a terminal sends for a key.
func keyBytes(key string) string {
	switch key {
	case "enter":
		return "\r"
	case "esc":
		return "\x1b"
	case "tab":
		return "\t"
	case "shift+tab":
		return "\x1b[Z"
	case "up":
		return "\x1b[A"
	case "down":
		return "\x1b[B"
	case "right":
		return "\x1b[C"
	case "left":
		return "\x1b[D"
	case "home":
		return "\x1b[H"
	case "end":
		return "\x1b[F"
	case "pgup":
		return "\x1b[5~"
	case "pgdown":
		return "\x1b[6~"
	case "space":
		return " "
	case "backspace":
		return "\x7f"
	}
	if c, ok := strings.CutPrefix(key, "ctrl+"); ok {
		return string(rune(c[0] & 0x1f))
	}
	return key
}
