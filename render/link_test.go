package render

import (
	"fmt"
	"strings"
	"testing"
)

// TestLinkTargets: where the links of HTML lead.
func TestLinkTargets(t *testing.T) {
	t.Parallel()
	base := func(href string) string { return `<base href="` + href + `">` }
	a := func(href string) string { return `<a href="` + href + `">x</a>` }
	tests := []struct{ name, html, want string }{
		{"whole", a("https://a.example/x"), "https://a.example/x"},
		{"a percent sign", a("https://a.example/-50%-off"), "https://a.example/-50%25-off"},
		{"to nobody yet", a("mailto:?subject=x"), "mailto:?subject=x"},
		{"a part, of nothing", a("x.html"), ""},
		{"a part of a page", base("https://a.example/2026/") + a("x.html"), "https://a.example/2026/x.html"},
		{"a path", base("https://a.example/2026/x") + a("/y"), "https://a.example/y"},
		{"a query", base("https://a.example/x?a=1") + a("?b=%"), "https://a.example/x?b=%25"},
		{"spaces around", base(" https://a.example/ ") + a(" x y "), "https://a.example/x%20y"},
		{"whole, below a page", base("https://a.example/") + a("https://b.example"), "https://b.example"},
		{"mail, below a page", base("https://a.example/") + a("mailto:a@b.example"), "mailto:a@b.example"},
		{"a place in the page", base("https://a.example/") + a("#x"), ""},
		{"nothing", base("https://a.example/") + a(""), ""},
		{"what runs something", base("https://a.example/") + a("javascript:x"), ""},
		{"another host", base("https://a.example/") + a("//b.example/x"), "https://b.example/x"},
		{"the first page counts", base("https://a.example/") + base("https://b.example/") + a("x"), "https://a.example/x"},
		{"below a file", base("file:///etc/") + a("x"), ""},
		{"below a script", base("javascript:x") + a("x"), ""},
		{"too deep for a tree", base("https://a.example/") + strings.Repeat("<div>", 600) + a("x"), "https://a.example/x"},
		{"below a page with a long address", base("https://a.example/"+strings.Repeat("x", 200)+"/") + a("/y"), "https://a.example/y"},
		{"below a page with too long an address", base("https://a.example/"+strings.Repeat("x", maxBase)+"/") + a("/y"), ""},
		{"below nothing", "<base target=_blank>" + a("x"), ""},
	}
	for _, tt := range tests {
		d := renderHTMLText(tt.html, 60)
		checkDocument(t, d, 60)
		got := ""
		if len(d.Links) > 0 {
			got = d.Links[0].URL.String()
		}
		if got != tt.want || !strings.HasPrefix(d.Text(), "x") {
			t.Errorf("%s: %q, %q", tt.name, got, d.Text())
		}
	}
}

// TestLongLink: what is too long for an address is told.
func TestLongLink(t *testing.T) {
	t.Parallel()
	for size, want := range map[int]string{
		2100:   "x [1]\n",
		maxURL: "x\nnote: A link is too long to be opened.\n",
	} {
		d := renderHTMLText(`<a href="https://a.example/`+strings.Repeat("x", size)+`">x</a>`, 60)
		got := d.Text()
		for _, n := range d.Notes {
			got += "note: " + n.String() + "\n"
		}
		if got != want {
			t.Errorf("%d bytes: %q", size, got)
		}
	}
}

// TestAddressBombs: a message cannot make more of addresses than it is itself; of
// many long ones the first are links, all are text, and that is said.
func TestAddressBombs(t *testing.T) {
	t.Parallel()
	long := "https://a.example/" + strings.Repeat("p", maxURL-100) + "/"
	parts := func(n int) string { return numberedText(n, `<a href=%d>x</a> `) }
	tooMany := "This message has too many links: not all of them can be opened."
	tooLong := "A link is too long to be opened."
	tests := []struct{ name, html, note string }{
		{"a long base", `<base href="` + long + `">` + parts(2000), tooLong},
		{"a long base, without a tree", `<base href="` + long + `">` + strings.Repeat("<div>", 600) + parts(2000), tooLong},
		{"long addresses", numberedText(400, `<a href="`+long+`%d">x</a> `), tooMany},
		{"bytes that are encoded", numberedText(400, `<a href="https://a.example/%d`+strings.Repeat("ä", 1000)+`">x</a> `), tooMany},
	}
	for _, tt := range tests {
		d := renderHTMLText(tt.html, 80)
		checkDocument(t, d, 80)
		made := 0
		for _, l := range d.Links {
			made += len(l.URL.String())
		}
		if made > maxAddresses {
			t.Errorf("%s: %d bytes of %d of HTML", tt.name, made, len(tt.html))
		}
		if got := strings.Count(d.Text(), "x"); got != strings.Count(tt.html, ">x<") {
			t.Errorf("%s: %d words", tt.name, got)
		}
		if got := fmt.Sprint(d.Notes); !strings.Contains(got, tt.note) {
			t.Errorf("%s: notes %s", tt.name, got)
		}
	}
	encoded := numberedText(400, "https://a.example/%d"+strings.Repeat("ä", 1000)+"\n")
	d := Render(parse(t, "Content-Type: text/plain; charset=utf-8\n\n"+encoded), Options{})
	if n := len(d.Links); n == 0 || n*6000 > maxAddresses || !strings.Contains(fmt.Sprint(d.Notes), tooMany) {
		t.Errorf("plain text: %d links, notes %v", n, d.Notes)
	}
}

// numberedText returns n texts of a format, with the numbers from 1.
func numberedText(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i+1)
	}
	return b.String()
}

// TestAreas: the places of a picture that are links are listed.
func TestAreas(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, html, want string }{
		{"words", `<area href="https://a.example" alt="Shoes"><area href="https://b.example" alt=Hats>`, "Shoes [1] Hats [2]\n"},
		{"no words", `<area href="https://a.example/x"><area href="https://b.example" alt=" ">`, "a.example [1] b.example [2]\n"},
		{"no link", `<area alt=Shoes><area href="#x" alt=Hats><area href="javascript:x" alt=Caps>`, ""},
		{"the same link", `<area href="https://a.example" alt=Left><area href="https://a.example" alt=Right>`, "Left [1] Right\n"},
		{"hidden", `<area style="display:none" href="https://a.example" alt=Shoes>`, ""},
	}
	for _, tt := range tests {
		d := renderHTMLText(`<map name=m>`+tt.html+"</map>", 60)
		checkDocument(t, d, 60)
		if got := d.Text(); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
	d := renderHTMLText(`<map name=m><area href="https://evil.example" alt="bank.example"></map>`, 60)
	if got := d.Links[0].Warning.String(); !strings.Contains(got, "The text says bank.example") {
		t.Errorf("warning %q", got)
	}
}
