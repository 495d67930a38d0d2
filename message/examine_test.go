package message

import (
	"io"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/mail"
)

// TestExamine: what an attachment is, all of its bytes say, also those that
// nobody has seen when it was told of.
func TestExamine(t *testing.T) {
	t.Parallel()
	far := strings.Repeat("far away ", 1000)
	for _, tt := range []struct {
		name, content string
		want          Risk
	}{
		{"what it says", zip + far, NoRisk},
		{"macros", zip + far + "word/vbaProject.bin" + far, Program},
		{"a program", "\x7fELF" + far, Program},
		{"a page", "<!DOCTYPE html><html>" + far, Disguised},
		{"nothing", "", NoRisk},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			part := mail.Part{Number: "1", Type: "application/zip", FileName: mail.Line("offer.docx")}
			e := Examine(Attachment{Part: part, Name: part.FileName})
			if _, err := io.WriteString(e, tt.content); err != nil || e.Risk() != tt.want {
				t.Errorf("got %d, %v, want %d", e.Risk(), err, tt.want)
			}
		})
	}
}
