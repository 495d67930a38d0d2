package message

import (
	"slices"
	"strings"

	"github.com/emersion/go-msgauth/authres"

	"github.com/mailtui/mailtui/mail"
)

// AuthResults is what a server that the user trusts says about who sent a
// message (RFC 8601). It is the word of that server, not a proof, and is shown in
// words only.
type AuthResults struct {
	Server  mail.Text // the authserv-id
	Results []AuthResult
}

// Verdict is the outcome of one check.
type Verdict uint8

// The verdicts.
const (
	NotChecked Verdict = iota // an error of the moment, or a word that is not known
	Passed
	Failed
	NoSays // there is nothing to check, or its owner says neither
)

// AuthResult is the outcome of one method, of DKIM the best of all signatures.
type AuthResult struct {
	Method  string // "DKIM", "SPF" or "DMARC"
	Verdict Verdict
	Domain  mail.Text // whose signature, or in whose name; may be empty
	// Own: Domain and the domain of From have the same owner, as far as their
	// names tell. A passed check of another domain says nothing about From.
	Own bool
}

// AuthservID returns the authserv-id of the topmost Authentication-Results field
// of a header block, in lower case, or "" when there is none. Microsoft's servers
// write fields without one.
func AuthservID(header []byte) string {
	id, _ := authResults(header)
	return id
}

// AuthResults returns what the topmost Authentication-Results says when its
// authserv-id is one of trusted (in lower case, see [AuthservID]), joined with
// what the others of that id say that stand above the topmost Received: checks
// are made one by one, each with a field of its own (RFC 8601 §4), and up there
// nobody but the last server writes. Any other field of that name was there
// before the message came to that server, and anybody may have written it, with
// any id in it. So may the topmost have been when the server writes none at all:
// RFC 8601 §5 has it remove what bears its id.
func (m *Message) AuthResults(trusted []string, public Suffixes) (AuthResults, bool) {
	id, fields := authResults(m.header)
	if id == "" || !slices.Contains(trusted, id) {
		return AuthResults{}, false
	}
	from := ""
	if len(m.Header.From) == 1 { // of several nobody was checked
		_, from = cutAddress(strings.ToLower(m.Header.From[0].Addr.String()))
	}
	best := map[string]AuthResult{}
	for _, a := range agreed(id, fields, from, public) {
		if known, there := best[a.Method]; !there || a.rank() > known.rank() {
			best[a.Method] = a
		}
	}
	r := AuthResults{Server: mail.Identity(id)}
	for _, method := range []string{"DKIM", "SPF", "DMARC"} {
		if a, ok := best[method]; ok {
			r.Results = append(r.Results, a)
		}
	}
	return r, len(r.Results) > 0
}

// Refute reports whether the server says that the message is not, or not any
// more, what its sender wrote: DKIM or DMARC failed.
func (a AuthResults) Refute() bool {
	return slices.ContainsFunc(a.Results, func(r AuthResult) bool { return r.Verdict == Failed && r.Method != "SPF" })
}

// check is what is checked: in how many fields it may be told.
type check struct {
	method string
	domain mail.Text
}

// agreed returns the results of fields of one server, of each method and domain
// one. Of the results in one field the best counts, as the server has weighed
// them; where one field says that a check passed, and another that it failed, it
// did not pass.
func agreed(id string, fields [][]string, from string, public Suffixes) []AuthResult {
	var order []check
	all := map[check]AuthResult{}
	for _, results := range fields {
		told := map[check]AuthResult{}
		for _, part := range results {
			a, ok := readResult(id, part, from, public)
			of := check{a.Method, a.Domain}
			if known, there := told[of]; ok && (!there || a.rank() > known.rank()) {
				told[of] = a
			}
			if ok && !slices.Contains(order, of) {
				order = append(order, of)
			}
		}
		for of, a := range told {
			known, there := all[of]
			if !there || known.Verdict != Failed && (a.Verdict == Failed || a.rank() > known.rank()) {
				all[of] = a
			}
		}
	}
	list := make([]AuthResult, 0, len(order))
	for _, of := range order {
		list = append(list, all[of])
	}
	return list
}

// maxResultFields is how many fields of one server are looked at.
const maxResultFields = 10

// authResults returns the authserv-id of the topmost Authentication-Results, and
// the results in it and in those of the same id that the same server wrote.
func authResults(header []byte) (id string, fields [][]string) {
	below := false // the topmost Received: what follows may be anybody's
	for f := readFields(header).Fields(); f.Next(); {
		switch {
		case strings.EqualFold(f.Key(), "Received"):
			if len(fields) > 0 {
				return id, fields
			}
			below = true
		case strings.EqualFold(f.Key(), "Authentication-Results"):
			of, results := readServer(f.Value())
			if len(fields) == 0 {
				id = of
			}
			if of == id && len(fields) < maxResultFields {
				fields = append(fields, results)
			}
			if below || id == "" {
				return id, fields
			}
		}
	}
	// Without a Received it is not known where the fields of the last server end.
	return id, fields[:min(len(fields), 1)]
}

// readServer reads the authserv-id of an Authentication-Results field, "" when it
// has none, and the results in it.
func readServer(value string) (id string, results []string) {
	parts := splitResults(value)
	if len(parts) == 0 {
		return "", nil
	}
	id, _, _ = strings.Cut(strings.ToLower(parts[0]), " ")
	if strings.Contains(id, "=") || mail.Identity(id).String() != id {
		return "", nil
	}
	return id, parts[1:]
}

// maxResults is how many bytes of a field are looked at.
const maxResults = 8 << 10

// splitResults splits the value of an Authentication-Results field at its
// semicolons, without comments and quotation marks. go-msgauth v0.7.0 looks at
// neither: a sender could write "; dkim=pass" into the local part of his address,
// which servers copy into a comment or a quoted string.
func splitResults(value string) []string {
	var parts []string
	var b strings.Builder
	value = value[:min(len(value), maxResults)]
	depth, quoted := 0, false
	for i := 0; i < len(value); i++ {
		c := value[i]
		switch {
		case c == '\\' && (quoted || depth > 0):
			i++ // of what is quoted so nothing is needed
		case quoted:
			switch c {
			case '"':
				quoted = false
			case ' ', '\t', '\r', '\n', ';', '=', '(', ')':
				b.WriteByte('_')
			default:
				b.WriteByte(c)
			}
		case c == '(':
			depth++
		case c == ')':
			if depth--; depth < 0 {
				return parts // what follows is not to be made out
			}
			b.WriteByte(' ')
		case depth > 0:
		case c == '"':
			quoted = true
		case c == ';':
			parts = append(parts, strings.Join(strings.Fields(b.String()), " "))
			b.Reset()
		default:
			b.WriteByte(c)
		}
	}
	if depth > 0 || quoted {
		return parts
	}
	return append(parts, strings.Join(strings.Fields(b.String()), " "))
}

// readResult reads one result: "dkim=pass header.d=navy.example".
func readResult(id, part, from string, public Suffixes) (AuthResult, bool) {
	// White space around "=" and the version of a method are allowed (RFC 8601
	// §2.2), and not understood.
	part = strings.ReplaceAll(strings.ReplaceAll(part, " =", "="), "= ", "=")
	method, rest, _ := strings.Cut(part, "=")
	method, _, _ = strings.Cut(method, "/")
	_, results, err := authres.Parse(id + "; " + method + "=" + rest)
	if err != nil || len(results) != 1 {
		return AuthResult{}, false
	}
	var a AuthResult
	var domain string
	switch r := results[0].(type) {
	case *authres.DKIMResult:
		a.Method, a.Verdict = "DKIM", verdict(r.Value)
		if domain = r.Domain; domain == "" {
			_, domain = cutAddress("@" + strings.TrimPrefix(r.Identifier, "@"))
		}
	case *authres.SPFResult:
		a.Method, a.Verdict = "SPF", verdict(r.Value)
		if domain = r.From; domain == "" {
			domain = r.Helo
		}
		_, domain = cutAddress("@" + domain)
	case *authres.DMARCResult:
		a.Method, a.Verdict, domain = "DMARC", verdict(r.Value), r.From
	default:
		return AuthResult{}, false
	}
	domain = strings.ToLower(strings.Trim(domain, "<>."))
	a.Domain = mail.Identity(ShownHost(domain))
	a.Own = SameSite(domain, from, public)
	return a, true
}

func verdict(v authres.ResultValue) Verdict {
	switch strings.ToLower(string(v)) {
	case authres.ResultPass:
		return Passed
	case authres.ResultFail, authres.ResultHardFail, authres.ResultSoftFail, authres.ResultPolicy,
		authres.ResultPermError:
		return Failed
	case string(authres.ResultNone), authres.ResultNeutral:
		return NoSays
	default:
		return NotChecked
	}
}

// rank orders the results of one method: a signature that does not fit any more
// says nothing when another one does (RFC 6376 §6.1).
func (a AuthResult) rank() int {
	switch {
	case a.Verdict == Passed && a.Own:
		return 4
	case a.Verdict == Passed:
		return 3
	case a.Verdict == Failed:
		return 2
	case a.Verdict == NotChecked:
		return 1
	default:
		return 0
	}
}
