package wire

// validBody reports whether the library can read n as a BODYSTRUCTURE (RFC 9051
// §7.5.2). One that it cannot read would cost the connection; left out, it costs
// a download of the whole message.
func validBody(n node) bool {
	if n.kind != list || len(n.list) == 0 {
		return false
	}
	if n.list[0].kind == list {
		return validMultipart(n.list)
	}
	return validSinglePart(n.list)
}

func validMultipart(l []node) bool {
	i := 0
	for i < len(l) && l[i].kind == list {
		if !validBody(l[i]) {
			return false
		}
		i++
	}
	if i == len(l) || l[i].kind != text {
		return false
	}
	rest := l[i+1:]
	if len(rest) > 0 && !validParams(rest[0]) {
		return false
	}
	return len(rest) < 2 || validExtension(rest[1:])
}

// validSinglePart checks type, subtype, parameters, id, description, encoding
// and size, then what the type brings with it.
func validSinglePart(l []node) bool {
	const fixed = 7
	if len(l) < fixed || l[0].kind != text || l[1].kind != text || !validParams(l[2]) {
		return false
	}
	if _, ok := l[6].number(32); !ok || !l[3].nstring() || !l[4].nstring() || !l[5].nstring() {
		return false
	}
	rest, ok := afterType(l[0], l[1], l[fixed:])
	if !ok || len(rest) > 0 && !rest[0].nstring() { // MD5
		return false
	}
	return len(rest) < 2 || validExtension(rest[1:])
}

// afterType checks what stands between the size and the extension data of a
// part: a message's envelope, structure and lines, or a text's lines. Some
// servers leave it out when nothing follows.
func afterType(mainType, subtype node, l []node) (rest []node, ok bool) {
	isMessage := isWord(mainType, "message") && (isWord(subtype, "rfc822") || isWord(subtype, "global"))
	switch {
	case len(l) == 0:
		return nil, true
	case isMessage:
		if len(l) < 3 || !validEnvelope(l[0]) || !validBody(l[1]) || !validCount(l[2]) {
			return nil, false
		}
		return l[3:], true
	case isWord(mainType, "text"):
		return l[1:], validCount(l[0])
	default:
		return l, true
	}
}

func validCount(n node) bool {
	_, ok := n.number(63)
	return ok
}

// validExtension checks disposition, language and location. Nothing is known to
// follow them.
func validExtension(l []node) bool {
	if len(l) > 3 || !validDisposition(l[0]) {
		return false
	}
	if len(l) > 1 && !validLanguage(l[1]) {
		return false
	}
	return len(l) < 3 || l[2].nstring()
}

func validDisposition(n node) bool {
	return n.isNIL() || n.kind == list && len(n.list) == 2 && n.list[0].kind == text && validParams(n.list[1])
}

func validLanguage(n node) bool {
	if n.kind != list {
		return n.nstring()
	}
	for _, v := range n.list {
		if v.kind != text {
			return false
		}
	}
	return true
}

func validParams(n node) bool {
	if n.kind != list {
		return n.isNIL()
	}
	for _, v := range n.list {
		if v.kind != text {
			return false
		}
	}
	return len(n.list)%2 == 0
}

// validEnvelope checks the ENVELOPE of an embedded message.
func validEnvelope(n node) bool {
	const fields = 10
	if n.kind != list || len(n.list) != fields {
		return false
	}
	for i, v := range n.list {
		isAddresses := i >= 2 && i <= 7
		if isAddresses && !validAddresses(v) || !isAddresses && !v.nstring() {
			return false
		}
	}
	return true
}

func validAddresses(n node) bool {
	if n.kind != list {
		return n.isNIL()
	}
	for _, a := range n.list {
		if a.kind != list || len(a.list) != 4 {
			return false
		}
		for _, v := range a.list {
			if !v.nstring() {
				return false
			}
		}
	}
	return true
}
