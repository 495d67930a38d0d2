package render

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// TestBestCandidate: of several sizes the smallest is loaded that is enough.
func TestBestCandidate(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, srcset string
		width        int
		want         string
	}{
		{"none", "", -1, ""},
		{"white space", " \n", -1, ""},
		{"commas", ",,", -1, ""},
		{"one", "a", -1, "a"},
		{"one for fine screens", "a 2x", -1, "a"},
		{"nothing said", "a, b", -1, "a"},
		{"by density", "c 3x, a 1x, b 2x", -1, "a"},
		{"without the usual one", "c 3x, b 2x", -1, "b"},
		{"the usual one is not named", "b 2x, a", -1, "a"},
		{"half", "a 0.25x, b 0.5x", -1, "b"},
		{"by width", "a 300w, b 600w, c 1200w", 500, "b"},
		{"just wide enough", "a 300w, b 600w, c 1200w", 600, "b"},
		{"none is wide enough", "a 300w, c 500w, b 400w", 600, "c"},
		{"no width told", "a 300w, c 4000w, b 2000w", -1, "b"},
		{"no width told, all small", "a 300w, b 600w", -1, "b"},
		{"commas in addresses", "https://x/w_1,h_2/a.png 300w, https://x/w_2,h_2/b.png 2000w", -1, "https://x/w_2,h_2/b.png"},
		{"data", "data:image/png;base64,AAAA 1x, b 2x", -1, "data:image/png;base64,AAAA"},
		{"a comma at the end", "a, b 2x", -1, "a"},
		{"no space behind the comma", "a 1x,b 2x", -1, "a"},
		{"nonsense", "a huge, b 2x", -1, "b"},
		{"no number", "a NaNx, b -1x, c 2x", -1, "c"},
	}
	for _, tt := range tests {
		if got := bestCandidate(tt.srcset, tt.width); got != tt.want {
			t.Errorf("%s: %q", tt.name, got)
		}
	}
}

// TestImagesOfEveryKind: a picture is loaded whichever element shows it, each
// once, and none that is hidden or counts who opens mail.
func TestImagesOfEveryKind(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, html, want string }{
		{"img", `<img src="https://x.example/1.png">`, "https://x.example/1.png"},
		{"srcset", `<img srcset="https://x.example/1.png 400w, https://x.example/2.png 900w" width=300>`, "https://x.example/1.png"},
		{"srcset beside src", `<img src="https://x.example/0.png" srcset="https://x.example/2.png 2x">`, "https://x.example/0.png"},
		{"srcset without a scheme", `<img srcset="//x.example/1.png 2x">`, "https://x.example/1.png"},
		{"button", `<input type=image src="https://x.example/1.png" alt=Buy>`, "https://x.example/1.png"},
		{"another input", `<input type=text src="https://x.example/1.png">`, ""},
		{"poster", `<video src="https://x.example/v.mp4" poster="https://x.example/1.png"><source src="https://x.example/v.mp4"></video>`, "https://x.example/1.png"},
		{"fallback of a video", `<video><img src="https://x.example/1.png"></video>`, ""},
		{"hidden video", `<video hidden poster="https://x.example/1.png"></video>`, ""},
		{"hidden button", `<div style="display:none"><input type=image src="https://x.example/1.png"></div>`, ""},
		{"counter in a set", `<img srcset="https://x.example/wf/open?u=1 2x">`, ""},
		{"small poster", `<video poster="https://x.example/1.png" width=1 height=1></video>`, ""},
		{"file", `<img srcset="file:///etc/passwd 2x"><video poster="file:///etc/passwd"></video>`, ""},
		{"behind text", `<table background="https://x.example/1.png"><tr><td style="background:url(https://x.example/2.png)">x</table>`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := letter("text/html", "<p>text</p>"+tt.html+tt.html)
			var urls []string
			for _, i := range Images(m) {
				urls = append(urls, i.URL)
			}
			if got := strings.Join(urls, " "); got != tt.want {
				t.Errorf("loads %q", got)
			}
			page := string(Page(m, PageOptions{Remote: true}))
			if want := `src="` + html.EscapeString(tt.want) + `"`; (tt.want != "") != strings.Contains(page, want) {
				t.Errorf("the page:\n%s", page)
			}
			if tt.want == "" && strings.Contains(page, "1.png") {
				t.Errorf("the page has it:\n%s", page)
			}
			if strings.Contains(string(Page(m, PageOptions{})), "x.example/") {
				t.Errorf("the page names it unasked")
			}
		})
	}
}
