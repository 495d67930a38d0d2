package message

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFields(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, header string
		want         []string
	}{
		{
			"in their order, each of those of one name",
			"Received: b\r\nX-Odd: 1\r\nReceived: a\r\nDKIM-Signature: v=1;\r\n\ta=rsa-sha256\r\n",
			[]string{"Received=b", "X-Odd=1", "Received=a", "DKIM-Signature=v=1; a=rsa-sha256"},
		},
		{"as the sender wrote the name", "MESSAGE-ID: <1@x>\r\nx-mIxed: y\r\n", []string{"MESSAGE-ID=<1@x>", "x-mIxed=y"}},
		{"decoded", "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nX: Gr\xfc\xdfe aus K\xf6ln\r\n", []string{"Subject=Grüße", "X=Grüße aus Köln"}},
		{"without a value", "X-Empty:\r\nTo: a@b\r\n", []string{"X-Empty=", "To=a@b"}},
		{"safe", "X: a\x1b[2Jb\u202ec\r\nY: =?utf-8?q?=1b]0;x=07?=\r\n", []string{"X=a\ufffd[2Jb⟦U+202E⟧c", "Y=\ufffd]0;x\ufffd"}},
		{"with lines that are no field", "From ada Thu Jan 1\r\nTo: a@b\r\nrubbish\r\nCc: c@d\r\n", []string{"To=a@b", "Cc=c@d"}},
		{"none", "", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			parsed, err := Parse(strings.NewReader(tt.header + "\r\nNot: a field\r\n"))
			if err != nil {
				t.Fatal(err)
			}
			for form, m := range map[string]*Message{
				"parsed": parsed, "assembled": Assemble([]byte(tt.header), nil, nil, nil),
			} {
				var got []string
				for _, f := range m.Fields() {
					got = append(got, f.Name.String()+"="+f.Value.String())
				}
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Errorf("%s: %s", form, diff)
				}
			}
		})
	}
	m := Assemble([]byte(strings.Repeat("X: y\r\n", MaxFields+10)), nil, nil, nil)
	if n := len(m.Fields()); n != MaxFields {
		t.Errorf("%d fields, want %d", n, MaxFields)
	}
}

// TestEndOfHeader: CR CR LF is no empty line to those who check signatures.
func TestEndOfHeader(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, raw, from, subject, body string }{
		{"CRLF", "From: a@x.example\r\nSubject: one\r\n\r\nTo: text\r\n", "a@x.example", "one", "To: text\r\n"},
		{"LF", "From: a@x.example\nSubject: one\n\nTo: text\n", "a@x.example", "one", "To: text\n"},
		{
			"CR CR LF among others", "Subject: one\r\n\r\r\nFrom: a@x.example\r\n\r\nTo: text\r\n",
			"a@x.example", "one", "To: text\r\n",
		},
		{
			"behind a forged sender", "From: b@x.example\r\n\r\r\nPay!\r\nFrom: a@x.example\r\n\r\ntext",
			"b@x.example a@x.example", "", "text",
		},
		{
			"CR CR LF all over", "From: a@x.example\r\r\nSubject: one\r\r\n folded\r\r\n\r\r\nTo: text\r\r\n\r\r\nmore: text\r\r\n",
			"a@x.example", "one folded", "To: text\r\r\n\r\r\nmore: text\r\r\n",
		},
		{"of nothing", "\r\r\nSubject: text\r\r\n", "", "", "Subject: text\r\r\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m, err := Parse(strings.NewReader(tt.raw))
			if err != nil {
				t.Fatal(err)
			}
			got := []string{strings.Join(addressStrings(m.Header.From), " "), m.Header.Subject.String(), string(m.texts["1"].bytes)}
			if diff := cmp.Diff([]string{tt.from, tt.subject, tt.body}, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestIsSound(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, header string
		want         bool
	}{
		{"nothing", "", true},
		{"fields", "From: a@b.example\r\nX: y\r\n\tfolded\r\n \r\nSubject : x\r\n", true},
		{"LF", "From: a@b.example\nX: y\n", true},
		{"up to the empty line", "X: y\r\n\r\ntext\r\r\n", true},
		{"no field", "X: y\r\ntext\r\n", false},
		{"a name that is none", "X: y\r\nDear Bob: pay\r\n", false},
		{"CR CR LF", "X: y\r\r\n", false},
		{"CR CR LF alone", "X: y\r\n\r\r\nY: z\r\n", false},
		{"CR", "X: y\rFrom: a@b.example\r\n", false},
		{"CR after LF", "X: y\n\rFrom: a@b.example\r\n", false},
		{"space first", " From: a@b.example\r\n", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := IsSound([]byte(tt.header)); got != tt.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

// FuzzIsSound: in a header that is sound the fields are those of the simplest
// reader, and it ends where that ends it.
func FuzzIsSound(f *testing.F) {
	f.Add([]byte("From: a@b.example\r\nX: y\r\n\tfolded\r\n \r\nSubject : x\r\n\r\ntext"))
	f.Add([]byte("Subject: x\n\r\r\nFrom: a@b.example\n"))
	f.Add([]byte("X:\n: y\nA\x00B: c\nDear Bob: d\n"))
	f.Fuzz(func(t *testing.T, block []byte) {
		if !IsSound(block) || len(block) > MaxHeader {
			return
		}
		var head []byte
		var want []string
		for line := range bytes.Lines(block) {
			if line = trimEOL(line); len(line) == 0 {
				break
			}
			head = append(append(head, line...), '\r', '\n')
			if name, _, _ := bytes.Cut(line, []byte(":")); !isSpace(line[0]) {
				want = append(want, strings.TrimSpace(string(name)))
			}
		}
		m := parse(t, append(head, "\r\ntext"...))
		var got []string
		for _, field := range m.Fields() {
			got = append(got, field.Name.String())
		}
		if diff := cmp.Diff(want[:min(len(want), MaxFields)], got); diff != "" {
			t.Error(diff)
		}
		if !bytes.Equal(m.header, head) {
			t.Errorf("the header is %q, want %q", m.header, head)
		}
	})
}
