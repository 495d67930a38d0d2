package message

import (
	"encoding/hex"
	"mime"
	"sort"
	"strconv"
	"strings"
)

const defaultType = "text/plain" // RFC 2045 §5.2

// mediaType returns the type/subtype of a Content-Type field in lower case, or
// the default for one that cannot be understood, as RFC 2045 §5.2 suggests.
func mediaType(value string) string {
	value, _ = parseType(value)
	kind, sub, ok := strings.Cut(value, "/")
	kind, sub = strings.TrimSpace(kind), strings.TrimRight(strings.TrimSpace(sub), `>,"'`)
	if !ok || kind == "" || sub == "" || strings.ContainsAny(kind+sub, " \t/=?<>@,\"") {
		return defaultType
	}
	if len(kind)+len("/")+len(sub) == len(value) {
		return value
	}
	return kind + "/" + sub
}

// parseType returns the value of a Content-Type or Content-Disposition field in
// lower case, and its parameters with lower-case names, the pieces and charsets
// of RFC 2231 resolved.
func parseType(value string) (kind string, params map[string]string) {
	if len(value) <= maxStrict && !misread(value) {
		kind, params, err := mime.ParseMediaType(value)
		if err == nil {
			for name, text := range params {
				params[name] = decodeWords(text)
			}
			return kind, params
		}
	}
	kind, rest := cutType(value)
	return strings.ToLower(kind), lenientParameters(rest)
}

// misread reports whether mime of Go 1.26 reads a field wrongly without an error:
// it leaves out a parameter with a charset (RFC 2231 §4) that it does not know,
// and keeps a backslash before a letter (RFC 5322 §3.2.4).
func misread(value string) bool {
	if strings.Contains(value, `\`) {
		return true
	}
	return strings.Contains(value, "*=") && !strings.Contains(strings.ToLower(value), "*=utf-8'")
}

// cutType splits a field into its value, without comments, and its parameters.
// The semicolon between them may be missing.
func cutType(value string) (kind, params string) {
	value = strings.TrimLeft(value, " \t\"'")
	if i := strings.IndexAny(value, ";="); i >= 0 && value[i] == '=' {
		// "multipart/mixed boundary=x": the name begins behind the last space.
		if space := strings.LastIndexAny(strings.TrimRight(value[:i], " \t"), " \t"); space > 0 {
			return strings.TrimSpace(stripComments(value[:space])), value[space:]
		}
	}
	kind, params, _ = strings.Cut(value, ";")
	return strings.TrimSpace(stripComments(kind)), params
}

// lenientParameters reads parameters as senders write them. mime of Go 1.26
// drops all of them for one that is wrong: a bare value with "=", ":" or a space
// in it, one that is there twice, a comment, a semicolon that is missing.
func lenientParameters(rest string) map[string]string {
	if rest == "" {
		return nil
	}
	params := map[string]string{}
	pieces := map[string][]piece{}
	for rest != "" {
		var name, val string
		name, val, rest = cutParameter(rest)
		if name == "" || len(val) > maxParam || len(params)+len(pieces) > 100 {
			continue
		}
		base, star, isPiece := strings.Cut(name, "*")
		if !isPiece {
			if _, twice := params[name]; !twice {
				params[name] = decodeWords(val)
			}
			continue
		}
		p := piece{text: val, encoded: star == "" || strings.HasSuffix(star, "*")}
		p.index, _ = strconv.Atoi(strings.TrimSuffix(star, "*"))
		pieces[base] = append(pieces[base], p)
	}
	for name, list := range pieces {
		if joined := joinPieces(list); joined != "" {
			params[name] = joined // RFC 2231 wins over the plain form beside it
		}
	}
	return params
}

// piece is one "name*2*=value" of RFC 2231.
type piece struct {
	index   int
	encoded bool
	text    string
}

// joinPieces puts the pieces of a parameter together (RFC 2231 §3, §4).
func joinPieces(list []piece) string {
	sort.SliceStable(list, func(i, j int) bool { return list[i].index < list[j].index })
	var charset string
	var raw []byte
	for i, p := range list {
		text := p.text
		if i == 0 && p.encoded {
			if name, rest, ok := strings.Cut(text, "'"); ok {
				if _, after, ok := strings.Cut(rest, "'"); ok {
					charset, text = name, after
				}
			}
		}
		if p.encoded {
			raw = appendPercent(raw, text)
		} else {
			raw = append(raw, text...)
		}
	}
	if len(raw) > maxParam {
		raw = raw[:maxParam]
	}
	if charset == "" {
		return decodeWords(string(raw))
	}
	return toUTF8(charset, raw)
}

// appendPercent decodes %XX; what is no escape stays.
func appendPercent(dst []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if v, err := hex.DecodeString(s[i+1 : i+3]); err == nil {
				dst = append(dst, v...)
				i += 2
				continue
			}
		}
		dst = append(dst, s[i])
	}
	return dst
}

// cutParameter reads "name=value" or "name="quoted"" and returns what follows
// the next semicolon.
func cutParameter(s string) (name, value, rest string) {
	end := strings.IndexAny(s, "=;")
	if end < 0 {
		return "", "", ""
	}
	if s[end] == ';' {
		return "", "", s[end+1:]
	}
	name = strings.ToLower(strings.TrimSpace(stripComments(s[:end])))
	s = strings.TrimLeft(s[end+1:], " \t")
	if !strings.HasPrefix(s, `"`) {
		value, rest = cutBareValue(s)
		return name, value, rest
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			if i+1 < len(s) {
				i++
			}
			b.WriteByte(s[i])
		case '"':
			_, rest, _ = strings.Cut(s[i+1:], ";")
			return name, b.String(), rest
		default:
			b.WriteByte(s[i])
		}
	}
	// Never closed: the value ends at the next parameter.
	value, rest, _ = strings.Cut(s[1:], ";")
	return name, strings.TrimSpace(value), rest
}

// cutBareValue reads a value without quotes. Spaces and brackets may be part of
// it, as in a file name; a comment behind a space and a parameter that follows
// without a semicolon are not.
func cutBareValue(s string) (value, rest string) {
	value, rest, _ = strings.Cut(s, ";")
	if i := strings.IndexByte(value, '='); i > 0 {
		if space := strings.LastIndexAny(strings.TrimRight(value[:i], " \t"), " \t"); space > 0 {
			value, rest = s[:space], s[space:]
		}
	}
	if i := strings.Index(value, " ("); i >= 0 && strings.HasSuffix(strings.TrimSpace(value), ")") {
		value = value[:i]
	}
	return strings.TrimSpace(value), rest
}

// stripComments takes "(comments)" out (RFC 5322 §3.2.2).
func stripComments(s string) string {
	if strings.IndexByte(s, '(') < 0 {
		return s
	}
	depth := 0
	var b strings.Builder
	for i := range len(s) {
		switch c := s[i]; {
		case c == '(':
			depth++
		case c == ')' && depth > 0:
			depth--
		case depth == 0:
			b.WriteByte(c)
		}
	}
	return b.String()
}
