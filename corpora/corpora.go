// Package corpora finds the collections of real mail, and of servers that attack,
// which lie beside the project and are no part of it.
//
// It is imported by tests only.
package corpora

import (
	"os"
	"path/filepath"
	"testing"
)

// Path returns the path of a collection, or of something in it, by the names of
// its folders from the outside in. A test is skipped where that is absent; it
// fails instead when MAILTUI_REQUIRE_SHARED is 1.
func Path(t testing.TB, names ...string) string {
	t.Helper()
	root, err := os.Getwd() // a test runs in the folder of its package
	if err != nil {
		t.Fatal(err)
	}
	for ; root != filepath.Dir(root); root = filepath.Dir(root) {
		if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
			break
		}
	}
	path := filepath.Join(append([]string{root, "..", "shared", "corpora"}, names...)...)
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("MAILTUI_REQUIRE_SHARED") == "1" {
			t.Fatalf("the shared test mail is needed: %v", err)
		}
		t.Skip("the shared test mail is not here")
	}
	return path
}
