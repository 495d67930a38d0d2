package demo

import (
	"bytes"
	_ "embed" // for the newsletter
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"strings"
)

//go:embed newsletter.html
var newsletterHTML string

// drawing is a small picture of a gear.
func drawing() file {
	const size = 96
	img := image.NewPaletted(image.Rect(0, 0, size, size), color.Palette{
		color.White, color.RGBA{R: 0xb8, G: 0x86, B: 0x0b, A: 0xff},
	})
	for y := range size {
		for x := range size {
			dx, dy := x-size/2, y-size/2
			radius := dx*dx + dy*dy
			tooth := (x/8+y/8)%2 == 0
			if radius > 200 && (radius < 1300 || radius < 1900 && tooth) {
				img.SetColorIndex(x, y, 1)
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err) // writing into memory
	}
	return file{"gear 24 teeth.png", "image/png", b.Bytes()}
}

// plan is the smallest PDF that a viewer opens.
func plan() file {
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 100] /Contents 4 0 R " +
			"/Resources << /Font << /F 5 0 R >> >> >>",
		"<< /Length 48 >>\nstream\nBT /F 18 Tf 20 40 Td (Plan of the mill) Tj ET   \nendstream",
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
	}
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	offsets := make([]int, 0, len(objects))
	for i, object := range objects {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, offset := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
	return file{"plan.pdf", "application/pdf", b.Bytes()}
}

// table is a spreadsheet with a name that needs RFC 2231.
func table() file {
	var b strings.Builder
	b.WriteString("n;B(n)\n")
	for i, value := range []string{"1", "-1/2", "1/6", "0", "-1/30", "0", "1/42", "0", "-1/30"} {
		fmt.Fprintf(&b, "%d;%s\n", i, value)
	}
	return file{"Zahlen für Zürich.csv", "text/csv", []byte(b.String())}
}

// invitation is a meeting (RFC 5545).
func invitation() file {
	const text = `BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//demo.example//EN
METHOD:REQUEST
BEGIN:VEVENT
UID:mill-visit@demo.example
DTSTAMP:20261120T090000Z
DTSTART:20261130T100000Z
DTEND:20261130T120000Z
SUMMARY:Visit to the mill
LOCATION:Dorset Street 1
ORGANIZER;CN=Charles Babbage:mailto:charles@engine-works.example
ATTENDEE;CN=Ada Lovelace;RSVP=TRUE:mailto:ada@engine-works.example
END:VEVENT
END:VCALENDAR
`
	return file{"visit.ics", "text/calendar", []byte(strings.ReplaceAll(text, "\n", "\r\n"))}
}

// scan is a large attachment: bytes that do not compress, the same every time.
func scan() file {
	data := make([]byte, 600<<10)
	_, _ = rand.NewChaCha8([32]byte{'s', 'c', 'a', 'n'}).Read(data)
	return file{"scan.bin", "application/octet-stream", data}
}
