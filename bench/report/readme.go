package report

import (
	"errors"
	"fmt"
	"os"
	"strings"
)

const (
	begin = "<!-- Made by make bench-report from docs/benchmarks. -->\n"
	end   = "<!-- End of what is made. -->\n"
)

// Documents writes the README of a directory of runs, and the table of all of them into the README of the project.
func Documents(dir, readme string, order []string) error {
	runs, err := LoadAll(dir)
	if err != nil {
		return err
	}
	bytes, err := os.ReadFile(readme)
	if err != nil {
		return err
	}
	before, rest, found := strings.Cut(string(bytes), begin)
	_, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		return errors.New(readme + " has no place for the table")
	}
	text := before + begin + summary(runs, order) + end + after
	return errors.Join(os.WriteFile(readme, []byte(text), 0o644), Table(dir, order))
}

// summary is a table with a line for each scenario, and what there is to say of memory.
func summary(runs map[string]Run, order []string) string {
	var out, memory strings.Builder
	out.WriteString(method)
	for _, name := range order {
		run, measured := runs[name]
		if !measured {
			continue
		}
		if run.ofMemory() {
			run.inShort(&memory)
			continue
		}
		fmt.Fprintf(&out, "| `%s` | %.1f per %s | %s | %s | %s | %s |\n", name, run.Median("sluice", cpu), run.Answer,
			ratio(run.Ratio("sluice", "nginx", cpu)), ratio(run.Ratio("sluice", "haproxy", cpu)),
			ratio(run.Ratio("sluice", "envoy", cpu)), run.Date)
	}
	return out.String() + memory.String()
}

const method = `The CPU that Sluice needs for one answer, on the JVM, warm, on one core, and its ratio to what others need: middles of the
ratios within each of at least three rounds, in which all are asked in turn on one machine for the same. Below 1 Sluice
needs less. [docs/benchmarks](docs/benchmarks/README.md) says what the scenarios are, and has latencies, memory and
versions; [bench](bench/README.md) is how it is measured.

| scenario | CPU of Sluice, µs | to nginx | to HAProxy | to Envoy | measured |
| --- | --- | --- | --- | --- | --- |
`

func (r Run) inShort(out *strings.Builder) {
	fmt.Fprintf(out, "\nResident memory of Sluice after a load: %.0f MiB; %.1f more with 1,000 idle connections, %.1f more with 5,000\nroutes (%s).\n",
		r.mebibytes("sluice"), r.more("sluice", idle), r.more("sluice", routes), r.Date)
}
