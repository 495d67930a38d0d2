package render

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/png"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/message"
)

func dot(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 4, 4))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const pictured = "From: ada@home.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n" +
	"--b\r\nContent-Type: text/html\r\n\r\n<img src=\"cid:logo@x\"><img src=\"CID:photo%%40x\">" +
	"<img src=https://shop.example/big.jpg alt=Sale><img src=http://shop.example/old.gif>" +
	"<img src=https://shop.example/open.php?u=1><img src=https://shop.example/dot.gif width=1 height=1>" +
	"<div style=display:none><img src=https://shop.example/hidden.png></div><img src=https://shop.example/big.jpg>" +
	"<img src=cid:gone@x>\r\n" +
	"--b\r\nContent-Type: image/png; name=logo.png\r\nContent-ID: <logo@x>\r\nContent-Transfer-Encoding: base64\r\n\r\n%s\r\n" +
	"--b\r\nContent-Type: image/png\r\nContent-ID: <photo@x>\r\n\r\nno picture\r\n" +
	"--b\r\nContent-Type: image/jpeg; name=\"a\x1b[2J.jpg\"\r\nContent-Disposition: attachment\r\n\r\n\r\n--b--\r\n"

func TestImages(t *testing.T) {
	t.Parallel()
	m, err := message.Parse(strings.NewReader(fmt.Sprintf(pictured, base64.StdEncoding.EncodeToString(dot(t)))))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, i := range Images(m) {
		got = append(got, fmt.Sprintf("%s|%s|%s|%t", i.Part, i.URL, i.Name, i.Shown))
	}
	want := []string{
		"2||logo.png|true", "3||attachment.txt|true", "|https://shop.example/big.jpg|Sale|true",
		"|http://shop.example/old.gif|shop.example|true", "4||a_[2J.jpg|false",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestPageShowsPictures(t *testing.T) {
	t.Parallel()
	m, err := message.Parse(strings.NewReader(fmt.Sprintf(pictured, base64.StdEncoding.EncodeToString(dot(t)))))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string][]byte{"2": dot(t), "3": []byte("no picture")}
	for _, tt := range []struct {
		name   string
		remote bool
		data   int
		https  int
	}{
		{"attached", false, 1, 0},
		{"attached and to be loaded", true, 1, 3},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			page := Page(m, PageOptions{Remote: tt.remote, Parts: parts})
			checkPage(t, page, tt.remote)
			data, https := bytes.Count(page, []byte(`src="data:image/png;base64,`)), bytes.Count(page, []byte(`src="https://`))
			if data != tt.data || https != tt.https {
				t.Errorf("%d attached pictures and %d to be loaded, want %d and %d:\n%s", data, https, tt.data, tt.https, page)
			}
			for _, secret := range []string{"open.php", "dot.gif", "hidden.png", "http://shop"} {
				if bytes.Contains(page, []byte(secret)) {
					t.Errorf("%s is loaded", secret)
				}
			}
		})
	}
	// What is too much for one page is left out.
	p := page{used: map[string]bool{}, left: len(parts["2"]) - 1, options: PageOptions{Parts: parts}}
	if _, ok := p.picture("2"); ok {
		t.Error("a picture beyond the limit is pageElements")
	}
}

// TestPageOfAPicture: mail that is only a picture, or has some beside its text,
// shows them; what is attached as a file stays out.
func TestPageOfAPicture(t *testing.T) {
	t.Parallel()
	picture := "Content-Type: image/png; name=\"<b>.png\"\r\nContent-Transfer-Encoding: base64\r\n%s\r\n" +
		base64.StdEncoding.EncodeToString(dot(t)) + "\r\n"
	mixed := "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSee:\r\n--b\r\n%s--b--\r\n"
	inline := fmt.Sprintf(picture, "Content-Disposition: inline\r\n")
	attached := fmt.Sprintf(picture, "Content-Disposition: attachment\r\n")
	for _, test := range []struct {
		name, raw, part string
		shown           int
	}{
		{"alone", fmt.Sprintf(picture, ""), "1", 1},
		{"between texts", fmt.Sprintf(mixed, inline), "2", 1},
		{"attached", fmt.Sprintf(mixed, attached), "2", 0},
		{
			"of HTML that hides it", "Content-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n" +
				"<p>See:<img hidden src='cid:a@x'>\r\n--b\r\n" + fmt.Sprintf(picture, "Content-ID: <a@x>\r\n") + "--b--\r\n", "2", 0,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			m, err := message.Parse(strings.NewReader("MIME-Version: 1.0\r\n" + test.raw))
			if err != nil {
				t.Fatal(err)
			}
			page := Page(m, PageOptions{Parts: map[string][]byte{test.part: dot(t)}})
			checkPage(t, page, false)
			if n := bytes.Count(page, []byte(`<img src="data:image/png;base64,`)); n != test.shown {
				t.Errorf("%d pictures in\n%s", n, page)
			}
			if bytes.Contains(page, []byte("<b>.png")) {
				t.Error("the name is markup")
			}
		})
	}
}
