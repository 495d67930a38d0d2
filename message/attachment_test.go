package message

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/mail"
)

// Beginnings of files, by which their type is told.
const (
	pdf  = "%PDF-1.7\n"
	png  = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
	exe  = "MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00"
	elf  = "\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x3e\x00"
	zip  = "PK\x03\x04\x14\x00\x00\x00\x00\x00"
	page = "<!DOCTYPE html><html><body>Log in</body></html>"
)

// attach writes a message with one attachment in base64.
func attach(fields, content string) []byte {
	return crlf("Content-Type: multipart/mixed; boundary=b\n\n--b\n\ntext\n--b\n" + fields +
		"\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment\n\n" +
		base64.StdEncoding.EncodeToString([]byte(content)) + "\n--b--\n")
}

// reName is what safety demands of the name of every file.
var reName = regexp.MustCompile(`^[^-./\x00-\x1f\x7f][^/\x00-\x1f\x7f]{0,254}$`)

func TestAttachment(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, fields, content string
		want                  string // name, type, risk
	}{
		{"pdf", "Content-Type: application/pdf; name=a.pdf", pdf, "a.pdf application/pdf 0"},
		{"the content knows better", "Content-Type: application/octet-stream; name=a.png", png, "a.png image/png 0"},
		{"the message knows better", "Content-Type: text/x-diff; name=a.patch", "--- a\n+++ b\n", "a.patch text/x-diff 0"},
		{"headers alone", "Content-Type: text/rfc822-headers", "From: a@b\nTo: c@d\nSubject: x\n", "attachment.txt text/rfc822-headers 0"},
		{"a kind of zip", "Content-Type: application/vnd.oasis.opendocument.text; name=a.odt", zip, "a.odt application/vnd.oasis.opendocument.text 0"},
		{"nothing in it", "Content-Type: image/png; name=a.png", "", "a.png image/png 0"},
		{"no name", "Content-Type: image/png", png, "attachment.png image/png 0"},
		{"no name and no type", "Content-Type: application/octet-stream", "\x00\x01\x02", "attachment application/octet-stream 0"},
		{"name of a path", "Content-Type: application/pdf; name=\"../../.bashrc\"", pdf, "bashrc application/pdf 0"},
		{"invitation", "Content-Type: text/calendar", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "attachment.ics text/calendar 0"},
		{"another picture", "Content-Type: image/jpeg; name=a.jpg", png, "a.jpg image/png 0"},
		{"web page as pdf", "Content-Type: application/pdf; name=a.pdf", page, "a.pdf text/html 1"},
		{"web page as text", "Content-Type: text/plain; name=a.txt", page, "a.txt text/html 1"},
		{"web page as document", "Content-Type: application/msword; name=a.doc", page, "a.doc text/html 1"},
		{"text as document", "Content-Type: application/vnd.ms-excel; name=a.xls", "a\tb\n", "a.xls text/plain 0"},
		{"two extensions", "Content-Type: text/html; name=a.pdf.html", page, "a.pdf.html text/html 1"},
		{"packed", "Content-Type: application/gzip; name=a.csv.gz", "\x1f\x8b\x08\x00", "a.csv.gz application/gzip 0"},
		{"direction", "Content-Type: application/pdf; name*=utf-8''a%E2%80%AEfdp.txt", "text", "a⟦U+202E⟧fdp.txt text/plain 1"},
		{"program", "Content-Type: application/octet-stream; name=a.bin", elf, "a.bin application/x-executable 2"},
		{"program as pdf", "Content-Type: application/pdf; name=a.pdf", exe, "a.pdf application/vnd.microsoft.portable-executable 2"},
		{"program by its name", "Content-Type: application/pdf; name=\"a.pdf   .EXE\"", "", "a.pdf .EXE application/pdf 2"},
		{"program by its type", "Content-Type: application/x-msdownload; name=a", "text", "a application/x-msdownload 2"},
		{"script", "Content-Type: text/plain; name=notes", "#!/bin/sh\nrm -r ~\n", "notes text/x-shellscript 2"},
		{"launcher", "Content-Type: text/plain; name=a.txt", "# x\n[Desktop Entry]\nExec=sh\n", "a.txt application/x-desktop 2"},
		{"macros", "Content-Type: application/vnd.ms-word.document.macroEnabled.12; name=a", zip, "a application/vnd.ms-word.document.macroenabled.12 2"},
		{"macros by name", "Content-Type: application/octet-stream; name=a.xlsm", zip, "a.xlsm application/zip 2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			atts := parse(t, attach(tt.fields, tt.content)).Attachments()
			if len(atts) != 1 {
				t.Fatalf("%d attachments", len(atts))
			}
			a := atts[0]
			if got := fmt.Sprint(a.Name, " ", a.Type, " ", a.Risk); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			if !a.Here || a.Size != int64(len(tt.content)) || !reName.MatchString(a.Name.String()) {
				t.Errorf("here %v, %d bytes, name %q", a.Here, a.Size, a.Name)
			}
		})
	}
}

// TestRiskOfWhatIsNotHere: of an attachment that was not fetched its name and its
// type are enough to warn of.
func TestRiskOfWhatIsNotHere(t *testing.T) {
	t.Parallel()
	const office = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	tests := []struct {
		name, kind string
		want       Risk
	}{
		{"a.docm", "application/octet-stream", Program},
		{"a.dotm", office, Program},
		{"a.XLSM", "application/octet-stream", Program},
		{"a.xltm", office, Program},
		{"a.xlsb", office, Program},
		{"a.xlam", "application/vnd.ms-excel", Program},
		{"a.xla", "application/vnd.ms-excel", Program},
		{"a.xll", "application/octet-stream", Program},
		{"a.pptm", office, Program},
		{"a.potm", office, Program},
		{"a.ppsm", office, Program},
		{"a.ppam", office, Program},
		{"a.sldm", office, Program},
		{"a.vsdm", "application/vnd.visio", Program},
		{"a.mdb", "application/x-msaccess", Program},
		{"report.pdf.docm ", office, Program},
		{"a.docx", "application/vnd.ms-word.document.macroenabled.12", Program},
		{"a", "application/vnd.ms-excel.sheet.binary.macroenabled.12", Program},
		{"a.pdf.exe", "application/pdf", Program},
		{"a.pdf.html", "text/html", Disguised},
		{"a.docx", office, NoRisk},
		{"a.xls", "application/vnd.ms-excel", NoRisk},
		{"docm", "application/octet-stream", NoRisk},
	}
	for _, tt := range tests {
		part := mail.Part{Number: "1", Type: tt.kind, FileName: mail.Line(tt.name), Disposition: "attachment", Size: 100}
		for what, m := range map[string]*Message{
			"nothing":       Assemble(nil, []mail.Part{part}, nil, nil),
			"its beginning": Assemble(nil, []mail.Part{part}, map[string][]byte{"1": nil}, nil),
			"all of it":     Assemble(nil, []mail.Part{part}, nil, []string{"1"}),
		} {
			if a := m.Attachments(); len(a) != 1 || a[0].Risk != tt.want {
				t.Errorf("%s, with %s here: %+v", tt.name, what, a)
			}
		}
	}
}

// TestMacros: macros are found wherever they are in a document, whatever it is
// called.
func TestMacros(t *testing.T) {
	t.Parallel()
	const mark = "_\x00V\x00B\x00A\x00_\x00P\x00R\x00O\x00J\x00E\x00C\x00T\x00"
	ole := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
	fill := strings.Repeat("fill", 5000)
	tests := []struct {
		name, content string
		want          Risk
	}{
		{"no macros", zip + fill + "word/document.xml" + fill, NoRisk},
		{"macros", zip + fill + "word/vbaProject.bin" + fill, Program},
		{"sheets of macros", zip + fill + "xl/macrosheets/sheet1.xml" + fill, Program},
		{"an old document", ole + fill, NoRisk},
		{"an old document with macros", ole + fill + mark + fill, Program},
		{"a text about macros", "The file is word/vbaProject.bin. " + fill + mark, NoRisk},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if a := parse(t, attach("Content-Type: application/msword; name=a.doc", tt.content)).Attachments(); a[0].Risk != tt.want {
				t.Errorf("got %d, want %d", a[0].Risk, tt.want)
			}
			for size := range 60 { // wherever a piece ends
				k := keeper{}
				for piece := range slices.Chunk([]byte(tt.content), size+1) {
					_, _ = k.Write(piece)
				}
				if got := k.file().macros; got != (tt.want == Program) {
					t.Fatalf("in pieces of %d: %v", size+1, got)
				}
			}
		})
	}
}

// TestAttachedMessages: a message in a message is one attachment with its subject
// as its name, in whatever it is encoded, and can be read by itself.
func TestAttachedMessages(t *testing.T) {
	t.Parallel()
	inner := "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?= 1/2\nContent-Type: multipart/mixed; boundary=c\n\n" +
		"--c\n\nhello\n--c\nContent-Type: image/png\n\nx\n--c--\n"
	tests := []struct{ name, fields, content, want string }{
		{"plain", "Content-Type: message/rfc822", inner, "1 Grüße 1-2.eml message/rfc822"},
		{"with a name", "Content-Type: message/rfc822; name=mail.eml", inner, "1 mail.eml message/rfc822"},
		{"without a subject", "Content-Type: message/rfc822", "From: a@b\n\nhello\n", "1 attachment.eml message/rfc822"},
		{"international", "Content-Type: message/global", inner, "1 Grüße 1-2.eml message/global"},
		{"in base64", "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64", inner, "1 Grüße 1-2.eml message/rfc822"},
		{
			"in quoted-printable", "Content-Type: message/rfc822\nContent-Transfer-Encoding: quoted-printable", inner,
			"1 Grüße 1-2.eml message/rfc822",
		},
		{
			"a fragment", "Content-Type: message/partial; id=x@y; number=2; total=3; name=a", "the second of three",
			"1 a message/partial",
		},
		{
			"elsewhere", "Content-Type: message/external-body; access-type=URL; URL=\"http://x.example/\"; name=a.ps",
			"Content-Type: application/postscript\n\n", "1 a.ps message/external-body",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, encoding, _ := strings.Cut(tt.fields, "Encoding: ")
			raw := []byte("Content-Type: multipart/mixed; boundary=b\n\n--b\n" + tt.fields + "\n\n" +
				encode(t, encoding, tt.content) + "\n--b--\n")
			m := parse(t, raw)
			atts := m.Attachments()
			if len(atts) != 1 {
				t.Fatalf("%d attachments", len(atts))
			}
			a := atts[0]
			if got := fmt.Sprint(a.Part.Number, " ", a.Name, " ", a.Type); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			var b bytes.Buffer
			if err := extractOne(bytes.NewReader(raw), "1", &b); err != nil || b.String() != tt.content || a.Size != int64(b.Len()) {
				t.Errorf("%v, %q, size %d", err, b.String(), a.Size)
			}
			if len(m.Bodies(Plain)) != 0 {
				t.Error("what is in it is shown as the sender's own words")
			}
			if tt.content != inner {
				return
			}
			m = parse(t, b.Bytes())
			if body := m.Bodies(Plain); len(body) != 1 || body[0].Text != "hello" || len(m.Attachments()) != 1 {
				t.Errorf("inside: %+v", body)
			}
		})
	}
}

// TestAttachmentsLeaveOutServants: what only serves another part is no
// attachment.
func TestAttachmentsLeaveOutServants(t *testing.T) {
	t.Parallel()
	multi := func(kind string, parts ...string) string {
		return "Content-Type: multipart/" + kind + "; boundary=b\n\n--b\n" + strings.Join(parts, "\n--b\n") + "\n--b--\n"
	}
	tests := []struct{ name, raw, want string }{
		{
			"signed", multi("signed", "\ntext", "Content-Type: application/pgp-signature; name=signature.asc\n\nx"), "",
		},
		{"S/MIME signed", multi("signed", "\ntext", "Content-Type: application/pkcs7-signature; name=smime.p7s\n\nx"), ""},
		{
			"a signature of its own", multi("mixed", "\ntext", "Content-Type: application/pgp-signature; name=a.sig\n\nx"),
			"a.sig",
		},
		{
			"encrypted",
			multi("encrypted", "Content-Type: application/pgp-encrypted\n\nVersion: 1",
				"Content-Type: application/octet-stream; name=encrypted.asc\n\nx"),
			"encrypted.asc",
		},
		{
			"AppleDouble",
			multi("appledouble", "Content-Type: application/applefile; name=a\n\nx", "Content-Type: image/png; name=a.png\n\nx"),
			"a.png",
		},
		{"S/MIME encrypted", "Content-Type: application/pkcs7-mime; name=smime.p7m\n\nx\n", "smime.p7m"},
		{"S/MIME without a name", "Content-Type: application/pkcs7-mime\n\n\x30\x80\n", "attachment.p7m"},
		{"another form", multi("alternative", "\ntext", "Content-Type: text/x-amp-html\n\n<html amp4email>"), ""},
		{"the only form", multi("alternative", "Content-Type: text/enriched; name=a\n\n<bold>x"), "a"},
		{
			"an invitation in an alternative",
			multi("alternative", "\ntext", "Content-Type: text/calendar; name=invite.ics\n\nBEGIN:VCALENDAR"), "invite.ics",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var names []string
			for _, a := range parse(t, []byte(tt.raw)).Attachments() {
				names = append(names, a.Name.String())
			}
			if got := strings.Join(names, " "); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			bodies := parse(t, []byte(tt.raw)).Bodies(Plain)
			if shown := strings.Contains(tt.raw, "\ntext\n"); shown != (len(bodies) == 1 && bodies[0].Text == "text") {
				t.Errorf("shown: %+v", bodies)
			}
		})
	}
}

// TestAttachmentsOfPieces: what is here of a message in pieces is told, what is
// not is estimated.
func TestAttachmentsOfPieces(t *testing.T) {
	t.Parallel()
	part := func(n int, size int64) mail.Part {
		return mail.Part{
			Number: fmt.Sprint(n), Type: "application/octet-stream", Encoding: "base64", Size: size, FileName: mail.Line("a"),
		}
	}
	whole := base64.StdEncoding.EncodeToString([]byte(pdf))
	parts := []mail.Part{{Type: "multipart/mixed"}, part(1, 12), part(2, 7800), part(3, 7800), part(4, 7800)}
	m := Assemble(nil, parts, map[string][]byte{"1": []byte(whole), "2": []byte(whole)}, []string{"3", "HEADER"})
	var got []string
	for _, a := range m.Attachments() {
		got = append(got, fmt.Sprintf("%s %s %d %v", a.Part.Number, a.Type, a.Size, a.Here))
	}
	want := "[1 application/pdf 9 true 2 application/pdf 5700 true " +
		"3 application/octet-stream 5700 true 4 application/octet-stream 5700 false]"
	if fmt.Sprint(got) != want {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

// TestText: what programs read of a message is kept, up to its limit.
func TestText(t *testing.T) {
	t.Parallel()
	m := parse(t, attach("Content-Type: text/calendar", "BEGIN:VCALENDAR"))
	if got, ok := m.Text("2"); !ok || string(got) != "BEGIN:VCALENDAR" {
		t.Errorf("got %q, %v", got, ok)
	}
	if _, ok := m.Text("3"); ok {
		t.Error("a part that is not there")
	}
	if _, ok := parse(t, attach("Content-Type: image/png", png)).Text("2"); ok {
		t.Error("a picture was kept")
	}
	m = parse(t, attach("Content-Type: message/delivery-status", strings.Repeat("Status: 5.1.1\n", maxReport/10)))
	if b, ok := m.Text("2"); ok || len(b) != maxReport || !m.Cut {
		t.Errorf("%d bytes of a report, %v", len(b), ok)
	}
}
