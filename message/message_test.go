package message

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/mailtui/mailtui/mail"
)

// crlf writes a message with the line breaks of the wire.
func crlf(s string) []byte { return []byte(strings.ReplaceAll(s, "\n", "\r\n")) }

func parse(t *testing.T, raw []byte) *Message {
	t.Helper()
	m, err := Parse(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// outline writes the structure as "number type" lines.
func outline(m *Message) string {
	var lines []string
	for _, p := range m.Parts {
		lines = append(lines, strings.TrimSpace(p.Number+" "+p.Type))
	}
	return strings.Join(lines, "\n")
}

// TestStructure: section numbers are those of RFC 9051 §6.4.5, and nothing is
// lost behind what is broken.
func TestStructure(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, raw, want string }{
		{"plain", "Subject: x\n\nhello\n", "1 text/plain"},
		{"no body", "Subject: x\n", "1 text/plain"},
		{"nothing", "", "1 text/plain"},
		{"html", "Content-Type: TEXT/HTML\n\n<p>", "1 text/html"},
		{
			"mixed", "Content-Type: multipart/mixed; boundary=b\n\npre\n--b\n\none\n--b\nContent-Type: image/png\n\ntwo\n--b--\nepi\n",
			"multipart/mixed\n1 text/plain\n2 image/png",
		},
		{
			"nested", "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/alternative; boundary=c\n\n" +
				"--c\n\none\n--c\nContent-Type: text/html\n\ntwo\n--c--\n--b\nContent-Type: application/pdf\n\nthree\n--b--\n",
			"multipart/mixed\n1 multipart/alternative\n1.1 text/plain\n1.2 text/html\n2 application/pdf",
		},
		{
			"embedded message", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\nContent-Type: message/rfc822\n\n" +
				"Subject: inner\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\nin\n--c\nContent-Type: image/gif\n\nx\n--c--\n--b--\n",
			"multipart/mixed\n1 text/plain\n2 message/rfc822\n2.1 text/plain\n2.2 image/gif",
		},
		{
			"embedded message without parts", "Content-Type: message/rfc822\n\nSubject: inner\n\nin\n",
			"1 message/rfc822\n1.1 text/plain",
		},
		{
			"digest", "Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: one\n\n1\n--b\n\nSubject: two\n\n2\n--b--\n",
			"multipart/digest\n1 message/rfc822\n1.1 text/plain\n2 message/rfc822\n2.1 text/plain",
		},
		{
			"no end", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\nContent-Type: image/png\n\ntwo",
			"multipart/mixed\n1 text/plain\n2 image/png",
		},
		{
			"inner end missing", "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/mixed; boundary=c\n\n" +
				"--c\n\none\n--b\nContent-Type: image/png\n\ntwo\n--b--\n",
			"multipart/mixed\n1 multipart/mixed\n1.1 text/plain\n2 image/png",
		},
		{
			"part without header", "Content-Type: multipart/mixed; boundary=b\n\n--b\nno header here\n--b\nContent-Type: image/png\n\nx\n--b--\n",
			"multipart/mixed\n1 text/plain\n2 image/png",
		},
		{
			"bad header line in a part", "Content-Type: multipart/mixed; boundary=b\n\n--b\nnonsense\nContent-Type: text/html\n\nx\n--b\n\ny\n--b--\n",
			"multipart/mixed\n1 text/html\n2 text/plain",
		},
		{
			"no boundary told", "Content-Type: multipart/mixed\n\n--zz\n\none\n--zz\nContent-Type: image/png\n\ntwo\n--zz--\n",
			"multipart/mixed\n1 text/plain\n2 image/png",
		},
		{
			"boundary with = and : and no quotes", "Content-Type: multipart/mixed; boundary=a=b:c\n\n--a=b:c\n\none\n--a=b:c--\n",
			"multipart/mixed\n1 text/plain",
		},
		{
			"text behind the delimiter", "Content-Type: multipart/mixed; boundary=b\n\n--b  \t\n\none\n--b junk\nContent-Type: image/png\n\nx\n--b-- end\n",
			"multipart/mixed\n1 text/plain\n2 image/png",
		},
		{
			"part behind the end", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b--\nepilogue\n--b\nContent-Type: image/png\n\nx\n--b--\n",
			"multipart/mixed\n1 text/plain\n2 image/png",
		},
		{
			"one boundary is the beginning of another", "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/mixed; boundary=b2\n\n" +
				"--b2\n\none\n--b2--\n--b\nContent-Type: image/png\n\nx\n--b--\n",
			"multipart/mixed\n1 multipart/mixed\n1.1 text/plain\n2 image/png",
		},
		{"no part found", "Content-Type: multipart/mixed; boundary=b\n\nonly text\n", "multipart/mixed"},
		{"nonsense type", "Content-Type: ???\n\nx\n", "1 text/plain"},
	}
	for _, tt := range tests {
		for form, raw := range map[string][]byte{"LF": []byte(tt.raw), "CRLF": crlf(tt.raw)} {
			t.Run(tt.name+"/"+form, func(t *testing.T) {
				t.Parallel()
				if got := outline(parse(t, raw)); got != tt.want {
					t.Errorf("got\n%s\nwant\n%s", got, tt.want)
				}
			})
		}
	}
}

const mixed = `From: a@b.example
Content-Type: multipart/mixed; boundary="b"

This is the preamble.
--b
Content-Type: multipart/alternative; boundary=c

--c
Content-Type: text/plain; charset=iso-8859-1; format=flowed; delsp=yes
Content-Transfer-Encoding: quoted-printable

Gr=FC=DFe
--c
Content-Type: text/html; charset=utf-8

<p>Grüße</p>
--c--
--b
Content-Type: application/pdf; name="=?utf-8?q?Angebot_gr=C3=BCn.pdf?="
Content-Transfer-Encoding: base64
Content-Disposition: attachment
Content-ID: <part@x>

SGVsbG8=
--b
Content-Type: text/csv
Content-Disposition: inline; filename*=utf-8''%C3%BCber.csv

a,b
--b--
The epilogue.
`

func TestParts(t *testing.T) {
	t.Parallel()
	raw := crlf(mixed)
	m := parse(t, raw)
	text := m.Parts[2]
	if !text.Flowed || !text.DelSp || text.Charset != "iso-8859-1" || text.Encoding != "quoted-printable" || text.Size != 9 {
		t.Errorf("text part: %+v", text)
	}
	bodies := m.Bodies(Plain)
	if len(bodies) != 1 || bodies[0].Text != "Grüße" || bodies[0].HTML {
		t.Fatalf("readable: %+v", bodies)
	}
	if !m.HasHTML() {
		t.Error("the HTML form was not seen")
	}
	atts := m.Attachments()
	if len(atts) != 2 || atts[0].Name.String() != "Angebot grün.pdf" || atts[1].Name.String() != "über.csv" {
		t.Fatalf("attachments: %+v", atts)
	}
	if atts[0].Part.Disposition != "attachment" || atts[0].Part.ContentID != "part@x" || atts[0].Part.Size != 8 ||
		atts[0].Size != 5 || atts[1].Part.Disposition != "inline" {
		t.Errorf("attachments: %+v", atts)
	}
	for number, want := range map[string]string{"1.1": "Gr\xfc\xdfe", "1.2": "<p>Grüße</p>", "2": "Hello", "3": "a,b"} {
		var b strings.Builder
		if err := extractOne(bytes.NewReader(raw), number, &b); err != nil || b.String() != want {
			t.Errorf("part %s = %q, %v, want %q", number, b.String(), err, want)
		}
	}
	if err := extractOne(bytes.NewReader(raw), "4", io.Discard); !errors.Is(err, errNoPart) {
		t.Errorf("part 4: %v", err)
	}
}

func TestExtractEmbeddedMessage(t *testing.T) {
	t.Parallel()
	inner := "Subject: in\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\nx\r\n--c--\r\n"
	raw := "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n" + inner + "\r\n--b--\r\n"
	var b strings.Builder
	if err := extractOne(strings.NewReader(raw), "1", &b); err != nil || b.String() != inner {
		t.Errorf("got %q, %v", b.String(), err)
	}
	m := parse(t, []byte(raw))
	if m.Parts[1].Size != int64(len(inner)) {
		t.Errorf("size %d, want %d", m.Parts[1].Size, len(inner))
	}
	if atts := m.Attachments(); len(atts) != 1 || atts[0].Type != "message/rfc822" {
		t.Errorf("attachments: %+v", atts)
	}
	if len(m.Bodies(Plain)) != 0 {
		t.Error("the text of an attached message is shown as the sender's own")
	}
}

func TestReadable(t *testing.T) {
	t.Parallel()
	alternative := func(plain, html string) string {
		return "Content-Type: multipart/alternative; boundary=b\n\n--b\n\n" + plain +
			"\n--b\nContent-Type: text/html\n\n" + html + "\n--b--\n"
	}
	tests := []struct {
		name, raw string
		want      []string
	}{
		{"plain is preferred", alternative("plain", "<p>"), []string{"plain"}},
		{"empty plain is not", alternative("  \n ", "<p>"), []string{"<p>"}},
		{"html alone", "Content-Type: text/html\n\n<p>\n", []string{"<p>\n"}},
		{
			"all of mixed", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\nContent-Type: image/png\n\nx\n--b\n\ntwo\n--b--\n",
			[]string{"one", "two"},
		},
		{
			"attached text is not shown", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\nContent-Disposition: attachment\n\ntwo\n--b--\n",
			[]string{"one"},
		},
		{
			"text that is not base64", "Content-Transfer-Encoding: base64\n\nthis is text as it is\n",
			[]string{"this is text as it is\n"},
		},
		{"text where parts should be", "Content-Type: multipart/mixed; boundary=b\n\nonly text\n", []string{"only text\n"}},
		{
			"html with pictures", "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: multipart/related; boundary=c\n\n" +
				"--c\nContent-Type: text/html\n\n<img>\n--c\nContent-Type: image/png\n\nx\n--c--\n--b--\n",
			[]string{"<img>"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, b := range parse(t, []byte(tt.raw)).Bodies(Plain) {
				got = append(got, b.Text)
			}
			if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// TestAssemble: a message that was fetched in pieces reads like the whole one,
// and says what is missing.
func TestAssemble(t *testing.T) {
	t.Parallel()
	whole := parse(t, crlf(mixed))
	header := []byte("From: a@b.example\r\n\r\n")
	m := Assemble(header, whole.Parts, map[string][]byte{"1.1": []byte("Gr=FC=DFe")}, nil)
	if m.Header.From[0] != whole.Header.From[0] {
		t.Errorf("From = %v", m.Header.From)
	}
	if got := m.Bodies(Plain); len(got) != 1 || got[0].Text != "Grüße" || got[0].Missing {
		t.Errorf("readable: %+v", got)
	}
	m = Assemble(header, whole.Parts, nil, nil)
	if got := m.Bodies(Plain); len(got) != 1 || !got[0].Missing || got[0].HTML {
		t.Errorf("without bodies: %+v", got)
	}
	if len(m.Attachments()) != 2 {
		t.Errorf("attachments: %+v", m.Attachments())
	}
	many := Assemble(header, make([]mail.Part, MaxParts+1), nil, nil)
	if len(many.Parts) != MaxParts || !many.Cut {
		t.Error("a structure without limit was taken")
	}
}

func TestReaderErrors(t *testing.T) {
	t.Parallel()
	broken := io.MultiReader(strings.NewReader("Subject: x\r\n\r\nthe beginn"), iotest.ErrReader(errors.New("disk on fire")))
	m, err := Parse(broken)
	if err == nil || !strings.Contains(err.Error(), "disk on fire") {
		t.Errorf("error = %v", err)
	}
	if m.Header.Subject.String() != "x" || len(m.Bodies(Plain)) != 1 || m.Bodies(Plain)[0].Text != "the beginn" {
		t.Errorf("what was read before the error is lost: %+v", m)
	}
	if err := extractOne(iotest.ErrReader(io.ErrClosedPipe), "1", io.Discard); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("Extract: %v", err)
	}
}

// TestOneByteAtATime: how the bytes arrive makes no difference.
func TestOneByteAtATime(t *testing.T) {
	t.Parallel()
	raw := crlf(mixed)
	m, err := Parse(iotest.OneByteReader(bytes.NewReader(raw)))
	if err != nil || fmt.Sprint(m) != fmt.Sprint(parse(t, raw)) {
		t.Errorf("%v, %+v", err, m)
	}
}

// TestVeryLongLines: lines longer than the buffer, with a delimiter's text where
// a piece begins, are one line.
func TestVeryLongLines(t *testing.T) {
	t.Parallel()
	body := strings.Repeat("x", lineBuffer) + "--b" + strings.Repeat("y", lineBuffer)
	m := parse(t, []byte("Content-Type: multipart/mixed; boundary=b\n\n--b\n\n"+body+"\n--b--\n"))
	if got := m.Bodies(Plain); len(got) != 1 || got[0].Text != body {
		t.Errorf("%d parts", len(got))
	}
	subject := strings.Repeat("s", 3*lineBuffer)
	m = parse(t, []byte("Subject: "+subject+"\n\nbody\n"))
	if m.Header.Subject.String() != subject || m.Bodies(Plain)[0].Text != "body\n" {
		t.Error("a long header line was torn apart")
	}
}
