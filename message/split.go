package message

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/mailtui/mailtui/mail"
)

// visitor is told of the parts of a message, parents first.
type visitor interface {
	// visit may read the part's body, as it stands in the message. When it
	// says taken, the parts inside are not visited.
	visit(p mail.Part, body io.Reader) (taken bool, err error)
	// leave follows when the part is over: now its size is known.
	leave(number string, size int64)
	// head tells the header that an embedded message, or what a
	// multipart/signed signs, begins with.
	head(number string, header []byte)
	// loose tells the text of a multipart in which no part was found.
	loose(number string, text []byte)
}

var (
	errStop    = errors.New("nothing more is wanted")
	errTooMany = errors.New("too many parts")
)

const lineBuffer = 32 << 10 // a longer line comes in pieces

// splitter cuts a message into its MIME parts (RFC 2046 §5.1) while it is read.
// It holds a line, the header under way and a preamble, never a body. Parts
// without a header, without the empty line after it, without an end or with a
// boundary that no header tells are all found; nothing behind them is lost. Why
// go-message does not do it says the package comment.
type splitter struct {
	in     *bufio.Reader
	v      visitor
	bounds []string // delimiters of the multiparts that are open, outermost first
	back   []byte   // lines that were read as a header and are body
	read   int64    // bytes read
	parts  int
	cut    bool  // a limit was met
	err    error // of the reader

	mid     bool // the last line came in pieces and has not ended
	eol     int  // length of the last line's line break
	tail    int  // bytes read last that are not of the part: the delimiter, the line break before it
	delim   int  // bytes of the delimiter alone
	over    bool // a delimiter or the end of the message was met
	at      int  // the delimiter's index in bounds; -1: the end of the message
	closing bool // it was a close-delimiter
}

// split visits the parts of a message and returns its header. The error is the
// visitor's or the reader's; cut tells that a limit was met.
func split(r io.Reader, v visitor) (header []byte, cut bool, err error) {
	s := &splitter{in: bufio.NewReaderSize(r, lineBuffer), v: v}
	header = s.header()
	switch err = s.entity(header, place{kind: defaultType}); {
	case errors.Is(err, errStop):
		return header, s.cut, s.err
	case errors.Is(err, errTooMany):
		return header, true, s.err
	case err != nil:
		return header, s.cut, err
	}
	return header, s.cut, s.err
}

// place is where an entity stands in the tree.
type place struct {
	number string // its section number when it is part of a multipart, else ""
	prefix string // of the section numbers of what is inside of it
	depth  int
	kind   string // its media type when its header tells none
}

// child returns the place of the n-th part inside (RFC 9051 §6.4.5).
func (at place) child(n int, kind string) place {
	number := strconv.Itoa(n)
	if at.prefix != "" {
		number = at.prefix + "." + number
	}
	return place{number: number, prefix: number, depth: at.depth + 1, kind: kind}
}

// entity reads an entity whose header was read, up to a delimiter of one of the
// multiparts around it.
func (s *splitter) entity(header []byte, at place) error {
	if s.parts++; s.parts > MaxParts {
		return errTooMany
	}
	f := readPartFields(header, at.kind)
	f.part.Number = at.number
	multipart := strings.HasPrefix(f.part.Type, "multipart/")
	if !multipart && at.number == "" {
		f.part.Number = at.child(1, "").number // a message without parts is its part 1
	}
	// The multipart that an embedded message consists of has no number.
	if multipart && at.number == "" && at.prefix != "" {
		return s.inside(f, at)
	}
	start := s.read
	if s.over { // the header has read it, before what it gave back as body
		start -= int64(s.delim)
	}
	taken, err := s.v.visit(f.part, &bodyReader{s: s})
	switch {
	case err != nil:
		return err
	case taken:
		s.skip()
	default:
		err = s.inside(f, at)
	}
	s.v.leave(f.part.Number, max(s.read-start-int64(s.tail), 0))
	return err
}

// inside reads the parts of an entity, if it has any, and what is left of it.
func (s *splitter) inside(f partFields, at place) error {
	container := strings.HasPrefix(f.part.Type, "multipart/")
	embedded := isEmbedded(f.part)
	switch {
	case (container || embedded) && at.depth >= MaxDepth:
		s.cut = true
	case container:
		return s.multipart(f, at)
	case embedded:
		header := s.header()
		s.v.head(f.part.Number, header)
		return s.entity(header, place{prefix: f.part.Number, depth: at.depth + 1, kind: defaultType})
	}
	s.skip()
	return nil
}

// multipart reads the parts of a multipart.
func (s *splitter) multipart(f partFields, at place) error {
	level := len(s.bounds)
	s.bounds = append(s.bounds, "--"+f.boundary)
	defer func() { s.bounds = s.bounds[:level] }()
	preamble := s.preamble(level)
	kind := defaultType
	if f.part.Type == "multipart/digest" {
		kind = "message/rfc822" // RFC 2046 §5.1.5
	}
	n := 0
	for s.over && s.at == level {
		closing := s.closing
		s.over = false
		if closing {
			s.skip() // the epilogue; a delimiter in it begins a part all the same
			continue
		}
		n++
		header := s.header()
		if n == 1 && f.part.Type == "multipart/signed" {
			s.v.head(f.part.Number, header)
		}
		if err := s.entity(header, at.child(n, kind)); err != nil {
			return err
		}
	}
	if n == 0 && len(bytes.TrimSpace(preamble)) > 0 {
		s.v.loose(f.part.Number, preamble)
	}
	return nil
}

// preamble reads up to the first delimiter and returns the beginning of what it
// read. Without a boundary in the header the first line that looks like a
// delimiter is one.
func (s *splitter) preamble(level int) []byte {
	var text []byte
	for {
		line, ok := s.line()
		if !ok {
			return text
		}
		if s.bounds[level] == "--" {
			if bound := bytes.TrimRight(line, " \t\r\n"); len(bound) > 2 && bytes.HasPrefix(bound, []byte("--")) &&
				!bytes.ContainsAny(bound, " \t") {
				s.bounds[level] = string(bound)
				s.over, s.at, s.closing, s.tail, s.delim = true, level, false, len(line), len(line)
				return text
			}
		}
		if len(text)+len(line) <= MaxText {
			text = append(text, line...)
		}
	}
}

// header reads a header block up to the empty line or a delimiter. Lines at its
// end that are no fields are the body of a part whose empty line is missing.
func (s *splitter) header() []byte {
	var block, first []byte
	blank := 0
	for blank == 0 {
		inside := s.mid
		line, ok := s.line()
		if !ok {
			break
		}
		if first == nil {
			first = bytes.Clone(line)
		}
		if !inside && EndsHeader(line, first) {
			blank = len(line)
		}
		if blank == 0 && len(block)+len(line) > MaxHeader {
			s.cut = true
			continue
		}
		block = append(block, line...)
	}
	end := fieldsEnd(block)
	if end+blank < len(block) {
		s.back = block[end:]
		s.read -= int64(len(s.back))
	}
	return block[:end]
}

// line returns the next line with its line break, or a piece of a very long one.
// It reports false at a delimiter and at the end of the message.
func (s *splitter) line() ([]byte, bool) {
	if len(s.back) > 0 {
		line := s.back
		if i := bytes.IndexByte(line, '\n'); i >= 0 {
			line = line[:i+1]
		}
		s.back = s.back[len(line):]
		s.read += int64(len(line))
		return line, true
	}
	if s.over {
		return nil, false
	}
	line, err := s.in.ReadSlice('\n')
	if len(line) == 0 && err != nil {
		s.over, s.at, s.tail, s.delim = true, -1, 0, 0
		if !errors.Is(err, io.EOF) {
			s.err = err
		}
		return nil, false
	}
	s.read += int64(len(line))
	before := s.eol
	s.eol = len(line) - len(trimEOL(line))
	if !s.mid && s.delimiter(line) {
		s.tail, s.delim = before+len(line), len(line)
		return nil, false
	}
	s.mid = errors.Is(err, bufio.ErrBufferFull)
	return line, true
}

// lines returns what line does, or all lines at once that were read already and
// cannot be delimiters.
func (s *splitter) lines() ([]byte, bool) {
	if s.over || s.mid || len(s.back) > 0 {
		return s.line()
	}
	// Peeking at what is there does not fail.
	ready, _ := s.in.Peek(s.in.Buffered())
	if len(s.bounds) > 0 {
		if bytes.HasPrefix(ready, []byte("-")) {
			return s.line()
		}
		if i := bytes.Index(ready, []byte("\n-")); i >= 0 {
			ready = ready[:i+1]
		}
	}
	ready = ready[:bytes.LastIndexByte(ready, '\n')+1]
	if len(ready) == 0 {
		return s.line()
	}
	s.read += int64(len(ready))
	s.eol = len(ready) - len(trimEOL(ready))
	_, _ = s.in.Discard(len(ready)) // it is there
	return ready, true
}

// delimiter reports whether a line is a delimiter of an open multipart, the
// innermost first, and remembers which.
func (s *splitter) delimiter(line []byte) bool {
	if len(line) < 3 || line[0] != '-' || line[1] != '-' {
		return false
	}
	line = bytes.TrimRight(line, " \t\r\n")
	for i := len(s.bounds) - 1; i >= 0; i-- {
		bound := s.bounds[i]
		if len(bound) == 2 || !bytes.HasPrefix(line, []byte(bound)) {
			continue
		}
		rest, closing := bytes.CutPrefix(line[len(bound):], []byte("--"))
		// What follows behind white space is ignored (RFC 2046 §5.1.1).
		if len(rest) == 0 || isSpace(rest[0]) {
			s.over, s.at, s.closing = true, i, closing
			return true
		}
	}
	return false
}

// skip reads what is left up to a delimiter.
func (s *splitter) skip() {
	for {
		if _, ok := s.lines(); !ok {
			return
		}
	}
}

// bodyReader reads the body of the part under way. The line break before a
// delimiter belongs to the delimiter, so each is held back until the next line.
type bodyReader struct {
	s    *splitter
	eol  [2]byte // the line break that is held back
	held int     // bytes of it
	out  [2]byte // the line break before text
	left []byte  // of out
	text []byte  // of the lines under way, valid until the next ones are read
	done bool
}

func (b *bodyReader) Read(p []byte) (n int, err error) {
	for n < len(p) {
		if len(b.left)+len(b.text) == 0 {
			if b.done {
				break
			}
			b.next()
		}
		c := copy(p[n:], b.left)
		b.left = b.left[c:]
		n += c
		c = copy(p[n:], b.text)
		b.text = b.text[c:]
		n += c
	}
	if n == 0 && len(p) > 0 {
		return 0, io.EOF
	}
	return n, nil
}

// next reads a line, or some.
func (b *bodyReader) next() {
	line, ok := b.s.lines()
	if !ok {
		b.done = true
		if b.s.at >= 0 {
			b.held = 0
		}
	}
	b.left = b.out[:copy(b.out[:], b.eol[:b.held])]
	b.text = trimEOL(line)
	b.held = copy(b.eol[:], line[len(b.text):])
}

// trimEOL returns a line without its line break.
func trimEOL(line []byte) []byte {
	text := bytes.TrimSuffix(line, []byte("\n"))
	if len(text) < len(line) {
		text = bytes.TrimSuffix(text, []byte("\r"))
	}
	return text
}

// fieldsEnd returns where the fields of a header block end: behind the last
// line that is a field or continues one, with the empty line if that follows.
func fieldsEnd(block []byte) int {
	end, inField := 0, false
	for rest := block; len(rest) > 0; {
		line, next := cutLine(rest)
		if len(line) > 0 && isSpace(line[0]) {
			if inField {
				end = len(block) - len(next)
			}
		} else {
			_, _, inField = cutField(line)
			if inField {
				end = len(block) - len(next)
			}
		}
		rest = next
	}
	return end
}
