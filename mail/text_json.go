package mail

// MarshalText makes a Text a string of JSON.
func (t Text) MarshalText() ([]byte, error) { return []byte(t.s), nil }

// UnmarshalText reads what MarshalText wrote. What is stored may have been
// tampered with, so it is made safe again, as one line.
func (t *Text) UnmarshalText(b []byte) error {
	*t = Line(string(b))
	return nil
}
