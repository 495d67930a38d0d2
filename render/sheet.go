package render

import (
	"slices"
	"strings"

	"github.com/andybalholm/cascadia"
	lexer "github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/css"
	"golang.org/x/net/html"
)

const (
	maxMatches   = 5_000_000 // of a part of a selector and an element
	maxRules     = 10_000
	maxCompounds = 12 // of one selector
)

// declaration is one "name: value" of a style, in lower case.
type declaration struct {
	name, value string
	important   bool
}

// rule is one selector with what it declares.
type rule struct {
	compounds    []cascadia.Sel // "table.x" and "td" of "table.x > td"
	combinators  []byte         // what stands before each: ' ', '>', '+', '~'
	specificity  cascadia.Specificity
	order        int
	declarations []declaration
}

// sheet holds the rules of all style sheets of a part, by the most telling name
// in the last compound of their selector: "#id", ".class", "element" or "".
type sheet struct {
	rules   map[string][]*rule
	count   int
	matches int // done up to now
	remote  int // style sheets and fonts that would be loaded

	lists [][]declaration // what cascade returned last
}

// add reads a style sheet. What depends on the screen (@media) does not count.
func (s *sheet) add(source string) {
	source = strings.NewReplacer("<!--", " ", "-->", " ").Replace(source)
	p := css.NewParser(lexer.NewInputString(source), false)
	var selectors []*rule
	var block []declaration
	nested := 0
	for range len(source) + 1 { // each step reads at least a byte
		kind, _, data := p.Next()
		switch kind {
		case css.ErrorGrammar:
			if !p.HasParseError() {
				return // the end
			}
		case css.BeginAtRuleGrammar:
			nested++
			if strings.HasPrefix(string(data), "@font-face") {
				s.remote++
			}
		case css.EndAtRuleGrammar:
			nested--
			block = nil // of a font, or a page
		case css.AtRuleGrammar:
			if string(data) == "@import" {
				s.remote++
			}
		case css.BeginRulesetGrammar:
			selectors = newRules(p.Values())
		case css.DeclarationGrammar, css.CustomPropertyGrammar:
			block = appendDeclaration(block, data, p.Values())
		case css.EndRulesetGrammar:
			if nested == 0 {
				s.keep(selectors, block)
			}
			block = nil
		default:
		}
	}
}

// keep adds rules with one block of declarations.
func (s *sheet) keep(rules []*rule, block []declaration) {
	if len(block) == 0 {
		return
	}
	for _, r := range rules {
		if s.count++; s.count > maxRules {
			return
		}
		r.order, r.declarations = s.count, block
		key := lastName(r.compounds[len(r.compounds)-1].String())
		s.rules[key] = append(s.rules[key], r)
	}
}

// newRules reads the selectors of a block, between commas.
func newRules(tokens []css.Token) []*rule {
	var rules []*rule
	for from := 0; from < len(tokens); {
		to := from
		for to < len(tokens) && tokens[to].TokenType != css.CommaToken {
			to++
		}
		if r := newRule(tokens[from:to]); r != nil {
			rules = append(rules, r)
		}
		from = to + 1
	}
	return rules
}

// newRule reads one selector of elements, classes, ids, attributes and the root.
// Any other (":hover", ":has()") never matches in mail that is not alive.
func newRule(tokens []css.Token) *rule {
	r := &rule{}
	var compound strings.Builder
	combinator := byte(' ')
	end := func() bool {
		if compound.Len() == 0 {
			return true
		}
		sel, err := cascadia.Parse(compound.String())
		if err != nil || len(r.compounds) == maxCompounds {
			return false
		}
		r.compounds, r.combinators = append(r.compounds, sel), append(r.combinators, combinator)
		r.specificity = r.specificity.Add(sel.Specificity())
		compound.Reset()
		combinator = ' '
		return true
	}
	brackets := 0
	for i, t := range tokens {
		switch t.TokenType {
		case css.ColonToken:
			if i+1 == len(tokens) || string(tokens[i+1].Data) != "root" {
				return nil
			}
		case css.FunctionToken:
			return nil
		case css.LeftBracketToken:
			brackets++
		case css.RightBracketToken:
			brackets--
		default:
		}
		isCombinator := t.TokenType == css.DelimToken && strings.Contains(">+~", string(t.Data))
		if brackets > 0 || t.TokenType != css.WhitespaceToken && !isCombinator {
			compound.Write(t.Data)
			continue
		}
		if !end() {
			return nil
		}
		if isCombinator {
			combinator = t.Data[0]
		}
	}
	if !end() || len(r.compounds) == 0 {
		return nil
	}
	return r
}

// lastName returns the id, else the first class, else the element of a compound.
func lastName(compound string) string {
	compound, _, _ = strings.Cut(compound, "[")
	compound, _, _ = strings.Cut(compound, ":") // of the root
	if _, id, found := strings.Cut(compound, "#"); found {
		id, _, _ = strings.Cut(id, ".")
		return "#" + id
	}
	element, classes, found := strings.Cut(compound, ".")
	if found {
		class, _, _ := strings.Cut(classes, ".")
		return "." + class
	}
	if element == "*" {
		return ""
	}
	return element
}

// cascade returns the declarations for an element, the stronger ones later, the
// important ones behind all others (CSS Cascade 4 §6). They are valid until the next
// call.
func (s *sheet) cascade(n *html.Node) [][]declaration {
	rules := s.matching(n)
	slices.SortStableFunc(rules, func(a, b *rule) int {
		switch {
		case a.specificity.Less(b.specificity):
			return -1
		case b.specificity.Less(a.specificity):
			return 1
		default:
			return a.order - b.order
		}
	})
	lists := s.lists[:0]
	for _, r := range rules {
		lists = append(lists, r.declarations)
	}
	if style := attr(n, "style"); style != "" {
		lists = append(lists, inlineStyle(style))
	}
	for _, list := range lists {
		if important := withImportance(list); len(important) > 0 {
			lists = append(lists, important)
		}
	}
	s.lists = lists
	return lists
}

// withImportance returns the important ones of some declarations. That they are
// read among the others, too, changes nothing: all that they are stronger than is
// read before them.
func withImportance(list []declaration) (important []declaration) {
	for _, d := range list {
		if d.important {
			important = append(important, d)
		}
	}
	return important
}

// matching returns the rules that match an element.
func (s *sheet) matching(n *html.Node) []*rule {
	if s.count == 0 {
		return nil
	}
	var found []*rule
	try := func(key string) {
		for _, r := range s.rules[key] {
			if s.match(r, len(r.compounds)-1, n) {
				found = append(found, r)
			}
		}
	}
	try("")
	try(n.Data)
	if id := attr(n, "id"); id != "" {
		try("#" + id)
	}
	for _, class := range strings.Fields(attr(n, "class")) {
		try("." + class)
	}
	return found
}

// match reports whether the compounds of a rule up to i match n and what is
// above or before it.
func (s *sheet) match(r *rule, i int, n *html.Node) bool {
	if s.matches++; s.matches > maxMatches || !r.compounds[i].Match(n) {
		return false
	}
	if i == 0 {
		return true
	}
	next := func(n *html.Node) *html.Node { return n.Parent }
	if c := r.combinators[i]; c == '+' || c == '~' {
		next = previousElement
	}
	far := r.combinators[i] == ' ' || r.combinators[i] == '~'
	for n = next(n); n != nil && s.matches <= maxMatches; n = next(n) {
		if s.match(r, i-1, n) {
			return true
		}
		if !far {
			return false
		}
	}
	return false
}

func nextElement(n *html.Node) *html.Node {
	for n = n.NextSibling; n != nil && n.Type != html.ElementNode; {
		n = n.NextSibling
	}
	return n
}

func previousElement(n *html.Node) *html.Node {
	for n = n.PrevSibling; n != nil && n.Type != html.ElementNode; {
		n = n.PrevSibling
	}
	return n
}

// inlineStyle reads a style attribute.
func inlineStyle(source string) []declaration {
	var list []declaration
	p := css.NewParser(lexer.NewInputString(source), true)
	for range len(source) + 1 {
		kind, _, data := p.Next()
		if kind == css.ErrorGrammar && !p.HasParseError() {
			break
		}
		if kind == css.DeclarationGrammar || kind == css.CustomPropertyGrammar {
			list = appendDeclaration(list, data, p.Values())
		}
	}
	return list
}

// appendDeclaration adds a declaration when it means something on a terminal.
func appendDeclaration(list []declaration, name []byte, tokens []css.Token) []declaration {
	d := declaration{name: strings.ToLower(string(name))}
	if !properties[d.name] && !isCustom(d.name) {
		return list
	}
	var b strings.Builder
	for _, t := range tokens {
		if t.TokenType == css.WhitespaceToken {
			b.WriteByte(' ')
			continue
		}
		b.Write(t.Data)
	}
	d.value = strings.ToLower(b.String())
	if i := strings.IndexByte(d.value, '!'); i >= 0 {
		d.important = strings.Contains(d.value[i:], "important")
		d.value = d.value[:i]
	}
	d.value = strings.TrimSpace(d.value)
	return append(list, d)
}
