package render

import "testing"

// TestDisplay: where a line ends is what the style says, as in a browser, not
// what the element is.
func TestDisplay(t *testing.T) {
	t.Parallel()
	span := func(display, text string) string { return `<span style="display:` + display + `">` + text + "</span>" }
	link := func(style, target, text string) string {
		return `<a href="https://` + target + `.example" style="` + style + `">` + text + "</a>"
	}
	tests := []struct{ name, html, want string }{
		{"inline", span("inline", "a") + span("inline", "b"), "ab\n"},
		{"blocks", span("block", "a") + span("block", "b"), "a\nb\n"},
		{"a block in a line", "a" + span("block", "b") + "c", "a\nb\nc\n"},
		{"a block in bold text", "<b>a" + span("block", "b") + "</b>c", "a\nb\nc\n"},
		{"links", link("display:block", "a", "x") + link("display:block", "b", "y"), "x [1]\ny [2]\n"},
		{"links in a list", "<ul><li>" + link("display:block", "a", "x") + "<li>" + link("display:block", "b", "y") + "</ul>", "• x [1]\n• y [2]\n"},
		{"a link around a block", link("", "a", span("block", "x")) + "y", "x [1]\ny\n"},
		{"by a class", "<style>.l{display:block}</style><i class=l>a</i><i class=l>b</i>", "a\nb\n"},
		{"overruled", "<style>.l{display:block}</style><i class=l style=display:inline>a</i><i class=l style=display:inline>b</i>", "ab\n"},
		{"rows of a table", span("table-row", span("table-cell", "a")+span("table-cell", "b")) + span("table-row", "c"), "a b\nc\n"},
		{"side by side", `<div style="display:flex"><span>a</span><span>b</span></div>c`, "a b\nc\n"},
		{"side by side, but hidden", `<div style="display:flex"><span>a</span><span style="display:none">b</span><b>c</b></div>`, "a c\n"},
		{"deeper is not side by side", `<div style="display:flex"><p>a<b>b</b></p></div>`, "ab\n"},
		{"a grid", `<p style="display:grid"><i>a</i><i>b</i></p>`, "a b\n"},
		{"boxes in a line", span("inline-block", "Pay") + span("inline-block", "Pal"), "PayPal\n"},
		{"boxes with room in them", span("inline-block;padding:8px", "a") + span("inline-block;padding:8px", "b"), "a b\n"},
		{"a block that is inline", `<div style="display:inline">a</div><div style="display:inline">b</div>c`, "abc\n"},
		{"in a cell of a table", "<table><tr><td>a<td>" + span("block", "b") + span("block", "c") + "<tr><td>d<td>e</table>", "a  b c\nd  e\n"},
		{"pictures", `<img style="display:block" src="a.png" alt=x><img style="display:block" src="b.png" alt=y>z`, "x\n‹y›\nz\n"},
		{"linked pictures", link("", "a", `<img src="a.png" width=600>`) + link("", "b", `<img src="b.png" width=600>`) + "c", "a.example [1] b.example [2] c\n"},
		{"linked pictures with words", link("", "a", `<img style="display:block" src="a.png" alt=x>`) +
			link("", "b", `<img style="display:block" src="b.png" alt=y>`), "x [1]\n‹y› [2]\n"},
		{"linked pictures of which each is a line", link("display:block", "a", `<img src="a.png" width=600>`) +
			link("display:block", "b", `<img src="b.png" width=600>`), "a.example [1]\nb.example [2]\n"},
	}
	for _, tt := range tests {
		d := renderHTMLText(tt.html, 60)
		checkDocument(t, d, 60)
		if got := d.Text(); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}
