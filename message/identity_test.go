package message

import (
	"strings"
	"testing"

	"golang.org/x/net/publicsuffix"

	"github.com/mailtui/mailtui/mail"
)

// me are the addresses of a user whose mail is warned of.
var me = []mail.Address{
	{Name: mail.Line("Ada Lovelace"), Addr: mail.Line("ada@paypal.example")},
	{Addr: mail.Line("ada.lovelace@gmail.com")},
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, header, want string }{
		{"nothing", "From: Grace Hopper <grace@navy.example>\n", ""},
		{"nothing of oneself", "From: Ada Lovelace <ADA@paypal.example>\n", ""},
		{"a handle", "From: Grace @navy <grace@navy.example>\n", ""},

		{"no From", "Subject: x\n", "no-sender"},
		{"empty From", "From: \nSubject: x\n", "no-sender"},
		{"no address", "From: Grace Hopper\n", "no-sender"},
		{"empty brackets", "From: \"Grace Hopper\" <>\n", "no-sender"},
		{"two addresses", "From: a@x.example, b@x.example\n", "several-senders"},
		{
			"three odd ones", "From: \"bob@x.example\"@y.example, \"c@x.example\"@y.example, \"d@x.example\"@y.example\n",
			"several-senders odd-address",
		},
		{"two fields", "From: a@x.example\nSubject: x\nFrom: b@y.example\n", "several-senders"},
		{"a group", "From: all: a@x.example, b@x.example;\n", "several-senders"},

		{"two subjects", "From: a@x.example\nSubject: x\nSubject: y\n", "repeated-fields"},
		{"an empty one, too", "From: a@x.example\nSubject: x\nSubject:\n", "repeated-fields"},
		{"the same twice", "From: a@x.example\nSubject: x\nsubject:  x\nSubject : x\n", ""},
		{"an empty sender, too", "From: a@x.example\nFrom: \n", "repeated-fields"},
		{"many of several", "From: a@x.example\n" + strings.Repeat("To: x@y.example\nTo: z@y.example\nDate: 1\nDate: 2\n", 100) +
			"Reply-To: a@x.example\nReply-To: b@x.example\n", "repeated-fields repeated-fields repeated-fields"},
		{"two structures", "From: a@x.example\nMIME-Version: 1.0\nMime-Version: 2\nContent-Type: text/plain\n" +
			"Content-Type: text/html\n", "repeated-fields repeated-fields"},
		{"several of what there may be several", "From: a@x.example\nReceived: x\nReceived: y\nComments: x\nComments: y\n", ""},

		{"name is an address", "From: \"bob@x.example\" <eve@y.example>\n", "name-is-address"},
		{"name is the address", "From: \"bob@x.example\" <BOB@x.example>\n", ""},
		{"name holds an address", "From: \"Bob Miller (bob@x.example)\" <eve@y.example>\n", "name-is-address"},
		{"a comment that is not shown", "From: Bob Miller (bob@x.example) <eve@y.example>\n", ""},
		{"comment is an address", "From: eve@y.example (bob@x.example)\n", "name-is-address"},
		{"full-width sign", "From: =?utf-8?q?bob=EF=BC=A0x.example?= <eve@y.example>\n", "name-is-address"},
		{"encoded name", "From: =?utf-8?b?Ym9iQHguZXhhbXBsZQ==?= <eve@y.example>\n", "name-is-address"},
		{"by way of a list", "From: \"'bob@x.example' via Mill\" <mill@lists.example>\nList-Id: <mill.lists.example>\n", "name-is-address"},

		// The forms of Mailsploit.
		{"NUL", "From: =?utf-8?b?Ym9iQHguZXhhbXBsZQ==?==?utf-8?Q?=00?=@y.example\n", "odd-address"},
		{"line break", "From: =?utf-8?Q?bob=40x.example=0A?= <eve@y.example>\n", "name-is-address"},
		{"NUL in the name", "From: =?utf-8?Q?bob=40x.example=00?= <eve@y.example>\n", "name-is-address hidden-characters"},
		{"word in the address", "From: <=?utf-8?q?bob=40x=2Eexample?=@y.example>\n", "odd-address"},
		{"brackets in a word", "From: =?utf-8?q?=22Bob=22_=3Cbob=40x.example=3E?= <eve@y.example>\n", "name-is-address"},
		{"quoted local part", "From: \"bob@x.example\"@y.example\n", "odd-address"},
		{"two signs", "From: <bob@x.example@y.example>\n", "odd-address"},
		{"comment before the domain", "From: bob@x.example(y)@y.example\n", "odd-address"},

		{"right to left", "From: =?utf-8?b?4oCubGlhdGVk4oCs?= <eve@y.example>\n", "hidden-characters"},
		{"punycode that is honest", "From: info@xn--bcher-kva.example\n", ""},
		{"Cyrillic word", "From: info@xn--e1afmkfd.example\n", ""},
		{"Cyrillic that looks Latin", "From: info@xn--80ak6aa92e.example\n", "look-alike-domain"},
		{"the same, not encoded", "From: info@аррӏе.example\n", "look-alike-domain"},
		{"scripts mixed", "From: info@gооgle.example\n", "look-alike-domain"},
		{"kanji and kana", "From: info@東京タワーabc.example\n", ""},
		{"broken punycode", "From: info@xn--99999999999.example\n", "look-alike-domain"},
		{"dotless i", "From: info@vısa.example\n", "look-alike-domain"},

		{"your name", "From: ADA  Lovelace <eve@y.example>\n", "looks-like-you"},
		{"your name in Cyrillic", "From: =?utf-8?q?=D0=90da_Lovelace?= <eve@y.example>\n", "looks-like-you"},
		{"your first name", "From: Ada <ada@y.example>\n", ""},
		{"your address nearly", "From: ada@paypa1.example\n", "looks-like-you"},
		{"your local part nearly", "From: ada.love1ace@gmail.com\n", "looks-like-you"},
		{"your domain nearly", "From: billing@paypaI.example\n", "look-alike-domain"},
		{"your domain with a mark", "From: billing@xn--paypl-0qa.example\n", "look-alike-domain"},
		{"your address as a name", "From: \"ada@paypal.example\" <eve@y.example>\n", "name-is-address"},

		{"answer elsewhere", "From: ada@x.example\nReply-To: eve@y.example\n", "reply-to-differs"},
		{"answer to the same", "From: Ada <ada@x.example>\nReply-To: ada@X.example\n", ""},
		{"answer within the shop", "From: news@mail.shop.example\nReply-To: help@shop.example\n", ""},
		{"answer within a domain of a country", "From: news@a.co.uk\nReply-To: help@b.co.uk\n", "reply-to-differs"},
		{"answer to another of a big domain", "From: bob@gmail.com\nReply-To: b0b@gmail.com\n", "reply-to-differs"},
		{"one of the answers elsewhere", "From: bob@x.example\nReply-To: bob@x.example, eve@y.example\n", "reply-to-differs"},
		{"answer to the list", "From: bob@x.example\nReply-To: mill@lists.example\nTo: mill@lists.example\n" +
			"List-Id: <mill.lists.example>\nList-Post: <mailto:mill@lists.example>\n", ""},
		{"answer to a list that nobody sees", "From: bob@x.example\nReply-To: eve@lists.example\nTo: ada@x.example\n" +
			"List-Post: <mailto:eve@lists.example>\n", "reply-to-differs"},
		{"the list had to be the sender", "From: Bob via Mill <mill@lists.example>\nReply-To: bob@x.example\n" +
			"To: mill@lists.example\nList-Post: <mailto:mill@lists.example>\n", ""},

		{"answer to nobody", "From: bob@x.example\nReply-To: Bob\n", ""},
		{"Sender without an address", "From: bob@x.example\nSender: Bob\n", ""},
		{"another Sender", "From: bob@x.example\nSender: eve@y.example\n", "sender-differs"},
		{"a secretary", "From: bob@x.example\nSender: sec@x.example\n", ""},
		{"Sender of a list", "From: bob@x.example\nSender: mill-bounces@lists.example\nList-Id: <mill.lists.example>\n", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var codes []string
			list := Warnings(ParseHeader([]byte(tt.header)), me, publicsuffix.List)
			for _, w := range list {
				codes = append(codes, w.Code)
				if s := w.Text.String(); !strings.HasSuffix(s, ".") || strings.Contains(s, "\ufffd") {
					t.Errorf("%q is no sentence", s)
				}
			}
			if got := strings.Join(codes, " "); got != tt.want {
				t.Errorf("got %q, want %q: %v, from %v", got, tt.want, list, ParseHeader([]byte(tt.header)).From)
			}
		})
	}
}

func TestShownAddress(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, want string }{
		{"ada@x.example", "ada@x.example"},
		{"ada@XN--BCHER-KVA.example", "ada@bücher.example"},
		{"ada@xn--80ak6aa92e.example", "ada@xn--80ak6aa92e.example"},
		{"ada@аррӏе.example", "ada@xn--80ak6aa92e.example"},
		{"ada@gооgle.example", "ada@xn--ggle-55da.example"},
		{"ada@пример.example", "ada@пример.example"},
		{"ada@xn--99999999999.example", "ada@xn--99999999999.example"},
		{"Ünal", "Ünal"},
		{"", ""},
		{"@", "@"},
		{"x@" + strings.Repeat("ü", 300), "x@" + strings.Repeat("ü", 300)},
	}
	for _, tt := range tests {
		if got := ShownAddress(mail.Identity(tt.in)).String(); got != tt.want {
			t.Errorf("%q is shown as %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestShownName(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, addr, want string }{
		{"Ada", "ada@x.example", "Ada"},
		{"", "ada@x.example", "ada@x.example"},
		{"", "info@аррӏе.example", "info@xn--80ak6aa92e.example"},
		{"ADA@x.example", "ada@x.example", "ADA@x.example"},
		{"bob@x.example", "eve@y.example", "!eve@y.example"},
		{"bob＠x.example", "eve@y.example", "!eve@y.example"},
		{"Bob @ Mill", "bob@x.example", "Bob @ Mill"},
		{"Bob", "", "Bob"},
		{"", "", ""},
	}
	for _, tt := range tests {
		if got := ShownName(mail.Address{Name: mail.Identity(tt.name), Addr: mail.Identity(tt.addr)}).String(); got != tt.want {
			t.Errorf("%q <%s> is called %q, want %q", tt.name, tt.addr, got, tt.want)
		}
	}
}

func TestHostOf(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"https://www.Shop.example/x":                       "shop.example",
		" http://shop.example:8080":                        "shop.example",
		"https://bank.example@evil.example/":               "evil.example",
		"https://xn--bcher-kva.example/":                   "bücher.example",
		"https://xn--80ak6aa92e.example/":                  "xn--80ak6aa92e.example",
		"http://[2001:db8::1]:80/":                         "2001:db8::1",
		"mailto:ada@x.example?subject=x":                   "ada@x.example",
		"https://sh\u202eop.example/":                      "",
		"https://shop.example/%zz\x1b[2J":                  "",
		"about":                                            "about",
		"":                                                 "",
		"https://" + strings.Repeat("ü", 300) + ".example": "",
	} {
		got := HostOf(address).String()
		checkText(t, got)
		if want != "" && got != want {
			t.Errorf("%q is known by %q, want %q", address, got, want)
		}
	}
}

// TestWarningsOfSeveral: a reason that several senders give is said once, with
// the others' addresses.
func TestWarningsOfSeveral(t *testing.T) {
	t.Parallel()
	header := "From: \"a@x.example\" <b@y.example>, \"c@x.example\" <d@z.example>, \"e@x.example\" <f@w.example>\n"
	list := Warnings(ParseHeader([]byte(header)), me, publicsuffix.List)
	if len(list) != 2 {
		t.Fatalf("%d warnings: %v", len(list), list)
	}
	want := "The sender's name is the address a@x.example, but the mail is from b@y.example. " +
		"The same is true of d@z.example, f@w.example."
	if got := list[1].Text.String(); got != want {
		t.Errorf("got %q", got)
	}
}

func TestWarningsAreBounded(t *testing.T) {
	t.Parallel()
	many := ParseHeader([]byte("From: " + strings.Repeat("\"a@b.example\" <c@d.example>, ", 1000) + "\n"))
	if got := Warnings(many, me, publicsuffix.List); len(got) > 1+3*maxWarned {
		t.Errorf("%d warnings", len(got))
	}
	long := strings.Repeat("ж", 60<<10)
	for _, w := range Warnings(ParseHeader([]byte("From: \"a@b."+long+"\" <x@"+long+">\nReply-To: y@"+long+"\n")), me, publicsuffix.List) {
		if len(w.Text.String()) > 1000 {
			t.Errorf("a sentence of %d bytes", len(w.Text.String()))
		}
	}
}

// TestReplyToIsLookedAtOnce: the recipients are not gone through, nor put
// together, for each address that an answer goes to.
func TestReplyToIsLookedAtOnce(t *testing.T) {
	h := ParseHeader([]byte("From: bob@x.example\nReply-To: " + strings.Repeat("mill@lists.example, ", MaxAddresses) + "\nTo: " +
		times(MaxAddresses-1, "a#@y.example, ") + "mill@lists.example\nList-Post: <mailto:mill@lists.example>\n"))
	if len(h.ReplyTo) != MaxAddresses || len(h.To) != MaxAddresses {
		t.Fatalf("%d and %d addresses", len(h.ReplyTo), len(h.To))
	}
	if n := testing.AllocsPerRun(1, func() {
		if a := foreignReply(h, publicsuffix.List); a != (mail.Address{}) {
			t.Errorf("a warning of %s", a)
		}
	}); n > 10 {
		t.Errorf("%g allocations", n)
	}
}

func FuzzWarnings(f *testing.F) {
	f.Add([]byte("From: =?utf-8?b?Ym9iQHguZXhhbXBsZQ==?==?utf-8?Q?=00?=@y.example\nReply-To: x@xn--a\n"))
	f.Add([]byte("From: info@аррӏе.example\nSender: b@c\nList-Post: <mailto:a@b>\n"))
	f.Fuzz(func(t *testing.T, header []byte) {
		h := ParseHeader(header)
		for _, w := range Warnings(h, me, publicsuffix.List) {
			checkText(t, w.Text.String())
		}
		for _, a := range h.From {
			checkText(t, ShownAddress(a.Addr).String())
		}
	})
}

func TestSameSite(t *testing.T) {
	t.Parallel()
	tests := []struct {
		a, b string
		want bool
	}{
		{"x.example", "x.example", true},
		{"www.x.example", "mail.x.example", true},
		{"x.example", "a.b.x.example", true},
		{"x.example", "y.example", false},
		{"xx.example", "x.example", false},
		{"mail.gmx.de", "gmx.de", true},
		{"a.co.uk", "b.co.uk", false},
		{"www.a.co.uk", "mail.a.co.uk", true},
		{"a.example", "example", false},
		{"evil.onmicrosoft.com", "victim.onmicrosoft.com", false},
		{"a.victim.onmicrosoft.com", "victim.onmicrosoft.com", true},
		{"victim.onmicrosoft.com", "onmicrosoft.com", false},
		{"evil.github.io", "victim.github.io", false},
		{"evil.github.io", "github.io", false},
		{"www.victim.github.io", "victim.github.io", true},
		{"evil.web.app", "bank.web.app", false},
		{"evil.blogspot.com", "victim.blogspot.com", false},
		{"evil.zendesk.com", "victim.zendesk.com", false},
		{"a.gouv.fr", "b.gouv.fr", false},
		{"a.asso.fr", "b.asso.fr", false},
		{"a.ltd.uk", "b.ltd.uk", false},
		{"mail.qq.com", "qq.com", true},
		{"a.bbc.de", "b.bbc.de", true},
		{"a.公司.cn", "b.公司.cn", false},
		{"mail.bücher.example", "xn--bcher-kva.example", true},
		{"192.0.2.1", "192.0.2.1", true},
		{"192.0.2.1", "198.51.2.1", false},
		{"a..example", "b..example", false},
		{".example", "example", false},
		{strings.Repeat("a.", 200) + "x.example", "x.example", false},
		{"localhost", "localhost", true},
		{"", "", false},
		{"x.example", "", false},
	}
	for _, tt := range tests {
		if SameSite(tt.a, tt.b, publicsuffix.List) != tt.want || SameSite(tt.b, tt.a, publicsuffix.List) != tt.want {
			t.Errorf("%q and %q: want %v", tt.a, tt.b, tt.want)
		}
		if same := SameSite(tt.a, tt.b, nil); same != (tt.a == tt.b && tt.a != "") {
			t.Errorf("%q and %q without a list: got %v", tt.a, tt.b, same)
		}
	}
}
