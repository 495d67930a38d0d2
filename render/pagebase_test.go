package render

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var pageHref = regexp.MustCompile(`<a href="([^"]*)"`)

// TestPageLinksLeadWhereTheListSays: below a base, too, a link of the page for a
// browser leads where the list of links says, or nowhere.
func TestPageLinksLeadWhereTheListSays(t *testing.T) {
	t.Parallel()
	const links = `<p><a href="a/b">one</a> <a href="/c?d">two</a> <a href="//other.example/e">three</a>
		<a href="https://whole.example/">four</a> <a href="javascript:alert(1)">five</a> <a href="mailto:ada@x.example">six</a></p>`
	for _, tt := range []struct {
		name, base string
	}{
		{"no base", ""},
		{"a base", `<base href="https://shop.example/news/">`},
		{"a base without encryption", `<base href="http://shop.example/news/">`},
		{"two bases", `<base href="https://shop.example/"><base href="https://evil.example/">`},
		{"a base that is a script", `<base href="javascript:alert(1)//">`},
		{"a base of this machine", `<base href="file:///etc/">`},
		{"a base that is data", `<base href="data:text/html,">`},
		{"a base without a place", `<base href="news/">`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := letter("text/html", "<html><head>"+tt.base+"</head><body>"+links+"</body></html>")
			var listed, led []string
			for _, l := range Render(m, Options{Width: 80}).Links {
				listed = append(listed, l.Open.String())
			}
			page := string(Page(m, PageOptions{}))
			for _, found := range pageHref.FindAllStringSubmatch(page, -1) {
				led = append(led, found[1])
			}
			if !slices.Equal(led, listed) {
				t.Errorf("the page leads to %q, the list to %q", led, listed)
			}
			if strings.Contains(strings.ToLower(fmt.Sprint(led)), "javascript") || strings.Contains(page, "<base") {
				t.Errorf("the page is %s", page)
			}
		})
	}
}
