package mail

import "image"

// Picture is a picture of a message: decoded, or why it is not.
type Picture struct {
	Name    Text        // its file name, else the host that it comes from
	Image   image.Image // nil: Problem says why
	Problem *Problem
}
