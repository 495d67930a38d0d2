package render

import (
	"strings"
	"testing"
)

// pair is a table of one row in a cell of another one, as programs that send
// receipts write each line of them.
func pair(what, sum string) string {
	return "<table width=100%><tr><td><table width=100%><tr><td>" + what + "</td><td align=right>" + sum + "</td></tr></table></td></tr></table>"
}

// TestSides: rows of cells side by side share their columns.
func TestSides(t *testing.T) {
	t.Parallel()
	spacer := `<table width=100%><tr><td height=9 style="font-size:1px">&nbsp;</td></tr></table>`
	card := func(lines string) string {
		return "<td><h4>" + strings.ReplaceAll(lines, "|", "</h4><div>") + "</div></td>"
	}
	tests := []struct {
		name, html string
		width      int
		want       string
	}{
		{
			"a table for each line of a receipt", pair("Fare", "$14.10") + spacer + pair("Booking fee", "$2.32") + pair("Total", "<b>$16.42</b>"), 80,
			"Fare          $14.10\nBooking fee    $2.32\nTotal         $16.42\n",
		},
		{
			"on a narrow screen", pair("Fare", "$14.10") + pair("Booking fee", "$2.32"), 30,
			"Fare          $14.10\nBooking fee    $2.32\n",
		},
		{
			"a long name on a narrow screen", pair("Brass wheel, forty teeth, hardened", "$14.10"), 30,
			"Brass wheel, forty      $14.10\nteeth, hardened\n",
		},
		{
			"a receipt in two parts", pair("Brass wheels", "9.00 EUR") + "<p>Sum</p>" + pair("All", "9.00 EUR"), 80,
			"Brass wheels   9.00 EUR\n\nSum\n\nAll            9.00 EUR\n",
		},
		{
			"a table in each cell", `<table role=presentation><tr><td><table><tr><td>Oil</td></tr></table></td><td align=right><table><tr><td>1.50</td></tr></table></td></tr>` +
				`<tr><td><table><tr><td>Files</td></tr></table></td><td align=right><table><tr><td>20.00</td></tr></table></td></tr></table>`, 80,
			"Oil      1.50\nFiles   20.00\n",
		},
		{
			"a sum below more columns", `<table role=presentation><tr><td><div>Oil</div></td><td><div>2</div></td><td><table><tr><td>3.00</td></tr></table></td></tr>` +
				`<tr><td></td><td>Postage of all</td><td><table><tr><td>14.00</td></tr></table></td></tr></table>`, 80,
			"Oil           2    3.00\nPostage of all    14.00\n",
		},
		{
			"labels", `<table><tr><td><div>When</div></td><td><table><tr><td>Tuesday</td></tr></table></td></tr><tr><td>Where</td><td>` +
				strings.Repeat("word ", 20) + `</td></tr></table>`, 80,
			"When   Tuesday\nWhere  " + strings.TrimSpace(strings.Repeat("word ", 14)) + "\n       " + strings.TrimSpace(strings.Repeat("word ", 6)) + "\n",
		},
		{
			"cards", "<table role=presentation width=600><tr>" + card("Red|$3") + card("Blue|$4") + "</tr><tr>" + card("Green wool|$5") + card("Grey|$6") + "</tr></table>", 80,
			"Red         Blue\n$3          $4\n\nGreen wool  Grey\n$5          $6\n",
		},
		{
			"one row of a wide table", "<table role=presentation width=100%><tr><td><p>Acme</p></td><td align=right><p>In a browser</p></td></tr></table>", 80,
			"Acme" + strings.Repeat(" ", 64) + "In a browser\n",
		},
		{
			"one row of any other", "<table role=presentation><tr><td><p>Acme</p></td><td><p>In a browser</p></td></tr></table>", 80,
			"Acme  In a browser\n",
		},
		{
			"a picture before text", `<table width=100%><tr><td width=72><img alt=Ada src=a.png></td><td><p>Ada Lovelace</p></td></tr></table>`, 80,
			"Ada  Ada Lovelace\n",
		},
		{
			"more than half of a wide table", `<table width=100%><tr><td><p>` + strings.TrimSpace(strings.Repeat("word ", 9)) + "</p></td><td align=right><p>end</p></td></tr></table>", 80,
			strings.TrimSpace(strings.Repeat("word ", 9)) + strings.Repeat(" ", 33) + "end\n",
		},
		{
			"two tables that are no receipt", "<table><tr><td><p>a</p></td><td><p>bbb</p></td></tr></table><table><tr><td><p>aaa</p></td><td><p>b</p></td></tr></table>", 80,
			"a  bbb\n\naaa  b\n",
		},
		{
			"in a list", "<ul><li>" + pair("Oil", "1.00") + "<li>" + pair("Grease", "12.00") + "</ul>", 80,
			"• Oil   1.00\n• Grease   12.00\n",
		},
		{
			"in quotes", "<blockquote>" + pair("Oil", "1.00") + pair("Files", "12.00") + "</blockquote><blockquote>" + pair("Glue", "3.00") + "</blockquote>", 80,
			"> Oil      1.00\n> Files   12.00\n\n> Glue     3.00\n",
		},
		{
			"a link around a row", `<a href="https://x.example">` + pair("Oil", "1.00") + "</a>" + pair("Files", "12.00"), 80,
			"Oil   1.00 [1]\n\nFiles   12.00\n",
		},
	}
	for _, tt := range tests {
		d := renderHTMLText(tt.html, tt.width)
		checkDocument(t, d, tt.width)
		if got := d.Text(); got != tt.want {
			t.Errorf("%s: got\n%s\nwant\n%s", tt.name, got, tt.want)
		}
	}
}

// TestSidesOfFooter: rows that the footer begins with are not those of the text.
func TestSidesOfFooter(t *testing.T) {
	t.Parallel()
	row := func(left, right string) string {
		return "<table width=100%><tr><td><p>" + left + "</p></td><td><p>" + right + "</p></td></tr></table>"
	}
	w := newWriter(Options{Width: 80})
	renderHTML(w, "<h1>News</h1>"+strings.Repeat("<p>Words of the letter that are large and many.</p>", 9)+
		row("Monday", "A lecture")+row("<a href='https://x.example'>Unsubscribe</a>", "Acme Ltd")+"<p style='font-size:10px'>© 2026</p>")
	text := w.finish().Text()
	if !strings.Contains(text, "A lecture") || strings.Contains(text, "Acme Ltd\n") || !strings.Contains(text, "▸ footer") {
		t.Errorf("got\n%s", text)
	}
}

// TestManySides: no more rows are written again than share their columns.
func TestManySides(t *testing.T) {
	t.Parallel()
	d := renderHTMLText(strings.Repeat(pair("Oil", "1.00"), 3*maxSideRun), 80)
	if got := strings.Count(d.Text(), "Oil   1.00\n"); got != 3*maxSideRun {
		t.Errorf("%d rows", got)
	}
}
