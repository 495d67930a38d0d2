package mail

// Saved is an attachment that was to be saved.
type Saved struct {
	Part string // section number
	Path string // absolute; empty: it is not there
	Err  error  // why its bytes are not here; nil: they are, or it was not looked
}
