package wire

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"
)

// untagged passes on a response that begins with "* ", if the library knows it.
func (f *filter) untagged(rest []byte) error {
	first, args, _ := bytes.Cut(rest, []byte(" "))
	if num, err := strconv.ParseUint(string(first), 10, 32); err == nil {
		return f.numbered(num, args)
	}
	word := strings.ToUpper(string(first))
	switch word {
	case "OK", "NO", "BAD", "BYE", "PREAUTH", "CAPABILITY", "SEARCH", "FLAGS", "LIST", "STATUS", "ESEARCH":
		f.note(rest)
	}
	switch word {
	case "OK", "NO", "BAD", "BYE", "PREAUTH":
		status, code, words, _ := statusLine(rest)
		if status == "BYE" {
			f.cmds.farewell(words)
		}
		f.cmds.opened(code)
		f.out = append(f.out, "* "...)
		f.out = appendStatus(f.out, status, code, words)
		return nil
	case "CAPABILITY":
		f.out = append(f.out, "* CAPABILITY"...)
		f.out = append(f.out, cleanCapabilities(args)...)
		f.out = append(f.out, crlf...)
		return nil
	case "SEARCH":
		f.search(args)
		return nil
	case "FLAGS", "LIST", "STATUS", "ESEARCH":
		whole, err := f.whole(args)
		if err != nil {
			return err
		}
		f.out = append(f.out, f.rewrite(word, &parser{b: whole})...)
		return nil
	default:
		return f.skip(rest)
	}
}

// numbered passes on "* 3 EXISTS" and its like.
func (f *filter) numbered(num uint64, args []byte) error {
	first, rest, _ := bytes.Cut(args, []byte(" "))
	word := strings.ToUpper(string(first))
	if word != "EXISTS" && word != "RECENT" && word != "EXPUNGE" && word != "FETCH" {
		return f.skip(args)
	}
	f.note(append(strconv.AppendUint(nil, num, 10), " "+word...)) // never what a FETCH brings
	if num == 0 && word != "EXISTS" && word != "RECENT" {
		return f.skip(args) // no message has this number
	}
	if word != "FETCH" {
		f.out = strconv.AppendUint(append(f.out, "* "...), num, 10)
		f.out = append(append(append(f.out, ' '), word...), crlf...)
		return nil
	}
	rest = bytes.TrimLeft(rest, " ")
	if len(rest) == 0 || rest[0] != '(' {
		return f.skip(rest)
	}
	f.fetch = &fetchResponse{num: num, line: rest[1:]}
	return f.fetchItems()
}

// search passes on the numbers of a SEARCH, and its MODSEQ not at all: nobody
// asks for it.
func (f *filter) search(args []byte) {
	f.out = append(f.out, "* SEARCH"...)
	for num := range bytes.FieldsSeq(args) {
		if isNumber(num) {
			f.out = append(append(f.out, ' '), num...)
		}
	}
	f.out = append(f.out, crlf...)
}

// rewrite returns a response of the named type anew, nil when it makes no sense.
func (f *filter) rewrite(word string, p *parser) []byte {
	b := []byte("* " + word + " ")
	switch word {
	case "FLAGS":
		flags, out := p.value()
		if out != done || flags.kind != list {
			return nil
		}
		b = appendFlags(b, flags)
	case "LIST":
		b = appendList(b, p)
	case "STATUS":
		b = appendMailboxStatus(b, p)
	case "ESEARCH":
		b = appendESearch(b, p, f.cmds.searching())
	}
	if b == nil {
		return nil
	}
	return append(b, crlf...)
}

// appendList writes attributes, delimiter and name (RFC 9051 §7.3.1); extended
// data is left out.
func appendList(b []byte, p *parser) []byte {
	attrs, out := p.value()
	if out != done || attrs.kind != list {
		return nil
	}
	delimiter, out := p.value()
	if out != done || !delimiter.nstring() {
		return nil
	}
	name, ok := mailboxName(p)
	if !ok {
		return nil
	}
	b = append(appendFlags(b, attrs), ' ')
	if delimiter.kind == text && utf8.Valid(delimiter.text) && utf8.RuneCount(delimiter.text) == 1 {
		b = appendString(b, delimiter.text)
	} else {
		b = append(b, "NIL"...) // of a flat name, and of one that cannot be taken apart
	}
	return appendString(append(b, ' '), name)
}

// mailboxName reads an astring; outside of quotes it may hold a bracket.
func mailboxName(p *parser) ([]byte, bool) {
	name, out := p.value()
	if out != done || name.kind == list {
		return nil, false
	}
	return repairMailbox(name.text), true
}

// statusItem tells the items of a STATUS that are asked for, and how many bits
// their numbers have at most.
func statusItem(word string) (bits int, known bool) {
	switch word {
	case "MESSAGES", "UIDNEXT", "UNSEEN":
		return 32, true
	case "HIGHESTMODSEQ":
		return 63, true
	default:
		return 0, false
	}
}

// appendMailboxStatus writes a STATUS (RFC 9051 §7.3.4) with the items that
// make sense.
func appendMailboxStatus(b []byte, p *parser) []byte {
	name, ok := mailboxName(p)
	if !ok {
		return nil
	}
	items, out := p.value()
	if out != done || items.kind != list {
		return nil
	}
	b = append(appendString(b, name), " ("...)
	sep := ""
	for i := 0; i+1 < len(items.list); i += 2 {
		word := strings.ToUpper(string(items.list[i].text))
		var v uint64
		ok := false
		if word == "UIDVALIDITY" {
			var validity uint32
			validity, ok = uidValidity(items.list[i+1].text)
			v = uint64(validity)
		} else if bits, known := statusItem(word); known {
			v, ok = items.list[i+1].number(bits)
		}
		if ok {
			b = strconv.AppendUint(append(b, sep+word+" "...), v, 10)
			sep = " "
		}
	}
	return append(b, ')')
}

// appendESearch writes an ESEARCH (RFC 9051 §7.3.4) with the sets and numbers in
// it. The tag may be left out, but not for the library: then it is that of the
// SEARCH that waits.
func appendESearch(b []byte, p *parser, tag string) []byte {
	first, out := p.value()
	if out == done && first.kind == list {
		if len(first.list) != 2 || !isWord(first.list[0], "TAG") {
			return nil
		}
		tag = string(first.list[1].text)
		first, out = p.value()
	}
	if tag == "" {
		return nil
	}
	b = append(appendString(append(b, "(TAG "...), []byte(tag)), ") "...)
	if out == done && isWord(first, "UID") {
		b = append(b, "UID "...)
		first, out = p.value()
	}
	for out == done {
		var v node
		if v, out = p.value(); out != done {
			break
		}
		word := strings.ToUpper(string(first.text))
		if isSet := word == "ALL" && isNumberSet(v.text); isSet || isResult(word, v) {
			b = append(append(append(b, word+" "...), v.text...), ' ')
		}
		first, out = p.value()
	}
	return bytes.TrimRight(b, " ")
}

// isResult tells the numbers of an ESEARCH.
func isResult(word string, v node) bool {
	switch word {
	case "MIN", "MAX", "COUNT":
		_, ok := v.number(32)
		return ok
	default:
		return false
	}
}
