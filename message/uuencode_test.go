package message

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

// uuencode writes a file as uuencode does.
func uuencode(name, content string) string {
	digit := func(b byte) byte {
		if b &= 0x3f; b == 0 {
			return '`'
		}
		return b + ' '
	}
	var b strings.Builder
	fmt.Fprintf(&b, "begin 644 %s\n", name)
	for line := range slices.Chunk([]byte(content), 45) {
		b.WriteByte(digit(byte(len(line))))
		for c := range slices.Chunk(line, 3) {
			c = append(slices.Clone(c), 0, 0)
			b.Write([]byte{digit(c[0] >> 2), digit(c[0]<<4 | c[1]>>4), digit(c[1]<<2 | c[2]>>6), digit(c[2])})
		}
		b.WriteByte('\n')
	}
	b.WriteString("`\nend\n")
	return b.String()
}

// unpacked are the files that were found in a part, with their content.
type unpacked struct {
	found []string
	name  string
	under bytes.Buffer
}

func (u *unpacked) begin(name string) io.Writer {
	u.name = name
	u.under.Reset()
	return &u.under
}

func (u *unpacked) rename(name string) { u.name = name }

func (u *unpacked) end() error {
	u.found = append(u.found, u.name+"="+u.under.String())
	return nil
}

func TestUnpackText(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("0123456789", 20)
	tests := []struct{ name, in, text, want string }{
		{"text alone", "a\nb\n", "a\nb\n", "[]"},
		{"a file", "a\n\n" + uuencode("x.txt", "hello") + "\nb\n", "a\n\n\nb\n", "[x.txt=hello]"},
		{"several lines", uuencode("x", long), "", "[x=" + long + "]"},
		{"two files", uuencode("x", "one") + "and\n" + uuencode("y", "two"), "and\n", "[x=one y=two]"},
		{"nothing but a file's beginning", "a\nbegin 644 x\n", "a\nbegin 644 x\n", "[]"},
		{"what is no file", "begin 644 words\nof a poem\nend\n", "begin 644 words\nof a poem\nend\n", "[]"},
		{"a sentence", "begin 12 hours later\n%end\n", "begin 12 hours later\n%end\n", "[]"},
		{"no end", "a\nbegin 644 x\n%:&5L;&\\\nmore text\n", "a\nmore text\n", "[x=hello]"},
		{"cut off", "a\nbegin 644 x\n%:&5L;&\\", "a\n", "[x=hello]"},
		{"no name", "begin 644 \n%:&5L;&\\\n`\nend\n", "", "[=hello]"},
		{"empty file", "begin 644 x\n`\nend\nb\n", "b\n", "[x=]"},
		{"white space lost", "begin 0644 x\n#   \n\nend\nb\n", "b\n", "[x=\x00\x00\x00]"},
		{"text behind the last line", "begin 644 x\n%:&5L;&\\\n`\nb\nend\n", "b\nend\n", "[x=hello]"},
		{"CRLF", "a\r\nbegin 644 x\r\n%:&5L;&\\\r\n`\r\nend\r\nb\r\n", "a\r\nb\r\n", "[x=hello]"},
		{"a begin again", "begin 644 x\nbegin 644 y\n%:&5L;&\\\n`\nend\n", "begin 644 x\n", "[y=hello]"},
		{"a long line", "begin 644 x\n%" + strings.Repeat(" ", 9000) + "\n", "begin 644 x\n%" + strings.Repeat(" ", 9000) + "\n", "[]"},
		{"inside of a long line", strings.Repeat("x", 4096) + "begin 644 x\n%:&5L;&\\\n", strings.Repeat("x", 4096) + "begin 644 x\n%:&5L;&\\\n", "[]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var text bytes.Buffer
			var u unpacked
			if err := unpackText(iotest.OneByteReader(strings.NewReader(tt.in)), &text, &u); err != nil {
				t.Fatal(err)
			}
			if text.String() != tt.text {
				t.Errorf("text %q, want %q", text.String(), tt.text)
			}
			if got := fmt.Sprint(u.found); got != tt.want {
				t.Errorf("files %q, want %q", got, tt.want)
			}
		})
	}
}

// TestUuencodedFiles: a file in a text is an attachment, is not shown, and can be
// extracted, whatever the text is encoded in.
func TestUuencodedFiles(t *testing.T) {
	t.Parallel()
	text := "Look:\n" + uuencode("../a.png", png) + "Ada\n" + uuencode("b", "words")
	for _, encoding := range []string{"7bit", "quoted-printable", "base64"} {
		t.Run(encoding, func(t *testing.T) {
			t.Parallel()
			raw := []byte("Content-Transfer-Encoding: " + encoding + "\n\n" + encode(t, encoding, text))
			m := parse(t, raw)
			if b := m.Bodies(Plain); len(b) != 1 || b[0].Text != "Look:\nAda\n" || b[0].Cut {
				t.Errorf("text %+v", b)
			}
			var got []string
			for _, a := range m.Attachments() {
				var b bytes.Buffer
				if err := extractOne(bytes.NewReader(raw), a.Part.Number, &b); err != nil || int64(b.Len()) != a.Size || !a.Here {
					t.Errorf("%s: %v, %d bytes of %d", a.Part.Number, err, b.Len(), a.Size)
				}
				got = append(got, fmt.Sprintf("%s %s %s %q", a.Part.Number, a.Name, a.Type, b.String()))
			}
			want := fmt.Sprintf("[1#1 a.png image/png %q 1#2 b text/plain %q]", png, "words")
			if fmt.Sprint(got) != want {
				t.Errorf("got %v, want %v", got, want)
			}
			if err := extractOne(bytes.NewReader(raw), "1#3", io.Discard); err == nil {
				t.Error("a third file was found")
			}
		})
	}
}

// TestUuencodedAttachment: what is sent as a file stays one.
func TestUuencodedAttachment(t *testing.T) {
	t.Parallel()
	raw := attach("Content-Type: text/plain; name=a.uu", uuencode("b", "words"))
	atts := parse(t, raw).Attachments()
	if len(atts) != 1 || atts[0].Part.Number != "2" || atts[0].Name.String() != "a.uu" {
		t.Errorf("got %+v", atts)
	}
}

// FuzzUnpackText: nothing is lost, and what is listed is what is extracted.
func FuzzUnpackText(f *testing.F) {
	for _, seed := range []string{
		"text", uuencode("a", "content"), "begin 644 a\n%:&5L;&\\\nbegin 644 b\n", "begin 644 a\n\n\nend", "begin 644 a\nM\nM\nM",
		"begin 644 a\n`\n`\nend\nbegin 644 b\n" + strings.Repeat("M", 70) + "\n",
	} {
		f.Add([]byte(seed), []byte("text around"))
	}
	f.Fuzz(func(t *testing.T, in, content []byte) {
		var text bytes.Buffer
		var u unpacked
		if err := unpackText(bytes.NewReader(in), &text, &u); err != nil {
			t.Fatal(err)
		}
		if len(u.found) == 0 && !bytes.Equal(text.Bytes(), in) {
			t.Fatalf("%q became %q", in, text.Bytes())
		}
		if text.Len() > len(in) || len(fmt.Sprint(u.found)) > 2*len(in)+2 {
			t.Fatalf("%q became %q and %q", in, text.Bytes(), u.found)
		}
		for i, file := range u.found {
			var b bytes.Buffer
			p := pickInto(&b, i+1)
			if err := unpackText(bytes.NewReader(in), io.Discard, p); !errors.Is(err, errStop) {
				t.Fatalf("file %d of %q: %v", i+1, in, err)
			}
			if !strings.HasSuffix(file, "="+b.String()) {
				t.Fatalf("file %d of %q: %q, listed %q", i+1, in, b.String(), file)
			}
		}
		text.Reset()
		u = unpacked{}
		packed := "before\n" + uuencode("a", string(content)) + "behind\n"
		if err := unpackText(strings.NewReader(packed), &text, &u); err != nil || text.String() != "before\nbehind\n" ||
			fmt.Sprint(u.found) != "[a="+string(content)+"]" {
			t.Fatalf("%q became %q and %q", packed, text.String(), u.found)
		}
	})
}
