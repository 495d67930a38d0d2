package render

import (
	"strings"
	"testing"
)

// TestButtons: a link that looks like a button is shown as one, whichever
// element carries the looks; a link in a sentence is not.
func TestButtons(t *testing.T) {
	t.Parallel()
	link := func(style, text string) string {
		return `<a href="https://x.example" style="` + style + `">` + text + `</a>`
	}
	tests := []struct {
		name, html string
		button     bool
	}{
		{"a background", link("background:#00f;color:#fff", "Pay"), true},
		{"a background colour", link("background-color:#0a0", "Pay"), true},
		{"a background inside", `<a href="https://x.example"><span style="background:#00f">Pay</span></a>`, true},
		{"room around it", "<div>" + link("padding:12px 20px", "Pay") + "</div>", true},
		{"a cell with a background", `<table><tr><td bgcolor="#0000ff">` + link("color:#fff", "Pay") + "</table>", true},
		{"a cell with a style", `<table><tr><td style="background:#00f;border-radius:4px">` + link("", "Pay") + "</table>", true},
		{"a table with a background", `<table style="background:#00f"><tr><td>` + link("", "Pay") + "</table>", true},
		{"by a class", `<style>.btn{background:#00f;padding:10px}</style><a class="btn primary" href="https://x.example">Pay</a>`, true},
		{"a colour that cannot be read", link("background:var(--brand)", "Pay"), true},
		{"a cell with a colour that cannot be read", `<table><tr><td bgcolor="chucknorris">` + link("", "Pay") + "</table>", true},
		{"a colour behind other words", link("background:none repeat scroll 0 0 #1a82e2", "Pay"), true},
		{"no colour behind a colour", link("background:#00f;background:none", "Pay"), false},
		{"a white background", link("background:#fff", "Pay"), false},
		{"of which Outlook has a copy", `<!--[if mso]><v:rect href="https://x.example">Pay</v:rect><![endif]-->` +
			link("background:#00f;mso-hide:all", "Pay"), true},
		{"no looks", link("", "Pay"), false},
		{"in a sentence on a background", `<table><tr><td style="background:#00f">Please ` + link("", "Pay") + " today</table>", false},
		{"a block with a background", `<div style="background:#eee">` + link("", "Pay") + "</div>", false},
		{"too many words", link("background:#00f", strings.Repeat("word ", 20)), false},
		{"no target", `<a style="background:#00f">Pay</a>`, false},
		{"a target that is never opened", `<a href="javascript:x" style="background:#00f">Pay</a>`, false},
	}
	for _, tt := range tests {
		d := renderHTMLText("<p>before</p>"+tt.html, 60)
		checkDocument(t, d, 60)
		if got := strings.Contains(d.Text(), "⟦ Pay ⟧ [1]"); got != tt.button || strings.Contains(d.Text(), "⟦") != tt.button {
			t.Errorf("%s: %q", tt.name, d.Text())
		}
		for _, l := range d.Lines {
			for _, s := range l.Spans {
				if (s.Style == Button) != strings.Contains(s.Text.String(), "⟦") {
					t.Errorf("%s: %q in style %d", tt.name, s.Text, s.Style)
				}
			}
		}
	}
}

// TestFontFaces: what a style sheet says of a font is not said of the rule below.
func TestFontFaces(t *testing.T) {
	t.Parallel()
	for _, source := range []string{
		"<style>@font-face{font-family:x;font-weight:700;font-style:italic} .a{padding:1px}</style><p class=a>word",
		"<style>@page{color:#fff} .a{padding:1px}</style><p class=a>word",
		"<style>@media print{@font-face{font-weight:700}} .a{padding:1px}</style><p class=a>word",
	} {
		if got := styled(renderHTMLText(source, 60)); got != "{0:word}\n" {
			t.Errorf("%s: %q", source, got)
		}
	}
}

func TestFontSizes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		size        string
		tiny, small bool
	}{
		{"0", true, false},
		{"0px", true, true},
		{"0.0em", true, true},
		{"1px", true, true},
		{"0.5px", true, true},
		{"1em", false, false},
		{"1%", false, true},
		{"2px", false, true},
		{"12px", false, true},
		{"13px", false, false},
		{"9pt", false, true},
		{"10pt", false, false},
		{"0.85em", false, true},
		{"0.9em", false, false},
		{"0.8rem", false, true},
		{"80%", false, true},
		{"100%", false, false},
		{"small", false, true},
		{"x-small", false, true},
		{"smaller", false, true},
		{"medium", false, false},
		{"inherit", false, false},
		{"", false, false},
	}
	for _, tt := range tests {
		if tiny, small := isTiny(tt.size), isSmall(tt.size); tiny != tt.tiny || small != tt.small {
			t.Errorf("%q: tiny %v, small %v", tt.size, tiny, small)
		}
	}
}

// parseColor reads a colour that covers what is behind it.
func parseColor(s string) (rgb, bool) {
	p, ok := parsePaint(s)
	return p.rgb, ok && p.alpha == 1
}

func TestParseColor(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]rgb{
		"#fff": white, "#FFFFFF": white, "ffffff": white, " white ": white, "White": white,
		"#123": {0x11, 0x22, 0x33}, "#123456": {0x12, 0x34, 0x56}, "rgb(1,2,3)": {1, 2, 3}, "rgb( 1 2 3 )": {1, 2, 3},
		"rgba(1,2,3,1)": {1, 2, 3}, "rgb(1 2 3 / 1)": {1, 2, 3}, "darkred": {139, 0, 0}, "rebeccapurple": {0x66, 0x33, 0x99},
		"rgb(0%,50%,100%)": {0, 128, 255}, "rgb(-1,2,300)": {0, 2, 255}, "rgb(1.4 2.6 3)": {1, 3, 3},
		"darkslateblue": {72, 61, 139}, "lightgoldenrodyellow": {250, 250, 210},
		"#123f": {0x11, 0x22, 0x33}, "#123456ff": {0x12, 0x34, 0x56}, "rgb(1 2 3 / 100%)": {1, 2, 3},
		"hsl(0,0%,100%)": white, "hsl(120, 100%, 50%)": {0, 255, 0}, "hsl(240deg 100% 50%)": {0, 0, 255},
		"hsla(-240,100%,25%,1)": {0, 128, 0}, "hsl(720,50%,50%)": {191, 64, 64},
	} {
		if got, ok := parseColor(s); !ok || got != want {
			t.Errorf("%q: %v, %v", s, got, ok)
		}
	}
	for _, s := range []string{
		"", "#", "#12", "#12345", "#1234567", "#ggg", "rgb(1,2)", "rgb(1,2,x)", "rgba(1,2,3,0)", "rgba(1,2,3,.5)",
		"transparent", "inherit", "currentcolor", "hsl(1,2%,x)", "hsl(1,2%)", "hsl(nan,nan,nan)", "lab(1 2 3)", "rgba(1,2,3,nan)", "#12345", "#123456789", "rgb(1,2,3,4,5)", "hsla(0,0%,0%,0)", "#1230", "url(x)", "no-such-colour", "rgb", "日本語",
	} {
		if got, ok := parseColor(s); ok {
			t.Errorf("%q is %v", s, got)
		}
	}
}
