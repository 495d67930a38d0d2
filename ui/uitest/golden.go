package uitest

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"
)

// Golden compares a screen with the file testdata/NAME.golden of the package
// under test; with the flag -update it writes the file.
func Golden(tb testing.TB, name, got string) {
	tb.Helper()
	path := filepath.Join("testdata", name+".golden")
	if f := flag.Lookup("update"); f != nil && f.Value.String() == "true" {
		if err := os.MkdirAll("testdata", 0o700); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got+"\n"), 0o600); err != nil {
			tb.Fatal(err)
		}
		return
	}
	if diff := Compare(path, got+"\n"); diff != "" {
		tb.Errorf("%s (run with -update when this is right):\n%s", path, diff)
	}
}

// Compare returns how a screen differs from a file, or "".
func Compare(path, got string) string {
	want, err := os.ReadFile(filepath.Clean(path))
	if err != nil {
		return err.Error()
	}
	return cmp.Diff(string(want), got)
}

// Plain returns lines without their styles and without the spaces at their ends.
func Plain(lines []string) string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = strings.TrimRight(ansi.Strip(l), " ")
	}
	return strings.Join(out, "\n")
}

// Styled returns lines with their styles made visible.
func Styled(lines []string) string {
	s := strings.ReplaceAll(strings.Join(lines, "\n"), "\x1b[m", "}")
	return regexp.MustCompile("\x1b\\[([0-9;]*)m").ReplaceAllString(s, "{$1:")
}

// Width returns how many cells a line takes in a terminal that measures by
// grapheme clusters.
func Width(line string) int { return ansi.GraphemeWidth.StringWidth(line) }
