package wire

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// maxCapabilities is how many bytes a CAPA answer may have.
const maxCapabilities = 16 << 10

// Capabilities are what CAPA told (RFC 2449). The zero value is that of a
// server that does not know CAPA.
type Capabilities struct {
	lines []string // upper case, words separated by one space
}

// Has reports whether the capability of that name (upper case) is there.
func (c Capabilities) Has(name string) bool {
	return slices.Contains(c.Names(), name)
}

// Names returns the names in upper case, without arguments, each once.
func (c Capabilities) Names() []string {
	var names []string
	for _, line := range c.lines {
		name, _, _ := strings.Cut(line, " ")
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// LoginDelay returns how many seconds must pass between logins (RFC 2449 §6.5),
// the most of what was said; at most a day, so that a server cannot switch an
// account off.
func (c Capabilities) LoginDelay() int {
	const day = 24 * 60 * 60
	most := 0
	for _, line := range c.lines {
		words := strings.Fields(line)
		if words[0] != "LOGIN-DELAY" || len(words) < 2 {
			continue
		}
		if n, err := strconv.Atoi(words[1]); err == nil {
			most = max(most, min(n, day))
		}
	}
	return most
}

// Capabilities returns what the latest CAPA told.
func (c *Conn) Capabilities() Capabilities { return c.caps }

// askCapabilities asks beside go-pop3, for the time before it has the
// connection. A refusal is no error: old servers do not know CAPA.
func (c *Conn) askCapabilities() error {
	if _, err := io.WriteString(c, "CAPA\r\n"); err != nil {
		return err
	}
	if err := c.readStatus(); err != nil {
		return fmt.Errorf("CAPA: %w", err)
	}
	return c.ReadCapabilities()
}

// ReadCapabilities reads the answer to a CAPA whose status line was just read.
// A refusal leaves what is known.
func (c *Conn) ReadCapabilities() error {
	if !c.last.OK {
		return nil
	}
	c.caps = Capabilities{}
	all, err := io.ReadAll(c.Answer(maxCapabilities))
	if err != nil {
		return fmt.Errorf("CAPA: %w", err)
	}
	for line := range bytes.Lines(all) {
		if words := strings.Fields(strings.ToUpper(string(line))); len(words) > 0 {
			c.caps.lines = append(c.caps.lines, strings.Join(words, " "))
		}
	}
	return nil
}
