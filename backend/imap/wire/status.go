package wire

import (
	"bytes"
	"hash/fnv"
	"strconv"
	"strings"
)

// statusLine splits "OK [CODE args] words" (RFC 9051 §7.1); code is without
// its brackets.
func statusLine(b []byte) (status string, code, words []byte, ok bool) {
	first, rest, _ := bytes.Cut(b, []byte(" "))
	status = strings.ToUpper(string(first))
	switch status {
	case "OK", "NO", "BAD", "BYE", "PREAUTH":
	default:
		return "", nil, nil, false
	}
	rest = bytes.TrimLeft(rest, " ")
	if len(rest) > 0 && rest[0] == '[' {
		if end := codeEnd(rest); end > 0 {
			return status, rest[1:end], bytes.TrimLeft(rest[end+1:], " "), true
		}
	}
	return status, nil, rest, true
}

// codeEnd returns where the bracket of a response code closes: not the one inside
// of quotes, nor that of a flag in a list.
func codeEnd(b []byte) int {
	quoted, depth := false, 0
	for i, c := range b {
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == ']' && depth == 0:
			return i
		}
	}
	return bytes.IndexByte(b, ']')
}

// appendStatus writes a status line anew. Of a code that the library looks
// into, only well-formed arguments pass; of any other only its name.
func appendStatus(b []byte, status string, code, words []byte) []byte {
	b = append(b, status...)
	b = append(b, ' ')
	if code = cleanCode(code); len(code) > 0 {
		b = append(b, '[')
		b = append(b, code...)
		b = append(b, "] "...)
	}
	words = bytes.ReplaceAll(clip(words), []byte("\r"), nil)
	words = bytes.TrimLeft(words, " [") // a bracket would be taken for a code
	return append(append(b, words...), crlf...)
}

func cleanCode(code []byte) []byte {
	first, args, _ := bytes.Cut(code, []byte(" "))
	name := strings.ToUpper(string(first))
	args = bytes.TrimSpace(args)
	switch name {
	case "CAPABILITY":
		return append([]byte(name), cleanCapabilities(args)...)
	case "PERMANENTFLAGS":
		p := parser{b: args}
		if flags, out := p.value(); out == done {
			return appendFlags([]byte("PERMANENTFLAGS "), flags)
		}
		return nil
	case "UIDVALIDITY":
		if v, ok := uidValidity(args); ok {
			return strconv.AppendUint([]byte("UIDVALIDITY "), uint64(v), 10)
		}
		return nil
	case "UIDNEXT":
		return cleanNumber(name, args, 32)
	case "HIGHESTMODSEQ":
		return cleanNumber(name, args, 63)
	case "APPENDUID":
		return cleanSets(name, args, 2)
	case "COPYUID":
		return cleanSets(name, args, 3)
	default:
		if isAtom(first) {
			return []byte(name)
		}
		return nil
	}
}

func cleanNumber(name string, arg []byte, bits int) []byte {
	v, err := strconv.ParseUint(string(arg), 10, bits)
	if err != nil {
		return nil
	}
	return strconv.AppendUint([]byte(name+" "), v, 10)
}

// cleanSets passes count sets of numbers, the first of them a single number.
func cleanSets(name string, args []byte, count int) []byte {
	sets := bytes.Fields(args)
	if len(sets) != count || !isNumber(sets[0]) {
		return nil
	}
	for _, set := range sets {
		if !isNumberSet(set) {
			return nil
		}
	}
	return append([]byte(name+" "), bytes.Join(sets, []byte(" "))...)
}

// uidValidity returns the number of 32 bits that a UIDVALIDITY is. Longer ones
// occur in the wild (1666390893380); they are folded, equal ones to equal ones.
func uidValidity(b []byte) (uint32, bool) {
	if len(b) == 0 || bytes.ContainsFunc(b, func(r rune) bool { return r < '0' || r > '9' }) {
		return 0, false
	}
	if v, err := strconv.ParseUint(string(b), 10, 32); err == nil {
		return uint32(v), true
	}
	h := fnv.New32a()
	_, _ = h.Write(b) // a hash takes everything
	return max(h.Sum32(), 1), true
}

// cleanCapabilities returns the capabilities that may be told to the library,
// each after a space.
func cleanCapabilities(args []byte) []byte {
	var b []byte
	for name := range strings.FieldsSeq(string(args)) {
		if visible(name) {
			b = append(append(b, ' '), name...)
		}
	}
	return b
}

// visible reports whether the library may see a capability: with these two it
// would choose another encoding for mailbox names.
func visible(name string) bool {
	return isAtom([]byte(name)) &&
		!strings.EqualFold(name, "IMAP4rev2") && !strings.HasPrefix(strings.ToUpper(name), "UTF8=")
}

// appendFlags writes the flags of a list that are flags, each once.
func appendFlags(b []byte, flags node) []byte {
	b = append(b, '(')
	n := 0
	for _, v := range flags.list {
		if v.kind != atom || !isFlag(v.text) {
			continue
		}
		if n++; n > 1 {
			b = append(b, ' ')
		}
		b = append(b, v.text...)
	}
	return append(b, ')')
}

func isFlag(b []byte) bool {
	return string(b) == `\*` || isAtom(bytes.TrimPrefix(b, []byte(`\`)))
}
