package render

import (
	"fmt"
	"strings"
	"testing"
)

// TestPictures: what stands for a picture, and how it is counted.
func TestPictures(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, html, want string
		stats            Stats
	}{
		{"words", `a <img src="https://x.example/1.png" alt="a cat" width=200> b`, "a ‹a cat› b", Stats{RemoteImages: 1}},
		{"no words", `a <img src="https://x.example/1.png" width=200> b`, "a ‹image› b", Stats{RemoteImages: 1}},
		{"no words, no size", `a <img src="https://x.example/1.png"> b`, "a ‹image› b", Stats{RemoteImages: 1}},
		{"meant to be decoration", `a <img src="https://x.example/1.png" alt="" width=200> b`, "a b", Stats{RemoteImages: 1}},
		{"small", `a <img src="https://x.example/1.png" width=32> b`, "a b", Stats{RemoteImages: 1}},
		{"small with words", `a <img src="https://x.example/1.png" width=16 alt=new> b`, "a ‹new› b", Stats{RemoteImages: 1}},
		{"a pixel", `a <img src="https://x.example/1.png" width=1 height=1 alt=x> b`, "a b", Stats{Trackers: 1}},
		{"three pixels high", `a <img src="https://x.example/1.png" width=600 height=3> b`, "a b", Stats{Trackers: 1}},
		{"nothing high", `a <img src="https://x.example/1.png" height=0> b`, "a b", Stats{Trackers: 1}},
		{"four pixels", `a <img src="https://x.example/1.png" width=4 height=4> b`, "a b", Stats{RemoteImages: 1}},
		{"hidden", `a <img src="https://x.example/1.png" style="display:none" width=200> b`, "a b", Stats{Trackers: 1}},
		{"in what is hidden", `a <div style="display:none"><img src="https://x.example/1.png"></div> b`, "a b", Stats{Trackers: 1}},
		{"that counts who opens mail", `a <img src="https://x.example/wf/open?u=1" width=200> b`, "a b", Stats{Trackers: 1}},
		{"by a name, and nothing to see", `a <img src="https://x.example/pixel.gif"> b`, "a b", Stats{Trackers: 1}},
		{"by a name, without words", `a <img src="https://x.example/t/beacon?u=1" alt="" width=20> b`, "a b", Stats{Trackers: 1}},
		{"in a folder for that", `a <img src="https://x.example/e/o/4711"> b`, "a b", Stats{Trackers: 1}},
		{"by a name, but with words", `a <img src="https://x.example/beacon.jpg" alt="Beacon"> b`, "a ‹Beacon› b", Stats{RemoteImages: 1}},
		{"by a name, but of some size", `a <img src="https://x.example/pixel.gif" width=600 height=40> b`, "a ‹image› b", Stats{RemoteImages: 1}},
		{"by a name, but wide", `a <img src="https://x.example/o.gif" width=600> b`, "a ‹image› b", Stats{RemoteImages: 1}},
		{"with a longer name", `a <img src="https://x.example/beacon-hill.jpg"> b`, "a ‹image› b", Stats{RemoteImages: 1}},
		{"of a host with that name", `a <img src="https://beacon.example/1.png"> b`, "a ‹image› b", Stats{RemoteImages: 1}},
		{"of a host that counts", `a <img src="https://ad.doubleclick.net/1.png" alt=x width=200> b`, "a b", Stats{Trackers: 1}},
		{"that only speaks of a host", `a <img src="https://x.example/1.png?by=doubleclick.net"> b`, "a ‹image› b", Stats{RemoteImages: 1}},
		{"without a scheme", `a <img src="//x.example/1.png" alt=cat> b`, "a ‹cat› b", Stats{RemoteImages: 1}},
		{"attached, but not here", `a <img src="cid:x" width=200> b`, "a ‹image› b", Stats{}},
		{"in the address", `a <img src="data:image/png;base64,AAAA" width=200> b`, "a ‹image› b", Stats{}},
		{"relative", `a <img src="x.png" alt=cat> b`, "a ‹cat› b", Stats{}},
		{"a link", `a <a href="https://x.example"><img src="https://x.example/1.png" alt=cat width=200></a> b`, "a ‹cat› [1] b", Stats{RemoteImages: 1}},
		{"a link without words", `a <a href="https://www.x.example/y"><img src="https://x.example/1.png" width=200></a> b`, "a x.example [1] b", Stats{RemoteImages: 1}},
		{"beside words in a link", `a <a href="https://x.example"><img src="https://x.example/1.png" width=200> cat</a> b`, "a cat [1] b", Stats{RemoteImages: 1}},
		{"beside words in a cell", `<table><tr><td>a<td><img src="https://x.example/1.png" width=200>cat<tr><td>b<td>c</table>`, "a\ncat\nb\nc", Stats{RemoteImages: 1}},
		{"behind text", `<div style="background:url(https://x.example/1.png)">a</div>`, "a", Stats{RemoteFiles: 1}},
		{"of several sizes", `a <img srcset="https://x.example/1.png 2x" alt=cat> b`, "a ‹cat› b", Stats{RemoteImages: 1}},
		{"a button of a form", `a <input type=IMAGE src="https://x.example/1.png" alt=send> b`, "a ‹send› b", Stats{RemoteImages: 1}},
		{"before a video", `a <video poster="https://x.example/1.png"></video>b`, "a b", Stats{RemoteImages: 1}},
		{"before a video that is hidden", `a <video style="display:none" poster="https://x.example/1.png"></video>b`, "a b", Stats{Trackers: 1}},
		{"of several sizes in what is hidden", `a <p hidden><img srcset="https://x.example/1.png 2x">`, "a", Stats{Trackers: 1}},
		{"of several sizes, all of them a counter's", `a <img srcset="https://x.example/wf/open?u=1 1x"> b`, "a b", Stats{Trackers: 1}},
		{"a small one before a video", `a <video poster="https://x.example/1.png" width=1 height=1></video>b`, "a b", Stats{Trackers: 1}},
		{"a button without a picture", `a <input type=image alt=send> b`, "a ‹send› b", Stats{}},
		{"behind all", `<body background="https://x.example/1.png">a`, "a", Stats{RemoteFiles: 1}},
		{"behind a table", `<table background="https://x.example/1.png"><tr><td>a</table>`, "a", Stats{RemoteFiles: 1}},
		{"for a reader of screens only", `a <img aria-hidden=true src="https://x.example/1.png" alt=cat width=200> b`, "a b", Stats{Trackers: 1}},
	}
	for _, tt := range tests {
		d := renderHTMLText("<p>text</p>"+tt.html, 60)
		checkDocument(t, d, 60)
		if got := strings.TrimSpace(strings.TrimPrefix(d.Text(), "text\n")); got != tt.want || d.Stats != tt.stats {
			t.Errorf("%s: %q, %+v", tt.name, got, d.Stats)
		}
	}
}

// TestIcons: small pictures that are links stand in one row, by the names that
// people have for them.
func TestIcons(t *testing.T) {
	t.Parallel()
	icons := func(list ...string) string {
		var b strings.Builder
		for _, s := range list {
			alt, host, _ := strings.Cut(s, "@")
			fmt.Fprintf(&b, `<a href="https://%s/x"><img src="https://cdn.example/i.png" width=24 alt="%s"></a> `, host, alt)
		}
		return b.String()
	}
	tests := []struct{ name, html, want string }{
		{"by words", icons("Facebook@a.example", "X@b.example", "LinkedIn@c.example"), "fb [1] · x [2] · in [3]"},
		{"by sentences", icons("Follow us on Instagram@a.example", "Our YouTube channel@b.example"), "ig [1] · yt [2]"},
		{"by hosts", icons("@www.facebook.com", "@x.com", "@twitter.com", "@www.linkedin.com"), "fb [1] · x [2] · x [3] · in [4]"},
		{"words before hosts", icons("Shop@facebook.com"), "Shop [1]"},
		{"unknown hosts", icons("@shop.example", "@www.blog.example"), "shop.example [1] · blog.example [2]"},
		{"many words", icons("A photograph of the facebook of the college@a.example"), "A photograph of the facebook of the college [1]"},
		{"x in a sentence", icons("Generation x@a.example"), "Generation x [1]"},
		{"in cells", "<table><tr><td>" + icons("Facebook@a.example") + "<td>" + icons("X@b.example") + "</table>", "fb [1] · x [2]"},
		{"same host twice", icons("Facebook@a.example", "Facebook@a.example"), "fb [1] · fb"},
		{"not alone", "Follow: " + icons("Facebook@a.example", "X@b.example") + "today", "Follow: fb [1] · x [2] today"},
	}
	for _, tt := range tests {
		d := renderHTMLText("<p>text</p>"+tt.html, 80)
		checkDocument(t, d, 80)
		if got := strings.TrimSpace(strings.TrimPrefix(d.Text(), "text\n")); got != tt.want {
			t.Errorf("%s: %q", tt.name, got)
		}
	}
}

// TestAttachedPictures: a picture that came along has the number under which it
// is listed.
func TestAttachedPictures(t *testing.T) {
	t.Parallel()
	raw := func(html string) string {
		return "Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>text</p>" + html + "\n" +
			"--b\nContent-Type: image/png; name=a.png\nContent-ID: <one@x>\n\nx\n" +
			"--b\nContent-Type: image/png\nContent-ID: <two@x>\n\nx\n--b--\n"
	}
	for html, want := range map[string]string{
		`<img src="cid:one@x" alt="a gear">`:                    "‹a gear @1›",
		`<img src="cid:one@x" alt="a.png">`:                     "‹@1 a.png›",
		`<img src="cid:one@x">`:                                 "‹@1 a.png›",
		`<img src="cid:one%40x" alt="" width=300>`:              "‹@1 a.png›",
		`<img src=" cid:two@x">`:                                "‹@2",
		`<img src="cid:one@x" width=16>`:                        "",
		`<img src="cid:one@x" width=1 height=1>`:                "",
		`<img src="cid:three@x" width=300>`:                     "‹image›",
		`<img src="cid:one@x" style="display:none">`:            "",
		`<img src="cid:one@x"><img src="cid:one@x">`:            "‹@1 a.png›‹@1 a.png›",
		`<a href="https://x.example"><img src="cid:one@x"></a>`: "‹@1 a.png› [1]",
	} {
		d := Render(parse(t, raw(html)), Options{Width: 60})
		checkDocument(t, d, 60)
		got := strings.TrimSpace(strings.TrimPrefix(d.Text(), "text"))
		if !strings.HasPrefix(got, want) || want == "" && got != "" {
			t.Errorf("%s: %q", html, got)
		}
	}
}

// TestTinyPictures: a picture that nobody can see counts who opens the mail, in
// whichever way its size is told.
func TestTinyPictures(t *testing.T) {
	t.Parallel()
	for style, trackers := range map[string]int{
		"width:1px;height:1px": 1, "WIDTH: 1PX !important": 1, "max-width:1px;max-height:1px": 1, "height:0": 1, "display:block;width:3px": 1,
		"width:4px": 0, "width:100%": 0, "height:auto;max-width:600px": 0, "width:1px;min-width:100%": 0, "width:1em": 0, "": 0,
	} {
		d := renderHTMLText(`Hello <img src="https://a.example/1.gif" style="`+style+`">`, 60)
		checkDocument(t, d, 60)
		if d.Stats.Trackers != trackers || d.Stats.RemoteImages != 1-trackers {
			t.Errorf("%q: %d trackers, %d images", style, d.Stats.Trackers, d.Stats.RemoteImages)
		}
	}
}
