package report

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Table writes the README of a directory of runs: in that order, what each peer needs and how peers compare.
func Table(dir string, order []string) error {
	runs, err := LoadAll(dir)
	if err != nil {
		return err
	}
	var out strings.Builder
	out.WriteString(introduction)
	for _, name := range order {
		if run, measured := runs[name]; measured {
			run.section(&out)
		}
	}
	return os.WriteFile(filepath.Join(dir, "README.md"), []byte(out.String()), 0o644)
}

const introduction = `# Benchmarks

Written by ` + "`make bench`" + `; how it measures is in [bench/README.md](../../bench/README.md). Each proxy has one core of its own
and is asked in turn with the others, so only the ratios mean something: they are taken within a round and are the middle
of all rounds. CPU is what the proxy's processes used for one right answer; what each step of the work on it gained is in
[steps.md](steps.md). The raw rows, versions and options are in the JSON files.
`

func cpu(row Row) float64 { return row.CPU }

func (r Run) section(out *strings.Builder) {
	if r.ofMemory() {
		r.memory(out)
		return
	}
	fmt.Fprintf(out, "\n## %s\n%s. %s, %d rounds of %g s.\n\n", r.Scenario, r.What, r.Date, r.rounds(), r.Seconds)
	fmt.Fprintf(out, "| | CPU, µs per %s | to nginx | to Envoy | %ss a second | resident, MiB |%s\n", r.Answer, r.Answer, r.extra("head"))
	fmt.Fprintf(out, "| --- | --- | --- | --- | --- | --- |%s\n", r.extra("line"))
	for _, peer := range r.Peers() {
		fmt.Fprintf(out, "| %s %s | %.1f | %s | %s | %.0f | %.0f |%s\n",
			peer, r.Versions[peer], r.Median(peer, cpu), ratio(r.Ratio(peer, "nginx", cpu)), ratio(r.Ratio(peer, "envoy", cpu)),
			r.Median(peer, func(row Row) float64 { return row.PerSecond }),
			r.mebibytes(peer), r.extra(peer))
	}
	if r.has("sluice-before") {
		fmt.Fprintf(out, "\nSluice to another build of it: %.2f.\n", r.Ratio("sluice", "sluice-before", cpu))
	}
	if r.has("sluice-1-route") {
		fmt.Fprintf(out, "\nSluice to itself with one route: %.2f.\n", r.Ratio("sluice", "sluice-1-route", cpu))
	}
	if allocated := r.Median("sluice", func(row Row) float64 { return row.Allocated }); allocated > 0 {
		fmt.Fprintf(out, "\nSluice allocates %.0f bytes per %s; collections take %.2f ms each.\n", allocated, r.Answer,
			r.Median("sluice", func(row Row) float64 { return row.GCMillis / max(row.Collections, 1) }))
	}
	r.leftOut(out)
}

func (r Run) leftOut(out *strings.Builder) {
	for _, peer := range slices.Sorted(maps.Keys(r.LeftOut)) {
		fmt.Fprintf(out, "\n%s is left out: %s.\n", peer, r.LeftOut[peer])
	}
}

// memory is the section of a run that measured nothing else.
func (r Run) memory(out *strings.Builder) {
	fmt.Fprintf(out, "\n## %s\n%s. %s, %d rounds.\n\n", r.Scenario, r.What, r.Date, r.rounds())
	out.WriteString("| | loaded, MiB | more with idle connections | more with routes |\n| --- | --- | --- | --- |\n")
	for _, peer := range r.Peers() {
		fmt.Fprintf(out, "| %s %s | %.0f | %.1f | %.1f |\n", peer, r.Versions[peer], r.mebibytes(peer), r.more(peer, idle), r.more(peer, routes))
	}
	r.leftOut(out)
}

// ofMemory says whether nothing but memory was measured.
func (r Run) ofMemory() bool { return len(r.Rows) > 0 && r.Rows[0].IdleMemory > 0 }

func idle(row Row) int64   { return row.IdleMemory }
func routes(row Row) int64 { return row.RoutesMemory }

// mebibytes is the memory of a peer after a load.
func (r Run) mebibytes(peer string) float64 {
	return r.Median(peer, func(row Row) float64 { return float64(row.Memory) / (1 << 20) })
}

// more is what something adds to that, in mebibytes.
func (r Run) more(peer string, of func(Row) int64) float64 {
	return r.Median(peer, func(row Row) float64 { return float64(of(row)-row.Memory) / (1 << 20) })
}

// extra is the columns of latencies, where they were taken.
func (r Run) extra(peer string) string {
	if len(r.Rows) == 0 || r.Rows[0].Latency == nil {
		return ""
	}
	switch peer {
	case "head":
		return " p50, µs | p99 | p99.9 |"
	case "line":
		return " --- | --- | --- |"
	}
	return fmt.Sprintf(" %.0f | %.0f | %.0f |",
		r.Median(peer, func(row Row) float64 { return row.Latency.P50 }),
		r.Median(peer, func(row Row) float64 { return row.Latency.P99 }),
		r.Median(peer, func(row Row) float64 { return row.Latency.P999 }))
}

func (r Run) has(peer string) bool {
	for _, row := range r.Rows {
		if row.Peer == peer {
			return true
		}
	}
	return false
}

func (r Run) rounds() int {
	most := 0
	for _, row := range r.Rows {
		most = max(most, row.Round)
	}
	return most
}

func ratio(value float64) string {
	if value == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f", value)
}
