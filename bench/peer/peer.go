package peer

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"text/template"
)

// Peer is a kind of proxy.
type Peer struct {
	Name string
	// Port is where it listens, on 127.0.0.1.
	Port int
	// Version is what it says of itself; an error says why it is left out.
	Version func() (string, error)
	// Serves says whether it has such fronts.
	Serves func(Front) bool
	// configure writes its files into a directory and returns the command that runs it in the foreground.
	configure func(dir string, port int, front Front, certificate Certificate) ([]string, error)
	// ready says when it serves, if a connection is not enough to tell.
	ready func() error
}

// All peers, Sluice first.
func All(sluice Sluice) []Peer {
	return []Peer{sluice.peer("sluice", 24_000), nginx, haproxy, envoy}
}

func always(Front) bool { return true }

// write fills a template into a file.
func write(path, text string, data any) error {
	parsed, err := template.New(filepath.Base(path)).Funcs(template.FuncMap{"join": strings.Join}).Parse(text)
	if err != nil {
		return err
	}
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer file.Close()
	return parsed.Execute(file, data)
}

// view is what the templates see.
type view struct {
	Front
	Dir         string
	Port        int
	Certificate Certificate
}

func free(port int) error {
	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return fmt.Errorf("port %d is taken; is something left of another run?", port)
	}
	return listener.Close()
}
