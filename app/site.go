package app

import (
	"golang.org/x/net/publicsuffix"

	"github.com/mailtui/mailtui/message"
)

func init() {
	message.PublicSuffix = func(host string) string {
		suffix, _ := publicsuffix.PublicSuffix(host)
		return suffix
	}
}
