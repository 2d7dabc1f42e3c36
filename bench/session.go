package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	nethttp "net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"sluice.dev/bench/load"
	"sluice.dev/bench/measure"
	"sluice.dev/bench/peer"
	"sluice.dev/bench/report"
	"sluice.dev/bench/upstream"
)

const (
	proxyCore = 0
	loadCore  = 1
)

// session is all that the scenarios of a run have in common.
type session struct {
	sluice   peer.Sluice
	peers    []peer.Peer
	versions map[string]string
	leftOut  map[string]string
	rounds   int
	lasting  time.Duration
	work     string
	out      string
}

// run starts the backend and all peers, warms them up, and asks them in turn.
func (s *session) run(sc scenario) error {
	dir := filepath.Join(s.work, sc.name)
	if err := errors.Join(os.RemoveAll(dir), os.MkdirAll(dir, 0o755)); err != nil {
		return err
	}
	certificate, err := peer.NewCertificate(dir)
	if err != nil {
		return err
	}
	realtime := peer.RealtimeAllowed()
	loading := peer.OnCore(loadCore, realtime)
	stop, err := startUpstream(loading)
	if err != nil {
		return err
	}
	defer stop()
	run := report.Run{
		Scenario: sc.name, What: sc.what, Answer: sc.answer,
		Date: time.Now().Format(time.DateOnly), Machine: fmt.Sprintf("%d cores", runtime.NumCPU()),
		Realtime: realtime, Warmup: sc.warmup, Seconds: s.lasting.Seconds(),
		Versions: s.versions, LeftOut: maps.Clone(s.leftOut), Options: s.sluice.Options,
	}
	for _, p := range s.peers {
		if !p.Serves(sc.front) {
			run.LeftOut[p.Name] = "it does not pass this on"
		}
	}
	if sc.memory {
		run, err = s.runMemory(sc, run, place{dir, certificate, realtime, loading})
		if err != nil {
			return err
		}
		return s.report(run)
	}
	var running []measured
	for _, p := range s.contestants(sc) {
		front := sc.front
		if p.single {
			front.Routes = sc.beside
		}
		process, err := peer.Start(p.Peer, peer.OnCore(proxyCore, realtime), dir, front, certificate)
		if err != nil {
			return err
		}
		defer process.Stop()
		target := load.Target{Port: process.Port, Front: sc.front, Roots: certificate.Roots, Core: loading, Dir: process.Dir}
		running = append(running, measured{process, target})
		began := time.Now()
		if err := warm(sc, p.Peer, target); err != nil {
			return fmt.Errorf("%s: %w", p.Name, err)
		}
		fmt.Printf("%-10s %s is warm after %.0f s\n", sc.name, p.Name, time.Since(began).Seconds())
	}
	for round := 1; round <= s.rounds; round++ {
		for _, m := range inTurn(running, round) {
			row, err := s.measure(sc, m)
			if err != nil {
				return fmt.Errorf("%s: %w", m.process.Peer.Name, err)
			}
			row.Round = round
			run.Rows = append(run.Rows, row)
			fmt.Printf("%-10s round %d  %-14s %8.1f us/%s  %8.0f/s  core %3.0f %%  %d wrong\n",
				sc.name, round, row.Peer, row.CPU, sc.answer, row.PerSecond, 100*row.Busy, row.Wrong)
		}
	}
	return s.report(run)
}

func (s *session) report(run report.Run) error {
	if err := run.Save(s.out); err != nil {
		return err
	}
	return report.Table(s.out, order())
}

type contestant struct {
	peer.Peer
	single bool
}

func (s *session) contestants(sc scenario) []contestant {
	var all []contestant
	for _, p := range s.peers {
		if p.Serves(sc.front) {
			all = append(all, contestant{p, false})
		}
	}
	if sc.beside != nil && slices.ContainsFunc(s.peers, func(p peer.Peer) bool { return p.Name == "sluice" }) {
		all = append(all, contestant{s.sluice.AlsoSingle(), true})
	}
	return all
}

type measured struct {
	process *peer.Process
	target  load.Target
}

// inTurn rotates the order with each round and turns it round with every second.
func inTurn[T any](all []T, round int) []T {
	at := round % len(all)
	turned := append(slices.Clone(all[at:]), all[:at]...)
	if round%2 == 0 {
		slices.Reverse(turned)
	}
	return turned
}

// warm asks in two halves with a check before each: what a check alone makes the proxy do is compiled by then as well.
// What is compiled beforehand only has to fill its pools and caches.
func warm(sc scenario, p peer.Peer, target load.Target) error {
	ask, answers := sc.ask, sc.warmup
	if !isSluice(p.Name) {
		answers = min(answers, native)
	} else if sc.warm != nil {
		ask = sc.warm
	}
	for range 2 {
		if err := sc.check(target); err != nil {
			return err
		}
		if err := askFor(answers/2, ask, target); err != nil {
			return err
		}
	}
	if sc.warm == nil {
		return nil
	}
	_, err := sc.ask(target, slowWarmup)
	return err
}

// isSluice also knows other builds of it, and the one with a single route.
func isSluice(name string) bool { return strings.HasPrefix(name, "sluice") }

func askFor(answers int, ask load.Generator, target load.Target) error {
	began := time.Now()
	for got := 0; got < answers && time.Since(began) < longestWarmup; {
		result, err := ask(target, time.Second)
		if err != nil {
			return err
		}
		if result.Answers == 0 {
			return errors.New("no right answer")
		}
		got += result.Answers
	}
	return nil
}

func (s *session) measure(sc scenario, m measured) (report.Row, error) {
	row := report.Row{Peer: m.process.Peer.Name}
	if err := sc.check(m.target); err != nil {
		return row, err
	}
	var before, after measure.Heap
	served, err := servedByUpstream()
	if err != nil {
		return row, err
	}
	if isSluice(row.Peer) {
		if before, err = measure.HeapOf(s.sluice.Java, m.process.Pid()); err != nil {
			return row, err
		}
	}
	began, err := measure.CPU(m.process.Pid())
	if err != nil {
		return row, err
	}
	result, err := sc.ask(m.target, s.lasting)
	if err != nil {
		return row, err
	}
	ended, err := measure.CPU(m.process.Pid())
	if err != nil {
		return row, err
	}
	if isSluice(row.Peer) {
		if after, err = measure.HeapOf(s.sluice.Java, m.process.Pid()); err != nil {
			return row, err
		}
	}
	if err := reached(sc, result, served); err != nil {
		return row, err
	}
	row.Answers, row.Wrong, row.Latency = result.Answers, result.Wrong, result.Latency
	row.Seconds = result.Took.Seconds()
	row.CPU = float64((ended - began).Microseconds()) / float64(max(result.Answers, 1))
	row.Busy = (ended - began).Seconds() / row.Seconds
	row.PerSecond = float64(result.Answers) / row.Seconds
	row.Allocated = (after.Allocated - before.Allocated) / float64(max(result.Answers, 1))
	row.Collections = after.Collections - before.Collections
	row.GCMillis = float64((after.Pauses - before.Pauses).Microseconds()) / 1_000
	row.Memory, err = measure.Memory(m.process.Pid())
	return row, err
}

// reached refuses answers that did not come from the backend.
func reached(sc scenario, result load.Result, before int) error {
	if result.Answers == 0 {
		return errors.New("no right answer")
	}
	if sc.front.Backend != upstream.HTTP1 || sc.answer == "handshake" {
		return nil
	}
	after, err := servedByUpstream()
	if err == nil && after-before < result.Answers {
		err = fmt.Errorf("%d answers, of which the backend gave %d", result.Answers, after-before)
	}
	return err
}

// servedByUpstream is how many requests in HTTP/1.1 the backend has answered.
func servedByUpstream() (int, error) {
	response, err := nethttp.Get(fmt.Sprintf("http://127.0.0.1:%d/count", upstream.HTTP1))
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(string(body))
}

// startUpstream runs this program as the backend.
func startUpstream(core peer.Core) (stop func(), err error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := core.Command(self, "upstream")
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1")
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	stop = func() { end(cmd) }
	for range 100 {
		conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", upstream.WebSocket))
		if err == nil {
			conn.Close()
			return stop, nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	stop()
	return nil, errors.New("the backend does not start")
}

func end(cmd *exec.Cmd) {
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
}
