package measure

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Heap is what the collector of a JVM has seen so far.
type Heap struct {
	Allocated   float64 // bytes, up to a constant
	Collections float64
	Pauses      time.Duration
}

// HeapOf asks jstat. What is allocated is what fills eden: its size at each collection, and what is in it now.
func HeapOf(java string, pid int) (Heap, error) {
	out, err := exec.Command(filepath.Join(java, "bin", "jstat"), "-gc", strconv.Itoa(pid)).Output()
	if err != nil {
		return Heap{}, fmt.Errorf("jstat: %w", err)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	names, values := strings.Fields(lines[0]), strings.Fields(lines[len(lines)-1])
	column := map[string]float64{}
	for i, name := range names {
		column[name], _ = strconv.ParseFloat(values[i], 64)
	}
	return Heap{
		Allocated:   1024 * (column["YGC"]*column["EC"] + column["EU"]),
		Collections: column["YGC"] + column["FGC"],
		Pauses:      time.Duration(column["GCT"] * float64(time.Second)),
	}, nil
}
