package message

import (
	"slices"
	"strings"

	gomail "github.com/emersion/go-message/mail"
)

// messageID returns the first id of a field without angle brackets (RFC 5322
// §3.6.4). An id that has no brackets and no @ is an id all the same.
func messageID(f *gomail.Header, key string) string {
	if ids := messageIDs(f, key); len(ids) > 0 {
		return ids[0]
	}
	if s := strings.Trim(f.Get(key), " \t<>"); len(s) <= maxID {
		return s
	}
	return ""
}

// messageIDs returns the ids of a References or In-Reply-To field in order, the
// newest [MaxReferences] of them. go-message v0.18.2 copies a comment once for
// each byte of it, so it gets no field with comments.
func messageIDs(f *gomail.Header, key string) []string {
	value := f.Get(key)
	var ids []string
	err := error(nil)
	strict := len(value) <= maxStrict && !strings.Contains(value, "(")
	if strict {
		ids, err = f.MsgIDList(key)
	}
	if !strict || err != nil {
		ids = lenientIDs(value)
	}
	ids = slices.DeleteFunc(ids, func(id string) bool { return len(id) > maxID })
	if len(ids) > MaxReferences {
		ids = ids[len(ids)-MaxReferences:]
	}
	return ids
}

// lenientIDs reads what go-message gives up: text outside of angle brackets,
// which is a comment or a phrase (RFC 5322 §4.5.4), and ids without an @ or
// with space in them. Without any brackets words with an @ are ids.
func lenientIDs(s string) []string {
	var ids []string
	for rest := s; ; {
		open := strings.IndexByte(rest, '<')
		if open < 0 {
			break
		}
		rest = rest[open+1:]
		end := strings.IndexByte(rest, '>')
		if end < 0 {
			end = len(rest)
		}
		ids = appendID(ids, rest[:end])
		if end == len(rest) {
			break
		}
		rest = rest[end+1:]
	}
	if ids == nil {
		for _, word := range strings.Fields(s) {
			if strings.Contains(word, "@") {
				ids = appendID(ids, word)
			}
		}
	}
	return ids
}

func appendID(ids []string, id string) []string {
	// A long References field is folded, sometimes inside of an id.
	id = strings.TrimSpace(id)
	if id == "" {
		return ids
	}
	return append(ids, id)
}
