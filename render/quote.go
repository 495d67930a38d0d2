package render

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// isCited reports whether a quote is an earlier message: Apple Mail and
// Thunderbird say type=cite; Gmail, Proton and Yahoo use classes.
func isCited(n *html.Node) bool {
	return strings.EqualFold(attr(n, "type"), "cite") || attr(n, "cite") != "" || hasClass(n, "gmail_quote") ||
		hasClass(n, "protonmail_quote") || hasClass(n, "yahoo_quoted") || hasClass(n, "iosymail") || hasClass(n, "quote")
}

// isReplyBlock reports whether a block holds an earlier message and the line
// that says whose it is: Gmail, Yahoo, Proton, Zoho, Fastmail.
func isReplyBlock(n *html.Node) bool {
	if n.DataAtom != atom.Div && n.DataAtom != atom.Section {
		return false
	}
	for _, class := range []string{
		"gmail_quote", "gmail_quote_container", "gmail_extra", "protonmail_quote", "zmail_extra",
	} {
		if hasClass(n, class) {
			return true
		}
	}
	return isYahoo(n)
}

func isYahoo(n *html.Node) bool {
	return hasClass(n, "yahoo_quoted") || attr(n, "id") == "yahoo_quoted"
}

// replyBlock writes an earlier message and the line that says whose it is. Yahoo
// puts no blockquote around the message: what is behind that line is quoted all
// the same.
func (h *htmlWalker) replyBlock(n *html.Node, c inline) {
	if isYahoo(n) && !hasQuote(n) {
		if line := attributionOf(n); line != nil {
			h.quoteBehind(n, line, c)
			return
		}
	}
	h.children(n, c)
}

// quoteBehind writes a node, what is behind a line in it as a quote.
func (h *htmlWalker) quoteBehind(n, line *html.Node, c inline) {
	child := n.FirstChild
	for ; !holds(child, line); child = child.NextSibling {
		h.walk(child, c)
	}
	if child == line {
		h.walk(child, c)
	} else {
		h.quoteBehind(child, line, c.within(h.look(child)))
	}
	h.flush()
	h.quoted(func(c inline) {
		for child = child.NextSibling; child != nil; child = child.NextSibling {
			h.walk(child, c)
		}
	}, c)
}

// holds reports whether a node is another one, or around it.
func holds(n, inner *html.Node) bool {
	for ; inner != nil; inner = inner.Parent {
		if inner == n {
			return true
		}
	}
	return false
}

// attributionOf returns the line that says who wrote the rest, which is the first
// text of a block or of the blocks that are its first text; nil: there is none.
func attributionOf(n *html.Node) *html.Node {
	for range maxAround {
		child := n.FirstChild
		for child != nil && !hasText(child, 1) && child.NextSibling != nil {
			child = child.NextSibling
		}
		if child == nil || isAttribution(child) {
			return child
		}
		n = child
	}
	return nil
}

// isAnswered reports whether there is text behind a quote in a block: answers
// that stand between what they answer.
func isAnswered(n *html.Node) bool {
	quoted, answered := false, false
	each(n, func(n *html.Node) bool {
		switch {
		case n.DataAtom == atom.Blockquote:
			quoted = true
			return false
		case n.Type == html.TextNode && quoted:
			answered = answered || collapse(n.Data) != " " && collapse(n.Data) != ""
		}
		return !answered && !isSkipped(n.DataAtom)
	})
	return answered
}

// hasQuote reports whether there is a blockquote in a node.
func hasQuote(n *html.Node) bool {
	for d := range n.Descendants() {
		if d.DataAtom == atom.Blockquote {
			return true
		}
	}
	return false
}

// isAttribution reports whether a node is the line that says who wrote the rest.
func isAttribution(n *html.Node) bool {
	return !hasText(n, 300) && introducesQuote(textOf(n, 300))
}

// reOutlookHead is how the lines begin that Outlook puts above the message that
// is answered, in the languages it is used in most.
var reOutlookHead = regexp.MustCompile(`^(From|Von|De|Da|Van|Från|Fra) ?:.{1,300}` +
	` (Sent|Date|Gesendet|Datum|Envoyé|Enviado|Inviato|Verzonden|Skickat|Sendt) ?:` +
	`.{1,600} (To|An|À|A|Para|Aan|Till|Til) ?:` +
	`.{1,1000} (Subject|Betreff|Objet|Asunto|Oggetto|Onderwerp|Assunto|Ämne|Emne) ?:`)

// reAnswersInside is how those begin who answer in the text of an earlier message
// without quote marks.
var reAnswersInside = regexp.MustCompile(`(?i)\bin-?line\b|\b(answers?|comments?|replies|see|notes) below\b|` +
	`\bin (red|blue|green|colou?r|rot|blau|grün)\b|\bim text\b`)

// announcesAnswers reports whether the text so far says that. Rows are read once,
// however many earlier messages there are.
func (h *htmlWalker) announcesAnswers() bool {
	for ; h.read < len(h.w.rows) && !h.announced; h.read++ {
		h.announced = reAnswersInside.MatchString(rowText(h.w.rows[h.read]))
	}
	return h.announced
}

// startsReply reports whether all from a node on, of what is beside it, is an
// earlier message, as Outlook writes one: a block with its From, Sent, To and
// Subject, and no element around the rest.
func (h *htmlWalker) startsReply(n *html.Node) bool {
	if h.inHead || n.Type != html.ElementNode || n.DataAtom != atom.Div && n.DataAtom != atom.P {
		return false
	}
	switch attr(n, "id") {
	case "divRplyFwdMsg", "x_divRplyFwdMsg", "OLK_SRC_BODY_SECTION":
		return true
	}
	if hasClass(n, "OutlookMessageHeader") {
		return true
	}
	return !hasText(n, 2000) && reOutlookHead.MatchString(textOf(n, 1500))
}

// reply writes a node and all that is beside it as an earlier message. It is not
// folded when the text above says that the answers are in it.
func (h *htmlWalker) reply(n *html.Node, c inline) {
	h.flush()
	fold := h.folding
	if !h.quoting && h.announcesAnswers() {
		fold = func(write func()) { write() }
	}
	fold(func() {
		h.quoted(func(c inline) {
			h.inHead = true
			h.walk(n, c)
			h.inHead = false
			for n = n.NextSibling; n != nil; n = n.NextSibling {
				if h.startsReply(n) {
					h.reply(n, c)
					return
				}
				h.walk(n, c)
			}
		}, c)
	})
}

// folding writes something that is one quote to be folded, unless it is in one, or
// there are answers in it.
func (h *htmlWalker) folding(write func()) {
	if h.quoting {
		write()
		return
	}
	h.quoting, h.quotes = true, nil
	h.w.blank()
	from := len(h.w.rows)
	write()
	h.quoting = false
	if len(h.w.rows) > from {
		if !areAnswered(h.quotes) {
			h.w.quoteFold(from)
		}
		h.blocks = nil // a footer is below the last quote
	}
	h.wantBlank = true
}
