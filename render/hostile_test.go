package render

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
)

// tricks are what mail contains in order to do something to a terminal or to an
// eye; each stands between two harmless words.
var tricks = map[string]string{
	"window title":        "\x1b]0;owned\a",
	"title with ST":       "\x1b]2;owned\x1b\\",
	"clipboard":           "\x1b]52;c;b3duZWQ=\a",
	"hyperlink":           "\x1b]8;;https://evil.example\a",
	"colour":              "\x1b[31m",
	"clear":               "\x1b[2J\x1b[H",
	"cursor up":           "\x1b[5A",
	"alternate screen":    "\x1b[?1049l",
	"mouse":               "\x1b[?1000h",
	"report":              "\x1b[6n",
	"device control":      "\x1bP$q\"p\x1b\\",
	"kitty graphics":      "\x1b_Ga=T;AAAA\x1b\\",
	"privacy message":     "\x1b^x\x1b\\",
	"reset":               "\x1bc",
	"iTerm file":          "\x1b]1337;File=inline=1:AAAA\a",
	"raw C1 CSI":          "\x9b2J",
	"raw C1 OSC":          "\x9d0;owned\x9c",
	"C1 CSI in UTF-8":     "\u009b2J",
	"C1 OSC in UTF-8":     "\u009d0;owned\u009c",
	"next line":           "\u0085",
	"carriage return":     "\rowned",
	"backspace":           "\b\b\b\b",
	"vertical tab":        "\v",
	"form feed":           "\f",
	"NUL":                 "\x00",
	"DEL":                 "\x7f\x7f",
	"shift out":           "\x0e",
	"bell":                "\a",
	"escape alone":        "\x1b",
	"right to left":       "\u202egnp.exe",
	"isolate":             "\u2067x\u2069",
	"left-to-right mark":  "\u200e\u200f\u061c",
	"line separator":      "\u2028",
	"paragraph separator": "\u2029",
	"tags":                "\U000e0041\U000e0042\U000e007f",
	"joiners":             strings.Repeat("\u200d", 200),
	"combining":           strings.Repeat("\u0335", 200),
	"zero width":          strings.Repeat("\u200b", 200),
	"overlong UTF-8":      "\xc0\x9b2J",
	"surrogate":           "\xed\xa0\x9b",
}

// TestTricks: every trick, in plain text, in HTML and encoded in both, comes out
// as harmless text with the words around it.
func TestTricks(t *testing.T) {
	t.Parallel()
	for name, trick := range tricks {
		text := "harmless" + trick + "words"
		var references strings.Builder
		for _, r := range trick {
			fmt.Fprintf(&references, "&#x%x;", r)
		}
		encoded := base64.StdEncoding.EncodeToString([]byte(text))
		for form, raw := range map[string]string{
			"plain":           "Subject: x\n\n" + text + "\n",
			"quoted":          "Subject: x\n\n> " + text + "\n",
			"flowed":          "Content-Type: text/plain; format=flowed\n\n" + text + " \nmore\n",
			"encoded":         "Content-Transfer-Encoding: base64\nContent-Type: text/plain; charset=utf-8\n\n" + encoded + "\n",
			"link":            "Subject: x\n\nhttps://a.example/harmless" + trick + "words\n",
			"html":            "Content-Type: text/html\n\n<p>" + text + "</p>\n",
			"html preformat":  "Content-Type: text/html\n\n<pre>" + text + "</pre>\n",
			"html encoded":    "Content-Transfer-Encoding: base64\nContent-Type: text/html\n\n" + encoded + "\n",
			"html references": "Content-Type: text/html\n\n<p>harmless" + references.String() + "words</p>\n",
			"html link":       "Content-Type: text/html\n\n<a href=\"https://a.example/" + trick + "\">" + text + "</a>\n",
			"html picture":    "Content-Type: text/html\n\n<img alt='" + text + "' src=x>\n",
			"html table":      "Content-Type: text/html\n\n<table><tr><td>a<td>b<tr><td>c<td>" + text + "</table>\n",
			"html heading":    "Content-Type: text/html\n\n<h1>" + text + "</h1>\n",
			"charset":         "Content-Type: text/plain; charset=\"" + strings.ReplaceAll(trick, "\n", "") + "\"\n\n" + text + "\n",
		} {
			t.Run(name+"/"+form, func(t *testing.T) {
				t.Parallel()
				for _, width := range []int{0, 20, 80} {
					d := Render(parse(t, raw), Options{Width: width})
					checkDocument(t, d, width)
					shown := letters(d.Text())
					if !strings.Contains(shown, "harmless") || !strings.Contains(shown, "words") {
						t.Errorf("width %d: the words around are lost: %q", width, d.Text())
					}
				}
			})
		}
	}
}
