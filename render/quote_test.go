package render

import (
	"fmt"
	"strings"
	"testing"
)

// earlier is a message of eight lines, each in an element.
func earlier(open, end string) string {
	var b strings.Builder
	for i := range 8 {
		fmt.Fprintf(&b, "%sold line %d%s", open, i, end)
	}
	return b.String()
}

const outlookHead = "<div><p><b>From:</b> Alan<br><b>Sent:</b> Monday<br><b>To:</b> Ada<br><b>Subject:</b> Tables</p></div>"

// TestQuotesOfPrograms: the earlier message below an answer is one line, with
// who wrote it and when, as each program marks it.
func TestQuotesOfPrograms(t *testing.T) {
	t.Parallel()
	divs, brs := earlier("<div>", "</div>"), earlier("", "<br>")
	tests := []struct{ name, html, want string }{
		{
			"Gmail", `<div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Tue, Nov 11, 2025 at 5:02 PM Alan Turing &lt;` +
				`<a href="mailto:alan@example.org">alan@example.org</a>&gt; wrote:<br></div><blockquote class="gmail_quote" ` +
				`style="margin:0 0 0 .8ex;border-left:1px #ccc solid;padding-left:1ex">` + divs + `</blockquote></div>`,
			"▸ 8 quoted lines from Alan Turing, 11 Nov",
		},
		{
			"Gmail in German", `<div class="gmail_quote gmail_quote_container"><div class="gmail_attr">Am Di., 11. Nov. 2025 um 17:02 Uhr ` +
				`schrieb Alan Turing &lt;alan@example.org&gt;:<br></div><blockquote class="gmail_quote">` + divs + `</blockquote></div>`,
			"▸ 8 quoted lines from Alan Turing, 11 Nov",
		},
		{
			"Apple Mail", `<div><blockquote type="cite"><div>On 12 Nov 2025, at 08:30, Alan Turing &lt;alan@example.org&gt; wrote:</div><br>` +
				`<div>` + divs + `</div></blockquote></div>`,
			"▸ 8 quoted lines from Alan Turing, 12 Nov",
		},
		{
			"Thunderbird", `<div class="moz-cite-prefix">On 12/11/2025 08:30, Alan Turing wrote:<br></div>` +
				`<blockquote type="cite" cite="mid:x@example.org">` + divs + `</blockquote>`,
			"▸ 8 quoted lines from Alan Turing, 12/11/2025",
		},
		{
			"Outlook on the web", `<hr tabindex="-1" style="display:inline-block;width:98%"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri">` +
				`<b>From:</b> Alan Turing &lt;alan@example.org&gt;<br><b>Sent:</b> 12 November 2025 08:30<br><b>To:</b> Ada<br>` +
				`<b>Subject:</b> Tables</font><div>&nbsp;</div></div>` + divs,
			"▸ 12 quoted lines from Alan Turing, 12 Nov",
		},
		{
			"Outlook", `<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0 0 0"><p class=MsoNormal><b>From:</b> Alan Turing ` +
				`&lt;alan@example.org&gt; <br><b>Sent:</b> Wednesday, November 12, 2025 8:30 AM<br><b>To:</b> Ada<br><b>Subject:</b> Tables` +
				`</p></div>` + earlier("<p class=MsoNormal>", "</p>"),
			"▸ 12 quoted lines from Alan Turing, 12 Nov",
		},
		{
			"Outlook in German", `<div><div style="border-top:solid #E1E1E1 1.0pt"><p><b>Von:</b> Alan Turing<br><b>Gesendet:</b> ` +
				`Mittwoch, 12. November 2025 08:30<br><b>An:</b> Ada<br><b>Betreff:</b> Tabellen</p></div>` + divs + `</div>`,
			"▸ 12 quoted lines from Alan Turing, 12 Nov",
		},
		{
			"Outlook in French", `<div><div><p><b>De&nbsp;:</b> Alan Turing &lt;alan@example.org&gt;<br><b>Envoyé&nbsp;:</b> ` +
				`12/11/2025 08:30<br><b>À&nbsp;:</b> Ada<br><b>Objet&nbsp;:</b> Tables</p></div>` + divs + `</div>`,
			"▸ 12 quoted lines from Alan Turing, 12/11/2025",
		},
		{
			"Yahoo", `<div id="yahoo_quoted_1" class="yahoo_quoted"><div>On Monday, November 10, 2025 at 11:11:11 AM GMT, Alan Turing ` +
				`&lt;alan@example.org&gt; wrote:</div><div><br></div>` + divs + `</div>`,
			"▸ 8 quoted lines from Alan Turing, 10 Nov",
		},
		{
			"Yahoo with blocks around", `<div class="yahoo_quoted"><div style="font-size:13px"><div> </div><div><div>On Monday, November 10, 2025, ` +
				`Alan Turing &lt;alan@example.org&gt; wrote:</div>` + divs + `</div></div></div>`,
			"▸ 8 quoted lines from Alan Turing, 10 Nov",
		},
		{
			"Proton", `<div class="protonmail_quote">On Tuesday, 11 November 2025 at 14:00, Alan Turing &lt;alan@example.org&gt; wrote:<br><br>` +
				`<blockquote class="protonmail_quote" type="cite">` + brs + `</blockquote></div>`,
			"▸ 8 quoted lines from Alan Turing, 11 Nov",
		},
		{
			"Zoho", `<div class="zmail_extra"><div>---- On Wed, 12 Nov 2025 08:30:00 +0000 Alan Turing &lt;alan@example.org&gt; wrote ----</div>` +
				`<blockquote style="margin:0">` + divs + `</blockquote></div>`,
			"▸ ",
		},
		{"Fastmail", `<div>On Wed, 12 Nov 2025, at 8:30 AM, Alan Turing wrote:</div><blockquote type="cite" id="qt">` + divs + `</blockquote>`, "▸ 8 quoted lines from Alan Turing, 12 Nov"},
		{"roundcube", `<p>On 2025-11-12 08:30, Alan Turing wrote:</p><blockquote type="cite" style="padding:0 0.4em">` + divs + `</blockquote>`, "▸ 8 quoted lines from Alan Turing, 2025-11-12"},
		{"nobody named", `<blockquote type="cite">` + divs + `</blockquote>`, "▸ 8 quoted lines"},
		{"in capitals", `<BLOCKQUOTE TYPE=CITE>` + divs + `</BLOCKQUOTE>`, "▸ 8 quoted lines"},
		{
			"two levels", `<blockquote type="cite"><div>Alan wrote:</div>` + divs + `<blockquote type="cite">` + divs + `</blockquote></blockquote>`,
			"▸ 16 quoted lines from Alan",
		},
		{"renamed classes", `<div class="x_gmail_quote"><blockquote class="m_12345gmail_quote" type="cite">` + divs + `</blockquote></div>`, "▸ 8 quoted lines"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := parse(t, "Content-Type: text/html; charset=utf-8\n\n<div>The answer.</div>"+tt.html)
			for _, width := range []int{72, 100} {
				d := Render(m, Options{Width: width})
				checkDocument(t, d, width)
				text := d.Text()
				if !strings.HasPrefix(text, "The answer.\n\n"+tt.want) || strings.Contains(text, "old line") || d.Folds != 1 {
					t.Errorf("width %d: got\n%s", width, text)
				}
				whole := Render(m, Options{Width: width, Unfold: true}).Text()
				if strings.Count(whole, "> old line") < 8 && tt.name != "Zoho" {
					t.Errorf("width %d: unfolded\n%s", width, whole)
				}
			}
		})
	}
}

// TestWhatIsNotFolded: short quotes, forwarded messages, quotes that a writer
// makes, and mail that is nothing but a quote stay open.
func TestWhatIsNotFolded(t *testing.T) {
	t.Parallel()
	divs := earlier("<div>", "</div>")
	tests := []struct{ name, html string }{
		{"short", `<div>The answer.</div><blockquote type="cite">old line 0<br>b<br>c</blockquote>`},
		{"a quotation", `<div>As Lovelace says:</div><blockquote>` + divs + `</blockquote>`},
		{"nothing else", `<blockquote type="cite">` + divs + `</blockquote>`},
		{"a form of a web site", `<div>A message from your site:</div><div>From: Ada &lt;ada@example.org&gt;<br>Date: 3 November<br>Subject: Wheels</div>` + divs},
		{"answers in an earlier message of Outlook", `<p>My answers are inline.</p>` + outlookHead + divs},
		{"forwarded by Gmail", `<div>See below.</div><div class="gmail_quote"><div class="gmail_attr">---------- Forwarded message ---------<br>From: Alan Turing<br></div>` + divs + `</div>`},
		{"a sentence that says wrote", `<p>This is what Alan wrote: the tables are wrong.</p>` + divs},
		{"only From", `<div>From: the office</div>` + divs},
	}
	for _, tt := range tests {
		d := Render(parse(t, "Content-Type: text/html\n\n"+tt.html), Options{Width: 72})
		if d.Folds != 0 || !strings.Contains(d.Text(), "old line 0") {
			t.Errorf("%s: %d folds\n%s", tt.name, d.Folds, d.Text())
		}
	}
}

// TestAnswersBetweenQuotes: what stands behind a quote in the block of a reply is
// the answer to it, and never folded with it.
func TestAnswersBetweenQuotes(t *testing.T) {
	t.Parallel()
	divs := earlier("<div>", "</div>")
	for name, source := range map[string]string{
		"Gmail": `<div>See below.</div><div class="gmail_quote"><div class="gmail_attr">On Tue, Nov 11, 2025 Alan Turing wrote:</div>` +
			`<blockquote class="gmail_quote">` + divs + `</blockquote><div>At noon.</div><blockquote class="gmail_quote">` + divs +
			`</blockquote><div>At the mill.</div></div>`,
		"Apple Mail": `<div>See below.</div><div>On Nov 11, 2025, Alan Turing wrote:</div><blockquote type="cite">` + divs +
			`</blockquote><div>At noon.</div><blockquote type="cite">` + divs + `</blockquote><div>At the mill.</div>`,
		"Proton": `<div>See below.</div><div class="protonmail_quote">On Tuesday, 11 November 2025, Alan Turing wrote:<br>` +
			`<blockquote class="protonmail_quote">` + divs + `</blockquote><b>At noon.</b><blockquote class="protonmail_quote">` + divs +
			`</blockquote>At the mill.</div>`,
	} {
		d := Render(parse(t, "Content-Type: text/html\n\n"+source), Options{Width: 72})
		want := "See below.\n\n▸ 8 quoted lines from Alan Turing, 11 Nov\n\nAt noon.\n\n▸ 8 quoted lines\n\nAt the mill.\n"
		if got := d.Text(); got != want {
			t.Errorf("%s: got\n%s", name, got)
		}
	}
}

// TestAnswersInColor: answers that people write into an earlier message in another
// colour, or behind their name, are never folded away with it.
func TestAnswersInColor(t *testing.T) {
	t.Parallel()
	p := func(lines ...string) string {
		return "<p class=MsoNormal>" + strings.Join(lines, "</p><p class=MsoNormal>") + "</p>"
	}
	blue := func(text string) string { return `<span style="color:#0070C0">` + text + "</span>" }
	navy := func(text string) string { return `<span style="color:#1F497D">` + text + "</span>" }
	grey := func(text string) string { return `<span style="color:#7F7F7F">` + text + "</span>" }
	many := p("one", "two", "three", "four", "five", "six", "seven")
	tests := []struct {
		name, quoted string
		folds        int
	}{
		{"all in one colour", many + p("When?", "Now."), 1},
		{"an answer to a question", many + p("When?", blue("Monday")), 0},
		{"an answer to a statement", p("I come by train.", blue("Then take the first one."), "I bring the drawings.") + many, 0},
		{"a long answer without a full stop", p("I come by train.", blue("then take the first one of them all in the morning"), "x") + many, 0},
		{"an answer in black to what is blue", p(navy("Shall we meet?"), "Yes", navy("Where?")) + many, 0},
		{"in a font element", p("Where?", "<font color=red>At the mill</font>") + many, 0},
		{"in one paragraph", many + "<p>When?<br>" + blue("On Monday.") + "<br>Where?<br>" + blue("Here.") + "</p>", 0},
		{"in the second earlier message", many + outlookHead + p("When?", blue("Monday.")) + many, 0},
		{"a signature", many + p("Regards", blue("Alan Turing"), "Reader in computing", grey("Confidential.")), 1},
		{"a message in blue above one in black", p(navy("Yes."), navy("I am there.")) + outlookHead + many, 1},
		{"a warning above", p(blue("CAUTION: this mail came from outside.")) + many, 1},
		{"a company's wish below", many + p(blue("Please consider the environment before printing."), "Acme"), 1},
		{"a grey line", many + p("This is it.", grey("Sent from a telegraph, which is small."), "Alan"), 1},
		{"a link", many + p(`See <a href="https://x.example">here</a>.`, `<a style="color:#00f" href="https://x.example">The place of it all.</a>`, "x"), 1},
		{"a word in a line", many + p("This is "+blue("important")+" to me.", "x"), 1},
		{"a name in brackets", many + p("When?", "[Ada] On Monday."), 0},
		{"two names in brackets", many + p("I come by train.", "[Ada Lovelace]: good", "I bring oil.", "[Ada Lovelace] thanks", "x"), 0},
		{"initials", many + p("When?", "[AL] Monday"), 0},
		{"a ticket, a picture, a note", many + p("When? [1]", "[Ticket 17]", "See this?", "[cid:image001.png]", "See what?", "[EXTERNAL] this"), 1},
	}
	for _, tt := range tests {
		source := "<div class=WordSection1><p>Dear Alan,</p><p>thank you.</p>" + outlookHead + tt.quoted + "</div>"
		d := Render(parse(t, "Content-Type: text/html; charset=utf-8\n\n"+source), Options{Width: 80})
		if d.Folds != tt.folds {
			t.Errorf("%s: %d folds\n%s", tt.name, d.Folds, d.Text())
		}
	}
	divs := earlier("<div>", "</div>")
	cited := `<div>Hello</div><blockquote type="cite">` + divs + "<div>When?</div><div>" + blue("Monday") + "</div></blockquote>"
	if d := Render(parse(t, "Content-Type: text/html\n\n"+cited), Options{Width: 80}); d.Folds != 0 {
		t.Errorf("in a blockquote: %d folds\n%s", d.Folds, d.Text())
	}
	head := "Hello\n\n-----Original Message-----\nFrom: Alan\nSent: Monday\nTo: Ada\nSubject: x\n\n"
	for answer, folds := range map[string]int{"[Ada] Monday": 0, "Monday": 1} {
		text := head + earlier("", "\n") + "When?\n" + answer + "\n"
		d := Render(parse(t, "Content-Type: text/plain\n\n"+text), Options{Width: 80})
		if d.Folds != folds {
			t.Errorf("plain text with %q: %d folds\n%s", answer, d.Folds, d.Text())
		}
	}
}

// TestFooters: the small print at the end of a newsletter is one line that says
// whose it is, what is above it and ordinary mail is not.
func TestFooters(t *testing.T) {
	t.Parallel()
	small := `<p style="font-size:11px;color:#999">`
	news := "<p>The wheels of the engine are of brass now, and " + strings.Repeat("run as they should, ", 30) + "says Ada.</p>"
	contract := small + strings.Repeat("words of a contract ", 25) + "</p>"
	body := `<p style="font-size:12px">`
	grey := `<p style="font-size:16px;color:#888">`
	payment := "We could not take the payment for your plan.</p>" + grey + "Please update your card soon.</p>"
	tests := []struct {
		name, html, want string
		folds            int
	}{
		{"small print", news + small + "ACME Ltd, 1 Long Street</p>" + small + "<a href=https://a.example>Unsubscribe</a></p>", "▸ footer: ACME Ltd, 1 Long Street Unsubscribe (2 lines)", 1},
		{"one line", news + small + "<a href=https://a.example>Unsubscribe</a></p>", "Unsubscribe [1]", 0},
		{"rights", news + small + "ACME</p>" + small + "© 2025 ACME. All rights reserved.</p>", "▸ footer: ACME © 2025 ACME. All rights reserved (2 lines)", 1},
		{"not small, but says so", news + "<p>Sent to you because.</p><p>You are receiving this because you signed up.</p><p>Unsubscribe here</p>", "▸ footer: You are receiving this because you signed up.", 1},
		{"in French", news + small + "ACME SA</p>" + small + "Se désinscrire</p>", "▸ footer: ACME SA Se désinscrire (2 lines)", 1},
		{"small without a word of it", news + small + "One</p>" + small + "Two</p>", "One\n\nTwo", 0},
		{"nothing else", small + "ACME</p>" + small + "Unsubscribe</p>", "ACME\n\nUnsubscribe", 0},
		{"in the middle", news + small + "ACME</p>" + small + "Unsubscribe</p><p>More news.</p>", "More news.", 0},
		{"long small text", news + small + "ACME</p>" + contract + small + "Unsubscribe</p>", "▸ footer: ACME words", 1},
		{"more small text than other", "<p>News.</p>" + small + "ACME</p>" + contract + small + "Unsubscribe</p>", "ACME\n\nwords", 0},
		{"a small body", "<h1>Moved</h1>" + body + "Your appointment is on Friday.</p>" + body + "Bring your card.</p>" + body + "© 2026 Clinic. <a href=https://a.example>Unsubscribe</a></p>", "Friday.\n\nBring your card.\n\n© 2026", 0},
		{"a small body and a footer", "<h1>Moved</h1>" + body + "Your appointment is on Friday.</p>" + body + "© 2026 Clinic.</p>" + body + "<a href=https://a.example>Unsubscribe</a></p>", "Friday.\n\n▸ footer: © 2026 Clinic. Unsubscribe (2 lines)", 1},
		{"a table above", "<p>News.</p><table border=1><tr><td>a<td>1<tr><td>b<td>2</table>" + small + "Unsubscribe</p>" + small + "© 2026</p>", "b   2\n\n▸ footer", 1},
		{"a grey body", "<h1>Payment failed</h1>" + grey + payment + grey + "You receive this because of your plan.</p>" + grey + "Unsubscribe</p>", "plan.\n\nPlease update your card soon.\n\n", 0},
		{"a small body that begins with why", "<h1>Topic</h1>" + body + "You are receiving this because you watch it.</p>" + body + payment + body + "Unsubscribe</p>", "plan.\n\nPlease", 0},
	}
	for _, tt := range tests {
		d := Render(parse(t, "Content-Type: text/html; charset=utf-8\n\n"+tt.html), Options{Width: 80})
		checkDocument(t, d, 80)
		if d.Folds != tt.folds || !strings.Contains(d.Text(), tt.want) {
			t.Errorf("%s: %d folds\n%s", tt.name, d.Folds, d.Text())
		}
	}
}
