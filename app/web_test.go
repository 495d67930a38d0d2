package app

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"image"
	"image/png"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/web"
)

func dot(t *testing.T, side int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, side, side))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// pictured has a picture of its own, one that is broken, and some to be loaded
// from a host.
func pictured(t *testing.T, host string) string {
	t.Helper()
	return "From: ada@home.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n" +
		"--b\r\nContent-Type: text/html\r\n\r\n" + strings.ReplaceAll(
		`<link rel=stylesheet href="HOST/x.css"><img src="HOST/big.png" alt=Sale><img src="cid:logo@x">`+
			`<img src="HOST/missing.png"><img src="HOST/dot.gif" width=1 height=1><img src="HOST/open.php?u=ada">`+
			`<div style="display:none"><img src="HOST/hidden.png"></div>`+
			`<p style="background:url(HOST/back.png)">x</p><script src="HOST/x.js"></script>`, "HOST", host) +
		"\r\n--b\r\nContent-Type: image/png; name=logo.png\r\nContent-ID: <logo@x>\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
		base64.StdEncoding.EncodeToString(dot(t, 2)) +
		"\r\n--b\r\nContent-Type: image/png; name=broken.png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgoAAAANSUhEUg==\r\n--b--\r\n"
}

// TestPictures: without remote no connection is made, with it one for each
// picture that is there to be seen, and to none of the user's own network.
func TestPictures(t *testing.T) {
	t.Parallel()
	big := dot(t, 8)
	var accepted atomic.Int64
	var mu sync.Mutex // several are loaded at once
	var asked []string
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		asked = append(asked, r.URL.Path)
		mu.Unlock()
		if r.URL.Path != "/big.png" {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(big)
	}))
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			accepted.Add(1)
		}
	}
	s.Start()
	defer s.Close()
	a := openWriter(t)
	id := keep(t, a.Mail, place(t, a.Mail, "home", ""), 1, pictured(t, s.URL))
	show := func(remote bool) string {
		t.Helper()
		list, err := a.Pictures(t.Context(), id, remote)
		if err != nil {
			t.Fatal(err)
		}
		var words []string
		for _, p := range list {
			if (p.Image == nil) == (p.Problem == nil) {
				t.Errorf("%s: %v, %v", p.Name, p.Image, p.Problem)
			}
			word := p.Name.String() + " "
			if p.Image != nil {
				word += fmt.Sprint(p.Image.Bounds().Dx())
			} else {
				word += fmt.Sprint("!", p.Problem.Cause)
			}
			words = append(words, word)
		}
		return strings.Join(words, ", ")
	}
	broken := fmt.Sprint("broken.png !", mail.NotPicture)
	if got, want := show(false), "logo.png 2, "+broken; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	const host = "127.0.0.1"
	refused := fmt.Sprint("!", mail.LocalAddress)
	if got, want := show(true), "Sale "+refused+", logo.png 2, "+host+" "+refused+", "+broken; got != want {
		t.Errorf("from the user's own network: got %s, want %s", got, want)
	}
	if accepted.Load() != 0 {
		t.Errorf("%d connections were made", accepted.Load())
	}
	a.web = web.New(web.Options{Local: true})
	if got, want := show(true), "Sale 8, logo.png 2, "+host+fmt.Sprint(" !", mail.WebRefused)+", "+broken; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	mu.Lock()
	defer mu.Unlock()
	if accepted.Load() == 0 || len(asked) != 2 {
		t.Errorf("%d connections asked for %q", accepted.Load(), asked)
	}
}

// TestPicturesAreBounded: what would be too much to hold says so.
func TestPicturesAreBounded(t *testing.T) {
	t.Parallel()
	a := openWriter(t)
	large := base64.StdEncoding.EncodeToString(dot(t, 1600))
	raw := "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
	const n = maxPixels/(1600*1600) + 2
	for i := range n {
		raw += fmt.Sprintf("--b\r\nContent-Type: image/png; name=%d.png\r\nContent-Transfer-Encoding: base64\r\n\r\n%s\r\n", i, large)
	}
	id := keep(t, a.Mail, place(t, a.Mail, "home", ""), 1, raw+"--b--\r\n")
	list, err := a.Pictures(t.Context(), id, false)
	if err != nil || len(list) != n {
		t.Fatalf("%d pictures, %v", len(list), err)
	}
	shown, pixels := 0, 0
	for _, p := range list {
		if p.Image != nil {
			shown++
			pixels += p.Image.Bounds().Dx() * p.Image.Bounds().Dy()
		} else if p.Problem.Cause != mail.TooManyPictures {
			t.Errorf("%s: %v", p.Name, p.Problem)
		}
	}
	if shown != n-2 || pixels > maxPixels {
		t.Errorf("%d of %d pictures are shown, %d pixels", shown, n, pixels)
	}
}

// TestOnePictureIsDecodedAtATime: another one waits, and who has left the message
// neither waits nor has anything decoded.
func TestOnePictureIsDecodedAtATime(t *testing.T) {
	t.Parallel()
	a := openWriter(t)
	ctx, leave := context.WithCancel(t.Context())
	left := maxDecoded
	a.decoding <- struct{}{} // somebody else's picture
	ended := make(chan error)
	go func() {
		_, _, err := a.decode(ctx, dot(t, 8), mail.Text{}, &left)
		ended <- err
	}()
	leave()
	if err := <-ended; !errors.Is(err, context.Canceled) || left != maxDecoded {
		t.Errorf("while another one is decoded: %v, %d pixels are left", err, left)
	}
	<-a.decoding
	for range 20 {
		if _, _, err := a.decode(ctx, dot(t, 8), mail.Text{}, &left); !errors.Is(err, context.Canceled) || left != maxDecoded {
			t.Fatalf("after the message was left: %v, %d pixels are left", err, left)
		}
	}
	if img, p, err := a.decode(t.Context(), dot(t, 8), mail.Text{}, &left); img == nil || p != nil || err != nil || left != maxDecoded-64 {
		t.Errorf("then: %v, %v, %d pixels are left", p, err, left)
	}
}

// TestBrokenPicturesArePaidFor: pictures that cannot be decoded to their end cost
// what they say that they are, and nothing of the message is decoded when that
// is spent.
func TestBrokenPicturesArePaidFor(t *testing.T) {
	t.Parallel()
	a := openWriter(t)
	const side = 4000
	broken := dot(t, side)
	broken = broken[:len(broken)/2]
	raw := "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
	for range maxDecoded/(side*side) + 3 {
		raw += "--b\r\nContent-Type: image/png; name=x.png\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
			base64.StdEncoding.EncodeToString(broken) + "\r\n"
	}
	id := keep(t, a.Mail, place(t, a.Mail, "home", ""), 1, raw+"--b--\r\n")
	list, err := a.Pictures(t.Context(), id, false)
	if err != nil {
		t.Fatal(err)
	}
	causes := map[mail.Cause]int{}
	for _, p := range list {
		causes[p.Problem.Cause]++
	}
	if causes[mail.NotPicture] != maxDecoded/(side*side) || causes[mail.TooManyPictures] != 3 {
		t.Errorf("got %v", causes)
	}
}

func TestSenderIsRemembered(t *testing.T) {
	t.Parallel()
	a := &App{Mail: openMail(t)}
	view := mail.SenderView{Form: mail.HTMLText, Images: true}
	for address, want := range map[string]mail.SenderView{"Ada@Home.example": view, "": {}} {
		if err := a.SetSender(t.Context(), address, view); err != nil {
			t.Fatal(err)
		}
		if got, err := a.Sender(t.Context(), strings.ToLower(address), mail.Anchor{}); err != nil || got.View != want {
			t.Errorf("%q is shown as %+v, %v, want %+v", address, got.View, err, want)
		}
	}
}
