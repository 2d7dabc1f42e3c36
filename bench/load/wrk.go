package load

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"sluice.dev/bench/peer"
)

var (
	wrkTotal  = regexp.MustCompile(`(?m)^\s*(\d+) requests in ([\d.]+)(us|ms|s|m),`)
	wrkWrong  = regexp.MustCompile(`Non-2xx or 3xx responses: (\d+)`)
	wrkErrors = regexp.MustCompile(`Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)`)
)

// Wrk asks in HTTP/1.1 on kept connections, each for the next as soon as it is answered: a random one of the front's
// routes, or one path with a body of that many bytes.
func Wrk(connections int, path string, body int) Generator {
	return func(to Target, lasting time.Duration) (Result, error) {
		script := filepath.Join(to.Dir, "wrk.lua")
		if err := os.WriteFile(script, []byte(wrkScript(to.Front, path, body)), 0o644); err != nil {
			return Result{}, err
		}
		scheme := "http"
		if to.Front.TLS {
			scheme = "https"
		}
		out, err := to.Core.Command("wrk", "-t1", "-c", strconv.Itoa(connections), "-d", fmt.Sprint(lasting),
			"--timeout", "10s", "-s", script, fmt.Sprintf("%s://127.0.0.1:%d/", scheme, to.Port)).CombinedOutput()
		if err != nil {
			return Result{}, fmt.Errorf("wrk: %w: %s", err, out)
		}
		return parseWrk(string(out))
	}
}

func parseWrk(out string) (Result, error) {
	total := wrkTotal.FindStringSubmatch(out)
	if total == nil {
		return Result{}, fmt.Errorf("wrk said: %s", out)
	}
	count, _ := strconv.Atoi(total[1])
	took, err := time.ParseDuration(total[2] + total[3])
	result := Result{Took: took}
	if wrong := wrkWrong.FindStringSubmatch(out); wrong != nil {
		n, _ := strconv.Atoi(wrong[1])
		result.Wrong += n
	}
	result.Answers = count - result.Wrong
	if errors := wrkErrors.FindStringSubmatch(out); errors != nil {
		for _, field := range errors[1:] {
			n, _ := strconv.Atoi(field)
			result.Wrong += n
		}
	}
	return result, err
}

// wrkScript is the program of wrk: all requests are made before the first is sent.
func wrkScript(front peer.Front, path string, body int) string {
	var script strings.Builder
	script.WriteString("local requests = {}\n")
	method, payload := "GET", ""
	if body > 0 {
		method, payload = "POST", fmt.Sprintf("string.rep('u', %d)", body)
	}
	if payload == "" {
		payload = "nil"
	}
	fmt.Fprintf(&script, "local function add(host, path) requests[#requests + 1] = "+
		"wrk.format('%s', path, { ['Host'] = host, ['User-Agent'] = 'bench', ['Accept'] = '*/*' }, %s) end\n", method, payload)
	script.WriteString("function init(args)\n  for line in ([[\n")
	for _, route := range front.Routes {
		fmt.Fprintf(&script, "%s %s\n", route.Host, strings.TrimSuffix(route.Path, "/")+path)
	}
	script.WriteString("]]):gmatch('[^\\n]+') do add(line:match('(%S+) (%S+)')) end\nend\n")
	if len(front.Routes) > 1 {
		script.WriteString("function request() return requests[math.random(#requests)] end\n")
	} else {
		script.WriteString("function request() return requests[1] end\n")
	}
	return script.String()
}
