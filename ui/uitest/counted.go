package uitest

import (
	"reflect"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/mailtui/mailtui/ui"
)

// counted wraps the model and counts its commands, so that a test knows when
// none is under way.
type counted struct {
	model tea.Model
	t     *Terminal
}

// result is what a counted command has given.
type result struct{ msg tea.Msg }

// barrier marks a place in the stream of messages.
type barrier struct{ n int }

// count changes the counters.
func (c *counted) count(change func(*counter)) {
	c.t.mu.Lock()
	change(&c.t.counter)
	c.t.mu.Unlock()
	c.t.signal()
}

// Init implements [tea.Model].
func (c *counted) Init() tea.Cmd { return c.wrap(c.model.Init()) }

// wrap counts a command until its result was handled.
func (c *counted) wrap(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	c.count(func(n *counter) { n.pending++ })
	return func() tea.Msg { return result{cmd()} }
}

// Update implements [tea.Model].
func (c *counted) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case result:
		cmd := c.finish(msg.msg)
		c.count(func(n *counter) { n.pending-- })
		return c, cmd
	case barrier:
		c.count(func(n *counter) { n.barrier = msg.n; n.frame = 0 })
		return c, nil
	}
	_, cmd := c.model.Update(msg)
	cmd = c.wrap(cmd)
	if _, ok := msg.(tea.KeyPressMsg); ok {
		c.count(func(n *counter) { n.keys++ })
	}
	return c, cmd
}

// finish handles the result of a command.
func (c *counted) finish(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case nil:
		return nil
	case tea.BatchMsg:
		for i, cmd := range msg {
			msg[i] = c.wrap(cmd)
		}
		return func() tea.Msg { return msg }
	case ui.Background:
		return msg.Cmd // may take for ever
	}
	if t := reflect.TypeOf(msg); strings.Contains(t.PkgPath(), "bubbletea") {
		return func() tea.Msg { return msg } // for the program, not for the model
	}
	_, cmd := c.model.Update(msg)
	return c.wrap(cmd)
}

// View implements [tea.Model]. The window title carries the number of the
// frame: when the terminal has it, the frame is on the screen.
func (c *counted) View() tea.View {
	v := c.model.View()
	frame := 0
	c.count(func(n *counter) {
		c.t.frames++
		frame = c.t.frames
		n.frame = frame
	})
	v.WindowTitle += frameMark + strconv.Itoa(frame)
	return v
}
