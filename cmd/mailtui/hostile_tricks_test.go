package main

import "strings"

// trick is what mail or a server contains in order to do something to a
// terminal, or to an eye. Where one has a word or a number of its own it is
// "owned" or 1337.
type trick struct{ name, text string }

// tricks are all that are known, by what they are made of. Each is put between
// two harmless words, which must be on the screen when it is not.
func tricks() []trick {
	var all []trick
	for _, list := range [][]trick{stringTricks, controlTricks, escapeTricks, byteTricks, unicodeTricks} {
		all = append(all, list...)
	}
	return all
}

// stringTricks are escape sequences that carry a string.
var stringTricks = []trick{
	{"OSC 0, title", "\x1b]0;owned\a"},
	{"OSC 2, title to ST", "\x1b]2;owned\x1b\\"},
	{"OSC without an end", "\x1b]0;owned"},
	{"OSC 4, palette", "\x1b]4;1;#133700\a"},
	{"OSC 7, folder", "\x1b]7;file://owned/\a"},
	{"OSC 8, link", "\x1b]8;;https://owned.example\ahere\x1b]8;;\a"},
	{"OSC 9, notification", "\x1b]9;owned\a"},
	{"OSC 9;4, progress", "\x1b]9;4;1;50\a"},
	{"OSC 11, background", "\x1b]11;#133700\a"},
	{"OSC 52, clipboard", "\x1b]52;c;b3duZWQ=\a"},
	{"OSC 52, clipboard read", "\x1b]52;c;?\a"},
	{"OSC 99, notification", "\x1b]99;i=1;owned\x1b\\"},
	{"OSC 104, palette reset", "\x1b]104\a"},
	{"OSC 777, notification", "\x1b]777;notify;owned;x\a"},
	{"OSC 1337, file", "\x1b]1337;File=inline=1:b3duZWQ=\a"},
	{"DCS, status request", "\x1bP$q\"p\x1b\\"},
	{"DCS, sixel", "\x1bPq#0;2;0;0;0#0~~\x1b\\"},
	{"DCS, passed on by tmux", "\x1bPtmux;\x1b\x1b]0;owned\a\x1b\\"},
	{"DCS, terminfo request", "\x1bP+q544e\x1b\\"},
	{"APC, kitty graphics", "\x1b_Ga=T,f=24;AAAA\x1b\\"},
	{"PM", "\x1b^owned\x1b\\"},
	{"SOS", "\x1bXowned\x1b\\"},
	{"title of screen", "\x1bkowned\x1b\\"},
}

// controlTricks are control sequences.
var controlTricks = []trick{
	{"CSI, clear", "\x1b[2J\x1b[1337H"},
	{"CSI, clear history", "\x1b[3J"},
	{"CSI, up", "\x1b[1337A\x1b[2K"},
	{"CSI, place", "\x1b[13;37H"},
	{"CSI, colour", "\x1b[38;5;1337m"},
	{"CSI, concealed", "\x1b[8m"},
	{"CSI, alternate screen", "\x1b[?1049l"},
	{"CSI, mouse", "\x1b[?1003h"},
	{"CSI, no pasting", "\x1b[?2004l"},
	{"CSI, all reversed", "\x1b[?5h"},
	{"CSI, insert mode", "\x1b[4h"},
	{"CSI, margins", "\x1b[2;3r"},
	{"CSI, soft reset", "\x1b[!p"},
	{"CSI, repeat", "\x1b[1337b"},
	{"CSI, report place", "\x1b[6n"},
	{"CSI, report device", "\x1b[0c"},
	{"CSI, report title", "\x1b[21t"},
	{"CSI, resize", "\x1b[8;3;37t"},
	{"CSI, keyboard", "\x1b[>31u"},
	{"CSI, other keys", "\x1b[>4;2m"},
	{"CSI in the middle of CSI", "\x1b[3\x1b[2Jm"},
	{"CSI without an end", "\x1b[1337"},
}

// escapeTricks are single characters that a terminal acts on.
var escapeTricks = []trick{
	{"reset", "\x1bc"},
	{"alignment test", "\x1b#8"},
	{"restored cursor", "\x1b8"},
	{"reverse index", "\x1bM\x1bM\x1bM"},
	{"line drawing", "\x1b(0"},
	{"single shift", "\x1bN"},
	{"not UTF-8", "\x1b%@"},
	{"ESC alone", "\x1b"},
	{"bell", "\a\a"},
	{"backspace", "\b\b\b\b"},
	{"carriage return", "\rowned"},
	{"vertical tab", "\v"},
	{"form feed", "\f"},
	{"shift out and in", "\x0eowned\x0f"},
	{"enquiry", "\x05"},
	{"cancel and substitute", "\x18\x1a"},
	{"flow control", "\x13\x11"},
	{"DEL", "\x7f\x7f"},
	{"NUL", "\x00"},
	{"data link escape", "\x10"},
}

// byteTricks are bytes above ASCII.
var byteTricks = []trick{
	{"raw C1 CSI", "\x9b2J"},
	{"raw C1 OSC", "\x9d0;owned\x9c"},
	{"raw C1 DCS", "\x90q\x9c"},
	{"raw NEL", "\x85"},
	{"C1 CSI", "\u009b2J"},
	{"C1 OSC", "\u009d0;owned\u009c"},
	{"C1 APC", "\u009fGa=T\u009c"},
	{"NEL", "\u0085"},
	{"overlong ESC", "\xc0\x9b[2J"},
	{"overlong ESC in three bytes", "\xe0\x80\x9b[2J"},
	{"surrogate", "\xed\xa0\x9b"},
	{"beginning of a character", "\xf0\x9f"},
	{"above Unicode", "\xf7\xbf\xbf\xbf"},
}

// unicodeTricks are characters that move, hide or pile up others.
var unicodeTricks = []trick{
	{"line separator", "\u2028"},
	{"paragraph separator", "\u2029"},
	{"right-to-left override", "\u202efdp.exe"},
	{"left-to-right override", "\u202d"},
	{"embedding", "\u202b\u202c"},
	{"isolate", "\u2067x\u2069"},
	{"isolate without an end", "\u2066\u2068"},
	{"marks of direction", "\u200e\u200f\u061c"},
	{"tags", "\U000e0001\U000e0041\U000e007f"},
	{"zero width spaces", strings.Repeat("\u200b", 100)},
	{"joiners", strings.Repeat("\u200d", 100)},
	{"byte order marks", "\ufeff\ufeff"},
	{"soft hyphens", strings.Repeat("\u00ad", 100)},
	{"Hangul filler", "\u3164\u115f\u1160\uffa0"},
	{"combining flood", strings.Repeat("\u0301", 300)},
	{"combining overlays", strings.Repeat("\u0336\u0488\u20e0", 100)},
	{"variation selectors", "\u00a9\ufe0f\u203c\ufe0f\u2122\ufe0e"},
	{"wide family", "\U0001f469\u200d\U0001f469\u200d\U0001f467"},
	{"flags", "\U0001f1e9\U0001f1ea\U0001f1eb"},
	{"very wide", "\ufdfd\u2e3b\ua9c5"},
	{"annotation", "\ufff9x\ufffa\ufffb"},
	{"no characters", "\uffff\ufffe\ufdd0"},
	{"private use", "\ue0b0\U000f0000"},
	{"blank", "\u2800\u00a0\u3000"},
	{"invisible operators", "\u2061\u2063\u206a\u206f"},
	{"musical controls", "\U0001d173\U0001d17a"},
}
