package config

import (
	"net/netip"
	"path/filepath"
	"slices"
	"strings"

	"github.com/dustin/go-humanize"

	"github.com/mailtui/mailtui/mail"
)

// Protocol is how an account's mail is read.
type Protocol string

// The protocols.
const (
	IMAP Protocol = "imap"
	POP  Protocol = "pop3"
)

// TLS is how the connection to a server is secured.
type TLS string

// The ways to secure a connection.
const (
	ImplicitTLS TLS = "tls"      // from the first byte (RFC 8314 §3)
	StartTLS    TLS = "starttls" // upgraded before the login, never skipped
	NoTLS       TLS = "none"     // in clear
)

// Server is where and how a server is reached.
type Server struct {
	Host     string
	Port     int
	TLS      TLS
	CAFile   string // PEM file of an extra authority, or empty
	Insecure bool   // NoTLS may be used towards other machines
}

// OnServer is what happens to a message on a POP3 server once it is stored here.
type OnServer string

// The policies.
const (
	Delete OnServer = "delete" // deleted, once stored and verified
	Keep   OnServer = "keep"   // kept, for KeepDays or for ever
)

// POP3 are the settings that only POP3 has.
type POP3 struct {
	OnServer         OnServer
	KeepDays         int   // with Keep: 0 is for ever
	MaxSize          int64 // bytes; of larger mail only the header is read; 0: no limit
	DeleteWithoutIDs bool  // delete also where the server has no UIDL
}

type serverFile struct {
	Host     string `toml:"host"`
	Port     *int   `toml:"port,omitempty"`
	TLS      string `toml:"tls,omitempty"`
	CAFile   string `toml:"ca_file,omitempty"`
	Insecure bool   `toml:"insecure,omitempty"`
}

type pop3File struct {
	Host             string `toml:"host"`
	Port             *int   `toml:"port,omitempty"`
	TLS              string `toml:"tls,omitempty"`
	CAFile           string `toml:"ca_file,omitempty"`
	Insecure         bool   `toml:"insecure,omitempty"`
	OnServer         string `toml:"on_server,omitempty"`
	KeepDays         int    `toml:"keep_days,omitempty"`
	MaxSize          string `toml:"max_size,omitempty"`
	DeleteWithoutIDs bool   `toml:"delete_without_ids,omitempty"`
}

// maxKeepDays is a hundred years: more is a slip of the finger.
const maxKeepDays = 100 * 366

// readServer fills in Server and POP3 from the table of the protocol. That of
// the other one may be there too, for an account that is converted.
func (a *Account) readServer(doc *document, file accountFile) *mail.Problem {
	if file.POP3 != nil {
		if err := a.readPOP3(doc, *file.POP3); err != nil {
			return err
		}
	}
	var in serverFile
	switch {
	case a.Protocol == IMAP && file.IMAP != nil:
		in = *file.IMAP
		a.POP3 = POP3{}
	case a.Protocol == POP && file.POP3 != nil:
		p := file.POP3
		in = serverFile{Host: p.Host, Port: p.Port, TLS: p.TLS, CAFile: p.CAFile, Insecure: p.Insecure}
	default:
		return doc.problem("protocol = %q needs the table [%s]", []any{a.Protocol, a.Protocol}, "protocol")
	}
	a.Server = in.server(func(tls TLS) int { return defaultPort(a.Protocol, tls) })
	a.Server.CAFile = a.besides(in.CAFile)
	return a.Server.check(doc, string(a.Protocol))
}

// server returns what a table says, with its defaults.
func (in serverFile) server(port func(TLS) int) Server {
	s := Server{Host: in.Host, TLS: TLS(in.TLS), CAFile: in.CAFile, Insecure: in.Insecure}
	if s.TLS == "" {
		s.TLS = ImplicitTLS
	}
	s.Port = port(s.TLS)
	if in.Port != nil {
		s.Port = *in.Port
	}
	return s
}

// check refuses what cannot be right or would send a password in clear.
func (s Server) check(doc *document, table string) *mail.Problem {
	switch {
	case s.Host == "" || strings.ContainsAny(s.Host, " \t\r\n/"):
		return doc.problem(`host is the name of the server, like "mail.example.org"`, nil, table, "host")
	case s.Port < 1 || s.Port > 65535:
		return doc.problem("port is a number from 1 to 65535", nil, table, "port")
	case !slices.Contains([]TLS{ImplicitTLS, StartTLS, NoTLS}, s.TLS):
		return doc.problem(`tls is "tls", "starttls" or "none"`, nil, table, "tls")
	case s.TLS == NoTLS && !s.Insecure && !isLoopback(s.Host):
		return doc.problem(`tls = "none" would send the password to %s in clear: use "tls" or "starttls"; `+
			"insecure = true allows it all the same", []any{s.Host}, table, "tls")
	default:
		return nil
	}
}

func (a *Account) readPOP3(doc *document, in pop3File) *mail.Problem {
	a.POP3 = POP3{OnServer: OnServer(in.OnServer), KeepDays: in.KeepDays, DeleteWithoutIDs: in.DeleteWithoutIDs}
	switch a.POP3.OnServer {
	case "":
		a.POP3.OnServer = Delete
	case Delete, Keep:
	case "until-deleted-here":
		return doc.problem(`on_server = "until-deleted-here" is not there yet: use "delete" or "keep"`, nil,
			"pop3", "on_server")
	default:
		return doc.problem(`on_server is "delete" or "keep"`, nil, "pop3", "on_server")
	}
	if in.KeepDays < 0 || in.KeepDays > maxKeepDays {
		return doc.problem("keep_days is a number of days from 1 to %d, or 0 for ever", []any{maxKeepDays},
			"pop3", "keep_days")
	}
	if in.KeepDays > 0 && a.POP3.OnServer != Keep {
		return doc.problem(`keep_days needs on_server = "keep"`, nil, "pop3", "keep_days")
	}
	if in.MaxSize == "" {
		return nil
	}
	size, err := humanize.ParseBytes(in.MaxSize)
	if err != nil || size == 0 || size > 1<<40 {
		return doc.problem(`max_size is a size like "10 MB", or "" for no limit`, nil, "pop3", "max_size")
	}
	a.POP3.MaxSize = int64(size)
	return nil
}

// besides makes a path of the file relative to the folder of the configuration.
func (a *Account) besides(path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(filepath.Dir(filepath.Dir(a.File)), path)
}

func defaultPort(p Protocol, tls TLS) int {
	switch {
	case p == IMAP && tls == ImplicitTLS:
		return 993
	case p == IMAP:
		return 143
	case tls == ImplicitTLS:
		return 995
	default:
		return 110
	}
}

// defaultSMTPPort is the port for submission (RFC 8314 §3.3).
func defaultSMTPPort(tls TLS) int {
	if tls == ImplicitTLS {
		return 465
	}
	return 587
}

// isLoopback reports whether host is this machine. No name but "localhost" is
// resolved for it: a resolver can lie.
func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.Unmap().IsLoopback()
}
