package wire

import (
	"bytes"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// internalDate is the form of an INTERNALDATE (RFC 9051 §9 date-time).
const internalDate = "_2-Jan-2006 15:04:05 -0700"

// fetchResponse is a FETCH (RFC 9051 §7.5.2) on its way through the filter.
type fetchResponse struct {
	num  uint64
	line []byte // what is left of the line that is being read

	opened bool   // its beginning was passed on
	hasUID bool   // and its UID
	held   []byte // items that came before the UID: the library wants it first
	items  int
}

// fetchItems passes on items until one with a literal, or to the end.
func (f *filter) fetchItems() error {
	r := f.fetch
	if r.line == nil { // a literal was passed on; the response goes on after it
		if err := f.nextLine(); err != nil {
			return err
		}
	}
	for f.literal == 0 {
		r.line = bytes.TrimLeft(r.line, " ")
		if len(r.line) == 0 || r.line[0] == ')' {
			f.closeFetch()
			return nil
		}
		ok, err := f.fetchItem()
		if err != nil {
			return err
		}
		if !ok { // what follows cannot be told apart: keep what came before
			rest := r.line
			f.closeFetch()
			return f.skip(rest)
		}
	}
	return nil
}

// fetchItem passes on one item. It returns false when it makes no sense.
func (f *filter) fetchItem() (bool, error) {
	r := f.fetch
	end := bytes.IndexAny(r.line, " ([")
	if end <= 0 {
		return false, nil
	}
	name := strings.ToUpper(string(r.line[:end]))
	if r.line[end] == '[' {
		return f.section(name, end)
	}
	v, ok, err := f.fetchValue(end)
	if !ok || err != nil {
		return ok, err
	}
	if name == "UID" {
		f.uid(v)
	} else if item := cleanItem(name, v); item != nil {
		f.item(item)
	}
	return true, nil
}

// uid passes on the UID, and what was held for it.
func (f *filter) uid(v node) {
	r := f.fetch
	uid, ok := v.number(32)
	if !ok || uid == 0 || r.hasUID {
		return
	}
	r.hasUID = true
	f.item(strconv.AppendUint([]byte("UID "), uid, 10))
	if len(r.held) > 0 {
		f.item(r.held)
		r.held = nil
	}
}

// cleanItem writes an item anew; nil: it is unknown or makes no sense.
func cleanItem(name string, v node) []byte {
	switch name {
	case "FLAGS":
		if v.kind == list {
			return appendFlags([]byte("FLAGS "), v)
		}
	case "INTERNALDATE":
		if _, err := time.Parse(internalDate, string(v.text)); err == nil && v.kind == text {
			return appendString([]byte("INTERNALDATE "), v.text)
		}
	case "RFC822.SIZE":
		if size, ok := v.number(63); ok {
			return strconv.AppendUint([]byte("RFC822.SIZE "), size, 10)
		}
	case "MODSEQ":
		if v.kind == list && len(v.list) == 1 {
			if seq, ok := v.list[0].number(63); ok {
				return append(strconv.AppendUint([]byte("MODSEQ ("), seq, 10), ')')
			}
		}
	case "BODYSTRUCTURE":
		if validBody(v) {
			return appendNode([]byte("BODYSTRUCTURE "), v)
		}
	}
	return nil
}

// item passes an item on, or holds it until the UID is known.
func (f *filter) item(b []byte) {
	r := f.fetch
	if !r.hasUID {
		if len(r.held) > 0 {
			r.held = append(r.held, ' ')
		}
		r.held = append(r.held, b...)
		return
	}
	f.openFetch()
	if r.items++; r.items > 1 {
		f.out = append(f.out, ' ')
	}
	f.out = append(f.out, b...)
}

func (f *filter) openFetch() {
	if !f.fetch.opened {
		f.fetch.opened = true
		f.out = strconv.AppendUint(append(f.out, "* "...), f.fetch.num, 10)
		f.out = append(f.out, " FETCH ("...)
	}
}

func (f *filter) closeFetch() {
	r := f.fetch
	f.fetch = nil
	if len(r.held) > 0 { // it has no UID at all
		f.fetch = r
		r.hasUID = true
		f.item(r.held)
		f.fetch = nil
	}
	if r.opened {
		f.out = append(f.out, ")\r\n"...)
	}
}

// fetchValue reads the value at r.line[at:], with the literals in it.
func (f *filter) fetchValue(at int) (node, bool, error) {
	r := f.fetch
	for {
		p := parser{b: r.line, pos: at}
		v, out := p.value()
		switch out {
		case done:
			r.line = r.line[p.pos:]
			return v, true, nil
		case bad:
			return node{}, false, nil
		case short:
		}
		size, ok := literalAtEnd(r.line)
		if !ok {
			return node{}, false, nil
		}
		if size > maxBuffered { // of an item that nobody asked for
			return node{}, false, nil
		}
		more, err := f.extend(r.line)
		if err != nil {
			return node{}, false, err
		}
		r.line = more
	}
}

// sectionSpec is what may stand between the brackets, before header fields.
var sectionSpec = regexp.MustCompile(
	`^(\d{1,9}(\.\d{1,9}){0,60})?\.?(|HEADER|TEXT|MIME|HEADER\.FIELDS|HEADER\.FIELDS\.NOT)$`)

// section passes on BODY[…]. open is where its bracket opens.
func (f *filter) section(name string, open int) (bool, error) {
	r := f.fetch
	p := parser{b: r.line, pos: open + 1}
	item, ok := f.sectionItem(name, &p)
	if !ok {
		return false, nil
	}
	p.spaces()
	size, isLiteral := literalAtEnd(r.line)
	if !isLiteral || p.pos != bytes.LastIndexByte(r.line, '{') {
		v, out := p.value()
		if out != done || !v.nstring() {
			return false, nil
		}
		r.line = r.line[p.pos:]
		if name == "BODY" {
			f.item(appendNode(append(item, ' '), v))
		}
		return true, nil
	}
	if size > MaxLiteral {
		return false, tooLarge()
	}
	r.line = nil
	if name != "BODY" {
		return true, f.passOver(size)
	}
	item = append(strconv.AppendInt(append(item, " {"...), size, 10), "}\r\n"...)
	if !r.hasUID && size <= maxBuffered {
		return true, f.holdLiteral(item, size)
	}
	r.hasUID = true // or never: then the library drops it and it is asked for again
	if len(r.held) > 0 {
		held := r.held
		r.held = nil
		f.item(held)
	}
	f.item(item)
	if size == 0 {
		return true, f.nextLine()
	}
	f.literal = size
	return true, nil
}

// sectionItem writes the item's name anew. All answers to one FETCH have the
// same, often with a long list of fields, so that it is kept.
func (f *filter) sectionItem(name string, p *parser) ([]byte, bool) {
	if len(f.sectionRaw) > 0 && name == "BODY" && bytes.HasPrefix(p.b[p.pos:], f.sectionRaw) {
		p.pos += len(f.sectionRaw)
		return append([]byte(nil), f.sectionClean...), true
	}
	start := p.pos
	item, ok := appendSection([]byte(name+"["), p)
	if ok && name == "BODY" && p.peek() == ' ' { // the space ends it: no longer name begins like it
		f.sectionRaw = append(f.sectionRaw[:0], p.b[start:p.pos+1]...)
		f.sectionClean = append(f.sectionClean[:0], item...)
	}
	return item, ok
}

// appendSection writes the section's name anew, up to what follows it.
func appendSection(b []byte, p *parser) ([]byte, bool) {
	start := p.pos
	for p.pos < len(p.b) && p.b[p.pos] != ']' && p.b[p.pos] != ' ' {
		p.pos++
	}
	spec := bytes.ToUpper(p.b[start:p.pos])
	if !sectionSpec.Match(spec) {
		return nil, false
	}
	b = append(b, spec...)
	if bytes.Contains(spec, []byte("FIELDS")) {
		fields, out := p.value()
		if out != done || fields.kind != list || len(fields.list) == 0 {
			return nil, false
		}
		b = append(b, " ("...)
		for i, name := range fields.list {
			if name.kind == list {
				return nil, false
			}
			if i > 0 {
				b = append(b, ' ')
			}
			b = appendString(b, name.text)
		}
		b = append(b, ')')
	}
	if p.peek() != ']' {
		return nil, false
	}
	p.pos++
	b = append(b, ']')
	if p.peek() == '<' {
		end := bytes.IndexByte(p.b[p.pos:], '>')
		if end < 0 || !isOffset(p.b[p.pos+1:p.pos+end]) {
			return nil, false
		}
		b = append(b, p.b[p.pos:p.pos+end+1]...)
		p.pos += end + 1
	}
	return b, true
}

func isOffset(b []byte) bool {
	_, err := strconv.ParseUint(string(b), 10, 32)
	return err == nil
}

// holdLiteral keeps a small section until the UID is known.
func (f *filter) holdLiteral(item []byte, size int64) error {
	start := len(item)
	item = append(item, make([]byte, size)...) // bounded by maxBuffered
	if _, err := io.ReadFull(f.br, item[start:]); err != nil {
		return cut(err)
	}
	f.item(item)
	return f.nextLine()
}

// passOver leaves out a section of a kind that the library does not know.
func (f *filter) passOver(size int64) error {
	if _, err := io.CopyN(io.Discard, f.br, size); err != nil {
		return cut(err)
	}
	return f.nextLine()
}

// nextLine reads the line after a literal.
func (f *filter) nextLine() error {
	line, err := f.line(maxLine)
	f.fetch.line = line
	return cut(err)
}
