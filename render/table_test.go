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
			"a header that does not say so",
			"<table><tr><td><b>Month</b><td><p align=right>Sum</p><tr><td>January<td><p align=right>1.204,10 €</p><tr><td>May<td><p align=right>904,00 €</p></table>",
			"Month            Sum\nJanuary   1.204,10 €\nMay         904,00 €\n",
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
			"two rows of a header",
			"<table border=1><tr><th rowspan=2>Region<th colspan=2>2025<th colspan=2>2026<tr><th>Q1<th>Q2<th>Q1<th>Q2<tr><td>North<td>10<td>20<td>3<td>4</table>",
			"Region  2025      2026\n         Q1   Q2   Q1   Q2\n──────  ───  ───  ───  ───\nNorth    10   20    3    4\n",
		},
		{
			"nothing but headers",
			"<table border=1><tr><th>a<th>b<tr><th>c<th>d</table>",
			"a  b\n─  ─\nc  d\n",
		},
		{
			"pictures below a header",
			"<table><tr><th>Item<th>Name<th>Sum<tr><td><img src=cid:x alt=Mug><td>Blue mug<td>18.00<tr><td><img src=cid:y width=80 alt=''><td>Towel<td>7.50<tr><td colspan=2>Total<td>25.50</table>",
			"Item   Name         Sum\n─────  ────────  ──────\n‹Mug›  Blue mug   18.00\n       Towel       7.50\nTotal             25.50\n",
		},
		{
			"pictures before numbers",
			"x<table><tr><td><img src=cid:x alt=Mug><td>Blue mug<td>18.00<tr><td><img src=cid:y width=80 alt=''><td>Towel<td>7.50<tr><td colspan=2>Total<td>25.50</table>",
			"x\n\n‹Mug›  Blue mug   18.00\n       Towel       7.50\nTotal             25.50\n",
		},
		{
			"a paragraph below a header",
			"<table><tr><th>Part<th>What it does<tr><td>mill<td>" + strings.Repeat("works out ", 40) + "<tr><td>store<td>keeps</table>",
			"Part   What it does\n─────  " + strings.Repeat("─", 53) + "\nmill   " + strings.Repeat(strings.Repeat("works out ", 4)+"works out\n       ", 7) +
				strings.TrimSpace(strings.Repeat("works out ", 5)) + "\nstore  keeps\n",
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
// TestTableOfTooManyColumns loses no words.
func TestTableOfTooManyColumns(t *testing.T) {
	t.Parallel()
	got := renderHTMLText("<table><tr><td colspan=49 rowspan=2>aa<td>bb<tr><td>cc<td>dd<td>ee</table>", 80).Text()
	for _, word := range []string{"aa", "bb", "cc", "dd", "ee"} {
		if !strings.Contains(got, word) {
			t.Errorf("%s is not in\n%s", word, got)
		}
	}
}

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

// TestRecordsOfSpans: what covers several rows is in the record of each, what
// covers several columns is in none of them.
func TestRecordsOfSpans(t *testing.T) {
	t.Parallel()
	source := "<table border=1><tr><th>Date<th colspan=2>What it was<th>Sum of it<tr><td rowspan=2>2026-11-01<td>Cards<td>of paper<td>1,487.50" +
		"<tr><td>Ribbon<td>of silk<td>1,494.64<tr><td colspan=3>Balance<td>2,982.14</table>"
	want := "Date: 2026-11-01\nWhat it was: Cards\nWhat it was: of paper\nSum of it: 1,487.50\n\n" +
		"Date: 2026-11-01\nWhat it was: Ribbon\nWhat it was: of silk\nSum of it: 1,494.64\n\n" +
		"Balance\nSum of it: 2,982.14\n"
	if got := renderHTMLText(source, 24).Text(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	titled := strings.Replace(source, "<tr>", "<tr><th colspan=4>The store in November<tr>", 1)
	if got := renderHTMLText(titled, 24).Text(); got != "The store in November\n"+want {
		t.Errorf("got\n%s", got)
	}
}

// TestWidthOfTables: a table stays within the measure while its words have room,
// then takes the screen, and no word in it is torn.
func TestWidthOfTables(t *testing.T) {
	t.Parallel()
	row := func(cell, first, other string, n int) string {
		return "<tr>" + cell + first + strings.Repeat(cell+other, n)
	}
	nine := "<table>" + row("<th>", "Description", "Amount", 8) + row("<td>", "Oil for the mill and its axles", "1,200.00", 8) + "</table>"
	words := "<table>" + row("<th>", "Rechnungsstellung", "Buchhaltungsabteilung", 2) + row("<td>", "Donnerstagnachmittag", "Zwischenfinanzierung", 2) + "</table>"
	tests := []struct {
		name, source string
		width        int
		grid         bool
	}{
		{"nine columns on a wide screen", nine, 100, true},
		{"nine columns on a screen", nine, 80, false},
		{"words that fit", words, 70, true},
		{"words that would be torn", words, 60, false},
	}
	for _, tt := range tests {
		d := renderHTMLText(tt.source, tt.width)
		checkDocument(t, d, tt.width)
		if grid := strings.Contains(d.Text(), "─"); grid != tt.grid {
			t.Errorf("%s: in columns: %v\n%s", tt.name, grid, d.Text())
		}
		for word := range strings.FieldsSeq("Description Oil axles Rechnungsstellung Zwischenfinanzierung") {
			if strings.Contains(tt.source, word) && !strings.Contains(d.Text(), word) {
				t.Errorf("%s: %q is torn\n%s", tt.name, word, d.Text())
			}
		}
	}
	prose := "<table><tr><th>Part<th>What it does<tr><td>mill<td>" + strings.Repeat("works out ", 30) + "</table>"
	for _, l := range renderHTMLText(prose, 200).Lines {
		if textWidth(l.String()) > Measure {
			t.Errorf("prose is wider than can be read: %q", l)
		}
	}
}
