package render

import (
	"fmt"
	"strings"
	"testing"
)

// TestStyleSheet: selectors hide what they match and nothing else.
func TestStyleSheet(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, css, html string
		hidden          bool
	}{
		{"class", ".x{display:none}", `<p class="a x">X</p>`, true},
		{"id", "#x{display:none}", `<p id=x>X</p>`, true},
		{"element", "p{display:none}", `<p>X</p>`, true},
		{"all", ".x *{visibility:hidden}", `<div class=x><p>X</p></div>`, true},
		{"element and class", "p.x{display:none}", `<div class=x>X</div>`, false},
		{"attribute", "p[title=a]{display:none}", `<p title=a>X</p>`, true},
		{"one of several", "i, .x ,b{display:none}", `<p class=x>X</p>`, true},
		{"descendant", ".a p{display:none}", `<div class=a><div><p>X</p></div></div>`, true},
		{"not a descendant", ".a p{display:none}", `<div class=a></div><p>X</p>`, false},
		{"child", ".a>p{display:none}", `<div class=a><p>X</p></div>`, true},
		{"not a child", ".a>p{display:none}", `<div class=a><div><p>X</p></div></div>`, false},
		{"next", "i+p{display:none}", `<i></i><p>X</p>`, true},
		{"later", "i~p{display:none}", `<i></i><b></b><p>X</p>`, true},
		{"back over several", ".a .b p{display:none}", `<div class=a><div class=b><div class=b><p>X</p></div></div></div>`, true},
		{"media", "@media print{p{display:none}}", `<p>X</p>`, false},
		{"after media", "@media print{i{color:red}} p{display:none}", `<p>X</p>`, true},
		{"supports", "@supports (display:grid){p{display:none}}", `<p>X</p>`, false},
		{"hover", "p:hover{display:none}", `<p>X</p>`, false},
		{"in a comment of HTML", "<!-- p{display:none} -->", `<p>X</p>`, true},
		{"in a comment of CSS", "/* p{display:none} */", `<p>X</p>`, false},
		{"the later one counts", "p{display:none} p{display:block}", `<p>X</p>`, false},
		{"the more special one counts", "p.x{display:block} p{display:none}", `<p class=x>X</p>`, false},
		{"the important one counts", "p{display:none!important} p{display:block}", `<p>X</p>`, true},
		{"the attribute counts", "p{display:none}", `<p style="display:block">X</p>`, false},
		{"important over the attribute", "p{display:none !important}", `<p style="display:block">X</p>`, true},
		{"broken rules around", "}{ p{color:} .x{display:none} q{", `<p class=x>X</p>`, true},
		{"visible again is not displayed", "p{display:none;visibility:visible}", `<p>X</p>`, true},
		{"script is never shown", "*{display:block}", `<script>X</script>`, true},
		{"height without overflow", "p{max-height:0}", `<p>X</p>`, false},
		{"height with overflow", "p{max-height:0px;overflow:hidden}", `<p>X</p>`, true},
		{"colour of the background", "p{color:#fff}", `<p>X</p>`, true},
		{"colour of another background", "div{background:#fff} p{color:#000;background-color:black}", `<div><p>X</p></div>`, true},
		{"colour on a picture", "div{background:url(x.png)} p{color:white}", `<div><p>X</p></div>`, false},
		{"a link is never hidden by a colour", "a{color:#fff}", `<a href="https://a.example">X</a>`, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := renderHTMLText("<html><head><style>"+tt.css+"</style></head><body>before "+tt.html+" after</body></html>", 60).Text()
			if strings.Contains(got, "X") == tt.hidden || !strings.Contains(got, "before") || !strings.Contains(got, "after") {
				t.Errorf("got %q", got)
			}
		})
	}
}

// TestStyleSheetBombs: the matches are counted, and the words stay.
func TestStyleSheetBombs(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("<div>", 150)
	tests := []struct{ name, css, html string }{
		{"back and forth", strings.Repeat("q div div div div div div div div{color:red}", 50), deep + "X"},
		{"siblings", strings.Repeat("q~i~i~i~i~i~i~i~i{color:red}", 50), strings.Repeat("<i></i>", 1000) + "X"},
		{"many rules", strings.Repeat(".a{color:red}", 100000), `<p class=a>X</p>`},
		{"many rules for each", strings.Repeat("p{color:red}", 5000), strings.Repeat("<p>", 5000) + "X"},
		{"many classes", ".a{color:red}", `<p class="` + strings.Repeat("a ", 100000) + `">X</p>`},
		{"deep blocks", strings.Repeat("@media x{", 100000), "X"},
		{"deep brackets", strings.Repeat("a[b=\"(", 50000), "X"},
		{"one selector", strings.Repeat("a ", 100000) + "{color:red}", "X"},
		{"never closed", "p{" + strings.Repeat("color:red;", 100000), "X"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWriter(Options{Width: 80, Unfold: true})
			renderHTML(w, "<style>"+tt.css+"</style>"+tt.html)
			d := w.finish()
			checkDocument(t, d, 80)
			if !strings.Contains(d.Text(), "X") {
				t.Error("the words are lost")
			}
		})
	}
}

// TestMatchesAreCounted: beyond the limit no rule matches any more.
func TestMatchesAreCounted(t *testing.T) {
	t.Parallel()
	s := &sheet{rules: map[string][]*rule{}}
	s.add("p{color:red}")
	if s.count != 1 {
		t.Fatalf("%d rules", s.count)
	}
	n := newElement("p")
	if len(s.matching(n)) != 1 {
		t.Error("no match within the limit")
	}
	s.matches = maxMatches
	if len(s.matching(n)) != 0 {
		t.Error("a match beyond the limit")
	}
}

func TestRemoteFiles(t *testing.T) {
	t.Parallel()
	d := renderHTMLText(`<link rel=stylesheet href="https://a.example/x.css"><style>@import url(https://a.example/y.css);`+
		`@font-face{font-family:x;src:url(https://a.example/z.woff)}</style><p>text`, 60)
	if d.Stats.RemoteFiles != 3 || !strings.Contains(fmt.Sprint(d.Notes), "3 remote style files not loaded.") {
		t.Errorf("%+v, notes %v", d.Stats, d.Notes)
	}
}

func TestColors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		color                      string
		dark, light, few, fewLight string
	}{
		{"#c00", "", "#cc0000", "9", "1"},
		{"rgb(204, 0, 0)", "", "#cc0000", "9", "1"},
		{"yellow", "#ffff00", "", "11", ""},
		{"#1a7f37", "", "#1a7f37", "10", ""},
		{"#0000ff", "", "#0000ff", "", "4"},
		{"#ff8080", "#ff8080", "", "9", "1"},
		{"#333333", "", "", "", ""},
		{"#999", "", "", "", ""},
		{"rgba(0,0,0,0.5)", "", "", "", ""},
		{"nonsense", "", "", "", ""},
	}
	for _, tt := range tests {
		for _, on := range []struct {
			background Background
			profile    Profile
			want       string
		}{
			{Dark, TrueColor, tt.dark},
			{Light, TrueColor, tt.light},
			{Dark, ANSI16, tt.few},
			{Light, ANSI16, tt.fewLight},
			{Dark, NoColor, ""},
		} {
			m := parse(t, "Content-Type: text/html\n\n<p style='color:"+tt.color+"'>X</p>")
			d := Render(m, Options{Width: 40, Background: on.background, Profile: on.profile})
			if got := d.Lines[0].Spans[0].Color; got != on.want {
				t.Errorf("%s on %+v: %q", tt.color, on, got)
			}
		}
	}
}

func TestContrast(t *testing.T) {
	t.Parallel()
	if got := contrast(rgb{}, white); got < 20.99 || got > 21.01 {
		t.Errorf("black on white: %f", got)
	}
	if got := contrast(white, rgb{0x77, 0x77, 0x77}); got < 4.47 || got > 4.49 {
		t.Errorf("white on grey: %f", got)
	}
}

func TestPreheader(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, html, want string }{
		{"hidden first", `<div style="display:none">Two items&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;</div><p>text`, "Two items"},
		{"by a style sheet", `<style>.p{display:none}</style><span class=p>Two items</span><p>text`, "Two items"},
		{"too small", `<span style="font-size:1px">Two items</span><p>text`, "Two items"},
		{"hidden later", `<p>text</p><div style="display:none">Two items</div>`, ""},
		{"none", `<p>text`, ""},
	}
	for _, tt := range tests {
		if got := renderHTMLText(tt.html, 60).Preheader.String(); strings.TrimSpace(got) != tt.want {
			t.Errorf("%s: %q", tt.name, got)
		}
	}
}
