package render

import (
	"fmt"
	"strings"
	"testing"
)

// alternative is a message in two forms.
func alternative(plain, html string) string {
	return "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\n\n" + plain +
		"\n--b\nContent-Type: text/html; charset=utf-8\n\n" + html + "\n--b--\n"
}

// TestEnoughWords: plain text stands for HTML when it has six words of ten.
func TestEnoughWords(t *testing.T) {
	t.Parallel()
	for n := 1; n <= 12; n++ {
		plain := strings.TrimSpace(strings.Repeat("plain ", n))
		html := "<p>" + strings.Repeat("html ", 10) + "</p>"
		d := Render(parse(t, alternative(plain, html)), Options{Width: 80})
		if want := n < 6; d.HTML != want {
			t.Errorf("%d words of 10: HTML is %v", n, d.HTML)
		}
	}
}

// TestWhichForm: what senders put into the plain text of mail that they mean to
// be read as HTML, and what only looks like it.
func TestWhichForm(t *testing.T) {
	t.Parallel()
	words := strings.TrimSpace(strings.Repeat("word ", 20))
	tests := []struct {
		name, plain string
		html        bool
	}{
		{"the same words", words, false},
		{"nothing", "", true},
		{"white space", " \n\t\n", true},
		{"view in a browser", "View this email in your browser: https://x.example\n" + words, true},
		{"view in the browser", "View it in the browser\n" + words, true},
		{"view the newsletter", "To view the newsletter in a web browser go to https://x.example\n" + words, true},
		{"view online", "View on a browser\n" + words, true},
		{"a web version", "Web version: https://x.example\n" + words, true},
		{"needs HTML", "Your mail program does not support HTML.\n" + words, true},
		{"enable HTML", "Please enable HTML to see this message.\n" + words, true},
		{"requires HTML", "This message requires HTML.\n" + words, true},
		{"an HTML viewer", "You need an HTML-capable mail program.\n" + words, true},
		{"an HTML email", "This is an HTML email.\n" + words, true},
		{"is HTML", "<html><body>" + words + "</body></html>", true},
		{"is HTML with a doctype", "<!DOCTYPE html>\n<p>" + words, true},
		{"is HTML behind white space", "\n\n  <HTML>" + words, true},
		{"speaks of tags", "The element <html> is the root. " + words, false},
		{"speaks of a browser", "The browser shows " + words, false},
		{"rules and marks do not count", strings.Repeat("---- ==== ", 20), true},
		{"addresses do not count", strings.Repeat("https://x.example/path ", 20), true},
		{"quotes count", "> " + words, false},
	}
	for _, tt := range tests {
		d := Render(parse(t, alternative(tt.plain, "<p>"+words+"</p>")), Options{Width: 80})
		checkDocument(t, d, 80)
		if d.HTML != tt.html {
			t.Errorf("%s: HTML is %v: %q", tt.name, d.HTML, d.Text())
		}
	}
}

// TestFormsThatAreAskedFor: each form of a message is shown when it is asked
// for, and what there is when it has no such form.
func TestFormsThatAreAskedFor(t *testing.T) {
	t.Parallel()
	both := alternative("in plain", "<p>in <b>HTML</b></p>")
	plain, html := "Subject: x\n\nin plain\n", "Content-Type: text/html\n\n<p>in <b>HTML</b></p>\n"
	mixed := "Content-Type: multipart/mixed; boundary=m\n\n--m\n" + both + "--m\nContent-Type: text/plain\n\nbelow it\n--m--\n"
	tests := []struct {
		name, raw                         string
		auto, plainText, htmlText, source string
	}{
		{"both", both, "in plain", "in plain", "in HTML", "in plain\n\n<p>in <b>HTML</b></p>"},
		{"plain text only", plain, "in plain", "in plain", "in plain", "in plain"},
		{"HTML only", html, "in HTML", "in HTML", "in HTML", "<p>in <b>HTML</b></p>"},
		{
			"both, and more text", mixed, "in plain\n\nbelow it", "in plain\n\nbelow it", "in HTML\n\nbelow it",
			"in plain\n\nbelow it\n\n<p>in <b>HTML</b></p>\n\nbelow it",
		},
	}
	for _, tt := range tests {
		for form, want := range map[Form]string{Auto: tt.auto, PlainText: tt.plainText, HTMLText: tt.htmlText, Source: tt.source} {
			d := Render(parse(t, tt.raw), Options{Width: 80, Prefer: form})
			checkDocument(t, d, 80)
			if got := strings.TrimSpace(d.Text()); got != want {
				t.Errorf("%s, form %d: %q", tt.name, form, got)
			}
		}
	}
}

// TestBudgets: each thing that a message can have too much of is cut at its
// limit, which is said, and its beginning is shown.
func TestBudgets(t *testing.T) {
	t.Parallel()
	times := func(n int, s string) string { return strings.Repeat(s, n) }
	tests := []struct {
		name, html string
		cut        bool
	}{
		{"nodes within the limit", times(maxNodes/4, "<i>x</i> "), false},
		{"too many nodes", times(maxNodes, "<i>x</i> "), true},
		{"elements within the depth", times(maxDepth-10, "<div>") + "x", false},
		{"elements too deep", times(maxDepth+10, "<div>") + "x", true},
		{"lines within the limit", times(maxLines/2, "x<br>"), false},
		{"too many lines", times(maxLines+10, "x<br>"), true},
		{"rows over rows", "<table border=1>" + times(3000, "<tr><td rowspan=1000000>a<td>b") + "</table>", false},
		{"columns over columns", "<table border=1>" + times(3000, "<tr><td colspan=1000000>a<td>b") + "</table>", false},
		{"a megabyte in an attribute", `<p title="` + times(1<<20, "x") + `">x</p>`, false},
		{"a megabyte of entities", times(1<<18, "&lt;"), false},
		{"rules", "<style>" + times(100_000, ".a{color:red}") + "</style>" + times(1000, "<p class=a>x</p>"), false},
		{"selectors", "<style>" + times(2000, "div ") + "{color:red}</style><div>x</div>", false},
		{"unclosed", times(20_000, "<b><i>x"), true},
		{"comments", times(maxNodes, "<!--x-->"), true},
		{"a megabyte of one comment", "<!--" + times(1<<20, "x") + "-->", false},
		{"text in tables", times(10_000, "<table>x"), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWriter(Options{Width: 80})
			_, whole := renderHTML(w, "<p>before</p>"+tt.html)
			d := w.finish()
			checkDocument(t, d, 80)
			if whole == tt.cut {
				t.Errorf("all of it: %v, notes %v", whole, d.Notes)
			}
			if len(d.Lines) == 0 || d.Lines[0].String() != "before" {
				t.Error("the beginning is not shown")
			}
		})
	}
}

// TestDrawnText: what was laid out by hand keeps its spaces at any width, prose
// does not.
func TestDrawnText(t *testing.T) {
	t.Parallel()
	for line, drawn := range map[string]bool{
		"name    size    day":           true,
		"| a | b | c |":                 true,
		"+-----+-----+":                 true,
		"    indented code":             true,
		"\ttabbed code":                 true,
		"a\tb\tc":                       true,
		"Title\n=====":                  false,
		"===== part =====":              true,
		"┌──┐":                          true,
		"A sentence - with a dash.":     false,
		"Either this | or that.":        false,
		"Two  spaces after. A sentence": false,
		"- a point of a list":           false,
		"":                              false,
	} {
		if got := isDrawn(line); got != drawn && !strings.Contains(line, "\n") {
			t.Errorf("%q: %v", line, got)
		}
	}
	table := "name        size\nengine    17,000\n"
	d := Render(parse(t, "Subject: x\n\n"+table), Options{Width: 12})
	checkDocument(t, d, 12)
	if got, want := d.Text(), "name\nsize\nengine\n17,000\n"; got != want {
		t.Errorf("%q", got)
	}
}

// TestDiffsOfPrograms: the lines of a diff are told apart, whichever program
// made it, and what is above and below it is prose.
func TestDiffsOfPrograms(t *testing.T) {
	t.Parallel()
	hunk := "@@ -1,2 +1,2 @@\n same\n-old\n+new\n"
	for name, diff := range map[string]string{
		"git":        "diff --git a/x b/x\nindex 1..2 100644\n--- a/x\n+++ b/x\n" + hunk,
		"a new file": "diff --git a/x b/x\nnew file mode 100644\nindex 0..2\n--- /dev/null\n+++ b/x\n" + hunk,
		"Subversion": "Index: x\n" + hunk,
		"a rename":   "diff --git a/x b/y\nsimilarity index 90%\nrename from x\nrename to y\n--- a/x\n+++ b/y\n" + hunk,
	} {
		d := Render(parse(t, "Subject: x\n\nAbove it.\n\n"+diff+"\nBelow it.\n-- \nAda\n"), Options{Width: 40})
		checkDocument(t, d, 40)
		styles := map[string]Style{}
		for _, l := range d.Lines {
			if len(l.Spans) > 0 {
				styles[l.String()] = l.Spans[0].Style
			}
		}
		want := map[string]Style{
			"Above it.": Plain, "@@ -1,2 +1,2 @@": DiffPlace, " same": Code, "-old": DiffRemoved, "+new": DiffAdded, "Below it.": Plain, "Ada": Signature,
		}
		for line, style := range want {
			if got, shown := styles[line]; !shown || got != style {
				t.Errorf("%s: %q is in style %d: %s", name, line, got, fmt.Sprint(styles))
			}
		}
	}
}

// TestHunks: the head of a hunk says which lines are its own.
func TestHunks(t *testing.T) {
	t.Parallel()
	raw := "--- a/q.sql\n+++ b/q.sql\n@@ -1,4 +1,3 @@\n select 1;\n-- \n--- of the wheels\n-select 2;\n+select 3;\n++ 4;\n" +
		"\\ No newline at end of file\n\n- item one\n+ item two\n\n@@ -9 +9 @@ end\n-old\n+new\n@@ -20,9 +20,9 @@\n same\nwrapped\n- item three\n-- \nAda\n"
	want := []struct {
		line  string
		style Style
	}{
		{"--- a/q.sql", DiffPlace},
		{"+++ b/q.sql", DiffPlace},
		{"@@ -1,4 +1,3 @@", DiffPlace},
		{" select 1;", Code},
		{"-- ", DiffRemoved},
		{"--- of the wheels", DiffRemoved},
		{"-select 2;", DiffRemoved},
		{"+select 3;", DiffAdded},
		{"++ 4;", DiffAdded},
		{"\\ No newline at end of file", Code},
		{"- item one", Plain},
		{"+ item two", Plain},
		{"@@ -9 +9 @@ end", DiffPlace},
		{"-old", DiffRemoved},
		{"+new", DiffAdded},
		{"@@ -20,9 +20,9 @@", DiffPlace},
		{" same", Code},
		{"wrapped", Plain},
		{"- item three", Plain},
		{"-- ", Signature},
		{"Ada", Signature},
	}
	for _, l := range Render(parse(t, "Subject: x\n\n"+raw), Options{Width: 60}).Lines {
		if len(l.Spans) == 0 {
			continue
		}
		if len(want) == 0 || l.String() != want[0].line || l.Spans[0].Style != want[0].style {
			t.Fatalf("%q is in style %d, want %+v", l, l.Spans[0].Style, want[:min(1, len(want))])
		}
		want = want[1:]
	}
	if len(want) > 0 {
		t.Errorf("not shown: %+v", want)
	}
}
