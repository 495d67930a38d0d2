package message

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/mailtui/mailtui/mail"
)

// Risk says why an attachment must not be opened like any other.
type Risk uint8

// The risks, the greater ones last.
const (
	NoRisk Risk = iota
	// Disguised is a name with two extensions, or that says another type than the
	// content, or with a character that changes the direction of the text.
	Disguised
	// Program is something that runs, by its content, its type or its name, or an
	// office document with macros; disguised or not. Macros that no name tells
	// of are found where all of the content was read.
	Program
)

// desktopEntry is the media type of a launcher of the desktop (.desktop).
const desktopEntry = "application/x-desktop"

func isDesktopEntry(head []byte) bool {
	return bytes.Contains(head, []byte("[Desktop Entry]"))
}

// programs are the media types of what runs.
var programs = set(`
	application/vnd.microsoft.portable-executable application/x-msdownload application/x-msdos-program
	application/x-dosexec application/x-elf application/x-object application/x-executable application/x-sharedlib
	application/x-mach-binary application/x-ms-installer application/x-msi application/x-ms-shortcut
	application/java-archive application/x-java-archive application/x-java-applet
	application/vnd.android.package-archive application/vnd.debian.binary-package application/x-rpm
	application/x-chrome-extension application/vnd.ms-htmlhelp application/x-bytecode.python application/wasm
	application/x-shockwave-flash application/hta application/x-sh application/x-shellscript application/x-bat
	application/javascript application/x-javascript text/javascript text/x-shellscript text/x-sh text/x-python
	text/x-perl text/x-php text/x-ruby text/x-lua text/x-tcl application/x-python application/x-ruby
	application/x-tcl ` + desktopEntry)

// programNames are the extensions of what runs, and of documents with macros.
var programNames = set(`
	exe com scr pif cpl dll sys bat cmd msi msp mst msc vb vbs vbe js jse mjs ws wsf wsh ps1 psm1 hta jar jnlp
	class lnk url reg inf chm gadget application appref-ms scf library-ms settingcontent-ms diagcab
	sh bash zsh csh ksh fish run appimage flatpakref snap desktop service deb rpm apk app command workflow
	dmg pkg py pyc pyw pl rb lua tcl php elf so swf crx xpi wasm
	docm dotm wll xlsm xltm xlsb xlam xla xll xlm pptm potm ppam ppa ppsm sldm vsdm vssm vstm otm
	accde accda accdr ade adp mda mdb mde mdz slk iqy oqy rqy dqy one`)

// wrappers are the extensions that say how a file was packed, so that there is
// one before them.
var wrappers = set("gz bz2 xz zst lz z zip 7z asc sig gpg pgp p7m p7s p7b")

// kinds are what the extensions of harmless files stand for.
var kinds = map[string]string{}

func init() {
	for kind, names := range map[string]string{
		"pdf":     "pdf",
		"image":   "jpg jpeg jpe png gif webp bmp tif tiff heic heif avif ico",
		"media":   "mp3 mp4 m4a m4v wav ogg oga ogv opus flac avi mov mpg mpeg mkv webm",
		"office":  "doc dot docx dotx xls xlt xlsx xltx ppt pps pptx ppsx odt ods odp rtf",
		"archive": "zip 7z rar gz tgz tar bz2 xz zst",
		"text":    "txt csv tsv log md json xml ics vcf eml",
		"page":    "htm html xhtml shtml mht mhtml svg",
	} {
		for name := range set(names) {
			kinds[name] = kind
		}
	}
}

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, word := range strings.Fields(words) {
		m[word] = true
	}
	return m
}

// riskOf judges an attachment by what the message tells of it, the name that it
// is saved as and what was seen of its content.
func riskOf(p mail.Part, name string, f file) Risk {
	shown := f.kind
	ext := extensionOf(name)
	before := extensionOf(strings.TrimSuffix(name, path.Ext(name)))
	switch {
	case programs[p.Type], programs[shown], programNames[ext], strings.Contains(p.Type, "macroenabled"), f.macros:
		return Program
	case strings.Contains(p.FileName.String(), "⟦U+"):
		return Disguised
	case kinds[before] != "" && kinds[ext] != "" && before != ext && !wrappers[ext]:
		return Disguised
	case shown != "" && shown != "application/octet-stream" && !fits(kinds[ext], shown):
		return Disguised
	default:
		return NoRisk
	}
}

func extensionOf(name string) string {
	return strings.ToLower(strings.TrimSpace(strings.TrimPrefix(path.Ext(name), ".")))
}

// fits reports whether content of a type is what a name of a kind promises.
// Programs write all kinds of office documents under all of their names, and
// pictures too.
func fits(kind, shown string) bool {
	page := slices.Contains([]string{"text/html", "application/xhtml+xml", "image/svg+xml"}, shown)
	text := strings.HasPrefix(shown, "text/") || extension(shown) != "" && descends(shown, "text/plain")
	picture := strings.HasPrefix(shown, "image/")
	media := strings.HasPrefix(shown, "audio/") || strings.HasPrefix(shown, "video/") || shown == "application/ogg"
	switch kind {
	case "pdf":
		return shown == "application/pdf"
	case "image":
		return picture && !page
	case "media":
		return media
	case "office":
		return text && !page || descends(shown, "application/zip") || descends(shown, "application/x-ole-storage")
	case "archive":
		return !text && !picture && !media && shown != "application/pdf"
	case "text":
		return text && !page
	default: // a page, or a name that promises nothing
		return true
	}
}

// macros looks for the macros of an office document while it passes by: they are
// anywhere in it.
type macros struct {
	found bool
	tail  []byte // the end of what was seen, in which a mark may begin
}

// macroMarks are the names of what holds macros: files in the archive that an
// Office Open XML document is (ECMA-376), and a stream of the older format
// ([MS-OVBA] §2.2.1), whose names are UTF-16.
var macroMarks = [][]byte{
	[]byte("/vbaProject.bin"), []byte("/macrosheets/"),
	[]byte("_\x00V\x00B\x00A\x00_\x00P\x00R\x00O\x00J\x00E\x00C\x00T\x00"),
}

// find looks at the next piece of a file that begins with head.
func (m *macros) find(head, piece []byte) {
	office := bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0"))
	if m.found || !office {
		return
	}
	const most = 23 // one byte less than the longest mark
	seam := append(m.tail, piece[:min(len(piece), most)]...)
	for _, mark := range macroMarks {
		m.found = m.found || bytes.Contains(seam, mark) || bytes.Contains(piece, mark)
	}
	if len(piece) >= most {
		seam = piece
	}
	m.tail = append(m.tail[:0], seam[max(len(seam)-most, 0):]...)
}
