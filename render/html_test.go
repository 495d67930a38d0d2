package render

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/message"
)

func TestHTML(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, html string
		want       string
	}{
		{"paragraphs", "<p>one</p><p>two</p>", "one\n\ntwo\n"},
		{"white space", "<p>  a \n\t b&nbsp;&nbsp; c</p>", "a b c\n"},
		{"line break", "a<br>b<br><br>c", "a\nb\n\nc\n"},
		{"blocks", "<div>a</div><div>b</div>", "a\nb\n"},
		{"inline stays together", "a<b>b</b>c <i>d</i>", "abc d\n"},
		{"heading", "<h1>Title</h1>text<h2>Part</h2><h3>Sub</h3>", "Title\n═════\ntext\n\nPart\n────\n\nSub\n"},
		{"list", "<ul><li>a<li>b<ul><li>c</ul></ul>end", "• a\n• b\n  – c\n\nend\n"},
		{"numbers", "<ol start=9><li>a<li>b</ol>", "9. a\n10. b\n"},
		{"letters", "<ol type=a><li>a<li>b</ol><ol type=A start=26><li>c<li>d</ol>", "a. a\nb. b\n\nZ. c\nAA. d\n"},
		{"Roman numbers", "<ol type=i start=3><li>a<li>b</ol><ol type=I start=1994><li>c</ol>", "iii. a\niv. b\n\nMCMXCIV. c\n"},
		{"numbers that no letter has", "<ol type=a start=0><li>a<li>b</ol><ol type=I start=-1><li>c</ol>", "0. a\na. b\n\n-1. c\n"},
		{"reversed", "<ol reversed><li>a<li>b<li>c</ol><ol reversed start=9><li>d<li>e</ol>", "3. a\n2. b\n1. c\n\n9. d\n8. e\n"},
		{"numbers of items", "<ol><li value=7>a<li>b<li value=x>c</ol>", "7. a\n8. b\n9. c\n"},
		{"a list inside of another", "<ol type=a><li>a<ol><li>b</ol><li>c</ol>", "a. a\n   1. b\nb. c\n"},
		{"letters by style", "<ol style='list-style-type:lower-alpha'><li>a<li style='list-style: upper-roman inside'>b<li>c</ol>", "a. a\nII. b\nc. c\n"},
		{"a style without a number", "<ol style='list-style:none'><li>a<li>b</ol><ul style='list-style:square'><li>c</ul><ol style='list-style:url(x)'><li>d</ol>", "a\nb\n\n• c\n\n1. d\n"},
		{"tasks", "<ul><li><input type=checkbox checked disabled> a<li><input type=CheckBox>b</ul>", "• [x] a\n• [ ] b\n"},
		{"paragraphs in a list", "<ul><li><p>a</p></li><li><p>b</p></li></ul>", "• a\n\n• b\n"},
		{"empty item", "<ul><li></li><li>b</li></ul>", "• b\n"},
		{"quote", "a<blockquote>b<blockquote>c</blockquote></blockquote>d", "a\n\n> b\n>\n> > c\n\nd\n"},
		{"preformatted and too wide", "<pre>" + strings.Repeat("words ", 12) + "end\n \n  next</pre>", strings.Repeat("words ", 9) + "words\nwords words end\n\n  next\n"},
		{"preformatted", "<pre>a  b\n\tc\n</pre>d", "a  b\n        c\n\nd\n"},
		{"rule", "a<hr>b", "a\n\n" + strings.Repeat("─", 60) + "\n\nb\n"},
		{"entities", "&lt;b&gt; &amp; &#8364; &eacute;", "<b> & € é\n"},
		{"link", `<a href="https://a.example">text</a> more`, "text [1] more\n"},
		{"link with a space at its end", `<a href="https://a.example">text </a>more`, "text [1] more\n"},
		{"link twice", `<a href="https://a.example">x</a> <a href="https://a.example">y</a>`, "x [1] y\n"},
		{"link with a picture only", `<a href="https://a.example/x"><img src="x.png"></a>`, "a.example [1]\n"},
		{"link around blocks", `<a href="https://a.example"><div>text</div></a>`, "text [1]\n"},
		{"active link", `<a href="javascript:x()">text</a>`, "text\n"},
		{"anchor", `<a name=x>a</a> <a href="#x">b</a>`, "a b\n"},
		{"picture", `see <img src="https://a.example/x.png" alt="a cat">`, "see ‹a cat›\n"},
		{"letterhead", `<img src="https://a.example/x.png" alt="a cat"> text`, "a cat text\n"},
		{"picture without words", `a<img src="cid:x" width=400>b<img src="cid:y" width=16>`, "a‹image›b\n"},
		{"decoration", `a<img src="cid:x" alt="" width=400>b`, "ab\n"},
		{"columns", "<table><tr><th>Item<th>Qty<tr><td>Engine<td>1<tr><td>Cards<td>300</table>", "Item     Qty\n──────  ────\nEngine     1\nCards    300\n"},
		{"spanned columns", "<table><tr><td>a<td>b<td>c<tr><td colspan=2>total<td>d</table>", "a   b  c\ntotal  d\n"},
		{"table for layout", `<table><tr><td><p>one</p></td><td><ul><li>two</ul></td></tr></table>`, "one\n\n• two\n"},
		{"one row", "<table><tr><td>a</td><td>b</td></tr></table>", "a\nb\n"},
		{"table in a table", "<table><tr><td><table><tr><td>a<td>b<tr><td>c<td>d</table></td></tr></table>", "a  b\nc  d\n"},
		{"wide table", "<table><tr><td>" + strings.Repeat("x ", 25) + "<td>b<tr><td>a<td>" + strings.Repeat("y ", 25) + "</table>", strings.TrimSpace(strings.Repeat("x ", 15)) + "  b\n" + strings.TrimSpace(strings.Repeat("x ", 10)) + "\n" + "a" + strings.Repeat(" ", 30) + strings.TrimSpace(strings.Repeat("y ", 15)) + "\n" + strings.Repeat(" ", 31) + strings.TrimSpace(strings.Repeat("y ", 10)) + "\n"},
		{"unclosed", "<p>a<div>b<b>c", "a\n\nbc\n"},
		{"fragment", "just text", "just text\n"},
		{"escape by number", "a&#27;[2Jb&#155;c&#x202e;d&#13;e", "a\uFFFD[2Jb›cd e\n"},
		{"escape raw", "a\x1b]0;x\ab", "a\uFFFD]0;x\uFFFDb\n"},
		{"powers", "E = mc<sup>2</sup>, 10<sup>-6</sup> m, x<sup>n</sup>, x<sup>(n+1)</sup>", "E = mc², 10⁻⁶ m, xⁿ, x⁽ⁿ⁺¹⁾\n"},
		{"powers that have no signs", "2<sup>10,000</sup>, x<sup>a+1</sup>, 2<sup>1/2</sup>", "2^10,000, x^a+1, 2^1/2\n"},
		{"powers in pieces", "2<sup><i>1</i>0</sup>, 2<sup>1<b>.5</b></sup>", "2¹⁰, 2^1.5\n"},
		{"ordinals", "the 1<sup>st</sup> and 2<sup>e</sup>, Brand<sup>TM</sup>, a<sup>*</sup>, b<sup>†</sup>", "the 1st and 2e, BrandTM, a*, b†\n"},
		{"notes", `a<sup>1</sup>, b<sup>[2]</sup>, c<sup>(see 3)</sup>`, "a¹, b[2], c(see 3)\n"},
		{"a note that is a link", `a<sup><a href="https://a.example">1</a></sup> b`, "a¹ [1] b\n"},
		{"a link to a note", `<a href="https://a.example">a<sup>1</sup></a> b`, "a¹ [1] b\n"},
		{"a note in small print", "<sup>1 Terms of 2026 apply, see https://a.example</sup>", "1 Terms of 2026 apply, see https://a.example\n"},
		{"below the line", "H<sub>2</sub>O, log<sub>2</sub>8, x<sub>i</sub>, <sub>see 2</sub>", "H₂O, log₂8, xi, see 2\n"},
		{"hidden above the line", `2<sup style="display:none">10</sup> a<sup><b hidden>1</b></sup>`, "2 a\n"},
		{"paragraphs without room between", `<p style="margin:0">a</p><p style="margin:0">b</p><p>c</p>`, "a\nb\n\nc\n"},
		{"with no room by a class", `<style>p.M{margin:0in;margin-bottom:.0001pt}</style><p class=M>a</p><p class=M>b</p>`, "a\nb\n"},
		{"with an empty one between", `<style>p{margin:0}</style><p>a</p><p><o:p>&nbsp;</o:p></p><p>b</p>`, "a\n\nb\n"},
		{"with a line break between", `<style>p{margin:0}</style><p>a</p><p><br></p><p>b</p>`, "a\n\nb\n"},
		{"with nothing between", `<style>p{margin:0}</style><p>a</p><p></p><p>b</p>`, "a\nb\n"},
		{"with room below only", `<style>p{margin:0 0 1em}</style><p>a</p><p>b</p>`, "a\n\nb\n"},
		{"with room inside", `<style>p{margin:0;padding:10px 0}</style><p>a</p><p>b</p>`, "a\n\nb\n"},
		{"with room inside, below", `<style>p{margin:0;padding:0 0 10px}</style><p>a</p><p>b</p>`, "a\n\nb\n"},
		{"beside other blocks", `<style>p{margin:0}</style><div>a</div><p>b</p><div>c</div>`, "a\n\nb\n\nc\n"},
		{"in cells of their own", `<style>p{margin:0}</style><table><tr><td><p>a</p></td></tr><tr><td><p>b</p></td></tr></table>`, "a\n\nb\n"},
		{"an emoji", `a <img src="https://a.example/1f600.png" alt="😀"> b<img src=x alt="👍🏽">`, "a 😀 b👍🏽\n"},
		{"a bullet", `<p>x</p><img src=x alt="→"> a <img src=x alt="1️⃣">`, "x\n\n→ a ‹1️⃣›\n"},
		{"an island of XML", "a<xml><w:View>Normal</w:View><w:Zoom>0</w:Zoom></xml>b", "ab\n"},
		{"XML in words", "a &lt;xml> b<o:p>c</o:p>", "a <xml> bc\n"},
		{"filler", "a&#8203;&#8203;&#847;&shy;b", "ab\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := renderHTMLText(tt.html, 60)
			checkDocument(t, d, 60)
			if got := d.Text(); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

// TestHTMLHidden: what a browser does not show is not shown; what is around it
// is.
func TestHTMLHidden(t *testing.T) {
	t.Parallel()
	for _, hidden := range []string{
		"<script>SECRET</script>", "<style>SECRET</style>", "<head><title>SECRET</title></head>", "<template>SECRET</template>",
		"<div hidden>SECRET</div>", `<div style="display:none">SECRET</div>`, `<div style="DISPLAY : NONE !important">SECRET</div>`,
		`<span style="visibility:hidden">SECRET</span>`, `<span style="opacity:0">SECRET</span>`, `<span style="opacity:0.0">SECRET</span>`,
		`<span style="font-size:0">SECRET</span>`, `<span style="font-size:1px">SECRET</span>`,
		`<div style="max-height:0;overflow:hidden">SECRET</div>`,
		"<!-- SECRET -->", "<!--[if mso]>SECRET<![endif]-->", `<iframe src="https://x.example">SECRET</iframe>`,
		`<svg><text>SECRET</text></svg>`, `<table><tr><td style="display:none">SECRET</td><td>a</td></tr><tr><td>b<td>c</table>`,
	} {
		got := renderHTMLText("<p>before</p>"+hidden+"<p>after</p>", 60).Text()
		if strings.Contains(got, "SECRET") || !strings.Contains(got, "before") || !strings.Contains(got, "after") {
			t.Errorf("%s: %q", hidden, got)
		}
	}
	for _, shown := range []string{
		`<div style="font-size:0"><span style="font-size:14px">SHOWN</span></div>`, `<div style="opacity:0.5">SHOWN</div>`,
		`<div style="max-height:0">SHOWN</div>`, `<div style="font-size:1em">SHOWN</div>`, "<noscript>SHOWN</noscript>",
		`<form><button>SHOWN</button></form>`, `<font color=red>SHOWN</font>`, `<unknown>SHOWN</unknown>`, `<center>SHOWN</center>`,
	} {
		if got := renderHTMLText(shown, 60).Text(); !strings.Contains(got, "SHOWN") {
			t.Errorf("%s: %q", shown, got)
		}
	}
}

// tooDeep is a message with a text inside of more parts than are read.
func tooDeep() string {
	var b strings.Builder
	for i := range message.MaxDepth + 2 {
		fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i)
	}
	return b.String() + "\nhello\n"
}

func TestHTMLNotes(t *testing.T) {
	t.Parallel()
	d := renderHTMLText(`<img src="https://a.example/1"><img src="//a.example/2"><img src="cid:x"><img src="data:x">`+
		`<img src="http://t.example/p" width=1 height=1><a href="javascript:x">y</a>`, 60)
	notes := fmt.Sprint(d.Notes)
	for _, want := range []string{"2 remote images not loaded.", "1 tracker removed.", "left out"} {
		if !strings.Contains(notes, want) {
			t.Errorf("no %q in %s", want, notes)
		}
	}
}

func TestHTMLStyles(t *testing.T) {
	t.Parallel()
	got := styled(renderHTMLText(`<h1>T</h1><p>a <b>b</b> <i>i</i> <code>c</code> <a href="https://x.example">l</a>`+
		`<blockquote>q<blockquote>r</blockquote></blockquote>`, 60))
	want := "{7:T}\n{7:═}\n{0:a }{8:b}{0: }{9:i}{0: }{10:c}{0: }{6:l}{5: [1]}\n\n{1:> q}\n{1:>}\n{1:> }{2:> r}\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestHTMLBombs: work and output are bounded, and the beginning is shown.
func TestHTMLBombs(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, html string }{
		{"deep divs", "<p>before</p>" + strings.Repeat("<div>", 100000) + "x"},
		{"deep quotes", "<p>before</p>" + strings.Repeat("<blockquote>", 300) + "x"},
		{"deep lists", "<p>before</p>" + strings.Repeat("<ul><li>", 150) + "x"},
		{"deep tables", "<p>before</p>" + strings.Repeat("<table><tr><td>", 120) + "x"},
		{"deep fonts", "<p>before</p>" + strings.Repeat("<font>", 5000) + "x"},
		{"many cells", "<p>before</p><table>" + strings.Repeat("<tr>"+strings.Repeat("<td>1", 40), 2000) + "</table>"},
		{"wide row", "<p>before</p><table><tr>" + strings.Repeat("<td>1", 30000) + "<tr><td>1<td>2</table>"},
		{"huge span", "<p>before</p><table><tr><td colspan=999999999>a<td>b<tr><td>c<td>d</table>"},
		{"many breaks", "<p>before</p>" + strings.Repeat("a<br>", 100000)},
		{"many links", "<p>before</p>" + strings.Repeat("<a href=https://a.example>x</a>", 40000)},
		{"many attributes", "<p>before</p><p " + strings.Repeat("a=b ", 100000) + ">x</p>"},
		{"long style", "<p>before</p><p style='" + strings.Repeat("a:b;", 100000) + "'>x</p>"},
		{"one long word", "<p>before</p>" + strings.Repeat("x", 1<<20)},
		{"one long cluster", "<p>before</p>" + strings.Repeat("👩\u200d", 100000)},
		{"combining", "<p>before</p>e" + strings.Repeat("\u0301", 100000)},
		{"entities", "<p>before</p>" + strings.Repeat("&NotEqualTilde;", 50000)},
		{"nested anchors", "<p>before</p>" + strings.Repeat("<a href=https://a.example>", 1000) + "x"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := renderHTMLText(tt.html, 80)
			checkDocument(t, d, 80)
			if len(d.Lines) == 0 || d.Lines[0].String() != "before" {
				t.Error("the beginning is not shown")
			}
		})
	}
}

// TestTableOf5MB: a table of 5 MB, as a message.
func TestTableOf5MB(t *testing.T) {
	t.Parallel()
	row := "<tr><td>Difference engine<td>1<td>17,000.00</tr>\n"
	m := parse(t, "Content-Type: text/html\n\n<table>"+strings.Repeat(row, 5<<20/len(row))+"</table>")
	d := Render(m, Options{Width: 80})
	checkDocument(t, d, 80)
	if len(d.Lines) == 0 || !strings.HasPrefix(d.Lines[0].String(), "Difference engine") {
		t.Fatal("the beginning is not shown")
	}
	if !strings.Contains(fmt.Sprint(d.Notes), "only its beginning") {
		t.Errorf("notes: %v", d.Notes)
	}
}

func parse(t *testing.T, raw string) *message.Message {
	t.Helper()
	m, err := message.Parse(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// outlookMessage returns a TNEF stream in base64 with nothing but a message in it,
// which is an empty one.
func outlookMessage() string {
	signature := []byte{0x78, 0x9f, 0x3e, 0x22, 1, 0}
	object := append([]byte{7, 3, 2, 0, 15: 0}, signature...) // its interface, and the message
	data := []byte{1, 0, 0, 0, 0x0d, 0, 0x01, 0x37, 1, 0, 0, 0, byte(len(object)), 0, 0, 0}
	data = append(append(data, object...), 0, 0)
	attribute := []byte{2, 0x05, 0x90, 6, 0, byte(len(data)), 0, 0, 0}
	attribute = append(append(attribute, data...), 0, 0)
	return base64.StdEncoding.EncodeToString(append(signature, attribute...))
}

func TestRender(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, raw  string
		text, note string
		html       bool
	}{
		{"plain", "Subject: x\n\nhello\n", "hello\n", "", false},
		{"html", "Content-Type: text/html\n\n<p>hello</p>\n", "hello\n", "", true},
		{"html that says it is plain", "Subject: x\n\n<!DOCTYPE html><html><p>hello</p></html>\n", "hello\n", "", true},
		{"nothing", "Subject: x\n\n", "", "This message has no text.", false},
		{
			"a piece", "Content-Type: message/partial; id=a; number=2; total=3\n\nx\n", "",
			"This is part 2 of 3 of a message that was sent in pieces: its attachment is that part.", false,
		},
		{
			"a piece of many", "Content-Type: message/partial; id=a; number=1\n\nx\n", "",
			"This is part 1 of a message that was sent in pieces: its attachment is that part.", false,
		},
		{
			"a message of Outlook", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhello\n--b\n" +
				"Content-Type: application/ms-tnef\nContent-Transfer-Encoding: base64\n\n" + outlookMessage() + "\n--b--\n",
			"hello\n", "Attachment 2 is a message in a format of Outlook's own, which only Outlook reads.", false,
		},
		{"too deep", tooDeep(), "", noteDeep, false},
		{"attachment only", "Content-Type: image/png\n\nx\n", "", "This message has no text.", false},
		{
			"two parts", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\nContent-Type: text/html\n\n<p>two\n--b--\n",
			"one\n\ntwo\n", "", true,
		},
		{"very long", "Subject: x\n\n" + strings.Repeat("line\n", 300000), "", "only its beginning", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := Render(parse(t, tt.raw), Options{Width: 80})
			checkDocument(t, d, 80)
			if tt.text != "" && d.Text() != tt.text {
				t.Errorf("text %.200q", d.Text())
			}
			if !strings.Contains(fmt.Sprint(d.Notes), tt.note) || d.HTML != tt.html {
				t.Errorf("notes %v, HTML %v", d.Notes, d.HTML)
			}
		})
	}
}

// TestRenderMissing: a part that was not fetched yet is told, the others are
// shown.
func TestRenderMissing(t *testing.T) {
	t.Parallel()
	whole := parse(t, "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\n\ntwo\n--b--\n")
	m := message.Assemble(nil, whole.Parts, map[string][]byte{"2": []byte("two")}, nil)
	d := Render(m, Options{Width: 80})
	if d.Text() != "two\n" || !strings.Contains(fmt.Sprint(d.Notes), "not here yet") {
		t.Errorf("%q, notes %v", d.Text(), d.Notes)
	}
}

func FuzzHTMLToText(f *testing.F) {
	for _, seed := range []string{
		"<p>a<b>c</b></p>", "<table><tr><td>a<td>b<tr><td>c<td>d</table>", "<ul><li><p>a<ol><li>b", "<pre>\ta\n\n</pre>", "<a href=//x.y/>z</a>",
		"<blockquote>a<blockquote>b", "a&#27;[2J&#x9b;&#x202e;", "<div style='display:none'>x</div>", strings.Repeat("<div>", 600) + "<a href=http://x>y",
		"<img src=http://x alt='日本'>", "日本語。<h1>👩\u200d👩\u200d👧</h1>", "<td>a<th>b<caption>c", "<style>.x>p,b{display:none;color:#f00}</style><p class=x>a<b style='color:red'>b",
		"a<div class=gmail_quote>On 1 Jan, x wrote:<blockquote>" + strings.Repeat("b<br>", 9) + "</blockquote></div>", "<a href=https://x.y><table><tr><td>a<td>b<tr><td>c<td>d</table>",
	} {
		f.Add(seed, 40)
		f.Add(seed, 0)
	}
	f.Fuzz(func(t *testing.T, s string, width int) {
		width %= 200
		d := renderHTMLText(s, max(width, 0))
		checkDocument(t, d, max(width, 0))
		folded := newWriter(Options{Width: max(width, 0), Profile: ANSI16})
		renderHTML(folded, s)
		checkDocument(t, folded.finish(), max(width, 0))
		w := newWriter(Options{Width: max(width, 0)})
		renderPlain(w, message.Body{Text: s})
		checkDocument(t, w.finish(), max(width, 0))
		flowed := message.Body{Text: s}
		flowed.Part.Flowed, flowed.Part.DelSp = true, true
		w = newWriter(Options{Width: max(width, 0), Unfold: true})
		renderPlain(w, flowed)
		checkDocument(t, w.finish(), max(width, 0))
	})
}

// TestFlat: HTML that is too deep for a tree keeps its words, line breaks and
// links.
func TestFlat(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("<div>", 600)
	d := renderHTMLText(deep+"<p>one<br>two</p><script>SECRET</script><style>SECRET</style>"+
		`<a href="https://a.example">three</a> <img alt="four" src="https://a.example/x"><ul><li>five</ul>&lt;six&#27;`, 60)
	checkDocument(t, d, 60)
	if got, want := d.Text(), "one\ntwo\nthree [1] ‹four›\n• five\n<six\uFFFD\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if len(d.Links) != 1 || fmt.Sprint(d.Notes) != "[This message is nested too deep: its layout is lost. 1 remote image not loaded.]" {
		t.Errorf("links %v, notes %v", d.Links, d.Notes)
	}
	many := renderHTMLText(deep+strings.Repeat("<i>x</i>", maxTokens), 60)
	if !strings.Contains(fmt.Sprint(many.Notes), "only its beginning") {
		t.Errorf("notes %v", many.Notes)
	}
}

// TestFlatHiding: what is hidden stays hidden where there is no tree, and what is
// around it is shown, whatever is not closed.
func TestFlatHiding(t *testing.T) {
	t.Parallel()
	tests := []struct{ html, want string }{
		{`a<div style="display:none">x<div>y</div>z</div>b`, "a\nb\n"},
		{`a<div hidden>x<p>y</div>b`, "a\nb\n"},
		{`<style>.h{display:none}</style>a<span class=h>x</span>b`, "ab\n"},
		{`a<span style="font-size:0">b</span>`, "ab\n"}, // sizes are not known without a tree
		{`<div>a<span hidden>x</div>b`, "a\nb\n"},
		{`a<p style="display:none">b<br>c`, "a\nb\nc\n"}, // nobody knows where it ends
		{`a<img style="display:none" alt=x src=x>b`, "a‹x›b\n"},
		{`a<div hidden>x<br></div>b<div hidden>y</div>c`, "a\nb\nc\n"},
		{"a<pre>b  c\n  d</pre>e", "a\nb  c\n  d\ne\n"},
		{"<ol><li>a<li>b</ol>c", "• a\n• b\nc\n"},
	}
	for _, tt := range tests {
		d := renderHTMLText(strings.Repeat("<div>", 600)+tt.html, 60)
		checkDocument(t, d, 60)
		if got := d.Text(); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.html, got, tt.want)
		}
	}
}

// TestReplyChain: a long conversation is shown as quotes in quotes.
func TestReplyChain(t *testing.T) {
	t.Parallel()
	chain := ""
	for i := range 120 {
		chain = fmt.Sprintf(`<div dir=ltr>answer %d</div><div class=gmail_quote><blockquote class=gmail_quote>%s<p hidden>x</p></blockquote></div>`, i, chain)
	}
	d := renderHTMLText(chain, 80)
	checkDocument(t, d, 80)
	if got := d.Text(); len(d.Notes) > 0 || !strings.HasPrefix(got, "answer 119\n\n> answer 118\n>\n> > answer 117\n") {
		t.Errorf("%v: %.200s", d.Notes, got)
	}
}

// TestDeepQuotesLeaveRoom: the marks of quotes in quotes take at most half of
// the line.
func TestDeepQuotesLeaveRoom(t *testing.T) {
	t.Parallel()
	d := renderHTMLText(strings.Repeat("<blockquote>", 30)+"many words that have to be wrapped", 40)
	checkDocument(t, d, 40)
	for _, l := range d.Lines {
		if s := l.String(); strings.Count(s, "> ") > 10 {
			t.Errorf("%q", s)
		}
	}
	if got := strings.Join(strings.Fields(strings.ReplaceAll(d.Text(), ">", " ")), " "); got != "many words that have to be wrapped" {
		t.Errorf("got %q", got)
	}
}

// TestSideBySide: cells of a layout stand beside each other when each is a few
// lines of a third of a screen that is wide enough.
func TestSideBySide(t *testing.T) {
	t.Parallel()
	cell := func(n int) string { return "<td><p>" + strings.TrimSpace(strings.Repeat("word ", n)) + "</p></td>" }
	tests := []struct {
		name  string
		cells string
		width int
		side  bool
	}{
		{"short", cell(5) + cell(6), 80, true},
		{"four lines of a third", cell(17) + cell(5), 80, true},
		{"more than that", cell(20) + cell(5), 80, false},
		{"narrow screen", cell(5) + cell(6), 79, false},
		{"four cells", cell(5) + cell(5) + cell(5) + cell(5), 80, true},
		{"five cells", cell(5) + cell(5) + cell(5) + cell(5) + cell(5), 80, false},
		{"a heading of the page", "<td><h1>x</h1></td>" + cell(2), 80, false},
		{"one is empty", cell(5) + "<td></td>", 80, false},
	}
	for _, tt := range tests {
		source := "<table role=presentation><tr>" + tt.cells + "</tr></table>"
		d := renderHTMLText(source, tt.width)
		checkDocument(t, d, tt.width)
		if side := strings.Contains(d.Text(), "  "); side != tt.side {
			t.Errorf("%s: side by side is %v\n%s", tt.name, side, d.Text())
		}
	}
}

// TestIndents: spaces that take room stay before the first word of a line, where
// they are no filler; a quotation has its marks.
func TestIndents(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"<div>if x:</div><div>&nbsp; &nbsp; y()</div>":                     "if x:\n    y()\n",
		"if x:<br>&nbsp;&nbsp;y()<br>&nbsp; &nbsp; <b>z</b>":               "if x:\n  y()\nz\n",
		"<p>a &nbsp; &nbsp; b</p>":                                         "a b\n",
		"<p>She said: <q>Never</q>.</p>":                                   "She said: “Never”.\n",
		"<p>&nbsp;a</p>":                                                   "a\n",
		"<p>\n  &nbsp;&nbsp;\n a</p>":                                      "   a\n",
		"<p>" + strings.Repeat("&nbsp;", 90) + "a</p>":                     "a\n",
		"<table border=1><tr><td>&nbsp;&nbsp;a<td>b<tr><td>c<td>d</table>": "a  b\nc  d\n",
	} {
		if got := renderHTMLText(source, 60).Text(); got != want {
			t.Errorf("%.40s: got %q, want %q", source, got, want)
		}
	}
}

// TestRules: of several rules in a row one is left.
func TestRules(t *testing.T) {
	t.Parallel()
	rule := strings.Repeat("─", 20)
	for source, want := range map[string]string{
		"a<hr><div><br><hr> </div><hr>b": "a\n\n" + rule + "\n\nb\n",
		"a<hr>b<hr>c":                    "a\n\n" + rule + "\n\nb\n\n" + rule + "\n\nc\n",
		"<hr><p>a</p>":                   rule + "\n\na\n",
		"<hr><img alt=x src=y><hr>":      rule + "\n\n‹x›\n\n" + rule + "\n",
	} {
		if got := renderHTMLText(source, 20).Text(); got != want {
			t.Errorf("%s: got %q, want %q", source, got, want)
		}
	}
}

// TestLineBreaks: of several empty lines one is left, but not of text as it was
// typed.
func TestLineBreaks(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"<p>a<br><br><br><br><br>b</p>":                 "a\n\nb\n",
		"a<br>\n<br> &nbsp;<br>b":                       "a\n\nb\n",
		"a<br>b<br><br>c":                               "a\nb\n\nc\n",
		"<pre>a<br><br><br>b</pre>":                     "a\n\n\nb\n",
		strings.Repeat("<div>", 600) + "a<br><br><br>b": "a\n\nb\n",
	} {
		if got := renderHTMLText(source, 60).Text(); got != want {
			t.Errorf("%.40s: got %q, want %q", source, got, want)
		}
	}
}

// TestWithoutOpenTag: where a text was cut, the beginning of a tag is no text.
func TestWithoutOpenTag(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"":             "",
		"<p>a":         "<p>a",
		"<p>a<":        "<p>a",
		"<p>a</":       "<p>a",
		"<p>a</p":      "<p>a",
		"<p>a<td id='": "<p>a",
		"<p>a<!-- x":   "<p>a",
		"<p>a < b":     "<p>a < b",
	} {
		if got := withoutOpenTag(source); got != want {
			t.Errorf("%q: %q", source, got)
		}
	}
}
