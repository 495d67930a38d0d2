package message

import (
	"encoding/base64"
	"io"
	"mime/quotedprintable"
	"strings"
	"testing"
	"testing/iotest"
)

func TestDecodeTransfer(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, encoding, in, want string }{
		{"7bit", "7bit", "a=20b", "a=20b"},
		{"unknown", "x-strange", "a=20b", "a=20b"},
		{"base64", "base64", "SGVs\r\nbG8=\r\n", "Hello"},
		{"base64 with spaces", "base64", "  SGVs bG8=", "Hello"},
		{"base64 with wrong bytes", "base64", "SG!Vs*bG\x008=", "Hello"},
		{"base64 without padding", "base64", "SGVsbG8", "Hello"},
		{"base64 put together", "base64", "SGVsbG8=IHdvcmxk", "Hello world"},
		{"base64 cut off", "base64", "SGVsbG8gd29ybGR", "Hello world"[:11]},
		{"base64 of one character", "base64", "S", ""},
		{"quoted-printable", "quoted-printable", "a=20b=\r\nc=C3=A9\r\n", "a bcé\r\n"},
		{"lower case escapes", "quoted-printable", "=c3=a9", "é"},
		{"soft break with space behind", "quoted-printable", "a= \t\r\nb", "ab"},
		{"space at the end of a line", "quoted-printable", "a  \t\r\nb  \nc", "a\r\nb\nc"},
		{"space at the very end", "quoted-printable", "a  ", "a  "},
		{"no escape", "quoted-printable", "a=zz 100=% =1\r\nb", "a=zz 100=% =1\r\nb"},
		{"half an escape before a line break", "quoted-printable", "=0\n\na", "=0\n\na"},
		{"two signs", "quoted-printable", "a==20b", "a= b"},
		{"at the end", "quoted-printable", "a=", "a"},
		{"half an escape at the end", "quoted-printable", "a=4", "a=4"},
		{"control bytes", "quoted-printable", "a\x0cb\x00c", "a\x0cb\x00c"},
		{"8-bit", "quoted-printable", "\xe9=E9", "\xe9\xe9"},
		{"uuencode", "x-uuencode", "text\nbegin 644 a.txt\n+2&5L;&\\@=V]R;&0`\n`\nend\nmore\n", "Hello world"},
		{"uuencode cut short", "x-uuencode", "begin 644 a\n%2&5L\n", "Hel"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for _, r := range []io.Reader{strings.NewReader(tt.in), iotest.OneByteReader(strings.NewReader(tt.in))} {
				got, err := io.ReadAll(decodeTransfer(tt.encoding, r))
				if err != nil || string(got) != tt.want {
					t.Errorf("got %q, %v, want %q", got, err, tt.want)
				}
			}
		})
	}
}

func TestTransferEncodingNames(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": "", "BASE64": "base64", "base64 (x)": "base64", ` "quoted-printable"`: "quoted-printable", "8bit;": "8bit",
	} {
		if got := transferEncoding(in); got != want {
			t.Errorf("transferEncoding(%q) = %q, want %q", in, got, want)
		}
	}
}

// FuzzTransfer: what the strict decoders take, the lenient ones decode alike.
func FuzzTransfer(f *testing.F) {
	for _, seed := range []string{"SGVsbG8=", "SGVs\r\nbG8=", "a=20b=\r\nc", "=C3=A9 \r\n", "a=zz", "a= \n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if want, err := base64.StdEncoding.DecodeString(s); err == nil {
			if got, _ := io.ReadAll(decodeTransfer("base64", strings.NewReader(s))); string(got) != string(want) {
				t.Errorf("base64 %q = %q, want %q", s, got, want)
			}
		}
		got, err := io.ReadAll(decodeTransfer("quoted-printable", strings.NewReader(s)))
		if err != nil || len(got) > len(s) {
			t.Errorf("quoted-printable %q = %q, %v", s, got, err)
		}
		// The strict one drops white space at the very end too, and other kinds.
		if strings.ContainsAny(s, "\r\v\f\u0085\u00a0") || strings.TrimRight(s, " \t=\n") != s || !strings.ContainsRune(s, '=') {
			return
		}
		if want, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(s))); err == nil && string(got) != string(want) {
			t.Errorf("quoted-printable %q = %q, want %q", s, got, want)
		}
	})
}

// encode writes content in a transfer encoding.
func encode(t *testing.T, encoding, content string) string {
	t.Helper()
	var b strings.Builder
	switch encoding {
	case "base64":
		b.WriteString(base64.StdEncoding.EncodeToString([]byte(content)))
	case "quoted-printable":
		w := quotedprintable.NewWriter(&b)
		if _, err := w.Write([]byte(content)); err != nil || w.Close() != nil {
			t.Fatal(err)
		}
		return strings.ReplaceAll(b.String(), "\r\n", "\n")
	default:
		b.WriteString(content)
	}
	return b.String()
}

func TestBase64Text(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("c29tZSB3b3JkcyBvZiBhIHRleHQg", 4)[:76] + "\n"
	for _, test := range []struct{ name, raw, want string }{
		{"short", "RGFua2UsIGRhcyBwYXNzdCEK\n", "Danke, das passt!\n"},
		{"short, with a footer", "RGFua2UsIGRhcyBwYXNzdCEK\n____\nThe makers of engines\n", "Danke, das passt!\n____\nThe makers of engines\n"},
		{
			"padded, with a footer", long + "Cg==\n____\nengine mailing list\n",
			"some words of a text some words of a text some words of a\n____\nengine mailing list\n",
		},
		{"a blank line before the footer", "RGFua2UsIGRhcyBwYXNzdCEK\n\n-- \na list\n", "Danke, das passt!\n-- \na list\n"},
		{"damaged within", long[:40] + "*" + long[40:] + "Cg==\n", "some words of a text some words of a text some words of a\n"},
		{
			"full lines, with a footer", long + long + "the footer of a list\n",
			strings.Repeat("some words of a text some words of a text some words of a", 2) + "the footer of a list\n",
		},
		{"not encoded", "Dear all,\nthis is not encoded at all\n", "Dear all,\nthis is not encoded at all\n"},
		{"not encoded, one word first", "Dear\nthis is not encoded at all\n", "Dear\nthis is not encoded at all\n"},
		{"nothing", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := io.ReadAll(decodeBase64Text(strings.NewReader(test.raw)))
			if err != nil || string(got) != test.want {
				t.Errorf("%q, %v, want %q", got, err, test.want)
			}
		})
	}
}
