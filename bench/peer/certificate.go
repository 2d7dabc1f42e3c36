package peer

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"time"
)

// Certificate is the certificate of all proxies of a run, for Hostname, self-signed, with a key on P-256.
type Certificate struct {
	Chain, Key, Both string // files
	Roots            *x509.CertPool
}

// NewCertificate makes one in a directory.
func NewCertificate(dir string) (Certificate, error) {
	made := Certificate{
		Chain: filepath.Join(dir, "cert.pem"),
		Key:   filepath.Join(dir, "key.pem"),
		Both:  filepath.Join(dir, "both.pem"),
		Roots: x509.NewCertPool(),
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return made, err
	}
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(time.Now().UnixNano()),
		Subject:               pkix.Name{CommonName: Hostname},
		DNSNames:              []string{Hostname},
		NotBefore:             time.Now().Add(-time.Hour),
		NotAfter:              time.Now().Add(24 * time.Hour),
		KeyUsage:              x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return made, err
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return made, err
	}
	chain := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	private := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})
	made.Roots.AppendCertsFromPEM(chain)
	for file, bytes := range map[string][]byte{
		made.Chain: chain,
		made.Key:   private,
		made.Both:  append(append([]byte{}, chain...), private...),
	} {
		if err := os.WriteFile(file, bytes, 0o600); err != nil {
			return made, err
		}
	}
	return made, nil
}
