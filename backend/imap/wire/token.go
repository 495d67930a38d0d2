package wire

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

var crlf = []byte("\r\n")

// maxDepth is how deep lists may nest; deeper ones are refused before anybody
// recurses into them.
const maxDepth = 60

// kind tells what a node is.
type kind uint8

const (
	atom kind = iota // NIL and numbers too
	text             // quoted or literal
	list
)

// node is one value of a response (RFC 9051 §4).
type node struct {
	kind kind
	text []byte
	list []node
}

// isNIL reports whether the value is not there.
func (n node) isNIL() bool { return n.kind == atom && bytes.EqualFold(n.text, []byte("NIL")) }

// isWord reports whether the value is w, in any case.
func isWord(n node, w string) bool { return strings.EqualFold(string(n.text), w) }

// nstring reports whether the value is a string or NIL.
func (n node) nstring() bool { return n.kind == text || n.isNIL() }

// number returns the value as a number of at most bits bits.
func (n node) number(bits int) (uint64, bool) {
	if n.kind != atom {
		return 0, false
	}
	v, err := strconv.ParseUint(string(n.text), 10, bits)
	return v, err == nil
}

// outcome is how parsing a value ended.
type outcome uint8

const (
	done  outcome = iota
	bad           // no value of IMAP
	short         // the value goes on beyond the bytes that are there
)

// parser reads values from a response whose literals stand in it as they came:
// "{3}", CRLF and three bytes.
type parser struct {
	b     []byte
	pos   int
	depth int
}

// spaces skips spaces; some servers send more than one.
func (p *parser) spaces() {
	for p.pos < len(p.b) && p.b[p.pos] == ' ' {
		p.pos++
	}
}

// peek returns the next byte, 0 at the end.
func (p *parser) peek() byte {
	if p.pos < len(p.b) {
		return p.b[p.pos]
	}
	return 0
}

// value reads one value after any spaces.
func (p *parser) value() (node, outcome) {
	p.spaces()
	if p.pos == len(p.b) {
		return node{}, short
	}
	switch p.b[p.pos] {
	case '(':
		return p.listValue()
	case '"':
		return p.quoted()
	case '{':
		return p.literal()
	default:
		return p.atomValue()
	}
}

func (p *parser) listValue() (node, outcome) {
	if p.depth++; p.depth > maxDepth {
		return node{}, bad
	}
	defer func() { p.depth-- }()
	p.pos++
	n := node{kind: list}
	for {
		p.spaces()
		if p.peek() == ')' {
			p.pos++
			return n, done
		}
		v, out := p.value()
		if out != done {
			return node{}, out
		}
		n.list = append(n.list, v)
	}
}

func (p *parser) quoted() (node, outcome) {
	n := node{kind: text, text: []byte{}}
	for i := p.pos + 1; i < len(p.b); i++ {
		switch c := p.b[i]; c {
		case '"':
			p.pos = i + 1
			return n, done
		case '\\':
			if i++; i == len(p.b) {
				return node{}, bad
			}
			n.text = append(n.text, p.b[i])
		case '\r', '\n', 0:
			return node{}, bad
		default:
			n.text = append(n.text, c)
		}
	}
	return node{}, bad // a quoted string never spans lines
}

func (p *parser) literal() (node, outcome) {
	end := bytes.IndexByte(p.b[p.pos:], '}')
	if end < 0 {
		return node{}, bad
	}
	size, err := strconv.ParseUint(string(p.b[p.pos+1:p.pos+end]), 10, 31)
	if err != nil {
		return node{}, bad
	}
	rest := p.b[p.pos+end+1:]
	if len(rest) == 0 {
		return node{}, short
	}
	if !bytes.HasPrefix(rest, crlf) {
		return node{}, bad
	}
	rest = rest[len(crlf):]
	if uint64(len(rest)) < size {
		return node{}, bad
	}
	p.pos += end + 1 + len(crlf) + int(size)
	return node{kind: text, text: rest[:size]}, done
}

func (p *parser) atomValue() (node, outcome) {
	start := p.pos
	for p.pos < len(p.b) && isValueChar(p.b[p.pos]) {
		p.pos++
	}
	if p.pos == start {
		return node{}, bad
	}
	return node{kind: atom, text: p.b[start:p.pos]}, done
}

// isValueChar is wider than ATOM-CHAR: flags, sets and sections pass too.
func isValueChar(c byte) bool {
	return c > ' ' && c != 0x7f && c != '(' && c != ')' && c != '"' && c != '{'
}

// isAtomChar tells the ATOM-CHAR of RFC 9051 §9 that the library accepts.
func isAtomChar(c byte) bool {
	switch c {
	case '(', ')', '{', ' ', '%', '*', '"', '\\', ']':
		return false
	default:
		return c > ' ' && c < 0x7f
	}
}

func isAtom(b []byte) bool {
	for _, c := range b {
		if !isAtomChar(c) {
			return false
		}
	}
	return len(b) > 0
}

// isNumberSet tells a sequence set without "*" (RFC 9051 §9 sequence-set).
func isNumberSet(b []byte) bool {
	for item := range bytes.SplitSeq(b, []byte(",")) {
		low, high, isRange := bytes.Cut(item, []byte(":"))
		if !isNumber(low) || isRange && !isNumber(high) {
			return false
		}
	}
	return true
}

// isNumber tells an nz-number, which has no leading zero.
func isNumber(b []byte) bool {
	_, err := strconv.ParseUint(string(b), 10, 32)
	return err == nil && b[0] != '0'
}

// appendNode writes a value in a form that the library reads.
func appendNode(b []byte, n node) []byte {
	switch n.kind {
	case list:
		b = append(b, '(')
		for i, v := range n.list {
			if i > 0 {
				b = append(b, ' ')
			}
			b = appendNode(b, v)
		}
		return append(b, ')')
	case text:
		return appendString(b, n.text)
	default:
		if n.isNIL() {
			return append(b, "NIL"...)
		}
		return append(b, n.text...)
	}
}

// appendString writes a string quoted, or as a literal if it has to be one.
func appendString(b, s []byte) []byte {
	if bytes.ContainsAny(s, "\r\n\x00") {
		b = fmt.Appendf(b, "{%d}\r\n", len(s))
		return append(b, s...)
	}
	b = append(b, '"')
	for _, c := range s {
		if c == '"' || c == '\\' {
			b = append(b, '\\')
		}
		b = append(b, c)
	}
	return append(b, '"')
}
