package render

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/publicsuffix"
)

func newElement(name string) *html.Node {
	return &html.Node{Type: html.ElementNode, Data: name, DataAtom: atom.Lookup([]byte(name))}
}

func TestReadAttribution(t *testing.T) {
	t.Parallel()
	tests := []struct{ line, name, day string }{
		{"On Tue, Nov 11, 2025 at 5:02 PM Alan Turing <alan@example.org> wrote:", "Alan Turing", "11 Nov"},
		{"On Tue, Nov 11, 2025 at 5:02 PM Alan Turing <alan@example.org [1]> wrote:", "Alan Turing", "11 Nov"},
		{"On 12 Nov 2025, at 08:30, Alan Turing <alan@example.org> wrote:", "Alan Turing", "12 Nov"},
		{"On Tuesday, 11 November 2025 at 14:00, Sophie Germain <sophie@example.org> wrote:", "Sophie Germain", "11 Nov"},
		{"On Monday, November 10, 2025 at 11:11:11 AM GMT, Emmy Noether <emmy@example.org> wrote:", "Emmy Noether", "10 Nov"},
		{"On 11.11.25 10:12, Grace Hopper wrote:", "Grace Hopper", "11.11.25"},
		{"Am 11.11.25 um 10:12 schrieb Grace Hopper:", "Grace Hopper", "11.11.25"},
		{"Le 11/11/2025 à 10:12, Marie Curie a écrit :", "Marie Curie", "11/11/2025"},
		{"Grace Hopper wrote:", "Grace Hopper", ""},
		{"alan@example.org wrote:", "", ""},
	}
	for _, tt := range tests {
		if name, day := readAttribution(tt.line); name != tt.name || day != tt.day {
			t.Errorf("%s: %q, %q", tt.line, name, day)
		}
	}
}

// numbered returns a number of lines of text, each behind a mark.
func numbered(mark string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%sline %d\n", mark, i)
	}
	return b.String()
}

func TestFolds(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, raw, want string }{
		{"long quote", "Yes.\n\nOn 12 Nov 2025, Alan wrote:\n" + numbered("> ", 7), "Yes.\n\n▸ 7 quoted lines from Alan, 12 Nov\n"},
		{"short quote", "Yes.\n" + numbered("> ", 6), "Yes.\n" + numbered("> ", 6)},
		{"answer below", numbered("> ", 7) + "\nYes.\n", "▸ 7 quoted lines\n\nYes.\n"},
		{"two quotes", numbered("> ", 7) + "Yes.\n" + numbered("> ", 8), "▸ 7 quoted lines\n\nYes.\n\n▸ 8 quoted lines\n"},
		{"nothing else", numbered("> ", 9), numbered("> ", 9)},
		{
			"wrapped attribution", "Yes.\n\nOn Tue, Nov 11, 2025 at 5:02 PM Alan Turing\n<alan@example.org> wrote:\n" + numbered("> ", 7),
			"Yes.\n\n▸ 7 quoted lines from Alan Turing, 11 Nov\n",
		},
		{"a weekday", "Yes.\n\nOn Mon, Ada wrote:\n" + numbered("> ", 7), "Yes.\n\n▸ 7 quoted lines from Ada, Mon\n"},
		{"a weekday and a date", "Yes.\n\nOn Tue, 11 Nov 2025 at 17:02, Ada wrote:\n" + numbered("> ", 7), "Yes.\n\n▸ 7 quoted lines from Ada, 11 Nov\n"},
		{
			"Outlook", "Yes.\n\n-----Original Message-----\nFrom: Alan Turing\nSent: 12 November 2025 10:00\nTo: Ada\nSubject: x\n\n" + numbered("", 5),
			"Yes.\n\n▸ 10 quoted lines from Alan Turing, 12 Nov\n",
		},
		{
			"a form of a web site", "A message from your site.\n\nFrom: Ada\nDate: 12 November 2025\nSubject: x\n" + numbered("", 8),
			"A message from your site.\n\nFrom: Ada\nDate: 12 November 2025\nSubject: x\n" + numbered("", 8),
		},
		{
			"Outlook with answers in it", "Answers in red.\n\nFrom: Alan\nSent: 12 November 2025\nTo: Ada\nSubject: x\n" + numbered("", 5),
			"Answers in red.\n\nFrom: Alan\nSent: 12 November 2025\nTo: Ada\nSubject: x\n" + numbered("", 5),
		},
		{
			"Outlook in French", "Oui.\n\nDe\u00a0: Alan Turing\nEnvoyé\u00a0: 12/11/2025 10:00\nÀ\u00a0: Ada\nObjet\u00a0: x\n\n" + numbered("", 5),
			"Oui.\n\n▸ 9 quoted lines from Alan Turing, 12/11/2025\n",
		},
		{
			"Outlook with a rule", "Yes.\n\n________________________________\nFrom: Alan Turing\nSent: 12 November 2025 10:00\nTo: Ada\nSubject: x\n\n" + numbered("", 5),
			"Yes.\n\n▸ 10 quoted lines from Alan Turing, 12 Nov\n",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := parse(t, "Subject: x\n\n"+tt.raw)
			d := Render(m, Options{Width: 80})
			checkDocument(t, d, 80)
			if got := d.Text(); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
			whole := Render(m, Options{Width: 80, Unfold: true})
			if whole.Folds != 0 || strings.Contains(whole.Text(), "▸") {
				t.Errorf("folded: %s", whole.Text())
			}
		})
	}
}

// TestManyFolds: the work is in proportion to the lines.
func TestManyFolds(t *testing.T) {
	t.Parallel()
	d := Render(parse(t, "Subject: x\n\n"+strings.Repeat(numbered("> ", 7)+"x\n", 2400)), Options{Width: 80})
	checkDocument(t, d, 80)
	if d.Folds < 2000 {
		t.Errorf("%d folds", d.Folds)
	}
}

func TestTracking(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"https://a.example/x?utm_source=a&id=1&fbclid=2#top": "https://a.example/x?id=1#top",
		"https://a.example/x?utm_source=a":                   "https://a.example/x",
		"https://a.example/x?UTM_Medium=a&b=%26c":            "https://a.example/x?b=%26c",
		"https://a.example/x?id=utm_source":                  "https://a.example/x?id=utm_source",
		"https://a.example/x":                                "https://a.example/x",
		"mailto:a@b.example?subject=utm_x":                   "mailto:a@b.example?subject=utm_x",
	} {
		if got := withoutTracking(in); got != want {
			t.Errorf("%s: %s", in, got)
		}
	}
}

func TestLinkWarnings(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, html, want string }{
		{"its own name", `<a href="https://www.bank.example/x">bank.example</a>`, ""},
		{"a name with a dot at its end", `<a href="https://evil.example">bank.example.</a>`, "The text says bank.example,"},
		{"its own name with a dot", `<a href="https://www.bank.example/x">bank.example./</a>`, ""},
		{"words", `<a href="https://bank.example">Log in</a>`, ""},
		{"a name in two pieces", `<a href="https://evil.example"><b>bank</b>.example</a>`, "The text says bank.example"},
		{"a name around hidden text", `<a href="https://evil.example">bank<i hidden>x</i>.example</a>`, "The text says bank.example"},
		{"a name in blocks", `<a href="https://evil.example"><div>bank.example</div></a>`, "The text says bank.example"},
		{
			"a name in blocks, around hidden text",
			`<a href="https://evil.example"><div>bank.example</div><div style=display:none>x y</div></a>`, "The text says bank.example",
		},
		{
			"a name in blocks, behind words before the link",
			`See <a href="https://evil.example"><div>bank.example</div><p style="font-size:0">x y</a>`, "The text says bank.example",
		},
		{"a name in a block and the line", `<a href="https://evil.example"><div>bank.</div>example</a>`, ""},
		{
			"a name in a table", `<a href="https://evil.example"><table border=1><tr><td>bank.example<td><tr hidden><td>x<td>y<tr><td><td></table></a>`,
			"The text says bank.example",
		},
		{"words in cells", `<a href="https://evil.example"><table border=1><tr><td>See<td>bank.example<tr><td><td></table></a>`, ""},
		{"words in blocks", `<a href="https://evil.example"><div>See</div><div>bank.example</div></a>`, ""},
		{"a long name in blocks", `<a href="https://evil.example"><div>` + strings.Repeat("bank.", 30) + `example</div></a>`, "The text says bank.bank."},
		{
			"a name in blocks, too deep for a tree",
			strings.Repeat("<div>", 600) + `<a href="https://evil.example"><div>bank.example</div></a>`, "The text says bank.example",
		},
		{"a name on a button", `<a style="background:#00f" href="https://evil.example"><b>bank</b>.example</a>`, "The text says bank.example"},
		{"a name for a picture", `<a href="https://evil.example"><img src="x.png" alt="bank.example"></a>`, "The text says bank.example"},
		{"a hidden name", `<a href="https://bank.example">Log in<i hidden>evil.example</i></a>`, ""},
		{"a sentence", `<a href="https://bank.example">See shop.example today</a>`, ""},
		{"an address of mail", `<a href="https://bank.example">ada@shop.example</a>`, ""},
		{"a name of a file", `<a href="https://bank.example">report.2025</a>`, ""},
		{"another host", `<a href="https://evil.example">https://bank.example/login</a>`, "The text says bank.example, but the link leads to evil.example."},
		{"another owner below a country", `<a href="https://evil.co.uk">bank.co.uk</a>`, "leads to evil.co.uk"},
		{"number", `<a href="http://203.0.113.9/">x</a>`, "a number instead of a name: 203.0.113.9."},
		{"one number", `<a href="http://3405803785/">x</a>`, "a number instead of a name"},
		{"IPv6", `<a href="http://[2001:db8::1]/">x</a>`, "a number instead of a name"},
		{"punycode", `<a href="https://xn--bcher-kva.example/">x</a>`, "another script: xn--bcher-kva.example (bücher.example)."},
		{"raw", `<a href="https://bücher.example/">x</a>`, "another script"},
		{"userinfo", `<a href="https://bank.example@evil.example/">x</a>`, "leads to evil.example"},
		{"mail", `<a href="mailto:ada@example.org">bank.example</a>`, ""},
		{"a mail with words", `<a href="mailto:a@x.example?subject=hi&amp;body=b&amp;cc=b@x.example">write</a>`, ""},
		{
			"a mail with a file", `<a href="mailto:a@x.example?attach=/etc/passwd&amp;bcc=eve@x.example">write</a>`,
			"more than a mail to somebody; that is left out: “attach”, “bcc”.",
		},
		{
			"a number below another host", `<a href="https://203.0.113.5/login">www.bank.example</a>`,
			"The text says www.bank.example, but the link leads to 203.0.113.5. The address has a number",
		},
		{
			"a name before another host", `<a href="https://bank.example@evil.example/">bank.example</a>`,
			"leads to evil.example. The address has a name before its host, bank.example: it leads to evil.example.",
		},
		{
			"the second of two texts", `<a href="https://203.0.113.5/">x</a> <a href="https://203.0.113.5/">bank.example</a>`,
			"The text says bank.example",
		},
		{
			"too deep for a tree", strings.Repeat("<div>", 600) + `<a href="https://203.0.113.5/">bank.example</a>`,
			"The text says bank.example",
		},
	}
	for _, tt := range tests {
		w := newWriter(Options{Width: 80, Suffixes: publicsuffix.List})
		renderHTML(w, tt.html)
		d := w.finish()
		if len(d.Links) != 1 {
			t.Fatalf("%s: links %v", tt.name, d.Links)
		}
		if got := d.Links[0].Warning.String(); !strings.Contains(got, tt.want) || tt.want == "" && got != "" {
			t.Errorf("%s: %q", tt.name, got)
		}
	}
}

// TestLinkWarningsOfPlainText: an address in plain text is warned of as a link in
// HTML is.
func TestLinkWarningsOfPlainText(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"its own name", "https://bank.example/x", ""},
		{"no scheme", "www.bank.example", ""},
		{"a name before the host", "http://user@evil.example/", "The address has a name before its host: it leads to evil.example."},
		{"a host before the host", "see http://www.bank.example@evil.example/", "host, www.bank.example: it leads to evil.example."},
		{"punycode", "http://xn--pple-43d.com/", "another script: xn--pple-43d.com"},
		{"raw", "> https://bücher.example/", "another script"},
		{"number", "<http://203.0.113.9/>", "a number instead of a name: 203.0.113.9."},
		{"mail", "mailto:ada@example.org", ""},
	}
	for _, tt := range tests {
		d := Render(parse(t, "Content-Type: text/plain; charset=utf-8\n\n"+tt.text+"\n"), Options{Width: 80})
		if len(d.Links) != 1 {
			t.Fatalf("%s: links %v", tt.name, d.Links)
		}
		if got := d.Links[0].Warning.String(); !strings.Contains(got, tt.want) || tt.want == "" && got != "" {
			t.Errorf("%s: %q", tt.name, got)
		}
	}
}

func TestChoice(t *testing.T) {
	t.Parallel()
	raw := func(plain, html string) string {
		return "Content-Type: multipart/alternative; boundary=b\n\n--b\n\n" + plain + "\n--b\nContent-Type: text/html\n\n" + html + "\n--b--\n"
	}
	words := "one two three four five six seven eight nine ten"
	tests := []struct {
		name, raw string
		prefer    Form
		html      bool
		want      string
	}{
		{"as good", raw(words, "<p>"+words), Auto, false, words},
		{"less", raw("one two three four five", "<p>"+words), Auto, true, words},
		{"only addresses", raw(strings.Repeat("https://a.example ", 9), "<p>"+words), Auto, true, words},
		{"asks for a browser", raw("View this email in your browser\n"+words, "<p>"+words), Auto, true, words},
		{"is HTML itself", raw("<html><p>"+words, "<p>"+words+" eleven"), Auto, true, words + " eleven"},
		{"hidden words do not count", raw("one two", `<p>one two<div style="display:none">`+words), Auto, false, "one two"},
		{"HTML wanted", raw(words, "<p>other"), HTMLText, true, "other"},
		{"plain text wanted", raw("other", "<p>"+words), PlainText, false, "other"},
		{"HTML wanted, there is none", "Subject: x\n\n" + words, HTMLText, false, words},
		{"plain text wanted, there is none", "Content-Type: text/html\n\n<p>" + words, PlainText, true, words},
		{"too deep", raw("short", "<p>"+words+strings.Repeat("<div>", 600)+"x"), Auto, false, "short"},
		{"source", raw("other", "<p>"+words+"</p>"), Source, false, "other\n\n<p>" + words + "</p>"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := Render(parse(t, tt.raw), Options{Width: 80, Prefer: tt.prefer})
			checkDocument(t, d, 80)
			if got := strings.TrimSpace(d.Text()); got != tt.want || d.HTML != tt.html {
				t.Errorf("HTML %v, %q", d.HTML, got)
			}
		})
	}
}

func TestEmphasis(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, want string }{
		{"a *bold* b", "{0:a }{8:*bold*}{0: b}"},
		{"_it_, (*two words*).", "{9:_it_}{0:, (}{8:*two words*}{0:).}"},
		{"2*3*4 snake_case_name * a * __init__", "{0:2*3*4 snake_case_name * a * __init__}"},
		{"see https://a.example/_x_", "{0:see }{6:https://a.example/_x_}"},
		{"> *quoted*", "{1:> *quoted*}"},
	}
	for _, tt := range tests {
		m := parse(t, "Subject: x\n\n"+tt.text+"\n")
		if got := strings.TrimSpace(styled(Render(m, Options{Width: 80, Unfold: true}))); got != tt.want {
			t.Errorf("%s: %s", tt.text, got)
		}
	}
}

func TestWrappedAddress(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"in brackets", "<https://a.example/one-\ntwo> end", "https://a.example/one-two"},
		{"without brackets", "https://a.example/one-\ntwo end", "https://a.example/one-"},
		{"never closed", "<https://a.example/one\ntwo three", "https://a.example/one"},
		{"closed at once", "<https://a.example/one>\ntwo>", "https://a.example/one"},
	}
	for _, tt := range tests {
		d := Render(parse(t, "Subject: x\n\n"+tt.text+"\n"), Options{Width: 80})
		if len(d.Links) != 1 || d.Links[0].URL.String() != tt.want {
			t.Errorf("%s: %v", tt.name, d.Links)
		}
	}
}
