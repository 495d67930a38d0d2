package message

import "strconv"

// Fragment is one of the pieces that a message was sent in (message/partial, RFC
// 2046 §5.2.2). They are not joined: what one of them says of the others anybody
// can say, and the whole would be what no server has looked at.
type Fragment struct {
	Number int // from 1
	Total  int // 0: it is not told; only the last piece has to
}

// Fragment returns which piece of another message this one is, if it is one.
func (m *Message) Fragment() (Fragment, bool) {
	kind, params := parseType(readFields(m.header).Get("Content-Type"))
	if kind != "message/partial" {
		return Fragment{}, false
	}
	number, err := strconv.Atoi(params["number"])
	if err != nil || number < 1 {
		return Fragment{}, false
	}
	total, err := strconv.Atoi(params["total"])
	if err != nil || total < number {
		total = 0
	}
	return Fragment{Number: number, Total: total}, true
}
