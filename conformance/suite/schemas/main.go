// Writes the schemas of the Gateway API's experimental channel, as the CRDs of the module sigs.k8s.io/gateway-api that
// this module requires define them, to the directory given, in one directory per group: one file per kind with the spec
// of version v1 (v1alpha1 for the kinds that are tried out), without descriptions, and one for each other version that is
// served and differs. XMesh is left out. Run it from conformance/suite after an update of the module:
//
//	go run ./schemas ../../src/main/resources/schemas
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"sigs.k8s.io/yaml"
)

type definition struct {
	Kind string
	Spec struct {
		Group    string
		Names    struct{ Kind string }
		Versions []struct {
			Name   string
			Served bool
			Schema struct{ OpenAPIV3Schema map[string]any }
		}
	}
}

func main() {
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(target string) error {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "sigs.k8s.io/gateway-api").Output()
	if err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(strings.TrimSpace(string(dir)), "config/crd/experimental/gateway.networking.*k8s.io_*.yaml"))
	if err != nil || len(files) == 0 {
		return fmt.Errorf("no CRDs in %s: %v", dir, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		for _, document := range strings.Split(string(text), "\n---\n") {
			var crd definition
			if err := yaml.Unmarshal([]byte(document), &crd); err != nil {
				return fmt.Errorf("%s: %w", file, err)
			}
			if crd.Kind == "CustomResourceDefinition" && crd.Spec.Names.Kind != "XMesh" {
				if err := write(target, crd); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func write(target string, crd definition) error {
	held := "v1"
	if strings.Contains(crd.Spec.Group, ".x-k8s.") {
		held = "v1alpha1"
	}
	texts := map[string]string{}
	for _, version := range crd.Spec.Versions {
		if !version.Served {
			continue
		}
		schema := version.Schema.OpenAPIV3Schema
		properties := schema["properties"].(map[string]any)
		for name := range properties {
			if name != "spec" {
				delete(properties, name)
			}
		}
		strip(schema)
		text, err := json.MarshalIndent(schema, "", " ")
		if err != nil {
			return err
		}
		texts[version.Name] = string(text) + "\n"
	}
	if texts[held] == "" {
		return fmt.Errorf("%s has no version %s", crd.Spec.Names.Kind, held)
	}
	for version, text := range texts {
		name := crd.Spec.Names.Kind
		if version != held {
			if text == texts[held] {
				continue
			}
			name += "." + version
		}
		if err := os.WriteFile(filepath.Join(target, crd.Spec.Group, name+".json"), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// Removes descriptions, but not properties of that name.
func strip(schema map[string]any) {
	delete(schema, "description")
	for name, value := range schema {
		switch value := value.(type) {
		case map[string]any:
			if name == "properties" {
				for _, property := range value {
					strip(property.(map[string]any))
				}
			} else if name == "items" || name == "additionalProperties" || name == "not" {
				strip(value)
			}
		case []any:
			if name == "allOf" || name == "anyOf" || name == "oneOf" {
				for _, alternative := range value {
					strip(alternative.(map[string]any))
				}
			}
		}
	}
}
