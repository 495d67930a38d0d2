package ui

// Rect is a rectangle of cells. An empty one has no width.
type Rect struct{ X, Y, W, H int }

// Empty reports whether there is nothing of it.
func (r Rect) Empty() bool { return r.W <= 0 || r.H <= 0 }

// inner returns what is inside a frame drawn along the edge of r.
func (r Rect) inner(frame bool) Rect {
	if !frame || r.Empty() {
		return r
	}
	return Rect{r.X + 1, r.Y + 1, max(r.W-2, 0), max(r.H-2, 0)}
}

// View says what is to be on the screen when there is no room for everything.
type View struct {
	Message bool // a message is being read
	Folders bool // the folders were asked for
}

// Layout says where everything goes. A part that is not on the screen is empty.
type Layout struct {
	W, H     int
	TooSmall bool // nothing but a notice fits
	Frames   bool // panes have frames, within their rectangles
	Header   Rect
	Folders  Rect
	List     Rect
	Reader   Rect
	Status   Rect
	Hints    Rect // empty on low screens: the status row shows hints too
}

// The smallest screen, and where layouts change.
const (
	minWidth, minHeight = 30, 8

	frameWidth  = 50  // narrower: no frames
	frameHeight = 20  // lower: no frames, one row below the panes
	twoPanes    = 80  // folders beside the list
	threePanes  = 120 // and a preview beside both
	previewRows = 36  // from here on the preview is below the list
	threeRows   = 24  // lower: no third pane
)

// Compute lays out a screen of w × h cells.
func Compute(w, h int, v View) Layout {
	l := Layout{W: w, H: h}
	if w < minWidth || h < minHeight {
		l.TooSmall = true
		return l
	}
	l.Frames = w >= frameWidth && h >= frameHeight
	l.Header = Rect{0, 0, w, 1}
	body := Rect{0, 1, w, h - 2}
	l.Status = Rect{0, h - 1, w, 1}
	if h >= frameHeight {
		body.H--
		l.Status.Y--
		l.Hints = Rect{0, h - 1, w, 1}
	}
	switch {
	case w >= threePanes && h >= threeRows:
		l.columns(body)
	case w >= twoPanes && h >= previewRows:
		l.stacked(body)
	case w >= twoPanes && h >= frameHeight:
		l.beside(body, v)
	default:
		l.single(body, v)
	}
	return l
}

// columns: folders, list and message side by side.
func (l *Layout) columns(b Rect) {
	folders := clamp(b.W/6, 22, 28)
	list := max(b.W*42/100, 48)
	l.Folders = Rect{0, b.Y, folders, b.H}
	l.List = Rect{folders, b.Y, list, b.H}
	l.Reader = Rect{folders + list, b.Y, b.W - folders - list, b.H}
}

// stacked: folders beside the list, which has the message below it.
func (l *Layout) stacked(b Rect) {
	folders := clamp(b.W/5, 18, 22)
	list := b.H * 45 / 100
	l.Folders = Rect{0, b.Y, folders, b.H}
	l.List = Rect{folders, b.Y, b.W - folders, list}
	l.Reader = Rect{folders, b.Y + list, b.W - folders, b.H - list}
}

// beside: folders and list, or a message over the whole width.
func (l *Layout) beside(b Rect, v View) {
	if v.Message && !v.Folders {
		l.Reader = b
		return
	}
	folders := clamp(b.W/5, 18, 22)
	l.Folders = Rect{0, b.Y, folders, b.H}
	l.List = Rect{folders, b.Y, b.W - folders, b.H}
}

// single: one pane at a time.
func (l *Layout) single(b Rect, v View) {
	switch {
	case v.Folders:
		l.Folders = b
	case v.Message:
		l.Reader = b
	default:
		l.List = b
	}
}

func clamp(n, lo, hi int) int { return max(lo, min(n, hi)) }
