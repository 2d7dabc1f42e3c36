// Package measure reads what the kernel and the JVM know of a running proxy.
package measure

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// ticks a second of /proc/PID/stat: USER_HZ, the same on every Linux.
const ticks = 100

// CPU is the time that a process and its descendants have used so far.
func CPU(pid int) (time.Duration, error) {
	total := 0
	err := eachStat(pid, func(fields []string) {
		user, _ := strconv.Atoi(fields[11])
		system, _ := strconv.Atoi(fields[12])
		total += user + system
	})
	return time.Duration(total) * time.Second / ticks, err
}

// Memory is the resident memory of a process and its descendants in bytes. Pages that several share count for each.
func Memory(pid int) (int64, error) {
	var pages int64
	err := eachStat(pid, func(fields []string) {
		n, _ := strconv.ParseInt(fields[21], 10, 64)
		pages += n
	})
	return pages * int64(os.Getpagesize()), err
}

// eachStat visits the fields of /proc/PID/stat from the third on, of a process and its descendants.
func eachStat(pid int, visit func(fields []string)) error {
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return err
	}
	of, children := map[int][]string{}, map[int][]int{}
	for _, file := range stats {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // it has ended
		}
		id, _ := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		_, rest, _ := strings.Cut(string(text[strings.LastIndexByte(string(text), ')'):]), " ")
		fields := strings.Fields(rest)
		parent, _ := strconv.Atoi(fields[1])
		of[id] = fields
		children[parent] = append(children[parent], id)
	}
	if of[pid] == nil {
		return fmt.Errorf("process %d has ended", pid)
	}
	for queue := []int{pid}; len(queue) > 0; {
		next := queue[0]
		queue = append(queue[1:], children[next]...)
		visit(of[next])
	}
	return nil
}
