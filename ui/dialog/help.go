package dialog

import (
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/pane"
	"github.com/mailtui/mailtui/ui/widget"
)

// Help lists what the keys do, drawn from the key table. Typing narrows the
// list; the line under the cursor can be run.
type Help struct {
	style  Style
	here   [][]keymap.Binding // of the pane that had the keys
	all    [][]keymap.Binding // of every pane
	wide   bool               // all are shown
	filter string
	lines  []helpLine
	list   widget.List

	keyWidth int // of the widest keys, in cells
}

// helpLine is a binding, or the heading of a group.
type helpLine struct {
	group   string
	binding keymap.Binding
}

// NewHelp returns the help of a context.
func NewHelp(style Style, keys keymap.Map, context keymap.Context) *Help {
	h := &Help{style: style, here: keys.Tables(context)}
	for _, c := range []keymap.Context{keymap.List, keymap.Message, keymap.Folders, keymap.Global, keymap.Always} {
		h.all = append(h.all, keys[c])
	}
	h.fill()
	return h
}

// fill lists the bindings that the filter lets through, by group in the order
// in which groups first come up, within it in that of [keymap.Place].
func (h *Help) fill() {
	tables := h.here
	if h.wide {
		tables = h.all
	}
	var groups []string
	byGroup := map[string][]keymap.Binding{}
	for _, b := range slices.Concat(tables...) {
		if !h.matches(b) {
			continue
		}
		if byGroup[b.Group] == nil {
			groups = append(groups, b.Group)
		}
		byGroup[b.Group] = join(byGroup[b.Group], b)
	}
	h.lines, h.keyWidth = h.lines[:0], 0
	for _, g := range groups {
		h.lines = append(h.lines, helpLine{group: g})
		slices.SortStableFunc(byGroup[g], func(a, b keymap.Binding) int {
			return keymap.Place(a.Action) - keymap.Place(b.Action)
		})
		for _, b := range byGroup[g] {
			h.lines = append(h.lines, helpLine{binding: b})
			h.keyWidth = max(h.keyWidth, widget.Width(h.style.Method, shownKeys(b)))
		}
	}
	h.list.SetLen(len(h.lines))
	h.list.MoveTo(0)
	h.step(1)
}

// join adds a binding to a list, in the line of one that does the same.
func join(list []keymap.Binding, b keymap.Binding) []keymap.Binding {
	for i := range list {
		same := &list[i]
		if same.Action != b.Action || same.Help != b.Help {
			continue
		}
		for _, k := range b.Keys {
			if !slices.Contains(same.Keys, k) {
				same.Keys = append(slices.Clip(same.Keys), k)
			}
		}
		return list
	}
	return append(list, b)
}

func (h *Help) matches(b keymap.Binding) bool {
	return strings.Contains(strings.ToLower(b.Help+" "+b.Group+" "+shownKeys(b)), strings.ToLower(h.filter))
}

// step moves the cursor to the next binding in a direction.
func (h *Help) step(d int) {
	for i := h.list.Cursor + d; i >= 0 && i < len(h.lines); i += d {
		if h.lines[i].group == "" {
			h.list.MoveTo(i)
			return
		}
	}
}

// page moves the cursor by a page, to a binding there.
func (h *Help) page(d int) {
	h.list.MoveBy(d * max(h.list.Height-1, 1))
	if len(h.lines) > 0 && h.lines[h.list.Cursor].group != "" {
		h.step(1)
	}
}

// Context implements [Dialog].
func (h *Help) Context() keymap.Context { return keymap.Help }

// Title implements [Dialog].
func (h *Help) Title() string {
	if h.wide {
		return textAllKeys
	}
	return textKeys
}

// Do implements [Dialog].
func (h *Help) Do(p keymap.Press) pane.Result {
	switch p.Action {
	case keymap.Down:
		h.step(1)
	case keymap.Up:
		h.step(-1)
	case keymap.PageDown:
		h.page(1)
	case keymap.PageUp:
		h.page(-1)
	case keymap.Top:
		h.list.MoveTo(-1)
		h.page(0)
	case keymap.Bottom:
		h.list.MoveTo(len(h.lines) - 1)
	case keymap.Widen:
		h.wide = !h.wide
		h.fill()
	case keymap.Open:
		return h.run()
	case keymap.Back:
		if h.filter == "" {
			return pane.Ask(pane.Close{})
		}
		h.filter = ""
		h.fill()
	default:
	}
	return pane.Result{}
}

// run does what the line under the cursor says.
func (h *Help) run() pane.Result {
	if h.list.Cursor >= len(h.lines) || h.lines[h.list.Cursor].group != "" {
		return pane.Result{}
	}
	if h.wide {
		return pane.Result{Note: textNotHere}
	}
	b := h.lines[h.list.Cursor].binding
	return pane.Ask(pane.Run{Press: keymap.Press{Action: b.Action, Key: b.Keys[0]}})
}

// Type implements [Dialog]: it narrows the list. Backspace arrives as "\b".
func (h *Help) Type(text string) {
	h.filter = typed(h.filter, text)
	h.fill()
}

// typed returns a filter after text was typed; "\b" takes its last character.
func typed(filter, text string) string {
	if text != "\b" {
		return filter + widget.Clean(text)
	}
	runes := []rune(filter)
	return string(runes[:max(len(runes)-1, 0)])
}

// Size implements [Dialog].
func (h *Help) Size(w, hh int) (int, int) { return min(w, 72), min(hh, 30) }

// View implements [Dialog].
func (h *Help) View(w, height int) []string {
	m, th := h.style.Method, h.style.Theme
	prompt := textFilter + h.filter
	if h.filter == "" {
		prompt = textTypeToFilter
	}
	lines := []string{th.Faint.Render(widget.Fit(m, prompt, w))}
	h.list.Resize(height - 1)
	if len(h.lines) == 0 {
		lines = append(lines, fitted(m, textNoKey, w)...)
	}
	from, to := h.list.Visible()
	for i := from; i < to; i++ {
		lines = append(lines, h.line(i, w))
	}
	return pad(lines, w, height)
}

func (h *Help) line(i, w int) string {
	m, th := h.style.Method, h.style.Theme
	l := h.lines[i]
	if l.group != "" {
		return th.Title.Render(widget.Fit(m, l.group, w))
	}
	mark := "  "
	if i == h.list.Cursor {
		mark = th.Glyphs.Cursor + " "
	}
	keys := shownKeys(l.binding)
	keyWidth := min(max(w/3, 12), h.keyWidth)
	words := widget.Fit(m, mark+l.binding.Help, max(w-keyWidth-1, 0))
	if i == h.list.Cursor {
		words = th.Cursor.Render(words)
	}
	return words + " " + th.Key.Render(widget.Fit(m, keys, min(keyWidth, max(w-1, 0))))
}

// shownKeys lists the keys of a binding as people read them: "1…9" for all
// digits.
func shownKeys(b keymap.Binding) string {
	if len(b.Keys) > 4 {
		return keymap.Show(b.Keys[0]) + "…" + keymap.Show(b.Keys[len(b.Keys)-1])
	}
	shown := make([]string, len(b.Keys))
	for i, k := range b.Keys {
		shown[i] = keymap.Show(k)
	}
	return strings.Join(shown, " ")
}

// fitted wraps text into lines of w cells.
func fitted(m ansi.Method, text string, w int) []string {
	lines := widget.Wrap(m, text, max(w, 1))
	for i, l := range lines {
		lines[i] = widget.Fit(m, l, w)
	}
	return lines
}

// within returns as many lines as there is room for, and tells when some are
// missing.
func within(m ansi.Method, lines []string, w, room int) []string {
	if len(lines) <= room {
		return lines
	}
	lines = lines[:max(room, 0)]
	if n := len(lines); n > 0 {
		lines[n-1] = widget.Fit(m, strings.TrimRight(lines[n-1], " ")+textCut, w)
	}
	return lines
}

// pad adds empty lines up to a height.
func pad(lines []string, w, h int) []string {
	for len(lines) < h {
		lines = append(lines, strings.Repeat(" ", max(w, 0)))
	}
	return lines[:max(h, 0)]
}
