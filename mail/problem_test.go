package mail

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"
)

// forbidden are words of a program, not of a person.
var forbidden = []string{"dial tcp", "x509:", "EOF", "sql:", "%!", "failed to", "  "}

func checkSentence(t *testing.T, p Problem) {
	t.Helper()
	s := p.Sentence()
	for _, word := range forbidden {
		if strings.Contains(s, word) {
			t.Errorf("%q has %q in it", s, word)
		}
	}
	if !strings.Contains(s, "mail.example.org:993") && !strings.Contains(s, "/home/ada/x.db") && !strings.Contains(s, "Work") {
		t.Errorf("%q names neither host nor path", s)
	}
	if !strings.HasSuffix(s, ".") && p.Kind != Config {
		t.Errorf("%q is no sentence", s)
	}
	if p.Error() != s {
		t.Errorf("Error() is %q, not the sentence %q", p.Error(), s)
	}
}

func TestSentenceOfEveryCause(t *testing.T) {
	t.Parallel()
	seen := map[string]Cause{}
	for c := CauseNone + 1; int(c) < countConstants(t, "CauseNone"); c++ {
		p := Problem{Cause: c, Host: "mail.example.org:993", Path: "/home/ada/x.db", What: Line("Work")}
		checkSentence(t, p)
		if p.causeSentence() == "" {
			t.Errorf("cause %d has no words", c)
		}
		if other, twice := seen[p.Sentence()]; twice {
			t.Errorf("causes %d and %d have the same words: %q", c, other, p.Sentence())
		}
		seen[p.Sentence()] = c
	}
}

func TestSentenceOfEveryKind(t *testing.T) {
	t.Parallel()
	for k := Unknown; int(k) < countConstants(t, "Unknown"); k++ {
		checkSentence(t, Problem{Kind: k, Host: "mail.example.org:993", Path: "/home/ada/x.db", What: Line("Work")})
	}
}

// countConstants returns how many constants the block has that begins with name.
func countConstants(t *testing.T, name string) int {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "problem.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, decl := range file.Decls {
		if g, ok := decl.(*ast.GenDecl); ok && g.Tok == token.CONST {
			if first, ok := g.Specs[0].(*ast.ValueSpec); ok && first.Names[0].Name == name {
				return len(g.Specs)
			}
		}
	}
	t.Fatalf("no constants begin with %s", name)
	return 0
}

// TestSentenceQuotesServer: the server's own words come sanitised and marked as
// such, behind ours.
func TestSentenceQuotesServer(t *testing.T) {
	t.Parallel()
	p := Problem{Kind: Rejected, Host: "mail.example.org:993", Detail: Line("Over quota\x1b]0;owned\a")}
	s := p.Sentence()
	if !strings.Contains(s, "(it says: Over quota\uFFFD]0;owned\uFFFD)") {
		t.Errorf("%q does not quote the server", s)
	}
	if strings.ContainsAny(s, "\x1b\a") {
		t.Errorf("%q can do something to a terminal", s)
	}
}

func TestSentenceWithoutHost(t *testing.T) {
	t.Parallel()
	if s := (Problem{Kind: Temporary}).Sentence(); !strings.HasPrefix(s, "the server ") {
		t.Errorf("%q", s)
	}
}

func TestSentenceOfHostileHost(t *testing.T) {
	t.Parallel()
	for _, p := range []Problem{
		{Cause: Refused, Host: "evil\x1b[2J\u202e.example"},
		{Cause: FileMissing, Path: "/tmp/\x1b[2J\u202e"},
	} {
		if s := p.Sentence(); strings.ContainsAny(s, "\x1b\u202e") {
			t.Errorf("%q", s)
		}
	}
}
