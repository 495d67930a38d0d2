package web

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/mailtui/mailtui/mail"
)

// oneClick is the whole form of a request to be taken off a list (RFC 8058 §3.2).
const oneClick = "List-Unsubscribe=One-Click"

// OneClick asks a server to take the reader off a list, by one POST (RFC 8058
// §3.2). The address has to be https; a redirect is followed on the same host
// only, and only one that repeats the request. What the server answers is not
// read. Errors are those of ctx, or a [mail.Problem] with one of the causes
// BadURL, LocalAddress, WebUnreachable, WebInsecure and WebRefused.
func (c *Client) OneClick(ctx context.Context, address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.Host == "" {
		return mail.Problem{Op: "unsubscribe", Kind: mail.Rejected, Cause: mail.BadURL, What: mail.Line(address)}
	}
	if err := c.allow(u); err != nil {
		return problemOf(u, err)
	}
	r, err := newRequest(ctx, http.MethodPost, u, "*/*")
	if err != nil {
		return problemOf(u, err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.ContentLength = int64(len(oneClick))
	r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(oneClick)), nil }
	r.Body, _ = r.GetBody() // reading from memory
	s := c.open(func(last, next *http.Request) bool {
		// A redirect that asks for a page instead (302, 303) unsubscribes nobody.
		return next.Method == http.MethodPost && next.URL.Scheme == "https" && next.URL.Host == last.URL.Host
	})
	defer s.close()
	answer, err := s.Do(r)
	if err != nil {
		return problemOf(u, err)
	}
	_ = answer.Body.Close() // what is in it does not matter
	if answer.StatusCode/100 == 2 {
		return nil
	}
	return refused(u, answer.Status)
}
