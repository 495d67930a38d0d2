package app

import (
	"golang.org/x/net/publicsuffix"

	"github.com/mailtui/mailtui/message"
)

// Suffixes returns the public suffixes by which all of the program tells whether
// two hosts have one owner.
func Suffixes() message.Suffixes { return publicsuffix.List }
