package peer

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// Core is a command prefix that pins what follows, and gives it precedence over what else the machine does, if allowed.
type Core []string

// OnCore pins to a core.
func OnCore(core int, realtime bool) Core {
	prefix := Core{"taskset", "-c", fmt.Sprint(core)}
	if realtime {
		prefix = append(prefix, "chrt", "-r", "10")
	}
	return prefix
}

// RealtimeAllowed says whether this user may ask for precedence.
func RealtimeAllowed() bool { return exec.Command("chrt", "-r", "10", "true").Run() == nil }

// Command is a command on that core.
func (c Core) Command(args ...string) *exec.Cmd {
	all := append(append([]string{}, c...), args...)
	return exec.Command(all[0], all[1:]...)
}

// Process is a proxy that runs.
type Process struct {
	Peer Peer
	Port int
	Dir  string
	cmd  *exec.Cmd
	gone chan struct{}
}

// Start runs a proxy and returns when it serves.
func Start(p Peer, core Core, dir string, front Front, certificate Certificate) (*Process, error) {
	if err := free(p.Port); err != nil {
		return nil, err
	}
	dir = filepath.Join(dir, p.Name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	args, err := p.configure(dir, p.Port, front, certificate)
	if err != nil {
		return nil, err
	}
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	cmd := core.Command(args...)
	cmd.Stdout, cmd.Stderr, cmd.Dir = log, log, dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	process := &Process{Peer: p, Port: p.Port, Dir: dir, cmd: cmd, gone: make(chan struct{})}
	go func() {
		_ = cmd.Wait()
		close(process.gone)
	}()
	if err := process.awaitReady(front); err != nil {
		process.Stop()
		return nil, fmt.Errorf("%s: %w; see %s", p.Name, err, log.Name())
	}
	return process, nil
}

func (p *Process) awaitReady(front Front) error {
	deadline := time.Now().Add(2 * time.Minute)
	for {
		err := p.tryReady(front)
		if err == nil {
			return nil
		}
		select {
		case <-p.gone:
			return errors.New("it has ended")
		case <-time.After(100 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("it is not ready: %w", err)
		}
	}
}

func (p *Process) tryReady(front Front) error {
	if p.Peer.ready != nil {
		if err := p.Peer.ready(); err != nil {
			return err
		}
	}
	if front.Kind == UDP {
		return p.echoes()
	}
	conn, err := net.DialTimeout("tcp", fmt.Sprintf("127.0.0.1:%d", p.Port), time.Second)
	if err == nil {
		conn.Close()
	}
	return err
}

// echoes sends a datagram through it, for which there is nothing like a connection to try.
func (p *Process) echoes() error {
	conn, err := net.Dial("udp", fmt.Sprintf("127.0.0.1:%d", p.Port))
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(time.Second)); err != nil {
		return err
	}
	if _, err := conn.Write([]byte("ready?")); err != nil {
		return err
	}
	_, err = conn.Read(make([]byte, 16))
	return err
}

// Pid is the process that was started; it may have children.
func (p *Process) Pid() int { return p.cmd.Process.Pid }

// Stop ends it.
func (p *Process) Stop() {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.gone:
	case <-time.After(10 * time.Second):
		_ = p.cmd.Process.Kill()
		<-p.gone
	}
}
