package message

import "strings"

// parseID returns the first id of a Message-ID field, without angle brackets.
// An id that has no brackets and no @ is an id all the same.
func parseID(s string) string {
	if ids := parseIDs(s); len(ids) > 0 {
		return ids[0]
	}
	if s = strings.Trim(s, " \t<>"); len(s) <= maxID {
		return s
	}
	return ""
}

// parseIDs returns the ids of a References or In-Reply-To field in order. Text
// outside of angle brackets is a comment or a phrase (RFC 5322 §4.5.4), unless
// there are no brackets at all: then words with an @ are ids.
func parseIDs(s string) []string {
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
	if len(ids) > MaxReferences {
		ids = ids[len(ids)-MaxReferences:]
	}
	return ids
}

func appendID(ids []string, id string) []string {
	// A long References field is folded, sometimes inside of an id.
	id = strings.TrimSpace(id)
	if id == "" || len(id) > maxID {
		return ids
	}
	return append(ids, id)
}
