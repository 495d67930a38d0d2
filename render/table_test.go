package render

import (
	"strings"
	"testing"
)

// TestTables: what holds data stands in columns.
func TestTables(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, html, want string }{
		{
			"numbers at the right",
			"<table><tr><td>a<td>1.00<tr><td>bb<td>1,000.50<tr><td>c<td>-3</table>",
			"a        1.00\nbb   1,000.50\nc          -3\n",
		},
		{
			"money, parts and days",
			"<table border=1><tr><th>What<th>Sum<th>Part<th>Day<tr><td>a<td>€ 10.00<td>7 %<td>2025-11-01<tr><td>b<td>€ 9.00<td>12 %<td>2025-11-12</table>",
			"What       Sum   Part          Day\n────  ────────  ─────  ───────────\n" +
				"a      € 10.00    7 %   2025-11-01\nb       € 9.00   12 %   2025-11-12\n",
		},
		{
			"a caption and a foot",
			"<table><caption>Sums</caption><thead><tr><td>a<td>b</thead><tbody><tr><td>x<td>1</tbody><tfoot><tr><td>all<td>1</tfoot></table>",
			"Sums\na     b\n───  ──\nx     1\nall   1\n",
		},
		{
			"headers of rows",
			"<table><tr><th>Width<td>2 m<tr><th>Weight<td>5 t</table>",
			"Width   2 m\nWeight  5 t\n",
		},
		{
			"a cell over rows",
			"<table border=1><tr><td rowspan=2>both<td>1<tr><td>2<tr><td>one<td>3</table>",
			"both   1\n       2\none    3\n",
		},
		{
			"a cell over columns",
			"<table border=1><tr><th colspan=2>together<th>c<tr><td>a<td>b<td>1<tr><td>d<td>e<td>2</table>",
			"together   c\n─────  ─  ──\na      b   1\nd      e   2\n",
		},
		{
			"rows of different length",
			"<table border=1><tr><td>a<td>b<td>c<tr><td>d<tr><td>e<td>f</table>",
			"a  b  c\nd\ne  f\n",
		},
		{
			"an empty row",
			"<table border=1><tr><td>a<td>b<tr></tr><tr><td>c<td>d</table>",
			"a  b\nc  d\n",
		},
		{
			"a hidden row",
			"<table border=1><tr><td>a<td>b<tr style='display:none'><td>x<td>y<tr><td>c<td>d</table>",
			"a  b\nc  d\n",
		},
		{
			"lines in cells",
			"<table border=1><tr><td>a<br>b<td>c<tr><td>d<td>e</table>",
			"a  c\nb\nd  e\n",
		},
		{
			"links in cells",
			"<table border=1><tr><td><a href=https://x.example>a</a><td>1<tr><td>b<td>2</table>",
			"a [1]   1\nb       2\n",
		},
		{
			"wide characters",
			"<table border=1><tr><td>日本<td>a<tr><td>x<td>b</table>",
			"日本  a\nx     b\n",
		},
		{
			"a role", `<table role=table><tr><td>a<td>b<tr><td>c<td>d</table>`, "a  b\nc  d\n",
		},
		{
			"for layout, it says, but a list of sums",
			`<table role=presentation><tr><td>Engine<td>10.00<tr><td>Cards<td>2.00</table>`,
			"Engine   10.00\nCards     2.00\n",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := renderHTMLText(tt.html, 60)
			checkDocument(t, d, 60)
			if got := d.Text(); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
			for _, width := range []int{10, 12, 20, 30} {
				checkDocument(t, renderHTMLText(tt.html, width), width)
			}
		})
	}
}

// TestTablesForLayout: what is in them stands one below the other.
func TestTablesForLayout(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("word ", 20)
	for name, source := range map[string]string{
		"paragraphs":        "<table><tr><td>" + long + "<td>two<tr><td>" + long + "<td>four</table>",
		"one column":        "<table><tr><td>one<tr><td>two</table>",
		"says so":           "<table role=presentation><tr><td>one<td>two<td>x<tr><td>three<td>four<td>y</table>",
		"says none":         "<table role=none><tr><td>one<td>two<td>x<tr><td>three<td>four<td>y</table>",
		"lists":             "<table><tr><td><ul><li>one</ul><td>two<tr><td>three<td>four</table>",
		"headings":          "<table><tr><td><h2>one</h2><td>two<tr><td>three<td>four</table>",
		"pictures":          "<table><tr><td><img src=x alt=one><td>two<tr><td>three<td>four</table>",
		"a table in it":     "<table><tr><td><table><tr><td>one</table><td>two<tr><td>three<td>four</table>",
		"more than columns": "<table><tr>" + strings.Repeat("<td>x", 60) + "<tr>" + strings.Repeat("<td>y", 60) + "</table>",
	} {
		d := renderHTMLText(source, 60)
		checkDocument(t, d, 60)
		for _, l := range d.Lines {
			if strings.Contains(strings.TrimSpace(l.String()), columnGap) {
				t.Errorf("%s: %q", name, l)
			}
		}
	}
}

// TestRecords: a table that is too wide for a screen is one paragraph a row,
// with what its columns are called.
func TestRecords(t *testing.T) {
	t.Parallel()
	source := "<table><tr><th>Article<th>Description<th>Customs number<th>Price" +
		"<tr><td>BB-100-2291-X<td>Brass wheel<td>8483.40.90.00.11<td>478.80<tr><td>BB-100-2307-Y<td>Steel shaft<td>8483.10.95.00.12<td>108.00</table>"
	want := "Article: BB-100-2291-X\nDescription: Brass wheel\nCustoms number:\n8483.40.90.00.11\nPrice: 478.80\n\n" +
		"Article: BB-100-2307-Y\nDescription: Steel shaft\nCustoms number:\n8483.10.95.00.12\nPrice: 108.00\n"
	if got := renderHTMLText(source, 28).Text(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := renderHTMLText(source, 80).Text(); !strings.Contains(got, "BB-100-2291-X  Brass wheel") {
		t.Errorf("got\n%s", got)
	}
	unnamed := strings.NewReplacer("th>", "td>").Replace(source)
	if got := renderHTMLText(unnamed, 28).Text(); !strings.Contains(got, "BB-100-2291-X | Brass wheel\n") {
		t.Errorf("got\n%s", got)
	}
}
