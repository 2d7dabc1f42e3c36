// Command bench compares Sluice with other proxies; see README.md. It is run by bench/run.
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"time"

	"sluice.dev/bench/peer"
	"sluice.dev/bench/report"
	"sluice.dev/bench/upstream"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == "upstream" {
		fail(upstream.Serve())
	}
	if len(os.Args) == 4 && os.Args[1] == "report" {
		fail(report.Documents(os.Args[2], os.Args[3], order()))
	}
	var s session
	var names, peers, before string
	flag.StringVar(&names, "scenario", "", "names, with commas between; empty for all")
	flag.StringVar(&peers, "peers", "", "names, with commas between; empty for all")
	flag.IntVar(&s.rounds, "rounds", 5, "how often each peer is measured")
	flag.DurationVar(&s.lasting, "lasting", 4*time.Second, "how long one measurement takes")
	flag.StringVar(&s.work, "work", "", "directory for configurations and logs")
	flag.StringVar(&s.out, "out", "", "directory for results")
	flag.StringVar(&s.sluice.Java, "java", "", "home of a JDK")
	flag.StringVar(&s.sluice.Jar, "jar", "", "quarkus-run.jar")
	flag.StringVar(&before, "before", "", "quarkus-run.jar of another build, to be measured as well")
	flag.StringVar(&s.sluice.Version, "version", "", "of Sluice")
	flag.Parse()
	s.sluice.Options = flag.Args()
	chosen, err := choose(names)
	if err != nil {
		fail(err)
	}
	s.choosePeers(peers)
	if before != "" {
		s.peers = append(s.peers, s.sluice.Before(before))
		s.versions["sluice-before"] = before
	}
	for _, scenario := range chosen {
		if err := s.run(scenario); err != nil {
			fail(fmt.Errorf("%s: %w", scenario.name, err))
		}
	}
}

// fail ends the program, without an error if there is none.
func fail(err error) {
	if err == nil {
		os.Exit(0)
	}
	fmt.Fprintln(os.Stderr, "bench:", err)
	os.Exit(1)
}

// choosePeers leaves out what is not wanted or not to be had.
func (s *session) choosePeers(names string) {
	s.versions, s.leftOut = map[string]string{}, map[string]string{}
	for _, p := range peer.All(s.sluice) {
		if names != "" && !contains(names, p.Name) {
			continue
		}
		version, err := p.Version()
		if err != nil {
			s.leftOut[p.Name] = "not installed"
			fmt.Printf("%s is left out: %v\n", p.Name, err)
			continue
		}
		s.versions[p.Name] = version
		s.peers = append(s.peers, p)
	}
}

func contains(names, name string) bool {
	for _, candidate := range strings.Split(names, ",") {
		if candidate == name {
			return true
		}
	}
	return false
}
