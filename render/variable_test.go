package render

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// TestVariables: a custom property has the value that is declared nearest.
func TestVariables(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, declared, value, want string }{
		{"known", "--a:1", "x var(--a) y", "x 1 y"},
		{"two", "--a:1;--b:2", "var(--a)var(--b)", "12"},
		{"one in another", "--a:1;--b:var(--a)", "var(--b)", "1"},
		{"unknown", "", "var(--a)", "?"},
		{"the value in its place", "", "var(--a, 2)", "2"},
		{"another one in its place", "--b:3", "var(--a, var(--b, 4))", "3"},
		{"brackets in its place", "", "var(--a, rgb(1, 2, 3)) z", "rgb(1, 2, 3) z"},
		{"no end", "--a:1", "var(--a", "1"},
		{"of itself", "--a:var(--a)", "var(--a)", "?"},
		{"of each other", "--a:var(--b);--b:var(--a)", "var(--a)", "?"},
		{"the later one", "--a:1;--a:2", "var(--a)", "2"},
		{"too long", "--b:" + strings.Repeat("x", 300), "var(--b)", "?"},
		{"farther away", "", "var(--c)", "9"},
		{"hidden by one nearer", "--c:1", "var(--c)", "1"},
	}
	for _, tt := range tests {
		var around *scope
		for _, declared := range []string{"--a:7;--c:8", "--c:9", tt.declared} {
			if declared == "--a:7;--c:8" && !strings.Contains(tt.declared, "--a") {
				continue // it would be known
			}
			around = around.with(&sheet{}, [][]declaration{inlineStyle(declared)})
		}
		got, ok := around.resolve(tt.value)
		if !ok {
			got = "?"
		}
		if got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestVariableBomb: variables of variables cannot make more work than a message of
// that size may, nor can deep elements that all look for one.
func TestVariableBomb(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for i := range 40 {
		fmt.Fprintf(&b, "--v%d:%s;", i, strings.Repeat(fmt.Sprintf("var(--v%d) ", i+1), 9))
	}
	nested := fmt.Sprintf(`<div style="%s--v40:red"><p style="color:var(--v0)">WORD`, b.String())
	deep := strings.Repeat(`<div style="--x:1">`, 300) + strings.Repeat(`<p style="color:var(--y);width:var(--z)">WORD</p>`, 9000)
	for name, source := range map[string]string{"nested": nested, "deep": deep} {
		if !strings.Contains(renderHTMLText(source, 80).Text(), "WORD") {
			t.Errorf("%s: the words are lost", name)
		}
		root, err := html.Parse(strings.NewReader(source))
		if err != nil {
			t.Fatal(err)
		}
		h := newLooker(root)
		each(root, func(n *html.Node) bool { h.look(n); return true })
		if n := h.sheet.matches; n < maxUses || n > maxMatches+10*len(source) {
			t.Errorf("%s: %d steps", name, n)
		}
	}
}
