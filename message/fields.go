package message

import "bytes"

// eachField calls visit with the name and the unfolded value of every field of
// a header block, in order, up to [MaxFields]. It ends at the empty line. A line
// that is no field is passed over: go-message refuses the whole block for one.
// The slices are only valid during the call.
func eachField(block []byte, visit func(name, value []byte)) {
	var scratch []byte
	for n := 0; n < MaxFields && len(block) > 0; {
		line, rest := cutLine(block)
		if len(line) == 0 {
			return
		}
		block = rest
		name, value, ok := cutField(line)
		if !ok {
			continue
		}
		folded := false
		for len(block) > 0 && isSpace(block[0]) {
			line, rest = cutLine(block)
			if !folded {
				scratch = append(scratch[:0], value...)
				folded = true
			}
			// Only the line break is taken out (RFC 5322 §2.2.3).
			scratch = append(scratch, line...)
			block = rest
		}
		if folded {
			value = scratch
		}
		visit(name, bytes.TrimSpace(value))
		n++
	}
}

// cutLine returns the first line of b without its line break, and the rest.
func cutLine(b []byte) (line, rest []byte) {
	i := bytes.IndexByte(b, '\n')
	if i < 0 {
		return trimCR(b), nil
	}
	return trimCR(b[:i]), b[i+1:]
}

func trimCR(b []byte) []byte {
	for len(b) > 0 && b[len(b)-1] == '\r' {
		b = b[:len(b)-1]
	}
	return b
}

// cutField splits a line at its first colon and reports whether what is before
// it can be a field name. Space around the name is tolerated: it is a fold that
// lost its first line, or a sender's habit ("Subject : x").
func cutField(line []byte) (name, value []byte, ok bool) {
	i := bytes.IndexByte(line, ':')
	if i <= 0 {
		return nil, nil, false
	}
	name = bytes.TrimSpace(line[:i])
	if len(name) == 0 {
		return nil, nil, false
	}
	for _, c := range name {
		if c <= ' ' || c >= 0x7f {
			return nil, nil, false
		}
	}
	return name, line[i+1:], true
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' }

// equalFold reports whether a field name is the given one, which is lower case.
func equalFold(name []byte, lower string) bool {
	if len(name) != len(lower) {
		return false
	}
	for i, c := range name {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != lower[i] {
			return false
		}
	}
	return true
}
