// Package keymap holds the key bindings as data. Dispatch, the hints row and
// the help are all drawn from one [Map], so they cannot disagree.
package keymap

import "strings"

// Action names what a key does. The names are stable: they are what a user
// rebinds.
type Action string

// Context is a part of the interface with bindings of its own.
type Context string

// The contexts. Keys go to the focused one first, then to [Global], then to
// [Always]; an open dialog shares its keys with Always only.
const (
	Folders  Context = "folders"
	List     Context = "list"
	Message  Context = "message"
	Global   Context = "global"
	Always   Context = "always"
	Help     Context = "help"
	Question Context = "question" // that comes again when it is not answered
	Choice   Context = "choice"   // that does not
	Problems Context = "problems"
	Prompt   Context = "prompt"
	SaveIn   Context = "save"
	Links    Context = "links"
)

// Binding says that keys do something.
type Binding struct {
	Action Action
	Keys   []string // each a keystroke, or several with spaces between: "g g"
	Hint   string   // one or two words for the hints row; empty: not shown there
	Help   string   // what it does, in words
	Group  string   // the task it belongs to
}

// Shown returns the first key of the binding as people read it.
func (b Binding) Shown() string { return Show(b.Keys[0]) }

// Show returns a key sequence as people read it: "↓", "gg", "^d".
func Show(keys string) string {
	var b strings.Builder
	for _, k := range strings.Fields(keys) {
		switch k {
		case "up":
			k = "↑"
		case "down":
			k = "↓"
		case "left":
			k = "←"
		case "right":
			k = "→"
		case "pgdown":
			k = "PgDn"
		case "pgup":
			k = "PgUp"
		case "enter", "esc", "tab", "home", "end", "space":
			k = strings.ToUpper(k[:1]) + k[1:]
		case "shift+tab":
			k = "Shift+Tab"
		case "shift+left":
			k = "Shift+←"
		case "shift+right":
			k = "Shift+→"
		case "f1", "f5":
			k = strings.ToUpper(k)
		default:
			k = strings.Replace(k, "ctrl+", "^", 1)
		}
		b.WriteString(k)
	}
	return b.String()
}

// Map is the bindings of every context.
type Map map[Context][]Binding

// Tables returns the bindings that keys reach while c has the focus, in the
// order in which they are asked.
func (m Map) Tables(c Context) [][]Binding {
	switch c {
	case Help, Question, Choice, Problems, Prompt, SaveIn, Links:
		return [][]Binding{m[c], m[Always]}
	default:
		return [][]Binding{m[c], m[Global], m[Always]}
	}
}

// Shown returns the first key of an action, in whichever context it has one, as
// people read it.
func (m Map) Shown(a Action) string {
	for _, c := range []Context{Always, Global, List, Message, Folders} {
		for _, b := range m[c] {
			if b.Action == a {
				return b.Shown()
			}
		}
	}
	return ""
}

// Press is an action with the key that asked for it, which some actions need:
// "3" for the third account.
type Press struct {
	Action Action
	Key    string
}

// Matcher turns keystrokes into actions, over several keystrokes where a
// binding has them.
type Matcher struct{ pending string }

// Match takes one keystroke. It returns the action that it completes, if any; a
// keystroke that does not go on with an unfinished sequence is taken by itself.
func (m *Matcher) Match(key string, tables [][]Binding) (Press, bool) {
	before := m.pending
	seq := strings.TrimSpace(before + " " + key)
	m.pending = ""
	for _, table := range tables {
		for _, b := range table {
			for _, k := range b.Keys {
				if k == seq {
					return Press{b.Action, key}, true
				}
				if strings.HasPrefix(k, seq+" ") {
					m.pending = seq
				}
			}
		}
	}
	if m.pending == "" && before != "" {
		return m.Match(key, tables)
	}
	return Press{}, false
}

// Continuations returns the bindings that an unfinished sequence can become.
func (m *Matcher) Continuations(tables [][]Binding) []Binding {
	var out []Binding
	for _, table := range tables {
		for _, b := range table {
			for _, k := range b.Keys {
				if m.pending != "" && strings.HasPrefix(k, m.pending+" ") {
					b.Keys = []string{k}
					out = append(out, b)
					break
				}
			}
		}
	}
	return out
}
