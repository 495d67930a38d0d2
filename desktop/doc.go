// Package desktop is what the machine around mailtui can do with mail: folders
// that files are saved to, the programs that open files and addresses, and
// commands that a message is piped into.
//
// Names and contents come from strangers. A file never gets another place than
// directly in the folder that was asked for, never replaces another one, and is
// never run. Programs are started without a shell, by an absolute path, with
// arguments that cannot be taken for options.
package desktop
