package mail

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestLocalIDRoundTrip(t *testing.T) {
	t.Parallel()
	for _, id := range []LocalID{1, 31, 32, 1023, 1 << 40, 1<<63 - 1} {
		s := id.String()
		for _, form := range []string{s, strings.ToUpper(s)} {
			got, err := ParseLocalID(form)
			if err != nil || got != id {
				t.Errorf("ParseLocalID(%q) = %d, %v, want %d", form, got, err, id)
			}
		}
	}
}

func TestParseLocalIDRefuses(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "0", "-1", "w", "1 2", "9999999999999999999999", "\x1b[2J"} {
		_, err := ParseLocalID(s)
		if err == nil {
			t.Errorf("ParseLocalID(%q) succeeded", s)
		} else if strings.ContainsRune(err.Error(), 0x1b) {
			t.Errorf("the error for %q holds an escape: %q", s, err)
		}
	}
}

func TestFlags(t *testing.T) {
	t.Parallel()
	var all Flags
	for _, f := range FlagNames() {
		if all.Has(f.Flag) {
			t.Errorf("%s shares its bit", f.Word)
		}
		all |= f.Flag
		if got := ParseFlag(strings.ToLower(f.IMAP)); got != f.Flag {
			t.Errorf("ParseFlag(%q) = %d", strings.ToLower(f.IMAP), got)
		}
	}
	if ParseFlag(`\Recent`) != 0 || ParseFlag("") != 0 {
		t.Error("an unknown flag has a value")
	}
	if (Seen | Flagged).Has(Seen|Draft) || !(Seen | Flagged).Has(Seen) {
		t.Error("Has is wrong")
	}
}

// TestFlagValues: the numbers are in the store of every user.
func TestFlagValues(t *testing.T) {
	t.Parallel()
	if Seen != 1 || Flagged != 4 || MDNSent != 256 || RoleInbox != 1 || RoleAll != 8 || PhaseStopped != 4 || Config != 10 || BadCAFile != 25 {
		t.Error("a stored value was renumbered")
	}
}

func TestFlagDelta(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		before Flags
		delta  FlagDelta
		after  Flags
		effect FlagDelta
	}{
		{"nothing", Seen, FlagDelta{}, Seen, FlagDelta{}},
		{"add", 0, FlagDelta{Add: Seen}, Seen, FlagDelta{Add: Seen}},
		{"add what is there", Seen, FlagDelta{Add: Seen}, Seen, FlagDelta{}},
		{"remove", Seen | Flagged, FlagDelta{Remove: Seen}, Flagged, FlagDelta{Remove: Seen}},
		{"remove what is not there", Flagged, FlagDelta{Remove: Seen}, Flagged, FlagDelta{}},
		{"in both is off", 0, FlagDelta{Add: Seen, Remove: Seen}, 0, FlagDelta{}},
		{"others are left alone", Draft, FlagDelta{Add: Flagged, Remove: Seen}, Draft | Flagged, FlagDelta{Add: Flagged}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := tt.delta.Apply(tt.before); got != tt.after {
				t.Errorf("Apply = %b, want %b", got, tt.after)
			}
			effect := tt.delta.Effective(tt.before)
			if effect != tt.effect {
				t.Errorf("Effective = %+v, want %+v", effect, tt.effect)
			}
			if effect.Empty() != (tt.before == tt.after) {
				t.Error("Empty is wrong")
			}
		})
	}
}

func TestAddress(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, addr, display, text string
	}{
		{"Ada", "ada@example.org", "Ada", "Ada <ada@example.org>"},
		{"", "ada@example.org", "ada@example.org", "ada@example.org"},
		{"Ada", "", "Ada", "Ada"},
		{"", "", "", ""},
	}
	for _, tt := range tests {
		a := Address{Name: Identity(tt.name), Addr: Identity(tt.addr)}
		if a.Display().String() != tt.display || a.String() != tt.text {
			t.Errorf("%+v: %q, %q", tt, a.Display(), a.String())
		}
	}
}

func TestRoles(t *testing.T) {
	t.Parallel()
	var words []string
	for r := RoleInbox; r <= RoleAll; r++ {
		words = append(words, r.String())
	}
	slices.Sort(words)
	if slices.Contains(words, "") || len(slices.Compact(words)) != int(RoleAll) {
		t.Errorf("roles without a word of their own: %q", words)
	}
	if RoleNone.String() != "" {
		t.Error("no role has a word")
	}
}

func TestQuestionChoices(t *testing.T) {
	t.Parallel()
	for kind := AskSignIn; kind <= AskClock; kind++ {
		if len(Question{Kind: kind}.Choices()) == 0 {
			t.Errorf("question %d has no answer", kind)
		}
	}
	if got := (Question{Kind: AskVanished}).Choices(); got[0] != ChoiceKeep {
		t.Errorf("the first choice is %q, not the safe one", got[0])
	}
	if (Question{}).Choices() != nil {
		t.Error("no question has answers")
	}
}

func TestSummary(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 25, 9, 18, 0, 0, time.UTC)
	s := Summary{ID: 7, Received: at}
	if !s.Unread() || (Summary{Flags: Seen}).Unread() {
		t.Error("Unread is wrong")
	}
	if s.Anchor() != (Anchor{Received: at, ID: 7}) {
		t.Errorf("Anchor = %+v", s.Anchor())
	}
}
