package peer

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
)

// Sluice is the packaged application, and the Java that runs it.
type Sluice struct {
	Java    string   // the home of a JDK
	Jar     string   // quarkus-run.jar
	Options []string // of the JVM, as in the image
	Version string
}

// ManagementPort is the management port of the peer at a port.
func ManagementPort(port int) int { return port + 1 }

func (s Sluice) peer(name string, port int) Peer {
	return Peer{
		Name:    name,
		Port:    port,
		Version: func() (string, error) { return s.Version, nil },
		Serves:  always,
		configure: func(dir string, port int, front Front, certificate Certificate) ([]string, error) {
			files := filepath.Join(dir, "files")
			if err := os.MkdirAll(files, 0o755); err != nil {
				return nil, err
			}
			err := s.writeFiles(files, port, front, certificate)
			command := append([]string{filepath.Join(s.Java, "bin", "java")}, s.Options...)
			return append(command,
				fmt.Sprintf("-Dsluice.management-port=%d", ManagementPort(port)),
				"-Dsluice.standalone.addresses=127.0.0.1",
				"-Dsluice.proxy.forwarding.request-ids=off",
				"-Dsluice.proxy.forwarding.via=bench",
				"-jar", s.Jar, "standalone", files), err
		},
		ready: func() error {
			response, err := http.Get(fmt.Sprintf("http://127.0.0.1:%d/health/ready", ManagementPort(port)))
			if err != nil {
				return err
			}
			defer response.Body.Close()
			if response.StatusCode != http.StatusOK {
				return fmt.Errorf("readiness is %s", response.Status)
			}
			return nil
		},
	}
}

// Before is another build of Sluice, to tell what a change gains.
func (s Sluice) Before(jar string) Peer {
	s.Jar, s.Version = jar, "another build"
	return s.peer("sluice-before", 26_000)
}

// AlsoSingle is a second Sluice that serves a front with one route only, to compare with.
func (s Sluice) AlsoSingle() Peer { return s.peer("sluice-1-route", 25_000) }

func (s Sluice) writeFiles(dir string, port int, front Front, certificate Certificate) error {
	secret, err := secretOf(certificate)
	if err != nil {
		return err
	}
	listener := map[Kind]string{HTTP: "HTTP", TCP: "TCP", UDP: "UDP"}[front.Kind]
	if front.TLS {
		listener = "HTTPS"
	}
	gateway := fmt.Sprintf(sluiceGateway, port, listener)
	if front.TLS {
		gateway += sluiceTLS + secret
	}
	service := fmt.Sprintf(sluiceService, protocolOf(front), front.Backend)
	if front.HTTP2Backend() {
		service = strings.Replace(service, "port: 80\n", "port: 80\n      appProtocol: kubernetes.io/h2c\n", 1)
	}
	if err := os.WriteFile(filepath.Join(dir, "gateway.yaml"), []byte(gateway+"---\n"+service), 0o644); err != nil {
		return err
	}
	var routes strings.Builder
	if front.Kind == HTTP {
		for i, route := range front.Routes {
			fmt.Fprintf(&routes, sluiceRoute, i, route.Host, route.Path)
		}
	} else {
		fmt.Fprintf(&routes, sluiceStreamRoute, listener)
	}
	return os.WriteFile(filepath.Join(dir, "routes.yaml"), []byte(routes.String()), 0o644)
}

func protocolOf(front Front) string {
	if front.Kind == UDP {
		return "UDP"
	}
	return "TCP"
}

func secretOf(certificate Certificate) (string, error) {
	chain, err := os.ReadFile(certificate.Chain)
	if err != nil {
		return "", err
	}
	key, err := os.ReadFile(certificate.Key)
	encode := base64.StdEncoding.EncodeToString
	return fmt.Sprintf(sluiceSecret, encode(chain), encode(key)), err
}

const sluiceGateway = `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: bench }
spec:
  gatewayClassName: sluice
  listeners:
    - name: front
      port: %d
      protocol: %s
`

const sluiceTLS = `
      tls: { certificateRefs: [ { name: bench } ] }
`

const sluiceSecret = `
---
apiVersion: v1
kind: Secret
metadata: { name: bench }
type: kubernetes.io/tls
data: { tls.crt: %s, tls.key: %s }
`

const sluiceService = `
apiVersion: v1
kind: Service
metadata: { name: backend }
spec:
  ports:
    - name: only
      port: 80
      protocol: %[1]s
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: backend, labels: { kubernetes.io/service-name: backend } }
addressType: IPv4
endpoints: [ { addresses: [ 127.0.0.1 ] } ]
ports: [ { name: only, port: %[2]d, protocol: %[1]s } ]
`

const sluiceRoute = `
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: route-%d }
spec:
  parentRefs: [ { name: bench } ]
  hostnames: [ "%s" ]
  rules:
    - matches: [ { path: { type: PathPrefix, value: %s } } ]
      backendRefs: [ { name: backend, port: 80 } ]
`

const sluiceStreamRoute = `
apiVersion: gateway.networking.k8s.io/v1
kind: %sRoute
metadata: { name: route }
spec:
  parentRefs: [ { name: bench } ]
  rules:
    - backendRefs: [ { name: backend, port: 80 } ]
`
