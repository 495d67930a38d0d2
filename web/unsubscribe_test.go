package web

import (
	"crypto/tls"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/mailtui/mailtui/mail"
)

// TestOneClick: the request is the one of RFC 8058 §3.2, and tells nothing else.
func TestOneClick(t *testing.T) {
	t.Parallel()
	var requests atomic.Int64
	s := serve(t, true, func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		body, err := io.ReadAll(r.Body)
		if err != nil || r.Method != http.MethodPost || string(body) != "List-Unsubscribe=One-Click" ||
			r.URL.String() != "/u?id=%41b&x" {
			t.Errorf("got %s %s with %q, %v", r.Method, r.URL, body, err)
		}
		want := map[string]string{
			"Content-Type": "application/x-www-form-urlencoded", "User-Agent": userAgent, "Accept": "*/*", "Content-Length": "26",
		}
		for name, values := range r.Header {
			if want[name] != strings.Join(values, ",") {
				t.Errorf("the request says %s: %q", name, values)
			}
			delete(want, name)
		}
		if len(want) > 0 {
			t.Errorf("the request does not say %v", want)
		}
		http.SetCookie(w, &http.Cookie{Name: "who", Value: "ada"})
	})
	c := near(s)
	for range 2 { // the second time the cookie would be sent
		if err := c.OneClick(t.Context(), s.URL+"/u?id=%41b&x"); err != nil {
			t.Error(err)
		}
	}
	if requests.Load() != 2 {
		t.Errorf("%d requests came", requests.Load())
	}
}

func TestOneClickRefuses(t *testing.T) {
	other := serve(t, true, func(http.ResponseWriter, *http.Request) {})
	plain := serve(t, false, func(http.ResponseWriter, *http.Request) {})
	s := serve(t, true, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/loop" {
			http.Redirect(w, r, "/loop", http.StatusTemporaryRedirect)
			return
		}
		if r.URL.Path == "/done" {
			if body, err := io.ReadAll(r.Body); err != nil || r.Method != http.MethodPost || string(body) != oneClick {
				t.Errorf("redirected: %s with %q, %v", r.Method, body, err)
			}
			if r.Header.Get("Referer") != "" {
				t.Error("the referrer is told")
			}
			return
		}
		status := map[string]int{
			"/found": http.StatusFound, "/see": http.StatusSeeOther, "/kept": http.StatusTemporaryRedirect,
			"/other": http.StatusPermanentRedirect, "/plain": http.StatusTemporaryRedirect, "/gone": http.StatusGone,
			"/fault": http.StatusInternalServerError, "/accepted": http.StatusAccepted,
		}[r.URL.Path]
		to := map[string]string{"/other": other.URL, "/plain": plain.URL}[r.URL.Path]
		if to == "" {
			to = "/done"
		}
		w.Header().Set("Location", to)
		w.WriteHeader(status)
	})
	for _, tt := range []struct {
		name, url string
		cause     mail.Cause
	}{
		{"without TLS", plain.URL, mail.BadURL},
		{"mailto", "mailto:leave@list.example", mail.BadURL},
		{"no host", "https:///x", mail.BadURL},
		{"a password", "https://u:p@" + s.Listener.Addr().String(), mail.LocalAddress},
		{"a page elsewhere", s.URL + "/found", mail.WebRefused},
		{"a page to see", s.URL + "/see", mail.WebRefused},
		{"moved on the same host", s.URL + "/kept", 0},
		{"moved to another host", s.URL + "/other", mail.WebRefused},
		{"moved away from TLS", s.URL + "/plain", mail.WebRefused},
		{"moved for ever", s.URL + "/loop", mail.WebRefused},
		{"gone", s.URL + "/gone", mail.WebRefused},
		{"fault", s.URL + "/fault", mail.WebRefused},
		{"accepted", s.URL + "/accepted", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := near(s, other).OneClick(t.Context(), tt.url)
			if cause(err) != tt.cause || (err == nil) != (tt.cause == 0) {
				t.Errorf("got %v, want the cause %d", err, tt.cause)
			}
		})
	}
	if n := other.accepted.Load() + plain.accepted.Load(); n != 0 {
		t.Errorf("%d connections went elsewhere", n)
	}
}

// TestOldTLS: a server that speaks nothing newer than TLS 1.1 is not told
// anything.
func TestOldTLS(t *testing.T) {
	t.Parallel()
	s := &counted{Server: httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("a request came")
	}))}
	s.TLS = &tls.Config{MaxVersion: tls.VersionTLS11, MinVersion: tls.VersionTLS10}
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	defer s.Close()
	if err := near(s).OneClick(t.Context(), s.URL); cause(err) != mail.WebUnreachable {
		t.Errorf("got %v", err)
	}
}
