package message

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/mailtui/mailtui/mail"
)

// The attributes of a TNEF stream that matter ([MS-OXTNEF] §2.1.3.2). They are
// told apart by the lower half of their ids.
const (
	tnefSignature  = 0x223e9f78
	tnefMessage    = 1 // the level of the attributes of the message
	tnefAttachment = 2 // and of an attachment

	attAttachData     = 0x800f
	attAttachTitle    = 0x8010
	attAttachRendData = 0x9002 // the first one of an attachment
	attAttachment     = 0x9005 // its properties
	attOEMCodepage    = 0x9007
)

// The properties of an attachment that matter ([MS-OXPROPS]) and their types
// ([MS-OXCDATA] §2.11.1).
const (
	pidAttachData         = 0x3701
	pidAttachLongFilename = 0x3707

	ptypObject   = 0x000d
	ptypString8  = 0x001e
	ptypString   = 0x001f
	ptypBinary   = 0x0102
	ptypMultiple = 0x1000

	iidMessage = 0x00020307 // the first 4 of the 16 bytes before an object that is a message
)

// propSizes are the sizes of the types that have one; each takes a multiple of 4
// bytes.
var propSizes = map[uint16]uint32{
	0x0002: 2, 0x0003: 4, 0x0004: 4, 0x0005: 8, 0x0006: 8, 0x0007: 8, 0x000a: 4, 0x000b: 2, 0x0014: 8,
	0x0040: 8, 0x0048: 16,
}

// isTNEF reports whether a part is what Outlook packs attachments into.
func isTNEF(p mail.Part) bool {
	return p.Type == "application/ms-tnef" || p.Type == "application/vnd.ms-tnef" ||
		p.Type == "application/octet-stream" && strings.EqualFold(p.FileName.String(), "winmail.dat")
}

// unpackTNEF tells of the attachments in a TNEF stream, as far as it goes. It
// reports false when there is more in it: a message, or what cannot be read.
func unpackTNEF(r io.Reader, files files) (all bool, err error) {
	d := tnefReader{files: files, all: true}
	in := bufio.NewReader(r)
	signature, _ := d.number(in, 4)
	if _, ok := d.number(in, 2); !ok || signature != tnefSignature {
		return false, d.err
	}
	for !d.over {
		d.attribute(in)
	}
	if d.file != nil && d.err == nil {
		d.err = files.end()
	}
	return d.all, d.err
}

// tnefReader reads the attributes one after the other and holds none of them.
type tnefReader struct {
	files   files
	charset string
	file    io.Writer // of the attachment under way
	named   bool      // its long name was told
	filled  bool      // its content was copied
	all     bool      // nothing was passed over
	over    bool      // nothing more can be read
	err     error
	buf     [4]byte
}

// check notes an error of the reader or the writer. The end of the input is none.
func (d *tnefReader) check(err error) (ok bool) {
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		d.err, d.over = err, true
	}
	return err == nil
}

// number reads a number of up to 4 bytes, or reports that there is none.
func (d *tnefReader) number(in io.Reader, size int) (n uint32, ok bool) {
	clear(d.buf[:])
	_, err := io.ReadFull(in, d.buf[:size])
	return binary.LittleEndian.Uint32(d.buf[:]), d.check(err)
}

// copy copies what is left of in.
func (d *tnefReader) copy(w io.Writer, in io.Reader) {
	_, err := io.Copy(w, in)
	d.check(err)
}

// content copies the content of the attachment under way: an attribute holds it,
// or a property.
func (d *tnefReader) content(in io.Reader) {
	if !d.filled {
		d.filled = true
		d.copy(d.file, in)
	}
}

// attribute reads an attribute: level, id, length, data and checksum.
func (d *tnefReader) attribute(in *bufio.Reader) {
	level, err := in.ReadByte()
	if !d.check(err) || level != tnefMessage && level != tnefAttachment {
		d.over = true
		return
	}
	id, _ := d.number(in, 4)
	size, ok := d.number(in, 4)
	name := uint16(id) //nolint:gosec // the upper half is the type
	if ok && level == tnefAttachment && (d.file == nil || name == attAttachRendData) {
		ok = d.next()
	}
	if !ok {
		d.over, d.all = true, false
		return
	}
	data := &io.LimitedReader{R: in, N: int64(size)}
	switch {
	case name == attOEMCodepage:
		page, _ := d.number(data, 4)
		d.charset = "cp" + strconv.Itoa(int(page))
	case level == tnefMessage:
	case name == attAttachTitle:
		if name := d.name(data, false); !d.named {
			d.files.rename(name)
		}
	case name == attAttachData:
		d.content(data)
	case name == attAttachment:
		d.properties(data)
	}
	d.copy(io.Discard, data)
	if _, ok := d.number(in, 2); !ok {
		d.over, d.all = true, false
	}
}

// next ends the attachment under way and begins another, if one is wanted.
func (d *tnefReader) next() bool {
	if d.file != nil {
		d.file = nil
		if !d.check(d.files.end()) {
			return false
		}
	}
	d.named, d.filled = false, false
	d.file = d.files.begin("")
	return d.file != nil
}

// maxName is how much is read of the name of a file.
const maxName = 1024

// name reads a name up to its NUL.
func (d *tnefReader) name(in io.Reader, utf16 bool) string {
	b, err := io.ReadAll(io.LimitReader(in, maxName))
	d.check(err)
	charset := d.charset
	if utf16 {
		charset = "utf-16le"
	}
	name, _, _ := strings.Cut(toUTF8(charset, b), "\x00")
	return name
}

// properties reads the properties of an attachment ([MS-OXTNEF] §2.1.3.4): its
// long name and, when no attribute holds it, its content. That of a message is
// TNEF again, which is not read.
func (d *tnefReader) properties(in *io.LimitedReader) {
	n, ok := d.number(in, 4)
	for ; ok && n > 0; n-- {
		ok = d.property(in)
	}
}

// property reads a property, or reports that there is none. What counts and
// lengths say need not be there: it ends at the first byte that is not.
func (d *tnefReader) property(in *io.LimitedReader) (ok bool) {
	head, ok := d.number(in, 4)
	kind, id := uint16(head), uint16(head>>16) //nolint:gosec // its halves
	if id >= 0x8000 {
		d.skipPropertyName(in)
	}
	fixed, known := propSizes[kind&^ptypMultiple]
	count := uint32(1)
	if ok && (!known || kind&ptypMultiple != 0) {
		count, ok = d.number(in, 4)
	}
	for ; ok && count > 0; count-- {
		size := fixed
		if !known {
			if size, ok = d.number(in, 4); !ok {
				break
			}
		}
		value := &io.LimitedReader{R: in, N: int64(size)}
		switch {
		case id == pidAttachLongFilename && kind&^1 == ptypString8:
			d.files.rename(d.name(value, kind == ptypString))
			d.named = true
		case id == pidAttachData && kind == ptypObject:
			iid, _ := d.number(value, 4)
			d.copy(io.Discard, io.LimitReader(value, 12))
			d.all = d.all && iid != iidMessage
			d.content(value)
		case id == pidAttachData && kind == ptypBinary:
			d.content(value)
		}
		value.N += -int64(size) & 3
		d.copy(io.Discard, value)
		ok = value.N == 0 && !d.over
	}
	return ok
}

// skipPropertyName reads over the name of a named property: a GUID, and a number
// or a text.
func (d *tnefReader) skipPropertyName(in io.Reader) {
	d.copy(io.Discard, io.LimitReader(in, 16))
	size := uint32(4)
	if kind, _ := d.number(in, 4); kind != 0 {
		size, _ = d.number(in, 4)
	}
	d.copy(io.Discard, io.LimitReader(in, int64(size)+-int64(size)&3))
}
