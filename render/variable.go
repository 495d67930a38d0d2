package render

import "strings"

const (
	maxVariable = 200 // bytes of the value of a custom property
	maxUses     = 20  // of custom properties in one value
)

// scope holds the custom properties of an element and those around it (CSS Custom
// Properties 1 §2).
type scope struct {
	own   map[string]string
	outer *scope
	sheet *sheet
}

// with returns a scope with the custom properties among declarations, the last of
// each name.
func (s *scope) with(sheet *sheet, cascade [][]declaration) *scope {
	inner := s
	for _, list := range cascade {
		for _, d := range list {
			if !isCustom(d.name) || len(d.value) > maxVariable {
				continue
			}
			if inner == s {
				inner = &scope{own: map[string]string{}, outer: s, sheet: sheet}
			}
			inner.own[d.name] = d.value
		}
	}
	return inner
}

// find returns the value of a custom property where it is declared nearest. Each
// step counts as much as one of the search for rules.
func (s *scope) find(name string) (string, *scope, bool) {
	for ; s != nil; s = s.outer {
		if s.sheet.matches++; s.sheet.matches > maxMatches {
			break
		}
		if value, ok := s.own[name]; ok {
			return value, s, true
		}
	}
	return "", nil, false
}

// resolve returns a value with those of custom properties in the place of each
// var(), and whether all of them are known (CSS Custom Properties 1 §3).
func (s *scope) resolve(value string) (string, bool) {
	uses := 0
	return s.substitute(value, &uses)
}

func (s *scope) substitute(value string, uses *int) (string, bool) {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(value, "var(")
		b.WriteString(before)
		if !found {
			return b.String(), true
		}
		if *uses++; *uses > maxUses {
			return "", false
		}
		inner, after := splitBracket(rest)
		name, fallback, hasFallback := strings.Cut(inner, ",")
		known, at, ok := s.find(strings.TrimSpace(name))
		if ok {
			known, ok = at.substitute(known, uses)
		}
		if !ok && hasFallback {
			known, ok = s.substitute(strings.TrimSpace(fallback), uses)
		}
		if !ok {
			return "", false
		}
		b.WriteString(known)
		value = after
	}
}

// splitBracket returns what is before the bracket that closes one that is open,
// and what is behind it.
func splitBracket(s string) (inner, after string) {
	depth := 1
	for i := range len(s) {
		switch s[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return s[:i], s[i+1:]
			}
		}
	}
	return s, ""
}

func isCustom(name string) bool { return strings.HasPrefix(name, "--") }
