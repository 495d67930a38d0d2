package render

import (
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
