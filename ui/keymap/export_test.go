package keymap

// Pending returns the keystrokes so far of an unfinished sequence, or "".
func (m *Matcher) Pending() string { return m.pending }
