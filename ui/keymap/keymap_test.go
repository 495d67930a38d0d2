package keymap_test

import (
	"strings"
	"testing"

	"github.com/mailtui/mailtui/ui/keymap"
)

// Within what one pane's keys can reach, no key may have two meanings of one
// table, none may be the beginning of another, and none may be one that a
// terminal cannot tell from another.
func TestConflicts(t *testing.T) {
	t.Parallel()
	m := keymap.Default()
	for c := range m {
		if c == keymap.Global || c == keymap.Always {
			continue // every other context is asked together with these
		}
		seen := map[string]keymap.Action{}
		for _, table := range m.Tables(c) {
			for _, b := range table {
				if b.Help == "" || b.Group == "" || len(b.Keys) == 0 {
					t.Errorf("%s: %s is not documented", c, b.Action)
				}
				for _, k := range b.Keys {
					if other, ok := seen[k]; ok {
						t.Errorf("%s: %q means %s and %s", c, k, other, b.Action)
					}
					seen[k] = b.Action
				}
			}
		}
		for k := range seen {
			for other := range seen {
				if strings.HasPrefix(other, k+" ") {
					t.Errorf("%s: %q is the beginning of %q", c, k, other)
				}
			}
			for _, bad := range []string{"ctrl+i", "ctrl+m", "ctrl+[", "ctrl+h", "ctrl+j"} {
				if k == bad {
					t.Errorf("%s: %q looks like another key to a terminal", c, k)
				}
			}
		}
	}
}

// The help sorts by this order, so no action may be missing from it.
func TestEveryActionHasItsPlace(t *testing.T) {
	t.Parallel()
	places := map[int]keymap.Action{}
	for c, table := range keymap.Default() {
		for _, b := range table {
			at := keymap.Place(b.Action)
			if other, ok := places[at]; at < 0 || ok && other != b.Action {
				t.Errorf("%s: %s is at %d, as %s", c, b.Action, at, other)
			}
			places[at] = b.Action
		}
	}
}

// A terminal multiplexer or flow control may take these away, so nothing may be
// reachable by them alone.
func TestNothingOnlyOnTakenKeys(t *testing.T) {
	t.Parallel()
	taken := map[string]bool{"ctrl+a": true, "ctrl+b": true, "ctrl+s": true, "ctrl+q": true}
	for c, table := range keymap.Default() {
		for _, b := range table {
			free := false
			for _, k := range b.Keys {
				free = free || !taken[k]
			}
			if !free {
				t.Errorf("%s: %s is only on %v", c, b.Action, b.Keys)
			}
		}
	}
}

func TestMatch(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		context keymap.Context
		keys    string
		want    []keymap.Action
		pending string
	}{
		{"one key", keymap.List, "j", []keymap.Action{keymap.Down}, ""},
		{"the pane before the global ones", keymap.List, "h `", []keymap.Action{keymap.FolderPane, keymap.FolderPane}, ""},
		{"a sequence", keymap.List, "g g", []keymap.Action{keymap.Top}, ""},
		{"half a sequence", keymap.List, "g", nil, "g"},
		{"a sequence of another table", keymap.List, "g i", []keymap.Action{keymap.Inbox}, ""},
		{"a key that does not go on", keymap.List, "g j", []keymap.Action{keymap.Down}, ""},
		{"a key without meaning", keymap.List, "Q", nil, ""},
		{"escape ends a sequence", keymap.List, "g esc g g", []keymap.Action{keymap.Top}, ""},
		{"a dialog hides the global keys", keymap.Question, "w ctrl+c", []keymap.Action{keymap.Interrupt}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var m keymap.Matcher
			var got []keymap.Action
			for _, k := range strings.Fields(tt.keys) {
				if p, ok := m.Match(k, keymap.Default().Tables(tt.context)); ok {
					if p.Key != k {
						t.Errorf("the press says %q, the key was %q", p.Key, k)
					}
					got = append(got, p.Action)
				}
			}
			if len(got) != len(tt.want) {
				t.Fatalf("got %v, want %v", got, tt.want)
			}
			for i := range got {
				if got[i] != tt.want[i] {
					t.Errorf("got %v, want %v", got, tt.want)
				}
			}
			if m.Pending() != tt.pending {
				t.Errorf("pending %q, want %q", m.Pending(), tt.pending)
			}
		})
	}
}

func TestContinuations(t *testing.T) {
	t.Parallel()
	var m keymap.Matcher
	tables := keymap.Default().Tables(keymap.List)
	if got := m.Continuations(tables); got != nil {
		t.Errorf("nothing typed: %v", got)
	}
	m.Match("g", tables)
	shown := map[string]bool{}
	for _, b := range m.Continuations(tables) {
		shown[b.Shown()] = true
	}
	for _, k := range []string{"gg", "gi", "ge", "gq"} {
		if !shown[k] {
			t.Errorf("%s is missing from %v", k, shown)
		}
	}
}

func TestShow(t *testing.T) {
	t.Parallel()
	for keys, want := range map[string]string{
		"down": "↓", "up": "↑", "left": "←", "right": "→", "ctrl+d": "^d", "pgdown": "PgDn", "pgup": "PgUp",
		"enter": "Enter", "g g": "gg", "shift+tab": "Shift+Tab", "shift+left": "Shift+←", "f1": "F1", "u": "u",
	} {
		if got := keymap.Show(keys); got != want {
			t.Errorf("Show(%q) = %q, want %q", keys, got, want)
		}
	}
}
