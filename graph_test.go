// Package mailtui_test checks what no single package can: who imports whom.
package mailtui_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/mailtui/mailtui"

// graph names, for each package or tree of packages ("ui/..."), what it may
// import of this module besides itself. A package that is missing here has no
// place in ARCHITECTURE.md yet.
var graph = []struct {
	pkg  string
	uses []string
}{
	{"mail", nil},
	{"backend", []string{"mail"}},
	{"backend/backendtest", []string{"backend", "demo/maildrop", "mail"}},
	{"backend/dial", []string{"backend", "mail"}},
	{"backend/imap/...", []string{"backend", "backend/dial", "mail"}},
	{"backend/pop3/...", []string{"backend", "backend/dial", "mail"}},
	{"backend/smtp", []string{"backend", "backend/dial", "mail"}},
	{"cache/...", []string{"mail"}},
	{"message/...", []string{"mail"}},
	{"calendar", []string{"mail"}},
	{"render/...", []string{"message/...", "mail"}},
	{"engine/...", []string{"backend", "cache", "message", "render", "mail"}},
	{"ui/...", []string{"calendar", "mail", "message/...", "render/..."}},
	{"config", []string{"mail"}},
	{"secret", nil},
	{"desktop", []string{"mail"}},
	{"web", []string{"mail"}},
	{"demo/...", nil},
	{"corpora", nil},
	{"app", []string{
		"backend", "backend/dial", "backend/imap", "backend/pop3", "backend/smtp", "cache", "calendar", "config", "engine", "mail",
		"message", "render", "secret", "desktop", "web",
	}},
	{"cmd/mailtui", []string{"app", "backend", "calendar", "config", "demo", "engine", "mail", "message", "render", "ui"}},
}

// foreign lists what must not be reached at all, not even through a library.
var foreign = []struct {
	pkg    string
	never  []string
	reason string
}{
	{"mail", []string{"net", "database/sql"}, "it is values only"},
	{"message", []string{"net/http", "database/sql"}, "parsing is pure"},
	{"calendar", []string{"net/http", "database/sql"}, "parsing is pure"},
	{"render", []string{"net/http", "database/sql"}, "rendering is pure"},
	{"ui", []string{"database/sql", "github.com/mattn/go-sqlite3", "net/http"}, "it never waits for a network"},
	{"desktop", []string{"net/http", "database/sql"}, "other programs go to the network"},
	{"engine", []string{
		"github.com/emersion/go-imap/v2", "github.com/knadh/go-pop3", "github.com/emersion/go-smtp",
	}, "it knows no protocol"},
	{"backend/imap", []string{"database/sql"}, "a backend never touches the store"},
	{"backend/pop3", []string{"database/sql"}, "a backend never touches the store"},
	{"backend/smtp", []string{"database/sql"}, "a sender never touches the store"},
}

func TestPackageGraph(t *testing.T) {
	t.Parallel()
	for pkg, imports := range list(t, "{{.ImportPath}} {{join .Imports \" \"}}", "./...") {
		own, ok := strings.CutPrefix(pkg, module+"/")
		if !ok {
			continue // this test
		}
		i := slices.IndexFunc(graph, func(g struct {
			pkg  string
			uses []string
		},
		) bool {
			return matches(g.pkg, own)
		})
		if i < 0 {
			t.Errorf("%s has no place in the package graph", own)
			continue
		}
		for _, imp := range imports {
			used, ok := strings.CutPrefix(imp, module+"/")
			if !ok || matches(graph[i].pkg, used) {
				continue
			}
			if !slices.ContainsFunc(graph[i].uses, func(p string) bool { return matches(p, used) }) {
				t.Errorf("%s imports %s, which the package graph does not allow", own, used)
			}
		}
	}
}

func TestForeignPackagesStayOut(t *testing.T) {
	t.Parallel()
	for _, f := range foreign {
		deps := list(t, "{{.ImportPath}}", "-deps", "./"+f.pkg)
		for _, never := range f.never {
			if _, ok := deps[never]; ok {
				t.Errorf("%s reaches %s: %s", f.pkg, never, f.reason)
			}
		}
	}
}

// TestInterfaceStartsNoGoroutine holds the rule that everything under ui runs
// on the one goroutine of its event loop.
func TestInterfaceStartsNoGoroutine(t *testing.T) {
	t.Parallel()
	files := 0
	err := filepath.WalkDir("ui", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		files++
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if g, ok := n.(*ast.GoStmt); ok {
				t.Errorf("%s starts a goroutine", fset.Position(g.Pos()))
			}
			return true
		})
		return nil
	})
	if err != nil || files == 0 {
		t.Fatalf("read %d files of ui: %v", files, err)
	}
}

// list runs go list and returns the words after the first of each line by it.
func list(t *testing.T, format string, args ...string) map[string][]string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", append([]string{"list", "-f", format}, args...)...)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %v", cmd, err)
	}
	m := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		m[words[0]] = words[1:]
	}
	if len(m) == 0 {
		t.Fatalf("%v printed nothing", cmd)
	}
	return m
}

// matches reports whether pkg is pattern or, for "x/...", x or below it.
func matches(pattern, pkg string) bool {
	tree, ok := strings.CutSuffix(pattern, "/...")
	return pkg == pattern || ok && (pkg == tree || strings.HasPrefix(pkg, tree+"/"))
}
