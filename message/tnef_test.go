package message

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf16"
)

// tnef writes a TNEF stream.
type tnef struct{ bytes.Buffer }

func newTNEF() *tnef {
	b := &tnef{}
	b.number(4, tnefSignature)
	b.number(2, 1)
	return b
}

func (b *tnef) number(size int, n uint32) { b.Write(binary.LittleEndian.AppendUint32(nil, n)[:size]) }

func (b *tnef) attribute(level uint32, id uint16, data []byte) *tnef {
	b.number(1, level)
	b.number(4, 0x00060000|uint32(id))
	b.number(4, uint32(len(data)))
	b.Write(data)
	sum := uint32(0)
	for _, c := range data {
		sum += uint32(c)
	}
	b.number(2, sum&0xffff)
	return b
}

// file writes an attachment as Outlook does: its short name, its content, its
// properties.
func (b *tnef) file(short, content string, properties ...[]byte) *tnef {
	b.attribute(2, attAttachRendData, make([]byte, 14))
	b.attribute(2, attAttachTitle, append([]byte(short), 0))
	b.attribute(2, attAttachData, []byte(content))
	return b.properties(properties...)
}

func (b *tnef) properties(list ...[]byte) *tnef {
	data := binary.LittleEndian.AppendUint32(nil, uint32(len(list)))
	return b.attribute(2, attAttachment, append(data, bytes.Join(list, nil)...))
}

// property writes one value of a type without a size.
func property(id, kind uint16, value []byte) []byte {
	b := binary.LittleEndian.AppendUint16(nil, kind)
	b = binary.LittleEndian.AppendUint16(b, id)
	b = binary.LittleEndian.AppendUint32(b, 1)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(value)))
	b = append(b, value...)
	return append(b, make([]byte, -len(value)&3)...)
}

// number32 writes a property that is a number.
func number32(id uint16, n uint32) []byte {
	b := binary.LittleEndian.AppendUint16(nil, 3)
	b = binary.LittleEndian.AppendUint16(b, id)
	return binary.LittleEndian.AppendUint32(b, n)
}

// named writes a named property, whose name is a text.
func named(name string) []byte {
	b := binary.LittleEndian.AppendUint16(nil, 2)
	b = binary.LittleEndian.AppendUint16(b, 0x8001)
	b = append(b, make([]byte, 16)...)
	b = binary.LittleEndian.AppendUint32(b, 1)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(name)))
	b = append(b, name...)
	b = append(b, make([]byte, -len(name)&3)...)
	return append(b, 1, 0, 0, 0)
}

func wide(s string) []byte {
	var b []byte
	for _, c := range utf16.Encode([]rune(s + "\x00")) {
		b = binary.LittleEndian.AppendUint16(b, c)
	}
	return b
}

func TestUnpackTNEF(t *testing.T) {
	t.Parallel()
	long := property(pidAttachLongFilename, ptypString8, []byte("a long name.txt\x00"))
	tests := []struct {
		name, in string
		all      bool
		want     string
	}{
		{"nothing", "", false, "[]"},
		{"something else", "PK\x03\x04 and so on", false, "[]"},
		{"empty", newTNEF().String(), true, "[]"},
		{"a message alone", newTNEF().attribute(1, 0x800c, []byte("body")).String(), true, "[]"},
		{"a file", newTNEF().file("A.TXT", "hello").String(), true, "[A.TXT=hello]"},
		{"two files", newTNEF().file("A", "one").file("B", "two").String(), true, "[A=one B=two]"},
		{"a long name", newTNEF().file("ALONG~1.TXT", "x", number32(0x3705, 1), long).String(), true, "[a long name.txt=x]"},
		{
			"a long name before the short one",
			newTNEF().attribute(2, attAttachRendData, nil).properties(long).attribute(2, attAttachTitle, []byte("A\x00")).String(),
			true, "[a long name.txt=]",
		},
		{
			"a wide name", newTNEF().file("A", "x", named("odd"), property(pidAttachLongFilename, ptypString, wide("grün.txt"))).String(),
			true, "[grün.txt=x]",
		},
		{
			"a name in a code page", newTNEF().attribute(1, attOEMCodepage, []byte{0xe3, 4, 0, 0}).file("\xef.txt", "x").String(),
			true, "[п.txt=x]",
		},
		{
			"content in a property", newTNEF().attribute(2, attAttachRendData, nil).
				properties(property(pidAttachData, ptypBinary, []byte("hello")), long).String(),
			true, "[a long name.txt=hello]",
		},
		{
			"content twice", newTNEF().file("A", "x", property(pidAttachData, ptypBinary, []byte("y"))).String(), true, "[A=x]",
		},
		{
			"a message in it", newTNEF().attribute(2, attAttachRendData, nil).
				properties(property(pidAttachData, ptypObject, append([]byte{7, 3, 2, 0, 11: 0, 15: 0}, "tnef"...))).String(),
			false, "[=tnef]",
		},
		{"no beginning of a file", newTNEF().attribute(2, attAttachData, []byte("x")).String(), true, "[=x]"},
		{"garbage behind it", newTNEF().file("A", "x").String() + "\r\n\r\n", true, "[A=x]"},
		{"cut off in a file", strings.TrimSuffix(newTNEF().attribute(2, attAttachData, []byte("hello")).String(), "lo\x14\x02"), false, "[=hel]"},
		{"cut off in a number", newTNEF().file("A", "x").String() + "\x02\x10", false, "[A=x]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var u unpacked
			all, err := unpackTNEF(strings.NewReader(tt.in), &u)
			if err != nil || all != tt.all || fmt.Sprint(u.found) != tt.want {
				t.Errorf("%v, %v, %q, want %v, %q", err, all, u.found, tt.all, tt.want)
			}
		})
	}
}

// TestTNEFLies: lengths and counts that are not true end with the input.
func TestTNEFLies(t *testing.T) {
	t.Parallel()
	huge := func(kind uint16) []byte {
		b := binary.LittleEndian.AppendUint16(nil, kind)
		b = binary.LittleEndian.AppendUint16(b, 0x3705)
		return binary.LittleEndian.AppendUint32(b, 1<<32-1)
	}
	for kind := range uint16(0x2000) {
		b := newTNEF().attribute(2, attAttachRendData, nil).properties(huge(kind), huge(kind), huge(kind))
		b.number(1, 2)
		b.number(4, uint32(attAttachData))
		b.number(4, 1<<32-1)
		b.WriteString("rest")
		var u unpacked
		if all, err := unpackTNEF(b, &u); err != nil || all || len(u.found) != 1 || u.found[0] != "=rest" {
			t.Fatalf("type %#x: %v, %v, %q", kind, all, err, u.found)
		}
	}
}

// TestTNEFAttachment: the files in winmail.dat stand for it, unless there is more
// in it.
func TestTNEFAttachment(t *testing.T) {
	t.Parallel()
	message := property(pidAttachData, ptypObject, append([]byte{7, 3, 2, 0, 11: 0, 15: 0}, "tnef"...))
	tests := []struct {
		name, fields string
		in           *tnef
		want         string
	}{
		{"files", "Content-Type: application/ms-tnef; name=winmail.dat", newTNEF().file("A.PDF", pdf).file("", png), "2#1 A.PDF application/pdf, 2#2 attachment.png image/png"},
		{"by its name", "Content-Type: application/octet-stream; name=WINMAIL.DAT", newTNEF().file("A.PDF", pdf), "2#1 A.PDF application/pdf"},
		{"no file", "Content-Type: application/ms-tnef; name=winmail.dat", newTNEF(), "2 winmail.dat application/ms-tnef"},
		{
			"a message", "Content-Type: application/ms-tnef; name=winmail.dat",
			newTNEF().file("A.PDF", pdf).attribute(2, attAttachRendData, nil).properties(message),
			"2 winmail.dat application/ms-tnef, 2#1 A.PDF application/pdf, 2#2 attachment.txt text/plain",
		},
		{
			"a message of Outlook", "Content-Type: application/ms-tnef; name=winmail.dat",
			newTNEF().file("A.PDF", pdf).attribute(2, attAttachRendData, nil).attribute(2, attAttachTitle, []byte("Re: plan\x00")).
				properties(property(pidAttachData, ptypObject, append([]byte{7, 3, 2, 0, 11: 0, 15: 0}, newTNEF().String()...))),
			"2 winmail.dat application/ms-tnef, 2#1 A.PDF application/pdf, 2#2 Re_ plan application/ms-tnef (Outlook)",
		},
		{"no TNEF", "Content-Type: application/ms-tnef; name=winmail.dat", &tnef{}, "2 winmail.dat application/ms-tnef"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			raw := attach(tt.fields, tt.in.String())
			var got []string
			for _, a := range parse(t, raw).Attachments() {
				what := fmt.Sprint(a.Part.Number, " ", a.Name, " ", a.Type)
				if a.IsOutlookMessage() {
					what += " (Outlook)"
				}
				got = append(got, what)
				var b bytes.Buffer
				if err := extractOne(bytes.NewReader(raw), a.Part.Number, &b); err != nil || int64(b.Len()) != a.Size {
					t.Errorf("%s: %v, %d bytes of %d", a.Part.Number, err, b.Len(), a.Size)
				}
			}
			if strings.Join(got, ", ") != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// FuzzUnpackTNEF: no more comes out than went in, and what is listed is what is
// extracted.
func FuzzUnpackTNEF(f *testing.F) {
	f.Add(newTNEF().file("A.TXT", "hello", property(pidAttachLongFilename, ptypString8, []byte("a.txt\x00"))).Bytes())
	f.Add(newTNEF().attribute(1, attOEMCodepage, []byte{0xe3, 4, 0, 0}).file("\xef", "x", number32(1, 2), named("a")).Bytes())
	f.Add(newTNEF().properties(property(pidAttachData, ptypObject, make([]byte, 20)), property(1, 0x1002, nil)).Bytes())
	f.Fuzz(func(t *testing.T, in []byte) {
		var u unpacked
		if _, err := unpackTNEF(bytes.NewReader(in), &u); err != nil {
			t.Fatal(err)
		}
		for i, file := range u.found {
			var b bytes.Buffer
			p := pickInto(&b, i+1)
			if _, err := unpackTNEF(bytes.NewReader(in), p); !errors.Is(err, errStop) {
				t.Fatalf("file %d: %v", i+1, err)
			}
			if !strings.HasSuffix(file, "="+b.String()) || b.Len() > len(in) {
				t.Fatalf("file %d: %q, listed %q", i+1, b.String(), file)
			}
		}
		if len(u.found) > len(in)/11 {
			t.Fatalf("%d files in %d bytes", len(u.found), len(in))
		}
		_, _ = unpackTNEF(io.MultiReader(bytes.NewReader(in), strings.NewReader("more")), &unpacked{})
	})
}
