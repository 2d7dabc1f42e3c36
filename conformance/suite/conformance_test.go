// Package conformance runs the Gateway API conformance suite against the
// cluster in $KUBECONFIG. The suite's own flags work, for example
//
//	go test -args -gateway-class=my-class -run-test=HTTPRouteSimpleSameNamespace
package conformance

import (
	"fmt"
	"os"
	"testing"

	reports "sigs.k8s.io/gateway-api/conformance/apis/v1"

	"sigs.k8s.io/gateway-api/conformance"
	"sigs.k8s.io/yaml"
)

func TestConformance(t *testing.T) {
	options := conformance.DefaultOptions(t)
	if options.ReportOutputPath != "" {
		// Registered first, so it runs after the suite has written its report.
		t.Cleanup(func() { summarize(t, options.ReportOutputPath) })
	}
	conformance.RunConformanceWithOptions(t, options)
}

// summarize prints what a person asks of a report, the sums of all profiles last.
func summarize(t *testing.T, path string) {
	data, err := os.ReadFile(path)
	if err != nil {
		t.Errorf("no report: %v", err)
		return
	}
	var report reports.ConformanceReport
	if err := yaml.Unmarshal(data, &report); err != nil {
		t.Errorf("%s: %v", path, err)
		return
	}
	var passed, failed, skipped uint32
	fmt.Printf("\nGateway API %s, %s channel: %s\n", report.GatewayAPIVersion, report.GatewayAPIChannel, path)
	for _, profile := range report.ProfileReports {
		line := func(level string, s reports.Status) {
			fmt.Printf("%-13s %-8s %3d passed, %3d failed, %3d skipped\n", profile.Name, level, s.Passed, s.Failed, s.Skipped)
			for _, name := range s.FailedTests {
				fmt.Printf("  failed: %s\n", name)
			}
			passed, failed, skipped = passed+s.Passed, failed+s.Failed, skipped+s.Skipped
		}
		line("core", profile.Core)
		if profile.Extended != nil {
			line("extended", profile.Extended.Status)
			fmt.Printf("  features claimed %v\n  and not claimed  %v\n",
				profile.Extended.SupportedFeatures, profile.Extended.UnsupportedFeatures)
		}
	}
	fmt.Printf("%d passed, %d failed, %d skipped\n", passed, failed, skipped)
}
