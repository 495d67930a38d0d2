package ui

import (
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/render"
	"github.com/mailtui/mailtui/ui/dialog"
	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/pane"
	"github.com/mailtui/mailtui/ui/theme"
)

// route is the routing table, and all of it. Each class of messages has one
// rule:
//
//   - the size of the window goes to the root;
//   - keys and paste go to the dialog on top, else to the focused pane, else to
//     the global bindings;
//   - what a loader has read goes to the pane that asked, on the screen or not;
//   - events of the store go to every pane that is concerned, which answers with
//     a loader;
//   - the rest goes to its owner: what the terminal tells, and the results of
//     actions and questions, to the root.
func (r *root) route(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		return r.resize(msg.Width, msg.Height)
	case tea.KeyPressMsg:
		return r.key(msg)
	case tea.PasteMsg:
		return r.paste(msg)
	case verifiedMsg: // a result of the reader's with more for the root
		return r.verified(msg)
	case pane.Addressed:
		return r.apply(r.pane(msg.To()).Update(msg))
	case eventsMsg:
		return tea.Batch(r.changed(msg.events), wait(r.ctx, r.deps.Events))
	case Background:
		return msg.Cmd
	case foundMsg:
		return r.found(msg)
	case questionsMsg:
		return r.ask(msg)
	case doneMsg:
		r.done(msg)
	case triedMsg:
		return r.tried(msg)
	case savedMsg:
		return r.saved(msg)
	case waitsMsg:
		return r.waits(msg)
	case arrivedMsg:
		return r.goOn(msg)
	default:
		return r.terminalSays(msg)
	}
	return nil
}

// terminalSays takes what the terminal tells of itself.
func (r *root) terminalSays(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.ModeReportMsg:
		r.modeReport(msg)
	case tea.ColorProfileMsg:
		if !r.deps.NoColors {
			r.colors = colorsOf(msg.Profile)
		}
		return r.reader.SetTerminal(r.background, r.colors)
	case tea.BackgroundColorMsg:
		r.background = render.Light
		if msg.IsDark() {
			r.background = render.Dark
		}
		r.theme = theme.New(r.deps.ASCII).On(r.background == render.Light)
		for _, p := range r.all() {
			p.SetTheme(r.theme)
		}
		return r.reader.SetTerminal(r.background, r.colors)
	default:
		r.pictures.learn(msg)
	}
	return nil
}

// key routes a key press.
func (r *root) key(msg tea.KeyPressMsg) tea.Cmd {
	r.status.say("")
	r.settled = r.settled || r.messages.Opened()
	top := r.dialogs.Top()
	if top != nil && !r.dialogs.Ready() {
		r.dialogs.Hold()
		r.status.say(textNotTaken)
		return nil
	}
	line, edits := top.(*dialog.Prompt)
	tables := r.keys.Tables(r.context())
	if r.layout.TooSmall {
		tables = [][]keymap.Binding{r.keys.Map[keymap.Always]}
	}
	press, ok := r.keys.Match(msg.String(), tables)
	r.status.calm(press)
	switch {
	case ok:
		return r.do(press)
	case r.layout.TooSmall: // nobody acts on what cannot be seen
	case edits:
		line.Edit(msg)
	case top != nil && msg.String() == "backspace":
		top.Type("\b")
	case top != nil && msg.Text != "":
		top.Type(msg.Text)
	}
	return nil
}

// paste routes pasted text. It is never taken for keys: that would carry out
// whatever letters it has.
func (r *root) paste(msg tea.PasteMsg) tea.Cmd {
	if top := r.dialogs.Top(); top != nil && r.dialogs.Ready() && !r.layout.TooSmall {
		top.Type(mail.Line(msg.Content).String())
		return nil
	}
	r.status.say(textPasteIgnored)
	return nil
}

// changed routes events.
func (r *root) changed(events []mail.Event) tea.Cmd {
	var cmds []tea.Cmd
	for _, p := range r.all() {
		cmds = append(cmds, p.Changed(events))
	}
	asked := false
	for _, e := range events {
		switch e := e.(type) {
		case mail.QuestionsChanged:
			asked = true
		case mail.StoreChanged:
			asked = true
			cmds = append(cmds, r.arrivedAll())
		case mail.NewMail:
			r.newMail(e)
		case mail.MessageChanged:
			cmds = append(cmds, r.arrived(e.Message))
		}
	}
	if asked {
		cmds = append(cmds, questions(r.ctx, r.deps.Mail))
	}
	return tea.Batch(cmds...)
}

// modeReport follows the terminal's answer about grapheme clusters (mode 2027),
// as the renderer does.
func (r *root) modeReport(msg tea.ModeReportMsg) {
	if msg.Mode != ansi.ModeUnicodeCore {
		return
	}
	switch msg.Value {
	case ansi.ModeSet, ansi.ModeReset, ansi.ModePermanentlySet:
		r.setMethod(ansi.GraphemeWidth)
	case ansi.ModeNotRecognized, ansi.ModePermanentlyReset:
	}
}

// colorsOf returns which colours of mail the terminal shows. One with 256 gets
// the nearest of those.
func colorsOf(p colorprofile.Profile) render.Profile {
	switch p {
	case colorprofile.TrueColor, colorprofile.ANSI256:
		return render.TrueColor
	case colorprofile.ANSI:
		return render.ANSI16
	default:
		return render.NoColor
	}
}
