package render

import (
	"regexp"
	"slices"
	"strings"

	lexer "github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/css"
)

// functions are those of CSS that only compute.
var functions = []string{
	"rgb(", "rgba(", "hsl(", "hsla(", "calc(", "min(", "max(", "clamp(", "linear-gradient(", "radial-gradient(",
}

// reProperty is what the name of a property that means something looks like.
var reProperty = regexp.MustCompile(`^-?[a-z]+(-[a-z]+)*$`)

// cleanStyle returns a style attribute without what could load something.
func cleanStyle(source string) string {
	var b strings.Builder
	p := css.NewParser(lexer.NewInputString(source), true)
	for range len(source) + 1 { // each step reads at least a byte
		kind, _, data := p.Next()
		if kind == css.ErrorGrammar && !p.HasParseError() {
			break
		}
		if kind == css.DeclarationGrammar {
			b.WriteString(cleanDeclaration(string(data), p.Values()))
		}
	}
	return b.String()
}

// cleanSheet returns a style sheet of which every rule is about what is inside of
// the element that scope selects. Of the rules with an @ only those for the kind
// of screen are left.
func cleanSheet(source, scope string) string {
	source = strings.NewReplacer("<!--", " ", "-->", " ").Replace(source)
	p := css.NewParser(lexer.NewInputString(source), false)
	var c sheetCleaner
	for range len(source) + 1 {
		kind, _, data := p.Next()
		switch kind {
		case css.ErrorGrammar:
			if !p.HasParseError() {
				return c.finish()
			}
		case css.BeginAtRuleGrammar:
			c.begin(mediaRule(string(data), p.Values()), false)
		case css.BeginRulesetGrammar:
			c.begin(cleanSelectors(p.Values(), scope), true)
		case css.EndAtRuleGrammar, css.EndRulesetGrammar:
			c.end()
		case css.DeclarationGrammar:
			if n := len(c.open); n > 0 && c.open[n-1].written && c.open[n-1].rule {
				c.out.WriteString(cleanDeclaration(string(data), p.Values()))
			}
		default:
		}
	}
	return c.finish()
}

// sheetCleaner is a clean style sheet under way.
type sheetCleaner struct {
	out  strings.Builder
	open []sheetBlock // around what is read
}

// sheetBlock is a block of a style sheet.
type sheetBlock struct {
	written bool // it is in the clean one, too
	rule    bool // it holds declarations
}

// begin opens a block, which is written if it has a head. Of nested blocks only
// rules of a kind of screen are kept.
func (c *sheetCleaner) begin(head string, rule bool) {
	outer := len(c.open)
	written := head != "" && (outer == 0 || rule && outer == 1 && c.open[0].written && !c.open[0].rule)
	c.open = append(c.open, sheetBlock{written: written, rule: rule})
	if written {
		c.out.WriteString(head + "{")
	}
}

func (c *sheetCleaner) end() {
	if len(c.open) == 0 {
		return
	}
	if c.open[len(c.open)-1].written {
		c.out.WriteString("}\n")
	}
	c.open = c.open[:len(c.open)-1]
}

// finish closes what is open and returns the sheet.
func (c *sheetCleaner) finish() string {
	for len(c.open) > 0 {
		c.end()
	}
	return c.out.String()
}

// mediaRule returns the head of a block for some screens only, "" of any other.
func mediaRule(name string, tokens []css.Token) string {
	if name != "@media" {
		return ""
	}
	return joinTokens("@media", tokens, func(t css.Token) bool {
		switch t.TokenType {
		case css.IdentToken, css.NumberToken, css.DimensionToken, css.WhitespaceToken, css.CommaToken, css.ColonToken,
			css.LeftParenthesisToken, css.RightParenthesisToken:
			return true
		default:
			return false
		}
	})
}

// cleanSelectors returns the selectors of a rule, each limited to what is inside
// of scope. Those with pseudo-classes are left out.
func cleanSelectors(tokens []css.Token, scope string) string {
	var list []string
	for len(tokens) > 0 {
		n := slices.IndexFunc(tokens, func(t css.Token) bool { return t.TokenType == css.CommaToken })
		if n < 0 {
			n = len(tokens)
		}
		if s := cleanSelector(tokens[:n], scope); s != "" {
			list = append(list, s)
		}
		tokens = tokens[min(n+1, len(tokens)):]
	}
	return strings.Join(list, ",")
}

func cleanSelector(tokens []css.Token, scope string) string {
	for len(tokens) > 0 && (tokens[0].TokenType == css.WhitespaceToken || isRoot(tokens[0])) {
		tokens = tokens[1:]
	}
	if len(tokens) == 0 {
		return scope
	}
	// "+ x" and "> x" behind the scope would be beside it, or all of it.
	if t := tokens[0]; t.TokenType == css.DelimToken && string(t.Data) != "." && string(t.Data) != "*" {
		return ""
	}
	return joinTokens(scope+" ", tokens, func(t css.Token) bool {
		switch t.TokenType {
		case css.IdentToken, css.HashToken, css.WhitespaceToken, css.StringToken, css.LeftBracketToken,
			css.RightBracketToken, css.IncludeMatchToken, css.DashMatchToken, css.PrefixMatchToken, css.SuffixMatchToken,
			css.SubstringMatchToken:
			return true
		case css.DelimToken:
			return strings.Contains(".*>+~=", string(t.Data))
		default:
			return false
		}
	})
}

// isRoot reports whether a selector begins with the whole page.
func isRoot(t css.Token) bool {
	name := strings.ToLower(string(t.Data))
	return t.TokenType == css.IdentToken && (name == "html" || name == "body")
}

// cleanDeclaration returns "name:value;", or "" when it could do more than to
// change how text looks.
func cleanDeclaration(name string, tokens []css.Token) string {
	switch {
	case !reProperty.MatchString(name) || len(tokens) == 0, strings.HasPrefix(name, "mso-"):
		return ""
	case name == "position" || name == "behavior" || name == "-moz-binding" || name == "content":
		return ""
	}
	value := joinTokens(name+":", tokens, func(t css.Token) bool {
		switch t.TokenType {
		case css.IdentToken, css.HashToken, css.StringToken, css.NumberToken, css.PercentageToken, css.DimensionToken,
			css.WhitespaceToken, css.CommaToken, css.RightParenthesisToken:
			return true
		case css.FunctionToken:
			return slices.Contains(functions, strings.ToLower(string(t.Data)))
		case css.DelimToken:
			return strings.Contains("!/+-*.", string(t.Data))
		default:
			return false
		}
	})
	if value == "" {
		return ""
	}
	return value + ";"
}

// joinTokens returns tokens behind a head, or "" when one of them is not allowed, is
// written with an escape, or holds what ends a style sheet or a block. A bracket
// right behind a word, where a comment was between them, would make a function.
func joinTokens(head string, tokens []css.Token, allowed func(css.Token) bool) string {
	var b strings.Builder
	b.WriteString(head)
	for i, t := range tokens {
		if i > 0 && t.TokenType == css.LeftParenthesisToken && tokens[i-1].TokenType == css.IdentToken {
			return ""
		}
		if t.TokenType == css.StringToken && !isQuoted(string(t.Data)) {
			return ""
		}
		if !allowed(t) || strings.ContainsAny(string(t.Data), "<>\\{};@\x00") && string(t.Data) != ">" {
			return ""
		}
		b.Write(t.Data)
	}
	return b.String()
}

// isQuoted reports whether a string has its end, and no brackets in it.
func isQuoted(s string) bool {
	return len(s) > 1 && s[0] == s[len(s)-1] && !strings.ContainsAny(s, "()")
}
