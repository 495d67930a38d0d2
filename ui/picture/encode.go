package picture

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/ansi/iterm2"
	"github.com/charmbracelet/x/ansi/kitty"
	"github.com/charmbracelet/x/ansi/sixel"
	"golang.org/x/image/draw"
)

// How many pixels wide and high a picture is drawn at most: what is written for
// one stays within a few megabytes on the largest screen. xterm shows no sixels
// beyond their limit (its resource maxGraphicSize).
const (
	maxSide  = 1600
	maxSixel = 1000
)

// anyCell is how large cells are taken to be where the terminal does not say.
var anyCell = image.Pt(10, 20)

// Fit returns how many pixels a picture of some size has on so many cells: its
// shape stays, and it is never made larger.
func (t Terminal) Fit(size, cells image.Point) image.Point {
	side := maxSide
	if t.Protocol == Sixel {
		side = maxSixel
	}
	room := image.Pt(min(cells.X*t.cell().X, side), min(cells.Y*t.cell().Y, side))
	if size.X <= 0 || size.Y <= 0 || room.X <= 0 || room.Y <= 0 {
		return image.Point{}
	}
	if size.X <= room.X && size.Y <= room.Y {
		return size
	}
	if size.X*room.Y > size.Y*room.X {
		return image.Pt(room.X, max(size.Y*room.X/size.X, 1))
	}
	return image.Pt(max(size.X*room.Y/size.Y, 1), room.Y)
}

func (t Terminal) cell() image.Point {
	if t.Cell == (image.Point{}) {
		return anyCell
	}
	return t.Cell
}

// Encode writes what draws a picture at the cursor, on at most so many cells.
// The cursor may be elsewhere then.
func (t Terminal) Encode(w io.Writer, img image.Image, cells image.Point) error {
	size := t.Fit(img.Bounds().Size(), cells)
	if size == (image.Point{}) {
		return nil
	}
	img = onPaper(img, size)
	switch t.Protocol {
	case Kitty:
		return encodeKitty(w, img)
	case ITerm2:
		// In cells: its pixels are not always those of the screen.
		return encodeITerm2(w, img, image.Pt(ceil(size.X, t.cell().X), ceil(size.Y, t.cell().Y)))
	case Sixel:
		return encodeSixel(w, img)
	default:
		return nil
	}
}

// Clear writes what takes pictures off the screen that erasing it leaves there.
func (t Terminal) Clear(w io.Writer) error {
	if t.Protocol != Kitty {
		return nil
	}
	_, err := io.WriteString(w, ansi.KittyGraphics(nil,
		(&kitty.Options{Action: kitty.Delete, Delete: kitty.DeleteAll, DeleteResources: true, Quiet: 2}).Options()...))
	return err
}

// onPaper returns a picture in another size on white, which mail is written on:
// what is transparent, and mostly has dark words beside it, would be lost on a
// dark screen.
func onPaper(img image.Image, size image.Point) image.Image {
	to := image.NewRGBA(image.Rectangle{Max: size})
	draw.Draw(to, to.Rect, image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.ApproxBiLinear.Scale(to, to.Rect, img, img.Bounds(), draw.Over, nil)
	return to
}

// encodeKitty asks for no answer: nobody would read it.
func encodeKitty(w io.Writer, img image.Image) error {
	err := kitty.EncodeGraphics(w, img, &kitty.Options{
		Action: kitty.TransmitAndPut, Transmission: kitty.Direct, Format: kitty.PNG,
		Chunk: true, Quiet: 2, DoNotMoveCursor: true,
	})
	if err != nil {
		return fmt.Errorf("encode for kitty: %w", err)
	}
	return nil
}

func encodeITerm2(w io.Writer, img image.Image, cells image.Point) error {
	var data bytes.Buffer
	if err := png.Encode(&data, img); err != nil {
		return fmt.Errorf("encode PNG: %w", err)
	}
	_, err := io.WriteString(w, ansi.ITerm2(iterm2.File{
		Size: int64(data.Len()), Width: iterm2.Cells(cells.X), Height: iterm2.Cells(cells.Y), Inline: true,
		DoNotMoveCursor: true, Content: []byte(base64.StdEncoding.EncodeToString(data.Bytes())),
	}))
	return err
}

func encodeSixel(w io.Writer, img image.Image) error {
	var data bytes.Buffer
	if err := (&sixel.Encoder{}).Encode(&data, img); err != nil {
		return fmt.Errorf("encode sixels: %w", err)
	}
	_, err := io.WriteString(w, ansi.SixelGraphics(0, 1, 0, data.Bytes()))
	return err
}

func ceil(a, b int) int { return (a + b - 1) / b }
