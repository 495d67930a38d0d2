package imap

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/textproto"
	"strings"

	goimap "github.com/emersion/go-imap/v2"

	"github.com/mailtui/mailtui/mail"
)

const (
	maxParts = 1000 // of a structure that is handed on
	maxNest  = 20   // multiparts that are looked into
)

// parts lists every part of a structure, containers included, in its order.
func parts(bs goimap.BodyStructure) []mail.Part {
	var out []mail.Part
	bs.Walk(func(path []int, part goimap.BodyStructure) bool {
		if len(out) == maxParts {
			return false
		}
		p := mail.Part{Number: partNumber(path), Type: part.MediaType()}
		params := map[string]string{}
		if single, ok := part.(*goimap.BodyStructureSinglePart); ok {
			params = decodeParams(single.Params)
			p.Charset = strings.ToLower(params["charset"])
			p.Encoding = strings.ToLower(single.Encoding)
			p.ContentID = strings.Trim(single.ID, "<>")
			p.Size = int64(single.Size)
			p.Flowed = strings.EqualFold(params["format"], "flowed")
			p.DelSp = strings.EqualFold(params["delsp"], "yes")
		}
		name := params["name"]
		if d := part.Disposition(); d != nil {
			p.Disposition = strings.ToLower(d.Value)
			if n := decodeParams(d.Params)["filename"]; n != "" {
				name = n
			}
		}
		p.FileName = mail.Line(name)
		out = append(out, p)
		return true
	})
	return out
}

// decodeParams joins and decodes what RFC 2231 splits and encodes.
func decodeParams(params map[string]string) map[string]string {
	split := false
	for name := range params {
		split = split || strings.Contains(name, "*")
	}
	if !split {
		return params
	}
	var b strings.Builder
	b.WriteString("x/x")
	for name, value := range params {
		fmt.Fprintf(&b, `; %s="%s"`, name, strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(value))
	}
	_, decoded, err := mime.ParseMediaType(b.String())
	if err != nil {
		return params
	}
	return decoded
}

// carve returns the parts that the beginning of a message holds, by their
// section numbers, in their transfer encoding. What is cut off or cannot be
// read is left out; whoever uses a part compares its size.
func carve(message []byte) map[string][]byte {
	sections := map[string][]byte{}
	header, body, found := bytes.Cut(message, []byte("\r\n\r\n"))
	if !found {
		return sections
	}
	r := textproto.NewReader(bufio.NewReader(io.MultiReader(bytes.NewReader(header), strings.NewReader("\r\n\r\n"))))
	fields, err := r.ReadMIMEHeader()
	if err != nil {
		return sections
	}
	if !carveMultipart(fields, body, nil, sections) {
		sections["1"] = body
	}
	return sections
}

// carveMultipart divides a multipart body. It returns false for other bodies.
func carveMultipart(header textproto.MIMEHeader, body []byte, path []int, sections map[string][]byte) bool {
	mediaType, params, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err != nil || !strings.HasPrefix(mediaType, "multipart/") || params["boundary"] == "" || len(path) > maxNest {
		return false
	}
	r := multipart.NewReader(bytes.NewReader(body), params["boundary"])
	for number := 1; number <= maxParts; number++ {
		part, err := r.NextRawPart()
		if err != nil {
			break
		}
		content, err := io.ReadAll(part)
		child := append(append([]int(nil), path...), number)
		if !carveMultipart(part.Header, content, child, sections) && err == nil {
			sections[partNumber(child)] = content
		}
		if err != nil {
			break
		}
	}
	return true
}
