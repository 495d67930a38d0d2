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

// TestButtonLabels: on a button are the words that a browser shows there.
func TestButtonLabels(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, html, want string }{
		{"words", "Pay now", "Pay now"},
		{"hidden words", `Claim <span style="display:none">SECRET</span>now`, "Claim now"},
		{"words too small to be read", `Claim <span style="font-size:0">SECRET</span> now`, "Claim now"},
		{"a word in pieces", "Save <b>5</b><b>0</b>% now", "Save 50% now"},
		{"a mark of its own", "Don<span>&rsquo;</span>t miss<br>out", "Don’t miss out"},
		{"a picture with words", `<img src="c.png" alt=Cart width=40> Checkout`, "‹Cart› Checkout"},
		{"a picture without", `<img src="https://x.example/c.png" width=40> Checkout`, "Checkout"},
		{"a price that is no longer valid", "Was <s>$20</s> $10", "Was ~$20~ $10"},
		{"blocks", "<div>Pay</div><div>now</div>", "Pay now"},
		{"a table", "<table><tr><td>Pay<td>now</table>", "Pay now"},
		{"a list", "<ul><li>Pay<li>now</ul>", "• Pay • now"},
		{"a number above the line", "10 m<sup>2</sup>", "10 m²"},
		{"nothing to read", `<b style="display:none">Pay</b>`, "x.example"},
	}
	for _, tt := range tests {
		html := `before <a href="https://x.example/" style="background:#007;color:#fff;padding:10px">` + tt.html + "</a> after"
		d := renderHTMLText(html, 60)
		checkDocument(t, d, 60)
		if got, want := d.Text(), "before ⟦ "+tt.want+" ⟧ [1] after\n"; got != want {
			t.Errorf("%s: got %q, want %q", tt.name, got, want)
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

// TestFontSizes: how many pixels a size is in text of ten, and whether it is that
// of the small print; -1 is no size.
func TestFontSizes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		size   string
		pixels float64
		small  bool
	}{
		{"0", 0, false},
		{"0px", 0, true},
		{"0.0em", 0, true},
		{"0vw", 0, false},
		{"1px", 1, true},
		{"0.5px", 0.5, true},
		{"1em", 10, false},
		{"1%", 0.1, true},
		{"2px", 2, true},
		{"12px", 12, true},
		{"13px", 13, false},
		{"9pt", 12, true},
		{"10.5pt", 14, false},
		{"1in", 96, false},
		{"0.85em", 8.5, true},
		{"0.9em", 9, false},
		{"0.5rem", 8, true},
		{"80%", 8, true},
		{"100%", 10, false},
		{"small", 13, true},
		{"x-small", 10, true},
		{"larger", 12, false},
		{"medium", 16, false},
		{"inherit", 10, false},
		{"initial", 16, false},
		{"5vw", 16, false},
		{"calc(1px + 1px)", 16, false},
		{"", -1, false},
		{"nonsense", -1, false},
		{"-2px", -1, false},
		{"nan", -1, false},
	}
	for _, tt := range tests {
		got := -1.0
		if s, ok := parseFontSize(tt.size); ok {
			got = s.pixels(10)
		}
		if small := got >= 0 && isSmall(tt.size); got != tt.pixels || small != tt.small {
			t.Errorf("%q: %v pixels, small %v", tt.size, got, small)
		}
	}
}

// TestFontShorthand: what the shorthand says of text of ten pixels.
func TestFontShorthand(t *testing.T) {
	t.Parallel()
	tests := []struct {
		font   string
		pixels float64 // -1: nothing
		bold   bool
		italic bool
	}{
		{"14px Arial", 14, false, false},
		{"400 16px/24px Helvetica,Arial,sans-serif", 16, false, false},
		{"italic bold 2em/1 serif", 20, true, true},
		{"normal small-caps 700 large a", 18, true, false},
		{"oblique 90% a b, c", 9, false, true},
		{"0/0 a", 0, false, false},
		{"calc(10px + 1vw)/1.5 a", 16, false, false},
		{"caption", 16, false, false},
		{"inherit", 10, false, false},
		{"14px", -1, false, false},
		{"bold", -1, false, false},
		{"bold Arial", -1, false, false},
		{"", -1, false, false},
	}
	for _, tt := range tests {
		l, got := &look{}, -1.0
		if l.font(tt.font); l.sized {
			got = l.size.pixels(10)
		}
		if got != tt.pixels || l.bold != tt.bold || l.italic != tt.italic {
			t.Errorf("%q: %v pixels, bold %v, italic %v", tt.font, got, l.bold, l.italic)
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
