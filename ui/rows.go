package ui

import (
	"fmt"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/theme"
	"github.com/mailtui/mailtui/ui/widget"
)

// header draws the top row: the place on the left, every account on the right.
func (r *root) header() string {
	free := r.layout.W - widget.Width(r.method, " "+r.crumbs(r.layout.W)) - len("   ")
	states, width := r.accountStates(max(r.layout.W/2, free))
	room := max(r.layout.W-width-2, 0)
	crumbs := widget.Fit(r.method, " "+r.crumbs(room-1), room)
	return r.theme.Title.Render(crumbs) + " " + states + " "
}

// accountStates draws the state of every account in the longest form that fits:
// with numbers, names and words, with less and less of them, or the glyphs alone.
func (r *root) accountStates(room int) (string, int) {
	accounts := r.folders.Accounts()
	numbered := func(i int, a mail.Account) string {
		return fmt.Sprintf("%d %s %s", i+1, widget.Clean(a.Name.String()), r.folders.Glyph(a))
	}
	forms := []func(i int, a mail.Account) string{
		func(i int, a mail.Account) string { return strings.TrimRight(numbered(i, a)+" "+r.state(a), " ") },
		numbered,
		func(_ int, a mail.Account) string { return widget.Clean(a.Name.String()) + " " + r.folders.Glyph(a) },
		func(_ int, a mail.Account) string { return initial(a.Name) + " " + r.folders.Glyph(a) },
		func(_ int, a mail.Account) string { return r.folders.Glyph(a) },
	}
	for i, form := range forms {
		sep := "  "
		if i >= 3 {
			sep = " "
		}
		parts := make([]string, len(accounts))
		for j, a := range accounts {
			parts[j] = form(j, a)
		}
		width := widget.Width(r.method, strings.Join(parts, sep))
		if width > room && i < len(forms)-1 {
			continue
		}
		if width > room {
			return widget.Fit(r.method, strings.Join(parts, sep), room), room
		}
		for j, a := range accounts {
			parts[j] = r.stateStyle(a).Render(parts[j])
		}
		return strings.Join(parts, sep), width
	}
	return "", 0
}

func (r *root) stateStyle(a mail.Account) theme.Style {
	switch r.folders.State(a) {
	case mail.StateSyncing, mail.StateConnecting:
		return r.theme.Busy
	case mail.StateOffline, mail.StateLocal:
		return r.theme.Faint
	case mail.StateStopped, mail.StateAsking:
		return r.theme.Bad
	default:
		return r.theme.Good
	}
}

// initial returns the first character of a name.
func initial(name mail.Text) string {
	for _, c := range widget.Clean(name.String()) {
		return string(c)
	}
	return ""
}

// statusRow draws what just happened, or what is wrong; and how the sync goes.
// On a low screen it shows the hints when there is nothing to tell.
func (r *root) statusRow() string {
	w := r.layout.W
	told := r.telling()
	left := told.text
	if left == "" && r.layout.Hints.Empty() {
		return r.hints()
	}
	right := r.syncState(r.deps.Now())
	rightWidth := widget.Width(r.method, right)
	if rightWidth > w/2 || widget.Width(r.method, left)+rightWidth+4 > w && left != "" {
		right, rightWidth = "", 0
	}
	room, key := w-rightWidth-1, ""
	if widget.Width(r.method, left) >= room && told.more != "" {
		key = " " + r.keys.Shown(told.more)
		room -= len(key)
	}
	return told.style.Render(widget.Fit(r.method, " "+left, room)) + r.theme.Key.Render(key) +
		r.theme.Faint.Render(widget.Fit(r.method, right, rightWidth)) + " "
}

// told is what the status row says, and what shows all of it.
type told struct {
	text  string
	style theme.Style
	more  keymap.Action
}

// telling returns what the status row says: what just happened, else what is
// wrong with the open account, else what waits for the user.
func (r *root) telling() told {
	if r.status.note != "" {
		t := told{text: r.status.note}
		if r.status.failed {
			t.more = keymap.ShowErrors
		}
		return t
	}
	a, ok := r.account()
	switch {
	case ok && a.Local && !r.layout.Hints.Empty():
		return told{text: fmt.Sprintf(textNoFile, a.Name)}
	case ok && !a.Local && a.Problem != nil && a.Phase != mail.PhaseIdle:
		return told{a.Problem.Sentence(), r.theme.Bad, keymap.ShowErrors}
	case !r.layout.Hints.Empty():
		return told{r.waiting(), r.theme.Bad, keymap.Ask}
	default:
		return told{}
	}
}

// syncState says why the open account is not in touch, how far a sync is, or
// when the last one was.
func (r *root) syncState(now time.Time) string {
	open, ok := r.account()
	synced := ""
	if ok && !open.Synced.IsZero() {
		synced = fmt.Sprintf(textSynced, clockTime(now, open.Synced))
	}
	if state := r.state(open); ok && state != "" && open.Phase != mail.PhaseSyncing {
		return strings.Trim(state+", "+synced, ", ")
	}
	for _, a := range r.folders.Accounts() {
		if a.Phase != mail.PhaseSyncing {
			continue
		}
		text := r.theme.Glyphs.Syncing + " " + a.Name.String() + " " + progress(a)
		if f, ok := r.folders.Folder(a.Folder); ok && a.Folder != 0 {
			text += " " + f.Name.String()
		}
		return text
	}
	return synced
}

// hints draws the keys of the focused pane, or how an unfinished sequence of
// keys can go on. What does not fit is dropped from the right; the key of the
// help is the last to go.
func (r *root) hints() string {
	tables := r.keys.Tables(r.context())
	list := r.keys.Continuations(tables)
	var last []keymap.Binding
	for i := range list {
		list[i].Hint = list[i].Help
	}
	if len(list) == 0 {
		list, last = r.hinted(tables)
	}
	room, gap := r.layout.W-2, "  "
	if r.layout.W >= threePanes {
		gap = "   "
	}
	end, endWidth := "", 0
	for _, b := range last {
		end, endWidth = r.hint(b)
		end, endWidth = gap+end, endWidth+len(gap)
	}
	var line strings.Builder
	used := 0
	for _, b := range list {
		text, width := r.hint(b)
		if used > 0 {
			text, width = gap+text, width+len(gap)
		}
		if used+width+endWidth > room {
			break
		}
		line.WriteString(text)
		used += width
	}
	return " " + line.String() + strings.Repeat(" ", max(room-used-endWidth, 0)) + end + " "
}

// hinted returns the bindings of the hints row, the help apart. The keys of
// problems and questions come first while there are any, else not at all; what a
// message has nothing for is left out.
func (r *root) hinted(tables [][]keymap.Binding) (list, help []keymap.Binding) {
	var urgent []keymap.Binding
	for _, table := range tables {
		for _, b := range table {
			switch {
			case b.Hint == "":
			case r.context() == keymap.Message && !r.reader.Offers(b.Action):
			case b.Action == keymap.ShowHelp:
				help = []keymap.Binding{b}
			case b.Action == keymap.ShowErrors:
				if len(r.wrong()) > 0 {
					urgent = append(urgent, b)
				}
			case b.Action == keymap.Ask:
				if len(r.asking.open) > 0 {
					urgent = append(urgent, b)
				}
			default:
				list = append(list, b)
			}
		}
	}
	return append(urgent, list...), help
}

// hint draws one key with its word.
func (r *root) hint(b keymap.Binding) (string, int) {
	key := b.Shown()
	return r.theme.Key.Render(key) + " " + b.Hint, widget.Width(r.method, key+" "+b.Hint)
}

// count shows a number with its thousands apart.
func count(n int) string { return humanize.Comma(int64(n)) }
