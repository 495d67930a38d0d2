package message

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/corpora"
	"github.com/mailtui/mailtui/mail"
)

// expected is a line of EXPECTED.jsonl: what other parsers read of a message.
type expected struct {
	File      string   `json:"f"`
	Subject   string   `json:"subject"`
	MessageID *string  `json:"message_id"`
	Date      *float64 `json:"date"`
	From      []string `json:"from"`
	To        []string `json:"to"`
	Cc        []string `json:"cc"`
	Text      string   `json:"text"`
	HTML      bool     `json:"html"`
	AttsN     int      `json:"atts_n"`
	AttsName  []string `json:"atts_name"`
	AttsHash  []string `json:"atts_hash"`
	All3      []string `json:"_all3"`
}

// floor is the share of unanimous facts that must be read as the others do.
const floor = 0.995

// misses are facts that are read in another way than other parsers do, each with
// its reason, by "corpus/file: fact" or "kind/number: vector".
type misses map[string]string

// readMisses reads the expected misses of some sets, from testdata/misses.tsv:
// set, name, fact and reason.
func readMisses(t *testing.T, of func(set string) bool) misses {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "misses.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	list := misses{}
	for line := range strings.Lines(string(b)) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		if strings.HasPrefix(line, "#") || len(fields) == 4 && !of(fields[0]) {
			continue
		}
		if len(fields) != 4 || fields[3] == "" {
			t.Fatalf("no miss with a reason: %q", line)
		}
		list[fields[0]+"/"+fields[1]+": "+fields[2]] = fields[3]
	}
	return list
}

// check fails when the misses that were found are not those that are expected.
func (expected misses) check(t *testing.T, found misses) {
	t.Helper()
	for key, how := range found {
		if expected[key] == "" {
			t.Errorf("%s: %s", key, how)
		}
	}
	for key := range expected {
		if found[key] == "" {
			t.Errorf("%s: it is no miss any more", key)
		}
	}
}

// vectorKinds are the sets of single header fields.
var vectorKinds = []string{"address", "content_type", "date", "id", "unstructured", "list", "received"}

// TestCorpusFacts compares what is read of every message with the facts that
// three other parsers agree on.
func TestCorpusFacts(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(corpora.Path(t), "*", "EXPECTED.jsonl"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no EXPECTED.jsonl: %v", err)
	}
	total, found := 0, misses{}
	for _, file := range files {
		corpus := filepath.Base(filepath.Dir(file))
		for _, want := range readExpected(t, file) {
			raw, err := os.ReadFile(filepath.Join(filepath.Dir(file), want.File))
			if err != nil {
				t.Fatal(err)
			}
			for fact, miss := range compare(raw, want) {
				total++
				if miss != "" {
					found[corpus+"/"+want.File+": "+fact] = miss
				}
			}
		}
	}
	right := total - len(found)
	t.Logf("%d of %d facts, %.2f %%", right, total, 100*float64(right)/float64(total))
	if float64(right) < floor*float64(total) {
		t.Errorf("only %d of %d facts", right, total)
	}
	readMisses(t, func(set string) bool { return !slices.Contains(vectorKinds, set) }).check(t, found)
}

func readExpected(t *testing.T, file string) []expected {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var list []expected
	for d := json.NewDecoder(bytes.NewReader(b)); ; {
		var e expected
		if err := d.Decode(&e); errors.Is(err, io.EOF) {
			return list
		} else if err != nil {
			t.Fatal(err)
		}
		list = append(list, e)
	}
}

// compare returns for each unanimous fact what is different, or "".
func compare(raw []byte, want expected) map[string]string {
	m, err := Parse(bytes.NewReader(raw))
	if err != nil {
		return map[string]string{"parse": err.Error()}
	}
	result := map[string]string{}
	check := func(fact string, got, want any) {
		if fmt.Sprint(got) != fmt.Sprint(want) {
			result[fact] = fmt.Sprintf("got %.200q want %.200q", fmt.Sprint(got), fmt.Sprint(want))
		} else {
			result[fact] = ""
		}
	}
	atts := m.leaves()
	for _, fact := range want.All3 {
		switch fact {
		case "subject":
			check(fact, words(m.Header.Subject.String()), words(want.Subject))
		case "message_id":
			id := ""
			if want.MessageID != nil {
				id = *want.MessageID
			}
			check(fact, m.Header.MessageID, id)
		case "date":
			if want.Date == nil {
				check(fact, m.Header.Date.IsZero(), true)
			} else {
				check(fact, m.Header.Date.Unix(), int64(*want.Date))
			}
		case "from":
			check(fact, addrs(m, "from"), want.From)
		case "to":
			check(fact, addrs(m, "to"), want.To)
		case "cc":
			check(fact, addrs(m, "cc"), want.Cc)
		case "html":
			check(fact, m.HasHTML(), want.HTML)
		case "text":
			check(fact, words(plainText(m, raw)), words(want.Text))
		case "atts_n":
			check(fact, len(atts), want.AttsN)
		case "atts_name":
			names := []string{}
			for _, a := range atts {
				names = append(names, a.FileName.String())
			}
			sort.Strings(names)
			check(fact, names, want.AttsName)
		case "atts_hash":
			hashes := []string{}
			for _, a := range atts {
				if a.Type == "message/rfc822" {
					hashes = append(hashes, "rfc822")
					continue
				}
				h := sha256.New()
				if err := extractOne(bytes.NewReader(raw), a.Number, h); err != nil {
					hashes = append(hashes, err.Error())
				}
				hashes = append(hashes, hex.EncodeToString(h.Sum(nil))[:16])
			}
			sort.Strings(hashes)
			check(fact, hashes, want.AttsHash)
		}
	}
	return result
}

func words(s string) string { return strings.Join(strings.Fields(s), " ") }

func addrs(m *Message, field string) []string {
	list := map[string][]string{}
	for _, a := range m.Header.From {
		list["from"] = append(list["from"], strings.ToLower(a.Addr.String()))
	}
	for _, a := range m.Header.To {
		list["to"] = append(list["to"], strings.ToLower(a.Addr.String()))
	}
	for _, a := range m.Header.Cc {
		list["cc"] = append(list["cc"], strings.ToLower(a.Addr.String()))
	}
	return slices.DeleteFunc(list[field], func(s string) bool { return s == "" })
}

// plainText joins the plain text parts that are no attachments, shown or not.
func plainText(m *Message, raw []byte) string {
	var all []string
	for _, p := range m.own() {
		switch {
		case p.Type != "text/plain" || !isReadable(p):
		case m.body(p).Cut, len(m.packed[p.Number].files) > 0: // others have no limit, and no name for the files
			var b bytes.Buffer
			_ = extractOne(bytes.NewReader(raw), p.Number, &b)
			all = append(all, decodeCharset(p, b.Bytes()))
		default:
			all = append(all, m.body(p).Text)
		}
	}
	return strings.Join(all, " ")
}

// leaves returns the parts without parts that are no text people write in. An
// embedded message is one of them.
func (m *Message) leaves() []mail.Part {
	return slices.DeleteFunc(m.own(), func(p mail.Part) bool { return isContainer(p) || isProse(p) && isReadable(p) })
}
