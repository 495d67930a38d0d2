package render

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"testing"
	"unicode"

	"github.com/mailtui/mailtui/message"
)

// w3m returns the text that w3m makes of HTML.
func w3m(tb testing.TB, source string) string {
	tb.Helper()
	program, err := exec.LookPath("w3m")
	if err != nil {
		if os.Getenv("MAILTUI_REQUIRE_SERVERS") == "1" {
			tb.Fatalf("w3m is needed: %v", err)
		}
		tb.Skip("w3m is not here")
	}
	cmd := exec.CommandContext(tb.Context(), program, "-dump", "-T", "text/html", "-I", "UTF-8", "-O", "UTF-8", "-cols", "500")
	cmd.Stdin = strings.NewReader(source)
	out, err := cmd.Output()
	if err != nil {
		tb.Fatal(err)
	}
	return string(out)
}

var (
	reLinkNumber = regexp.MustCompile(`\[\d+\]`)
	reEastAsian  = regexp.MustCompile(`[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}ー]`)
)

// countWords counts the words of a text: what has a letter or a digit, without
// the punctuation around it. East Asian characters count one by one.
func countWords(text string) map[string]int {
	count := map[string]int{}
	text = strings.ReplaceAll(text, "│", " ") // between the cells of w3m
	text = reEastAsian.ReplaceAllString(dropInvisible(text), " $0 ")
	notInWord := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	for _, word := range strings.Fields(text) {
		if word = strings.TrimFunc(word, notInWord); word != "" {
			count[word]++
		}
	}
	return count
}

// readHidden reads the lists, written by hand, of the words that w3m shows of
// each mail and that are not to be read; behind a bar the words that are read in
// place of them. Some are the names of files that w3m shows for pictures.
func readHidden(t *testing.T) map[string]string {
	t.Helper()
	f, err := os.Open("testdata/mail/hidden.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	hidden := map[string]string{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		name, words, _ := strings.Cut(lines.Text(), ":")
		hidden[name] = words
	}
	return hidden
}

// TestEveryWordOnce: the words that w3m finds in each mail, less those that a
// list says are hidden, are shown, each as often as there, and no others but
// the hosts of pictures that are links.
func TestEveryWordOnce(t *testing.T) {
	t.Parallel()
	hidden := readHidden(t)
	compared := 0
	for _, file := range mails(t) {
		name := strings.TrimSuffix(filepath.Base(file), ".eml")
		m := parseFile(t, file)
		source := ""
		for _, b := range m.Bodies(message.HTML) {
			if b.HTML {
				source += b.Text
			}
		}
		if source == "" {
			continue
		}
		want := countWords(w3m(t, source))
		not, instead, _ := strings.Cut(hidden[name], "|")
		for word, n := range countWords(not) {
			want[word] -= n
		}
		for word, n := range countWords(instead) {
			want[word] += n
		}
		widths := []int{0, 80, 132}
		if name == "invoice-wide" {
			widths = []int{0} // in records, the names of the columns are in each
		}
		for _, width := range widths {
			d := Render(m, Options{Width: width, Prefer: HTMLText, Unfold: true})
			got := countWords(reLinkNumber.ReplaceAllString(d.Text(), " "))
			for _, l := range d.Links {
				host := message.HostOf(l.URL.String()).String()
				if want[host] == 0 {
					delete(got, host)
				}
			}
			if diff := wordDifference(got, want); diff != "" {
				t.Errorf("%s, width %d: %s", name, width, diff)
			}
		}
		compared++
	}
	t.Logf("%d mails compared", compared)
	if compared < 30 {
		t.Errorf("only %d mails", compared)
	}
}

func wordDifference(got, want map[string]int) string {
	var list []string
	for word, n := range want {
		if n != got[word] {
			list = append(list, fmt.Sprintf("%q is shown %d times instead of %d", word, got[word], n))
		}
	}
	for word, n := range got {
		if _, known := want[word]; !known {
			list = append(list, fmt.Sprintf("%q is shown %d times instead of 0", word, n))
		}
	}
	sort.Strings(list)
	return strings.Join(list, ", ")
}
