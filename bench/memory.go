package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"sluice.dev/bench/load"
	"sluice.dev/bench/measure"
	"sluice.dev/bench/peer"
	"sluice.dev/bench/report"
)

const (
	idleConnections = 1_000
	manyRoutes      = 5_000
	// memoryAnswers is the load before memory is read.
	memoryAnswers = 200_000
)

// measureMemory starts a proxy anew for each row: with one route, loaded, then with idle connections as well; and with many
// routes, loaded alike.
func (s *session) measureMemory(sc scenario, p peer.Peer, place place) (row report.Row, err error) {
	row.Peer = p.Name
	few, err := s.loadedMemory(sc, p, place, sc.front, func(target load.Target, pid int) error {
		stop, err := load.Idle(target, idleConnections)
		if err != nil {
			return err
		}
		defer stop()
		row.IdleMemory, err = measure.Memory(pid)
		return err
	})
	if err != nil {
		return row, err
	}
	row.Memory = few
	row.RoutesMemory, err = s.loadedMemory(sc, p, place, withRoutes(byHost(manyRoutes)), nil)
	return row, err
}

// place is where the proxies of a run are started.
type place struct {
	dir         string
	certificate peer.Certificate
	realtime    bool
	loading     peer.Core
}

func (s *session) loadedMemory(sc scenario, p peer.Peer, at place, front peer.Front, then func(load.Target, int) error) (int64, error) {
	if err := os.RemoveAll(filepath.Join(at.dir, p.Name)); err != nil {
		return 0, err
	}
	process, err := peer.Start(p, peer.OnCore(proxyCore, at.realtime), at.dir, front, at.certificate)
	if err != nil {
		return 0, err
	}
	defer process.Stop()
	target := load.Target{Port: process.Port, Front: front, Roots: at.certificate.Roots, Core: at.loading, Dir: process.Dir}
	if err := errors.Join(sc.check(target), askFor(memoryAnswers, sc.ask, target)); err != nil {
		return 0, err
	}
	memory, err := measure.Memory(process.Pid())
	if err == nil && then != nil {
		err = then(target, process.Pid())
	}
	return memory, err
}

// runMemory asks all peers in turn.
func (s *session) runMemory(sc scenario, run report.Run, at place) (report.Run, error) {
	peers := s.contestants(sc)
	for round := 1; round <= s.rounds; round++ {
		for _, p := range inTurn(peers, round) {
			began := time.Now()
			row, err := s.measureMemory(sc, p.Peer, at)
			if err != nil {
				return run, fmt.Errorf("%s: %w", p.Name, err)
			}
			row.Round = round
			run.Rows = append(run.Rows, row)
			fmt.Printf("%-10s round %d  %-14s %4d MiB loaded, %4d with idle connections, %4d with routes, in %.0f s\n",
				sc.name, round, row.Peer, row.Memory>>20, row.IdleMemory>>20, row.RoutesMemory>>20, time.Since(began).Seconds())
		}
	}
	return run, nil
}
