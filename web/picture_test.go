package web

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
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

// decode decodes a picture by itself.
func decode(data []byte, name string) (image.Image, *mail.Problem) {
	left := MaxPixels
	return Decode(data, mail.Line(name), &left)
}

// segment is one of a JPEG (ITU-T T.81 §B.1.1.4).
func segment(marker byte, data ...byte) []byte {
	return append([]byte{0xff, marker, 0, byte(len(data) + 2)}, data...)
}

// gray is a JPEG in one color, whose only scan is repeated. Its frame is
// progressive for the marker 0xc2, not for 0xc0.
func gray(marker byte, side, scans int) []byte {
	b := []byte{0xff, 0xd8}
	b = append(b, segment(0xdb, append(make([]byte, 1), bytes.Repeat([]byte{1}, 64)...)...)...)
	b = append(b, segment(marker, 8, byte(side>>8), byte(side), byte(side>>8), byte(side), 1, 1, 0x11, 0)...)
	last := byte(63)
	if marker == 0xc2 {
		last = 0 // the first scan has the first coefficient only
	}
	for _, table := range []byte{0, 0x10} { // one code, of one bit: nothing follows
		b = append(b, segment(0xc4, append([]byte{table, 1}, make([]byte, 16)...)...)...)
	}
	blocks := ((side + 7) / 8) * ((side + 7) / 8)
	for range scans {
		b = append(b, segment(0xda, 1, 1, 0, 0, last, 0)...)
		b = append(b, make([]byte, blocks/4+1)...)
	}
	return append(b, 0xff, 0xd9)
}

// TestDecodeIsBounded: what takes more memory or time than its size says is
// refused before it takes any.
func TestDecodeIsBounded(t *testing.T) {
	t.Parallel()
	deep := giant(4000, 4000)
	deep[24] = 16 // bits
	binary.BigEndian.PutUint32(deep[29:], crc32.ChecksumIEEE(deep[12:29]))
	hidden := gray(0xc2, 4472, 1)
	hidden = append([]byte{0xff, 0xd8, 0xff, 0xe1, 0, 4, 0xff, 0xc2}, hidden[2:]...)
	for _, tt := range []struct {
		name  string
		data  []byte
		cause mail.Cause
	}{
		{"sequential", gray(0xc0, 64, 1), 0},
		{"progressive", gray(0xc2, 64, 1), 0},
		{"many refinements", gray(0xc2, 64, maxScans), 0},
		{"large", gray(0xc0, 2900, 1), 0},
		{"large and progressive", gray(0xc2, 2900, 1), mail.PictureTooLarge},
		{"with another marker before", hidden, mail.PictureTooLarge},
		{"16 bits", deep, mail.PictureTooLarge},
		{"as many scans as components", gray(0xc0, 64, maxComponents), 0},
		{"more scans than components", gray(0xc0, 64, maxComponents+1), mail.PictureTooLarge},
		{"too many refinements", gray(0xc2, 64, maxScans+1), mail.PictureTooLarge},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			img, p := decode(tt.data, "x")
			if (img == nil) == (tt.cause == 0) || p != nil && p.Cause != tt.cause {
				t.Errorf("got %v, want the cause %d", p, tt.cause)
			}
		})
	}
}

// TestDecodeTakes: what is decoded is paid for before, also when it fails.
func TestDecodeTakes(t *testing.T) {
	t.Parallel()
	left := 2*16 + 8
	for i, tt := range []struct {
		data  []byte
		cause mail.Cause
		left  int
	}{
		{giant(4, 4), mail.NotPicture, 24},
		{giant(100_000, 100_000), mail.PictureTooLarge, 24}, // it costs nothing
		{[]byte("text"), mail.NotPicture, 24},
		{giant(5, 5), mail.TooManyPictures, 24},
		{samples(t)["png"], 0, 16},
		{giant(4, 4), mail.NotPicture, 0},
		{samples(t)["png"], mail.TooManyPictures, 0},
	} {
		img, p := Decode(tt.data, mail.Line("x"), &left)
		if (img == nil) == (tt.cause == 0) || p != nil && p.Cause != tt.cause || left != tt.left {
			t.Errorf("picture %d: %v, %d pixels are left, want the cause %d and %d", i, p, left, tt.cause, tt.left)
		}
	}
}

func TestDecode(t *testing.T) {
	t.Parallel()
	for name, data := range samples(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			img, p := decode(data, name)
			if p != nil {
				t.Fatal(p)
			}
			if size := img.Bounds().Size(); name != "webp" && size != image.Pt(4, 2) {
				t.Errorf("it is %v", size)
			}
			if _, p := decode(data[:len(data)/2], name); p == nil || p.Cause != mail.NotPicture {
				t.Errorf("half of it: %v", p)
			}
		})
	}
	wide := encoded(t, func(b *bytes.Buffer) error { return png.Encode(b, image.NewGray(image.Rect(0, 0, 3*maxSide, 2))) })
	if img, p := decode(wide, ""); p != nil || img.Bounds().Size() != image.Pt(maxSide, 1) {
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
			if img, p := decode(tt.data, "x.png"); p == nil || p.Cause != tt.cause || img != nil {
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

// endless is a server of large pictures that counts what is read of them.
type endless struct {
	length int64 // that it tells; -1: none
	asked  int
	read   int64
}

func (e *endless) RoundTrip(*http.Request) (*http.Response, error) {
	e.asked++
	return &http.Response{StatusCode: http.StatusOK, ContentLength: e.length, Body: io.NopCloser(e)}, nil
}

func (e *endless) Read(b []byte) (int, error) {
	e.read += int64(len(b))
	return len(b), nil
}

// TestLoadTakesBeforeItReads: what a message may not have any more is not read.
func TestLoadTakesBeforeItReads(t *testing.T) {
	t.Parallel()
	const most = MaxLoaded + 64<<10 // and what is under way
	for _, tt := range []struct {
		name   string
		length int64
		left   int64
		read   int64 // at most
		cause  mail.Cause
	}{
		{"it tells its size", MaxPicture, MaxPicture - 1, 0, mail.TooManyPictures},
		{"it is too large", MaxPicture + 1, MaxLoaded, 0, mail.PictureTooLarge},
		{"it does not tell its size", -1, 1 << 20, 1<<20 + 64<<10, mail.TooManyPictures},
		{"it never ends", -1, MaxLoaded, most, mail.PictureTooLarge},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server := &endless{length: tt.length}
			s := &session{Client: &http.Client{Transport: server}}
			l := near().load(t.Context(), s, "https://shop.example/", newBudget(tt.left))
			if l.Problem == nil || l.Problem.Cause != tt.cause || server.read > tt.read || server.asked != 1 {
				t.Errorf("%d bytes were read, %v", server.read, l.Problem)
			}
		})
	}
	server := &endless{length: -1}
	s, left := &session{Client: &http.Client{Transport: server}}, newBudget(MaxLoaded)
	for range MaxPictures {
		near().load(t.Context(), s, "https://shop.example/", left)
	}
	if server.read > 2*most {
		t.Errorf("%d bytes were read of %d pictures", server.read, MaxPictures)
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
		img, p := decode(data, "x")
		if (img == nil) != (p != nil) {
			t.Fatalf("got %v, %v", img, p)
		}
		if p == nil && (img.Bounds().Dx() > maxSide || img.Bounds().Dy() > maxSide || img.Bounds().Empty()) {
			t.Errorf("it is %v", img.Bounds())
		}
	})
}
