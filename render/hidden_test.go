package render

import (
	"fmt"
	"strings"
	"testing"
)

// hiding are the declarations that hide text, with one each that nearly does.
var hiding = []struct{ hides, shows string }{
	{"display:none", "display:block"},
	{"visibility:hidden", "visibility:visible"},
	{"visibility:collapse", "visibility:inherit"},
	{"opacity:0", "opacity:0.3"},
	{"opacity:0%", "opacity:50%"},
	{"font-size:0", "font-size:2px"},
	{"font-size:0px", "font-size:1em"},
	{"font-size:1px", "font-size:10px"},
	{"display:inline-block;max-height:0;overflow:hidden;height:auto", "display:inline-block;max-height:0;overflow:hidden;max-height:none"},
	{"display:inline-block;height:0;max-height:9px;overflow:hidden", "display:inline-block;height:0;height:auto;overflow:hidden"},
	{"display:inline-block;max-width:0;overflow:hidden", "display:inline-block;max-width:0"},
	{"display:inline-block;width:0;overflow:hidden", "display:inline-block;width:0;overflow:visible"},
	{"display:inline-block;width:1px;height:1px;overflow:hidden", "display:inline-block;width:1%;overflow:hidden"},
	{"display:inline-block;height:1px;overflow:hidden", "display:inline-block;height:1em;overflow:hidden"},
	{"display:inline-block;width:1px;min-width:1px;overflow:hidden", "display:inline-block;width:1px;min-width:100%;overflow:hidden"},
	{"display:inline-block;max-width:0;min-width:auto;overflow:hidden", "display:inline-block;max-width:0;min-width:calc(100% - 9px);overflow:hidden"},
	{"display:inline-block;width:0;min-width:100%;min-width:0;overflow:hidden", "display:inline-block;width:0;min-width:0;min-width:9em;overflow:hidden"},
	{"display:inline-block;height:0;min-width:100%;overflow:hidden", "display:inline-block;height:0;min-height:20px;overflow:hidden"},
	{"display:inline-block;height:0;min-height:100%;overflow:hidden", "display:inline-block;max-height:0;min-height:9em;overflow:hidden"}, // a part of no known height
	{"transform:scale(0)", "transform:scale(1)"},
	{"transform:rotate(9deg) scale(1, 0)", "transform:scale(.5) rotate(0)"},
	{"transform:scalex(0)", "transform:translate(0,0)"},
	{"margin-left:-9999px", "margin-left:-9px"},
	{"margin-left:-9999px;margin-top:0", "margin-left:-9999px;margin-left:0"},
	{"position:absolute;left:-9999px;left:sideways", "position:absolute;left:-9999px;left:0"},
	{"font-size:1px", "font-size:1"},
	{"margin-top:-9999px", "margin-bottom:-9999px"},
	{"margin:0 0 0 -9999px", "margin:0 0 -9999px 0"},
	{"margin:-9999px 0", "margin:0 auto"},
	{"margin:0 -9999px;padding:0 9px", "margin:0 -9999px;padding:0 9999px"}, // a background from edge to edge
	{"margin-left:-9999px;padding-top:9999px;padding-top:0", "margin-left:-9999px;padding-left:9999px"},
	{"position:absolute;right:9999px", "right:9999px"},
	{"position:fixed;bottom:9999px", "position:absolute;bottom:9px"},
	{"content-visibility:hidden", "content-visibility:auto"},
	{"font:0/0 a", "font:2px/0 a"},
	{"font:bold 0 a", "font:bold medium a"},
	{"font:italic 1px/20px a,b", "font:italic 1em/20px a,b"},
	{"font-size:14px;font:0/0 a", "font-size:0;font:14px/20px Arial"},
	{"font-size:0;font:14px", "font-size:0;font:400 16px/24px Helvetica,Arial,sans-serif"}, // without a family it is no font
	{"font-size:inherit;font:0/0 a", "font:0/0 a;font-size:inherit"},
	{"font-size:9px;font:0 'A B', serif", "font-size:0;font:normal normal 900 1rem/1 'A B', serif"},
	{"font-size:0;font-size:nonsense", "font-size:0;font-size:larger"},
	{"font-size:0;font-size:-1px", "font-size:0;font-size:initial"},
	{"font-size:.05em", "font-size:.5em"},
	{"font-size:.1em", "font-size:.2em"},
	{"font-size:3%", "font-size:60%"},
	{"display:inline-block;max-height:0;overflow:hidden", "display:inline-block;max-height:0"},
	{"display:inline-block;max-height:0px;overflow:hidden;", "display:inline-block;max-height:10px;overflow:hidden"},
	{"display:inline-block;height:0;overflow:hidden", "display:inline-block;height:0;overflow:visible"},
	{"display:none;mso-hide:all", "mso-hide:all"}, // which only Outlook knows
	{"color:#fff;background:#fff", "color:#fff;background:#777"},
	{"color:white;background-color:white", "color:black;background-color:white"},
	{"color:#000;background:#000", "color:#fff;background:#000"},
	{"color:rgb(255,255,255);background:rgb(255, 255, 255)", "color:rgb(0,0,0);background:rgb(255,255,255)"},
	{"color:transparent", "color:inherit"},
	{"position:absolute;left:-9999px", "left:-9999px"},
	{"position:fixed;top:-9999px", "position:absolute;top:-9px"},
	{"position:absolute;clip:rect(0,0,0,0)", "clip:rect(0,0,0,0)"},
	{"position:absolute;clip:rect(0px 0px 0px 0px)", "position:absolute;clip:rect(0,9px,9px,0)"},
	{"position:absolute;clip:rect(1px,1px,1px,1px)", "position:absolute;clip:rect(auto,auto,auto,auto)"},
	{"position:absolute;clip:rect(0,0,9px,9px)", "position:absolute;clip:auto"},
	{"clip-path:inset(50%)", "clip-path:inset(49%)"},
	{"clip-path:inset(100%)", "clip-path:inset(100px)"},
	{"clip-path:inset(0 0 100% 0)", "clip-path:inset(0 10% 20% 5%)"},
	{"clip-path:inset(0 60% 0 40%)", "clip-path:inset(40% 10%)"},
	{"clip-path:inset(50% round 4px)", "clip-path:inset(5% round 50%)"},
	{"clip-path:circle(0)", "clip-path:circle(50%)"},
	{"clip-path:circle(0px at 50% 50%)", "clip-path:circle(40% at 0 0)"},
	{"clip-path:ellipse(0 50%)", "clip-path:ellipse(40% 50%)"},
	{"clip-path:polygon(0 0,0 0,0 0,0 0)", "clip-path:polygon(0 0,100% 0,100% 100%,0 100%)"},
	{"clip-path:rect(0 0 0 0)", "clip-path:none"},
	{"color:rgba(0,0,0,0)", "color:rgba(0,0,0,.5)"},
	{"color:rgba(0, 0, 0, 0.0)", "color:rgba(0, 0, 0, 1)"},
	{"color:rgb(0 0 0 / 0%)", "color:rgb(0 0 0 / 80%)"},
	{"color:rgba(0,0,0,.01)", "color:rgba(0,0,0,.87)"},
	{"color:hsla(200,50%,50%,0)", "color:hsla(200,50%,50%,1)"},
	{"color:hsl(200 50% 50% / 0)", "color:hsl(200deg 50% 50%)"},
	{"color:hsl(0,0%,100%)", "color:hsl(0,0%,20%)"},
	{"color:#00000000", "color:#000000ff"},
	{"color:#0000", "color:#000f"},
	{"color:#ff000000", "color:#ff0000"},
	{"color:rgba(255,255,255,.9)", "color:lab(29% 39 20)"},
	{"-webkit-text-fill-color:transparent", "-webkit-text-fill-color:#000"},
	{"opacity:0.01", "opacity:0.1"},
	{"color:#fff;background:rgba(0,0,0,.01)", "color:#fff;background:rgba(0,0,0,.6)"},
	{"color:transparent;background:linear-gradient(#000,#333)", "color:transparent;background:linear-gradient(#f00,#00f);background-clip:text"},
	{"color:transparent;background-clip:text", "color:transparent;background:#c00;-webkit-background-clip:text"},
	{"-webkit-text-fill-color:transparent;background-clip:border-box", "-webkit-text-fill-color:transparent;background:url(x.png);-webkit-background-clip:text"},
	{"color:#fff;background:none repeat scroll 0 0 #ffffff", "color:#fff;background:none repeat scroll 0 0 #1a82e2"},
	{"color:#fff;background:rgb(255, 255, 255) none repeat", "color:#fff;background:no-repeat rgb(10, 20, 30)"},
	{"color:#fff;background:snow", "color:#fff;background:steelblue"},
	{"color:steelblue;background:steelblue", "color:#fff;background-color:rebeccapurple"},
	{"color:#fff;background-color:rgb(100%,100%,100%)", "color:#fff;background-color:rgb(10%,20%,30%)"},
	{"color:rgb(300,300,300)", "color:rgb(30.5,30,30)"},
	{"color:#fff;background:nonsense", "color:#fff;background:var(--brand)"},
	{"color:#fff;background:#000;background:#fff", "color:#fff;background:#000;background:nonsense"},
	{"color:#fff;background:url(x.png);background:#fff", "color:#fff;background:#fff;background:url(x.png)"},
	{"color:#fff;background:url(x.png);background-image:none", "color:#fff;background:#000;background-image:none"},
	{"color:#fff;background:#000;background:none", "color:#fff;background-color:color-mix(in srgb,red,blue)"},
	{"color:#fff;background:#000;background:initial", "color:#fff;background-color:oklch(40% .2 30)"},
	{"color:#fff;background:#000;background:0 0", "color:#fff;background:0 0 #000"},
	{"text-indent:-9999px", "text-indent:-9px"},
	{"color:#ffffff", "color:#888888"},                             // on white, which is where nothing is said
	{"--ink:#fff;color:var(--ink)", "color:#fff;color:var(--ink)"}, // of which nobody knows what it is
	{"--a:#fff;--b:var(--a);color:var( --b , red)", "--a:#fff;color:var(--b,var(--c, #f00))"},
	{"--paper:#fff;color:#fff;background:var(--paper)", "--paper:#123456;color:#fff;background:none var(--paper)"},
	{"--none:none;display:var(--none)", "--none:var(--none);display:var(--none)"},
	{"display:none;visibility:visible", "visibility:hidden;visibility:visible"},
}

// ways are how a declaration comes to an element.
var ways = map[string]func(declarations string) string{
	"style": func(d string) string { return `<div style="` + d + `">WORD</div>` },
	"important": func(d string) string {
		all := strings.ReplaceAll(strings.TrimRight(d, ";"), ";", " !important;") + " !important"
		return `<style>.a{display:block;color:#123456}</style><div class=a style="` + all + `">WORD</div>`
	},
	"capitals": func(d string) string { return `<DIV STYLE="` + strings.ToUpper(d) + `">WORD</DIV>` },
	"spaces":   func(d string) string { return `<div style=" ` + strings.ReplaceAll(d, ":", " : ") + ` ">WORD</div>` },
	"class":    func(d string) string { return "<style>.a{" + d + `}</style><div class="x a y">WORD</div>` },
	"id":       func(d string) string { return "<style>#a{" + d + `}</style><div id=a>WORD</div>` },
	"element":  func(d string) string { return "<style>em{" + d + `}</style><em>WORD</em>` },
	"below":    func(d string) string { return "<style>.a p>b{" + d + `}</style><div class=a><p><b>WORD</b></div>` },
	"beside":   func(d string) string { return "<style>i+b{" + d + `}</style><p><i>x</i><b>WORD</b></p>` },
	"list":     func(d string) string { return "<style>h1,.b,.a{" + d + `}</style><div class=a>WORD</div>` },
	"attribute": func(d string) string {
		return "<style>div[data-x='1']{" + d + `}</style><div data-x=1>WORD</div>`
	},
	"later rule": func(d string) string {
		return "<style>.a{display:inline;color:#123456}.a{" + d + `}</style><div class=a>WORD</div>`
	},
	"stronger rule": func(d string) string {
		return "<style>div.a{" + d + "}.a{display:inline;color:#123456}</style><div class=a>WORD</div>"
	},
	"in the body": func(d string) string { return `<div class=a>WORD</div><style>.a{` + d + `}</style>` },
}

// TestHiding: text is hidden by each declaration in each way to make it, and
// shown by one that only looks like it.
func TestHiding(t *testing.T) {
	t.Parallel()
	for way, source := range ways {
		for _, h := range hiding {
			for declarations, shown := range map[string]bool{h.hides: false, h.shows: true} {
				text := renderHTMLText("<p>before</p>"+source(declarations)+"<p>after</p>", 60).Text()
				if strings.Contains(text, "WORD") != shown {
					t.Errorf("%s, %s: shown is %v", way, declarations, !shown)
				}
				if !strings.HasPrefix(text, "before\n") || !strings.HasSuffix(text, "after\n") {
					t.Errorf("%s, %s: what is around it is lost: %q", way, declarations, text)
				}
			}
		}
	}
}

// TestNotHiding: declarations that do not count: for other media, overruled, of
// selectors that do not match, or never do.
func TestNotHiding(t *testing.T) {
	t.Parallel()
	for _, source := range []string{
		"<style>@media screen{.a{display:none}}</style><p class=a>WORD",
		"<style>@media (max-width:600px){.a{display:none}}</style><p class=a>WORD",
		"<style>@supports (x:y){.a{display:none}}</style><p class=a>WORD",
		"<style>.a{display:none}.a{display:block}</style><p class=a>WORD",
		"<style>.a{display:none}#b{display:block}</style><p class=a id=b>WORD",
		"<style>#b{display:block}.a{display:none}</style><p class=a id=b>WORD",
		"<style>.a{display:none}</style><p class=a style=display:block>WORD",
		"<style>.a{display:block !important}</style><p class=a style=display:none>WORD",
		"<style>.ab{display:none}</style><p class=a>WORD",
		"<style>div .a{display:none}</style><p class=a>WORD",
		"<style>p>b{display:none}</style><p><i><b>WORD</b></i>",
		"<style>.a:hover{display:none}</style><p class=a>WORD",
		"<style>.a::before{display:none}</style><p class=a>WORD",
		"<style>.a:not(.b){display:none}</style><p class=a>WORD",
		"<style>.a{display:none</style><p class=b>WORD",
		"<style>.a{} /* .b{display:none} */</style><p class=b>WORD",
		"<style>p{displays:none;display-x:none}</style><p>WORD",
		"<style>p{content:'display:none'}</style><p>WORD",
		"<!-- <style>p{display:none}</style> --><p>WORD",
		`<p title="display:none" data-style="display:none">WORD`,
		`<a href="https://x.example" style="color:#fff">WORD</a>`, // links are always shown
		`<p style="color:#fff"><span style="background:#00f">WORD</span>`,
		`<table bgcolor="#000000"><tr><td style="color:#fff">WORD</table>`,
		`<div style="background:url(x.png)"><p style="color:#fff">WORD</div>`, // nobody knows what is behind it
		`<div style="background:linear-gradient(#000,#333);color:white">WORD</div>`,
		`<div style="color:transparent"><p style="color:#000">WORD</div>`,
		`<div style="color:transparent"><p style="color:oklch(40% .2 30)">WORD</div>`,
		`<div style="color:rgba(0,0,0,0)"><p style="color:hsl(0,0%,0%)">WORD</div>`,
		`<div style="-webkit-text-fill-color:transparent"><p style="color:#000;-webkit-text-fill-color:#000">WORD</div>`,
		`<h1 style="color:transparent;background:linear-gradient(#f00,#00f);background-clip:text"><b>WORD</b></h1>`,
		`<div style="background:rgba(0,0,0,.7)"><p style="color:#fff">WORD</div>`,
		`<div style="background:url(x.png)"><p style="background:rgba(255,255,255,.2);color:#fff">WORD</div>`,
		`<table><tr><td bgcolor="darkslateblue" style="color:#fff">WORD</table>`,
		`<table><tr><td bgcolor="chucknorris" style="color:#fff">WORD</table>`, // browsers make a colour of any word
		`<div style="background:#0d6efd80"><p style="color:#fff">WORD</div>`,
		`<div style="background:#000"><p style="background:rgba(255,255,255,.1);color:#fff">WORD</div>`,
		`<div style="background:#000;color:#fff"><p style="background:inherit">WORD</div>`,
		`<style>:root{--brand:#123456}.v{background:var(--brand);color:#fff}</style><div class=v>WORD</div>`,
		`<style>p{clip-path:inset(100%)}p{clip-path:none}</style><p>WORD`,
		`<a href="https://x.example" style="text-indent:-9999px;background:url(x.png)">WORD</a>`,
		`<div style="font-size:0"><p style="font-size:14px">WORD</div>`,
		`<table><tr><td style="max-width:0;overflow:hidden;text-overflow:ellipsis">WORD</table>`, // cells grow
		`<table><tr><th style="width:1px;height:1px;overflow:hidden">WORD</table>`,
		`<span style="width:0;overflow:hidden">WORD</span>`, // what is in the line has no size of its own
		`<a href="https://x.example" style="width:1px;height:1px;overflow:hidden">WORD</a>`,
		`<p><b style="max-height:0;overflow:hidden">WORD</b>`,
		`<div style="display:inline;width:0;overflow:hidden">WORD</div>`,
		`<style>.a{display:block;display:inline}</style><b class=a style="width:0;overflow:hidden">WORD</b>`,
		`<div style="position:absolute;left:9999px">WORD</div>`, // as far as one scrolls
		`<div style="font-size:0"><font size=3>WORD</font></div>`,
		`<div style="font-size:0"><font size=1>WORD</font></div>`,
		`<div style="font-size:0"><p style="font:caption">WORD</div>`,
		`<div style="font-size:0"><p style="font-size:small">WORD</div>`,
		`<div style="font-size:0"><p style="font-size:calc(10px + 1vw)">WORD</div>`,
		`<style>:root{--text:#333}</style><div style="background:#000;color:#fff"><p style="background:#fff;color:var(--text)">WORD</div>`,
		`<style>*{--text:#333}</style><div style="background:#000;color:#fff"><p style="background:#fff;color:var(--text,#fff)">WORD</div>`,
		`<div style="background:#000;color:#fff"><p style="background:#fff;color:var(--text)">WORD</div>`,
		`<div style="--text:#fff"><p style="--text:#333;color:var(--text)">WORD</div>`,
		`<div style="visibility:hidden"><p style="visibility:visible">WORD</div>`,
		`<div style="visibility:hidden"><div><table><tr><td>x<td style="visibility:visible">WORD</table></div>`,
		`<style>.a{visibility:collapse}.a .b{visibility:initial}</style><div class=a><p>x<b><i class=b>WORD</i></b></div>`,
		`<div style="visibility:hidden"><ul><li>x<li style="visibility:visible"><a href="https://x.example">WORD</a></ul></div>`,
	} {
		if text := renderHTMLText(source, 60).Text(); !strings.Contains(text, "WORD") {
			t.Errorf("%s: %q", source, text)
		}
	}
}

// TestVeiled: what is in an element that cannot be seen is not seen, but for what
// says that it is.
func TestVeiled(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, inside, want string }{
		{"text", `no <b style="visibility:visible">yes</b> no`, "yes\n"},
		{"said again", `<p style="visibility:inherit">no</p><p style="visibility:visible">yes</p>`, "yes\n"},
		{"hidden inside", `<p style="visibility:visible">yes<i style="visibility:hidden"> no</i></p>`, "yes\n"},
		{"a heading and a rule", `<h1>no</h1><hr><p style="visibility:visible">yes</p><hr>`, "yes\n"},
		{"a list", `<ul><li>no<li style="visibility:visible">yes<li>no</ul>`, "• yes\n"},
		{"a table", `<table border=1><tr><td>no<td>no<tr><td>no<td style="visibility:visible">yes</table>`, "yes\n"},
		{"pictures", `<img alt=no src="https://x.example/a"><i style="visibility:visible">yes</i>`, "yes\n"},
		{"links", `<a href="https://x.example">no</a><i style="visibility:visible">yes</i>`, "yes\n"},
		{"nothing", `<p>no</p>`, ""},
		{"not displayed", `<p style="display:none"><b style="visibility:visible">no</b></p>`, ""},
	}
	for _, tt := range tests {
		d := renderHTMLText(`<div style="visibility:hidden">`+tt.inside+"</div>", 60)
		checkDocument(t, d, 60)
		if got := strings.ReplaceAll(d.Text(), "\n\n", "\n"); strings.TrimLeft(got, " \n") != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
		if len(d.Links) > 0 {
			t.Errorf("%s: links %v", tt.name, d.Links)
		}
	}
	deep := strings.Repeat(`<div style="visibility:hidden">`, 300) + "no" + strings.Repeat("</div>", 300)
	if got := renderHTMLText(strings.Repeat(deep, 20), 60).Text(); got != "" {
		t.Errorf("deep: %q", got)
	}
}

// TestHiddenBySize: a size that is a part of nothing is nothing, and what is a box
// has a size.
func TestHiddenBySize(t *testing.T) {
	t.Parallel()
	for _, source := range []string{
		`<div style="font-size:0"><p style="font-size:1em">WORD</div>`,
		`<div style="font-size:0"><p style="font-size:100%">WORD</div>`,
		`<div style="font-size:0"><p style="font:bold 2em/1 a">WORD</div>`,
		`<div style="font-size:0"><small>WORD</small></div>`,
		`<div style="font-size:0"><b>WORD</b></div>`,
		`<span style="display:inline-block;width:0;overflow:hidden">WORD</span>`,
		`<span style="display:block;max-height:0;overflow:hidden">WORD</span>`,
		`<span style="display:-webkit-box;max-height:0;overflow:hidden">WORD</span>`,
		`<span style="position:absolute;width:1px;height:1px;overflow:hidden">WORD</span>`,
		`<span style="float:left;width:0;overflow:hidden">WORD</span>`,
		`<div style="display:flex"><span style="width:0;overflow:hidden">WORD</span></div>`,
		`<div style="display:inline-grid"><a href="https://x.example" style="height:0;overflow:hidden">WORD</a></div>`,
		`<span style="display:inline;position:fixed;width:0;overflow:hidden">WORD</span>`,
	} {
		if text := renderHTMLText(source, 60).Text(); strings.Contains(text, "WORD") {
			t.Errorf("%s: %q", source, text)
		}
	}
}

// TestFiller: what senders put behind a preheader takes no room, and no word of
// it.
func TestFiller(t *testing.T) {
	t.Parallel()
	for name, filler := range map[string]string{
		"no-break spaces":           "&nbsp;",
		"zero width spaces":         "&#8203;",
		"joiners":                   "&zwnj;&zwj;",
		"joiners and spaces":        "&#847;&zwnj;&nbsp;",
		"soft hyphens":              "&shy;",
		"word joiners":              "&#8288;",
		"byte order marks":          "&#65279;",
		"figure spaces":             "&#8199;",
		"narrow spaces":             "&#8239;",
		"all of them":               "&#847; &zwnj; &nbsp; &#8199; &shy; &#65279;",
		"wide spaces of East Asia":  "&#12288;",
		"grapheme joiners with gap": "&#847; ",
	} {
		d := renderHTMLText("<p>Two items"+strings.Repeat(filler, 200)+"</p><p>text</p>", 40)
		checkDocument(t, d, 40)
		if got := d.Text(); got != "Two items\n\ntext\n" {
			t.Errorf("%s: %q", name, got)
		}
		hidden := renderHTMLText(`<div style="display:none">Two items`+strings.Repeat(filler, 90)+"</div><p>text</p>", 40)
		if got := strings.TrimSpace(hidden.Preheader.String()); got != "Two items" {
			t.Errorf("%s: preheader %q", name, got)
		}
	}
}

// TestWrapping: the traps of wrapping text: nothing that was laid out by hand is
// reflowed, nothing is wider than the screen, marks stay at the beginning.
func TestWrapping(t *testing.T) {
	t.Parallel()
	words := strings.TrimSpace(strings.Repeat("word ", 8))
	tests := []struct{ name, text, want string }{
		{"a paragraph", words, "word word word word\nword word word word\n"},
		{"an indent", "  " + words, "  word word word\nword word word word\nword\n"},
		{"a quote", "> " + words, "> word word word\n> word word word\n> word word\n"},
		{"a quote in a quote", ">> " + words, ">> word word word\n>> word word word\n>> word word\n"},
		{"a quote of another style", "> > " + words, ">> word word word\n>> word word word\n>> word word\n"},
		{"short lines stay", "a\nb\nc", "a\nb\nc\n"},
		{"an address", "https://a.example/a/very/long/path", "https://a.example/a/\nvery/long/path\n"},
		{"an address behind words", "see https://a.example/a/path", "see\nhttps://a.example/a/\npath\n"},
		{"East Asian text", strings.Repeat("日本語", 5), "日本語日本語日本語日\n本語日本語\n"},
		{"its punctuation", strings.Repeat("日", 10) + "。本", strings.Repeat("日", 9) + "\n日。本\n"},
		{"both scripts", "abc日本語def日本語ghi日本", "abc日本語def日本語\nghi日本\n"},
		{"combining marks", strings.Repeat("e\u0301", 25), strings.Repeat("e\u0301", 20) + "\n" + strings.Repeat("e\u0301", 5) + "\n"},
		{"emoji", strings.Repeat("👩", 12), strings.Repeat("👩", 10) + "\n" + strings.Repeat("👩", 2) + "\n"},
		{"spaces at the end", "word   \nword", "word\nword\n"},
		{"blank lines", "a\n\n\n\nb", "a\n\nb\n"},
		{"a drawing", "+----+----+----+----+----+\n|  a |  b |  c |  d |  e |", "+----+----+----+----\n+----+\n|  a |  b |  c |  d\n|  e |\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := Render(parse(t, "Content-Type: text/plain; charset=utf-8\n\n"+tt.text+"\n"), Options{Width: 20, Unfold: true})
			checkDocument(t, d, 20)
			if got := d.Text(); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

// TestLinkNumbers: a target has one number, which is shown once in a paragraph.
func TestLinkNumbers(t *testing.T) {
	t.Parallel()
	a := func(target, text string) string {
		return fmt.Sprintf(`<a href="https://%s.example">%s</a>`, target, text)
	}
	tests := []struct{ name, html, want string }{
		{"two targets", a("a", "x") + " " + a("b", "y"), "x [1] y [2]\n"},
		{"one target in two paragraphs", "<p>" + a("a", "x") + "<p>" + a("a", "y"), "x [1]\n\ny [1]\n"},
		{"one target twice in a paragraph", "<p>" + a("a", "x") + ", " + a("a", "y"), "x [1], y\n"},
		{"an ornament of a link with words", `<a href="https://a.example"><img alt="" src="https://a.example/p"></a><p>` + a("a", "x"), "x [1]\n"},
		{"an ornament of another link", `<a href="https://a.example"><img alt="" src="https://a.example/p"></a><p>` + a("b", "x"), "a.example [1]\n\nx [2]\n"},
		{"an ornament of a hidden link", `<a href="https://a.example"><img alt="" src="p"></a><a hidden href="https://a.example">x</a>`, "a.example [1]\n"},
		{"a picture of which nothing is said", `<a href="https://a.example"><img src="https://a.example/p"></a><p>` + a("a", "x"), "a.example [1]\n\nx [1]\n"},
		{"around a heading", `<a href="https://x.example"><h1>Title</h1></a>text`, "Title [1]\n═════\ntext\n"},
		{"in a heading", "<h2>" + a("a", "x") + "</h2>text", "x [1]\n─────\ntext\n"},
		{"in a list", "<ul><li>" + a("a", "x") + "<li>" + a("b", "y") + "</ul>", "• x [1]\n• y [2]\n"},
		{"before punctuation", a("a", "x") + ".", "x [1].\n"},
		{"styled text", a("a", "<b>x</b> <i>y</i>"), "x y [1]\n"},
		{"nothing in it", a("a", "") + " x", "a.example [1] x\n"},
		{"a mail address", `<a href="mailto:ada@example.org">Ada</a>`, "Ada [1]\n"},
		{"no target", `<a>x</a> <a href="">y</a> <a href="#z">z</a>`, "x y z\n"},
	}
	for _, tt := range tests {
		d := renderHTMLText(tt.html, 60)
		checkDocument(t, d, 60)
		if got := d.Text(); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}
