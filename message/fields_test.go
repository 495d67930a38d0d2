package message

import (
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
