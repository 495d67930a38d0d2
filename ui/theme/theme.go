// Package theme says how the interface looks: styles made of the 16 ANSI
// colours and attributes, so that it follows the palette of the terminal, and
// the glyphs of the chrome. A [Theme] is a value, passed at construction.
//
// No state is told by colour alone: every style that means something goes with
// a glyph, a weight or a word.
package theme

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Style is a set of terminal attributes. The zero Style changes nothing.
type Style struct{ on string }

// style makes a Style of SGR attributes (ECMA-48 §8.3.117).
func style(attrs ...ansi.Attr) Style { return Style{ansi.NewStyle(attrs...).String()} }

// Render returns text in the style. Text must be safe to show and of one line.
func (s Style) Render(text string) string {
	if s.on == "" || text == "" {
		return text
	}
	return s.on + text + ansi.ResetStyle
}

// Theme is every style of the interface, and its glyphs.
type Theme struct {
	Title   Style    // the program's place: breadcrumb, pane titles
	Focus   Style    // border of the pane that has the keys
	Border  Style    // border of the others
	Cursor  Style    // the selected row of the pane that has the keys
	Unread  Style    // unread mail
	Star    Style    // the star of a message
	Faint   Style    // what matters less
	Label   Style    // "From", "Date"
	Quote   [3]Style // quoted text: by whom, of what that answers, and what is older
	Link    Style    // links and their numbers
	Heading Style    // headings and bold words of a message
	Italic  Style    // words of a message that are set in italics
	Struck  Style    // words of a message that are no longer valid
	Good    Style    // an account that is up to date
	Busy    Style    // an account at work
	Bad     Style    // an account that needs the user; errors
	Key     Style    // a key in the hints row and in the help

	Glyphs Glyphs
}

// Glyphs are the characters of the chrome, each one cell wide.
type Glyphs struct {
	Cursor, Unread, Star, Answered, Forwarded, Draft, Attachment string

	Idle, Syncing, Connecting, Offline, Stopped, Local string

	Crumb, Dot, Folded, Fetching string

	TopLeft, TopRight, BottomLeft, BottomRight, Horizontal, Vertical string
}

// New returns the default theme. With ascii set its glyphs are plain ASCII, for
// terminals and locales that have nothing else.
func New(ascii bool) Theme {
	t := Theme{
		Title:  style(ansi.AttrBold),
		Focus:  style(ansi.AttrBold, ansi.AttrCyanForegroundColor),
		Border: style(ansi.AttrFaint),
		Cursor: style(ansi.AttrReverse),
		Unread: style(ansi.AttrBold),
		Star:   style(ansi.AttrYellowForegroundColor),
		Faint:  style(ansi.AttrFaint),
		Label:  style(ansi.AttrFaint),
		Quote: [3]Style{
			style(ansi.AttrCyanForegroundColor), style(ansi.AttrYellowForegroundColor), style(ansi.AttrMagentaForegroundColor),
		},
		Link:    style(ansi.AttrUnderline, ansi.AttrBlueForegroundColor),
		Heading: style(ansi.AttrBold),
		Italic:  style(ansi.AttrItalic),
		Struck:  style(ansi.AttrStrikethrough),
		Good:    style(ansi.AttrBlueForegroundColor),
		Busy:    style(ansi.AttrYellowForegroundColor),
		Bad:     style(ansi.AttrBold, ansi.AttrRedForegroundColor),
		Key:     style(ansi.AttrBold),
		Glyphs:  unicodeGlyphs(),
	}
	if ascii {
		t.Glyphs = asciiGlyphs()
	}
	return t
}

// On returns the theme for what the terminal writes on: the colours that are
// too pale on a light background are others there.
func (t Theme) On(light bool) Theme {
	if !light {
		return t
	}
	t.Focus = style(ansi.AttrBold, ansi.AttrBlueForegroundColor)
	t.Star = style(ansi.AttrMagentaForegroundColor)
	t.Busy = style(ansi.AttrMagentaForegroundColor)
	t.Quote = [3]Style{
		style(ansi.AttrBlueForegroundColor), style(ansi.AttrMagentaForegroundColor), style(ansi.AttrRedForegroundColor),
	}
	return t
}

// Colored returns a style in a colour: "#rrggbb", or the number of one of the 16
// colours. Anything else is no colour.
func Colored(s Style, color string) Style {
	if hex, ok := strings.CutPrefix(color, "#"); ok {
		if n, err := strconv.ParseUint(hex, 16, 32); err == nil && len(hex) == 6 {
			return Style{s.on + fmt.Sprintf("\x1b[38;2;%d;%d;%dm", n>>16, n>>8&0xff, n&0xff)}
		}
		return s
	}
	if n, err := strconv.ParseUint(color, 10, 8); err == nil && n < 16 {
		return Style{s.on + ansi.NewStyle().ForegroundColor(ansi.BasicColor(n)).String()}
	}
	return s
}

func unicodeGlyphs() Glyphs {
	return Glyphs{
		Cursor: "▌", Unread: "●", Star: "★", Answered: "↩", Forwarded: "↪", Draft: "✎", Attachment: "@",
		Idle: "✓", Syncing: "↻", Connecting: "…", Offline: "⊘", Stopped: "!", Local: "∅",
		Crumb: "›", Dot: "·", Folded: "▸", Fetching: "↓",
		TopLeft: "╭", TopRight: "╮", BottomLeft: "╰", BottomRight: "╯", Horizontal: "─", Vertical: "│",
	}
}

func asciiGlyphs() Glyphs {
	return Glyphs{
		Cursor: ">", Unread: "N", Star: "*", Answered: "r", Forwarded: "f", Draft: "d", Attachment: "@",
		Idle: "=", Syncing: "~", Connecting: ".", Offline: "x", Stopped: "!", Local: "o",
		Crumb: ">", Dot: "-", Folded: "+", Fetching: "v",
		TopLeft: "+", TopRight: "+", BottomLeft: "+", BottomRight: "+", Horizontal: "-", Vertical: "|",
	}
}
