package render

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	gomessage "github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset"

	"github.com/mailtui/mailtui/message"
)

// benchMails returns the mails of the project and, where it is, the shared test
// mail, and the HTML parts of all of them.
func benchMails(b *testing.B) (raws, pages []string) {
	b.Helper()
	files, _ := filepath.Glob("testdata/mail/*.eml")
	shared, _ := filepath.Glob("../../shared/corpora/*/*")
	for _, file := range append(files, shared...) {
		switch filepath.Ext(file) {
		case ".eml", ".msg", ".raw", ".txt":
		default:
			continue
		}
		raw, err := os.ReadFile(file)
		if err != nil {
			b.Fatal(err)
		}
		raws = append(raws, string(raw))
		m, err := message.Parse(strings.NewReader(string(raw)))
		if err != nil {
			b.Fatal(err)
		}
		for _, body := range m.Bodies(message.HTML) {
			if body.HTML {
				pages = append(pages, body.Text)
			}
		}
	}
	return raws, pages
}

func totalSize(texts []string) int64 {
	n := 0
	for _, t := range texts {
		n += len(t)
	}
	return int64(n)
}

// BenchmarkCorpus shows how fast mail is read and laid out, beside go-message
// reading the same mail without laying it out, and how fast the HTML in it is
// laid out, beside w3m: a process for each part, as a mail program calls it, and
// one process for all of it.
func BenchmarkCorpus(b *testing.B) {
	raws, pages := benchMails(b)
	b.Run("parse+render", func(b *testing.B) {
		b.SetBytes(totalSize(raws))
		for b.Loop() {
			for _, raw := range raws {
				m, err := message.Parse(strings.NewReader(raw))
				if err != nil {
					b.Fatal(err)
				}
				Render(m, Options{Width: 80, Profile: TrueColor})
			}
		}
	})
	b.Run("go-message", func(b *testing.B) {
		b.SetBytes(totalSize(raws))
		for b.Loop() {
			for _, raw := range raws {
				readByGoMessage(raw)
			}
		}
	})
	b.Run("html", func(b *testing.B) {
		b.SetBytes(totalSize(pages))
		for b.Loop() {
			for _, page := range pages {
				w := newWriter(Options{Width: 80, Profile: TrueColor})
				renderHTML(w, page)
				w.finish()
			}
		}
	})
	b.Run("w3m", func(b *testing.B) {
		b.SetBytes(totalSize(pages))
		for b.Loop() {
			for _, page := range pages {
				w3m(b, page)
			}
		}
	})
	b.Run("w3m once", func(b *testing.B) {
		all := strings.Join(pages, "\n<hr>\n")
		b.SetBytes(int64(len(all)))
		for b.Loop() {
			w3m(b, all)
		}
	})
}

// readByGoMessage reads every part of a message to its end; what the library
// cannot read it leaves.
func readByGoMessage(raw string) {
	e, err := gomessage.Read(strings.NewReader(raw))
	if e == nil || err != nil && !gomessage.IsUnknownCharset(err) && !gomessage.IsUnknownEncoding(err) {
		return
	}
	_ = e.Walk(func(_ []int, part *gomessage.Entity, err error) error {
		if part == nil || err != nil {
			return err
		}
		if part.MultipartReader() == nil {
			_, _ = io.Copy(io.Discard, part.Body)
		}
		return nil
	})
}
