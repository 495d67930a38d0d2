package render

import "testing"

// TestStruck: text that is struck out is told from valid text without styles, in
// every place where text may stand.
func TestStruck(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, html, want string }{
		{"a price", "Price <s>100</s> 50", "Price ~100~ 50\n"},
		{"deleted", "Price <del>100</del> 50", "Price ~100~ 50\n"},
		{"the old element", "Price <strike>100</strike> 50", "Price ~100~ 50\n"},
		{"by a style", `Price <span style="text-decoration:line-through">100</span> 50`, "Price ~100~ 50\n"},
		{"within bold", "<b>Price <s>100</s> 50</b>", "Price ~100~ 50\n"},
		{"with bold in it", "Price <s>1<b>0</b>0</s> 50", "Price ~100~ 50\n"},
		{"space inside", "Price<s> 100 </s>50", "Price ~100~ 50\n"},
		{"only space", "Price<s> </s>50", "Price 50\n"},
		{"nothing", "Price <s></s>50", "Price 50\n"},
		{"nested", "<s>a <del>b</del> c</s>", "~a b c~\n"},
		{"one after the other", "<s>a</s>b<s>c</s>", "~a~b~c~\n"},
		{"a link", `<s><a href="https://x.example">old</a></s> new`, "~old~ [1] new\n"},
		{"two lines", "<s>a<br>b</s>", "~a~\n~b~\n"},
		{"two paragraphs", "<del><p>a</p><p>b</p></del>c", "~a~\n\n~b~\n\nc\n"},
		{"a heading", "<h2>a <s>b</s></h2>c", "a ~b~\n─────\nc\n"},
		{"as typed", "<pre>a\n<s>b  </s>c</pre>", "a\n~b~  c\n"},
		{"a list", "<ul><li><s>done</s><li>open</ul>", "• ~done~\n• open\n"},
		{"a cell", "<table border=1><tr><th>a<th>b<tr><td><s>100</s><td>50</table>", "    a    b\n─────  ───\n~100~   50\n"},
	}
	for _, tt := range tests {
		d := renderHTMLText(tt.html, 60)
		checkDocument(t, d, 60)
		if got := d.Text(); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}
