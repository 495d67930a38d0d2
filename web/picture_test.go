package web

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/mailtui/mailtui/mail"
)

func encoded(t testing.TB, encode func(*bytes.Buffer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := encode(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// samples are small pictures, 4 by 2 pixels but for WebP, which has 1.
func samples(t testing.TB) map[string][]byte {
	t.Helper()
	img := image.NewPaletted(image.Rect(0, 0, 4, 2), []color.Color{color.Black, color.White})
	webp, err := base64.StdEncoding.DecodeString("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA")
	if err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{
		"png":  encoded(t, func(b *bytes.Buffer) error { return png.Encode(b, img) }),
		"jpeg": encoded(t, func(b *bytes.Buffer) error { return jpeg.Encode(b, img, nil) }),
		"gif": encoded(t, func(b *bytes.Buffer) error {
			return gif.EncodeAll(b, &gif.GIF{Image: []*image.Paletted{img, img}, Delay: []int{1, 1}})
		}),
		"webp": webp,
	}
}

// giant is the beginning of a PNG that says it is so large.
func giant(width, height uint32) []byte {
	head := []byte{'I', 'H', 'D', 'R'}
	for _, n := range []uint32{width, height} {
		head = append(head, byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
	}
	head = append(head, 8, 2, 0, 0, 0)
	sum := crc32.ChecksumIEEE(head)
	b := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), head...)
	return append(b, byte(sum>>24), byte(sum>>16), byte(sum>>8), byte(sum))
}

func TestDecode(t *testing.T) {
	t.Parallel()
	for name, data := range samples(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			img, p := Decode(data, mail.Line(name))
			if p != nil {
				t.Fatal(p)
			}
			if size := img.Bounds().Size(); name != "webp" && size != image.Pt(4, 2) {
				t.Errorf("it is %v", size)
			}
			if _, p := Decode(data[:len(data)/2], mail.Line(name)); p == nil || p.Cause != mail.NotPicture {
				t.Errorf("half of it: %v", p)
			}
		})
	}
	wide := encoded(t, func(b *bytes.Buffer) error { return png.Encode(b, image.NewGray(image.Rect(0, 0, 3*maxSide, 2))) })
	if img, p := Decode(wide, mail.Text{}); p != nil || img.Bounds().Size() != image.Pt(maxSide, 1) {
		t.Errorf("a wide picture: %v, %v", img, p)
	}
	for _, tt := range []struct {
		name  string
		data  []byte
		cause mail.Cause
	}{
		{"nothing", nil, mail.NotPicture},
		{"text", []byte("GIF, not"), mail.NotPicture},
		{"vector graphic", []byte("<svg xmlns='http://www.w3.org/2000/svg'/>"), mail.NotPicture},
		{"a billion pixels", giant(100_000, 100_000), mail.PictureTooLarge},
		{"more pixels than a number", giant(1<<31-1, 1<<31-1), mail.NotPicture},
		{"one row too many", giant(MaxPixels, 2), mail.PictureTooLarge},
		{"only its beginning", giant(10, 10), mail.NotPicture},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if img, p := Decode(tt.data, mail.Line("x.png")); p == nil || p.Cause != tt.cause || img != nil {
				t.Errorf("got %v, %v, want the cause %d", img, p, tt.cause)
			}
		})
	}
}

// TestLoad: pictures come in the order of their addresses, from one connection a
// server and turn, and the requests tell nothing of who asks.
func TestLoad(t *testing.T) {
	t.Parallel()
	secure := serve(t, true, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("secure")) })
	var mu sync.Mutex
	seen := map[string]bool{}
	s := serve(t, false, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		for name, values := range r.Header {
			seen[name+": "+strings.Join(values, ",")] = true
		}
		mu.Unlock()
		http.SetCookie(w, &http.Cookie{Name: "who", Value: "ada", Path: "/"})
		switch r.URL.Path {
		case "/up":
			http.Redirect(w, r, secure.URL, http.StatusFound)
		case "/here":
			http.Redirect(w, r, "/a", http.StatusFound)
		case "/loop":
			http.Redirect(w, r, "/loop", http.StatusFound)
		case "/file":
			http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
		case "/missing":
			http.NotFound(w, r)
		default:
			_, _ = w.Write([]byte(r.URL.Path))
		}
	})
	down := serve(t, true, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, s.URL, http.StatusFound) })
	tests := []struct {
		url   string
		data  string
		cause mail.Cause
	}{
		{s.URL + "/a", "/a", 0},
		{s.URL + "/b", "/b", 0},
		{s.URL + "/here", "/a", 0},
		{s.URL + "/up", "secure", 0},
		{s.URL + "/loop", "", mail.WebRefused},
		{s.URL + "/file", "", mail.WebRefused},
		{s.URL + "/missing", "", mail.WebRefused},
		{down.URL, "", mail.WebRefused},
		{"ftp://shop.example/x", "", mail.BadURL},
		{"https://\x1b[2J/", "", mail.BadURL},
		{"", "", mail.BadURL},
	}
	var addresses []string
	for _, tt := range tests {
		addresses = append(addresses, tt.url)
	}
	for i, l := range near(secure, down).Load(t.Context(), addresses) {
		var got mail.Cause
		if l.Problem != nil {
			got = l.Problem.Cause
		}
		if string(l.Data) != tests[i].data || got != tests[i].cause {
			t.Errorf("%s: got %q, %v, want %q, cause %d", tests[i].url, l.Data, l.Problem, tests[i].data, tests[i].cause)
		}
	}
	for _, name := range []string{"User-Agent: " + userAgent, "Accept: " + acceptPictures} {
		delete(seen, name)
	}
	if len(seen) > 0 {
		t.Errorf("the requests also say %v", seen)
	}
}

func TestLoadLimits(t *testing.T) {
	t.Parallel()
	s := serve(t, false, func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(r.URL.Query().Get("n"))
		_, _ = w.Write(make([]byte, n)) // the client may have gone
	})
	count := func(addresses []string) map[mail.Cause]int {
		causes := map[mail.Cause]int{}
		for _, l := range near(s).Load(t.Context(), addresses) {
			if l.Problem == nil {
				causes[0]++
			} else {
				causes[l.Problem.Cause]++
			}
		}
		return causes
	}
	sized := func(n int) string { return fmt.Sprint(s.URL, "/?n=", n) }
	if got := count([]string{sized(MaxPicture), sized(MaxPicture + 1), sized(1 << 30)}); got[0] != 1 || got[mail.PictureTooLarge] != 2 {
		t.Errorf("large pictures: %v", got)
	}
	var many, heavy []string
	for range MaxPictures + 3 {
		many = append(many, sized(1))
	}
	if got := count(many); got[0] != MaxPictures || got[mail.TooManyPictures] != 3 {
		t.Errorf("many pictures: %v", got)
	}
	for range 6 {
		heavy = append(heavy, sized(MaxLoaded/4))
	}
	if got := count(heavy); got[0] != 4 || got[mail.TooManyPictures] != 2 {
		t.Errorf("heavy pictures: %v", got)
	}
}

// FuzzDecode: whatever a picture says it is, it is small enough to be held, or
// there is a sentence.
func FuzzDecode(f *testing.F) {
	for _, data := range samples(f) {
		f.Add(data)
	}
	f.Add(giant(100_000, 100_000))
	f.Add(giant(3000, 3))
	f.Fuzz(func(t *testing.T, data []byte) {
		img, p := Decode(data, mail.Line("x"))
		if (img == nil) != (p != nil) {
			t.Fatalf("got %v, %v", img, p)
		}
		if p == nil && (img.Bounds().Dx() > maxSide || img.Bounds().Dy() > maxSide || img.Bounds().Empty()) {
			t.Errorf("it is %v", img.Bounds())
		}
	})
}
