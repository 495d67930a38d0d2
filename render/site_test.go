package render

import (
	"golang.org/x/net/publicsuffix"

	"github.com/mailtui/mailtui/message"
)

// The program that is built knows the same list.
func init() {
	message.PublicSuffix = func(host string) string {
		suffix, _ := publicsuffix.PublicSuffix(host)
		return suffix
	}
}
