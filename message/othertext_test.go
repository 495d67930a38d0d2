package message

import (
	"strings"
	"testing"
)

// TestOtherTextIsRead: text of a kind that nothing here knows is text (RFC 2046
// §4.1.4), and a file to be saved; what programs write for programs is only the
// latter.
func TestOtherTextIsRead(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, fields, text string
		attachments        int
	}{
		{"markdown", "Content-Type: text/markdown", "The words.", 1},
		{"a patch between the lines", "Content-Type: text/x-patch\nContent-Disposition: inline; filename=a.patch", "The words.", 1},
		{"a patch beside them", "Content-Type: text/x-patch\nContent-Disposition: attachment; filename=a.patch", "", 1},
		{"a patch by its name", "Content-Type: text/x-patch; name=a.patch", "", 1},
		{"a table", "Content-Type: text/csv", "", 1},
		{"a contact", "Content-Type: text/vcard\nContent-Disposition: inline", "", 1},
		{"a page for phones", "Content-Type: text/x-amp-html", "", 1},
		{"plain", "Content-Type: text/plain", "The words.", 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			raw := "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n" + test.fields + "\n\nThe words.\n--b--\n"
			m, err := Parse(strings.NewReader(raw))
			if err != nil {
				t.Fatal(err)
			}
			var text string
			for _, b := range m.Bodies(Plain) {
				text += strings.TrimSpace(b.Text)
			}
			if text != test.text || len(m.Attachments()) != test.attachments {
				t.Errorf("read %q, attachments %+v", text, m.Attachments())
			}
			for _, a := range m.Attachments() {
				if !a.Here || a.Size == 0 {
					t.Errorf("not here: %+v", a)
				}
			}
		})
	}
}

// TestMarkdownBesideItsPlainForm: of alternatives one is read.
func TestMarkdownBesideItsPlainForm(t *testing.T) {
	t.Parallel()
	m, err := Parse(strings.NewReader("MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b\n\n" +
		"--b\nContent-Type: text/plain\n\nplain\n--b\nContent-Type: text/markdown\n\n# marked\n--b--\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got := m.Bodies(Plain); len(got) != 1 || got[0].Part.Type != "text/plain" {
		t.Errorf("read is %+v", got)
	}
	if got := m.Attachments(); len(got) != 0 {
		t.Errorf("attached is %+v", got)
	}
}
