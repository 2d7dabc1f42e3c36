// Package report keeps what was measured, and makes tables of it.
package report

import (
	"encoding/json"
	"os"
	"path/filepath"
	"sort"

	"sluice.dev/bench/load"
)

// Row is one proxy in one round.
type Row struct {
	Round        int           `json:"round"`
	Peer         string        `json:"peer"`
	Answers      int           `json:"answers"`
	Wrong        int           `json:"wrong"`
	Seconds      float64       `json:"seconds"`
	CPU          float64       `json:"cpu_us_per_answer"`
	Busy         float64       `json:"core_busy"` // of one core
	PerSecond    float64       `json:"answers_per_second"`
	Memory       int64         `json:"resident_bytes"`
	IdleMemory   int64         `json:"resident_bytes_with_idle_connections,omitempty"`
	RoutesMemory int64         `json:"resident_bytes_with_routes,omitempty"`
	Latency      *load.Latency `json:"latency,omitempty"`
	Allocated    float64       `json:"allocated_bytes_per_answer,omitempty"`
	GCMillis     float64       `json:"gc_ms,omitempty"`
	Collections  float64       `json:"gc_collections,omitempty"`
}

// Run is one scenario on one day, with all that is needed to repeat it.
type Run struct {
	Scenario string            `json:"scenario"`
	What     string            `json:"what"`
	Answer   string            `json:"answer"` // what one answer is
	Date     string            `json:"date"`
	Machine  string            `json:"machine"`
	Realtime bool              `json:"realtime_priority"`
	Warmup   int               `json:"warmup_answers"`
	Seconds  float64           `json:"seconds_per_measurement"`
	Versions map[string]string `json:"versions"`
	LeftOut  map[string]string `json:"left_out,omitempty"`
	Options  []string          `json:"sluice_jvm_options"`
	Rows     []Row             `json:"rows"`
}

// Save writes a run to its file, which replaces the one before.
func (r Run) Save(dir string) error {
	bytes, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, r.Scenario+".json"), append(bytes, '\n'), 0o644)
}

// LoadAll reads all runs that were saved in a directory.
func LoadAll(dir string) (map[string]Run, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		return nil, err
	}
	runs := map[string]Run{}
	for _, file := range files {
		bytes, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		var run Run
		if err := json.Unmarshal(bytes, &run); err != nil {
			return nil, err
		}
		runs[run.Scenario] = run
	}
	return runs, nil
}

// Peers are those of the run, in the order of its first round.
func (r Run) Peers() []string {
	var peers []string
	seen := map[string]bool{}
	for _, row := range r.Rows {
		if !seen[row.Peer] {
			seen[row.Peer] = true
			peers = append(peers, row.Peer)
		}
	}
	return peers
}

// values are those of a peer, by round.
func (r Run) values(peer string, of func(Row) float64) map[int]float64 {
	values := map[int]float64{}
	for _, row := range r.Rows {
		if row.Peer == peer {
			values[row.Round] = of(row)
		}
	}
	return values
}

// Median is the middle over the rounds of a peer.
func (r Run) Median(peer string, of func(Row) float64) float64 {
	var all []float64
	for _, value := range r.values(peer, of) {
		all = append(all, value)
	}
	return median(all)
}

// Ratio is the middle of the ratios of two peers in the same round.
func (r Run) Ratio(peer, to string, of func(Row) float64) float64 {
	var ratios []float64
	divisors := r.values(to, of)
	for round, value := range r.values(peer, of) {
		if divisor := divisors[round]; divisor > 0 {
			ratios = append(ratios, value/divisor)
		}
	}
	return median(ratios)
}

func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sort.Float64s(values)
	middle := len(values) / 2
	if len(values)%2 == 1 {
		return values[middle]
	}
	return (values[middle-1] + values[middle]) / 2
}
