package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/mailtui/mailtui/config"
)

// isKitty is what kitty answers when it is asked for its name (XTVERSION).
const isKitty = "\x1bP>|kitty(0.40.1)\x1b\\"

// square is a PNG of one colour.
func square(t *testing.T, side int, c color.Color) []byte {
	t.Helper()
	img := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{c})
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// illustrated is a mail with a picture of its own, two at a server, and some that
// are there only to be loaded.
func illustrated(t *testing.T) string {
	t.Helper()
	const host = "http://pictures.example/"
	return "Date: Sun, 22 Nov 2026 13:59:00 +0100\r\nFrom: Grace Hopper <grace@navy.example>\r\nTo: ada@home.example\r\n" +
		"Subject: With pictures\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n" +
		"--b\r\nContent-Type: text/html\r\n\r\n<link rel=stylesheet href=\"" + host + "x.css\"><p>Look at these pictures.</p>" +
		"<img src=\"cid:own@x\" width=200><img src=\"" + host + "1.png\" width=200><img src=\"" + host + "gone.png\" width=200>" +
		"<img src=\"" + host + "dot.gif\" width=1 height=1><img src=\"" + host + "open.php?u=ada\">" +
		"<div style=\"display:none\"><img src=\"" + host + "hidden.png\"></div>\r\n" +
		"--b\r\nContent-Type: image/png; name=own.png\r\nContent-ID: <own@x>\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
		base64.StdEncoding.EncodeToString(square(t, 30, color.RGBA{R: 255, A: 255})) + "\r\n--b--\r\n"
}

// proxy is a web server through which all requests go, and what was asked of it.
type proxy struct {
	*httptest.Server
	mu    sync.Mutex
	asked []string // method, address and the headers that could tell something
}

func newProxy(t *testing.T) *proxy {
	t.Helper()
	p := &proxy{}
	blue := square(t, 40, color.RGBA{B: 255, A: 255})
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		p.asked = append(p.asked, fmt.Sprint(r.Method, " ", r.RequestURI, r.Header["Cookie"], r.Header["Referer"], r.Header["User-Agent"]))
		p.mu.Unlock()
		if r.URL.Path != "/1.png" {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(blue)
	}))
	t.Cleanup(p.Close)
	return p
}

// requests returns what was asked since the last call, sorted.
func (p *proxy) requests() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	list := slices.Sorted(slices.Values(p.asked))
	p.asked = nil
	return list
}

// drawnPictures returns the first pixel and the width of each picture that was
// written for kitty.
func drawnPictures(t *testing.T, raw string) []string {
	t.Helper()
	var drawn []string
	for _, m := range regexp.MustCompile("\x1b_G[^;\x1b]*a=T[^;\x1b]*;([^\x1b]*)\x1b\\\\").FindAllStringSubmatch(raw, -1) {
		data, err := base64.StdEncoding.DecodeString(m[1])
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		drawn = append(drawn, fmt.Sprint(img.Bounds().Dx(), " ", color.RGBAModel.Convert(img.At(0, 0))))
	}
	return drawn
}

// TestPicturesAreLoadedForAKeyOnly is the control of TestNothingIsLoadedForMail:
// the same program, traced in the same way, loads what it is told to load, once
// it is told, and draws it.
func TestPicturesAreLoadedForAKeyOnly(t *testing.T) {
	t.Parallel()
	server := startIMAP(t, nil, letter("compilers"), illustrated(t))
	web := newProxy(t)
	h := newHome(t).account(config.Account{Protocol: config.IMAP, Server: server.Server})
	h.ok("sync", "-q")
	calls, _ := h.traced(web.URL)

	s := h.open()
	s.until("1 home ✓", "With pictures")
	s.press(isKitty + "\r")
	s.until("Look at these pictures.", "2 remote images not loaded", "3 trackers removed")
	s.press("vvGgg")
	s.press("H")
	s.until("Content-Type")
	if list := web.requests(); len(list) != 0 {
		t.Fatalf("without the key %q was loaded", list)
	}

	s.press("i")
	s.until("1/3", "own.png", "space next")
	want := []string{
		"GET http://pictures.example/1.png[] [] [Mozilla/5.0]", "GET http://pictures.example/gone.png[] [] [Mozilla/5.0]",
	}
	if list := web.requests(); !slices.Equal(list, want) {
		t.Errorf("%q was asked for, not %q", list, want)
	}
	s.press("n")
	s.until("2/3", "pictures.example")
	s.press(" ")
	s.until("3/3", "404")
	s.press("q")
	s.until("Look at these pictures.", "2 of 3 pictures loaded")

	s.press("i") // they are here: the question is about the next time
	s.until("Shall the pictures in mail of grace@navy.example be loaded")
	s.press("j\r")
	s.press("i")
	s.until("The pictures in mail of grace@navy.example are loaded", "Load none without a key")
	s.press("qJ")
	s.until("this is about compilers")
	s.press("K")
	s.until("2 of 3 pictures loaded") // by itself
	if list := web.requests(); !slices.Equal(list, want) {
		t.Errorf("%q was asked for, not %q", list, want)
	}
	raw := s.quit("\x03\x03")
	if got, want := drawnPictures(t, raw), []string{"30 {255 0 0 255}", "40 {0 0 255 255}"}; !slices.Equal(got, want) {
		t.Errorf("drawn was %q, not %q", got, want)
	}
	if n := strings.Count(raw, "\x1b[?1049h") - strings.Count(raw, "\x1b[?1049l"); n != 0 {
		t.Errorf("%d screens were not given back", n)
	}
	if !strings.Contains(readText(t, calls), "htons("+web.URL[strings.LastIndex(web.URL, ":")+1:]+")") {
		t.Error("the trace does not show the connection that was made")
	}
}

// A terminal that says nothing of pictures gets none, and none is loaded for it.
func TestPicturesNeedATerminalThatShowsThem(t *testing.T) {
	t.Parallel()
	server := startIMAP(t, nil, illustrated(t))
	web := newProxy(t)
	h := newHome(t).account(config.Account{Protocol: config.IMAP, Server: server.Server})
	h.ok("sync", "-q")
	h.traced(web.URL)
	s := h.open()
	s.until("1 home ✓", "With pictures")
	s.press("\r")
	s.until("Look at these pictures.", "[i] load")
	s.press("i")
	s.until("This terminal cannot show pictures: O shows the message in the browser.")
	raw := s.quit("\x03\x03")
	if list := web.requests(); len(list) != 0 {
		t.Errorf("%q was loaded", list)
	}
	if strings.Contains(raw, "\x1b_G") || strings.Contains(raw, "\x1bP") || strings.Contains(raw, "1337") {
		t.Error("something was drawn")
	}
}
