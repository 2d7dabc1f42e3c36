# `make` lists the targets.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

cluster := conformance/cluster
app := target/quarkus-app/quarkus-run.jar
# A JDK 25, looked up only by the recipes that use it.
with-jdk = home=$$(src/main/scripts/java-home); MAVEN_OPTS='--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED' JAVA_HOME=$$home

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "%-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(app): pom.xml $(shell find src/main -type f -not -path 'src/main/kubernetes/*' -not -path 'src/main/scripts/*' 2>/dev/null)
	@echo "building Sluice; the first time this takes some minutes and fetches libraries from Maven Central"
	@$(with-jdk) ./mvnw -q package -DskipTests
	@touch $@

.PHONY: run tasks test
run: $(app) ## Sluice on the example of the tutorial, without a cluster: http://127.0.0.1:8080
	@$(with-jdk) examples/tutorial/run

tasks: $(app) ## the backends of docs/tasks, and Sluice on target/tasks, without a cluster
	@rm -rf target/tasks
	@$(with-jdk) examples/tasks/run target/tasks

test: ## all tests that need no cluster
	$(with-jdk) ./mvnw -B -ntp verify
	@awk -F, 'NR > 1 {m += $$8; c += $$9} END {printf "coverage: %.1f %% of %d lines (target/site/jacoco/index.html)\n", 100 * c / (m + c), m + c}' target/site/jacoco/jacoco.csv
	conformance/standalone/run
	conformance/standalone/tasks
	$(with-jdk) ./mvnw -B -ntp verify -Pnative-sources,bench

.PHONY: bench-classes bench-micro bench-scale bench-control
bench-classes:
	$(with-jdk) ./mvnw -q -Pbench test-compile dependency:build-classpath -Dmdep.outputFile=target/bench.classpath -Dmdep.includeScope=test

bench-java = $(with-jdk); $$JAVA_HOME/bin/java $$MAVEN_OPTS -cp "target/test-classes:target/classes:$$(<target/bench.classpath)"

bench-micro: bench-classes ## micro-benchmarks of selection, compilation and headers (BENCHMARK=Select)
	@$(bench-java) org.openjdk.jmh.Main -f 1 -wi 5 -w 2 -i 5 -r 2 -rf json -rff target/bench-micro.json $(BENCHMARK)

bench-scale: bench-classes ## heap and time of up to 100,000 routes and 10,000 Gateways: docs/scaling.md
	@$(bench-java) dev.sluice.bench.Scale

bench-control: deploy bench-classes ## how soon changes are live on the cluster (SCENARIO=probe,size): docs/benchmarks/control.md
	$(cluster)/images --missing nginx
	@. $(cluster)/lib.sh; export KUBECONFIG; $(bench-java) dev.sluice.bench.control.ControlBench "$$NODE_IP" $(if $(SCENARIO),target,docs/benchmarks)/control.md "$(SCENARIO)"

# An image is named for a release by IMAGE, as registry.example.com/edge/sluice:1.2.3.
IMAGE ?= localhost/sluice:dev
.PHONY: manifests bundle
manifests: ## the files of a release in target/release: one manifest, the bundle, the chart (IMAGE=NAME:TAG)
	@$(with-jdk) ./mvnw -q test -Dtest=ReleaseFilesTest -Drelease.image=$(IMAGE)
	@ls -d target/release/sluice.yaml target/release/bundle target/release/charts/sluice

bundle: ## make the OLM bundle and the made part of the chart anew from src/main/kubernetes
	$(with-jdk) ./mvnw -q test -Dtest=GeneratedFilesTest -Dgolden.update=true

.PHONY: cluster-up cluster-down image deploy undeploy
cluster-up: ## start the test cluster (the first time builds it, which takes long)
	$(cluster)/up

cluster-down: ## stop the test cluster
	$(cluster)/down

image: $(if $(NATIVE),,$(app)) cluster-up ## make the image localhost/sluice:dev and give it to the cluster (AOT=no: without AOT cache; NATIVE=PATH: of an executable)
	@[ -e target/sluice.cdx.json ] || { $(with-jdk) ./mvnw -q org.cyclonedx:cyclonedx-maven-plugin:makeBom; }
	src/main/scripts/image $(if $(filter no,$(AOT)),--no-aot) $(if $(NATIVE),--native '$(NATIVE)')

deploy: image ## install Sluice on the cluster
	src/main/scripts/deploy

undeploy: ## remove it
	$(cluster)/kubectl delete --ignore-not-found --timeout=120s -k src/main/kubernetes

.PHONY: tutorial test-cluster test-helm test-olm conformance
tutorial: image ## the tutorial on the cluster, as a test of each of its lines
	$(cluster)/images --missing nginx
	conformance/tutorial/run

test-cluster: cluster-up ## all tests that need the cluster, but for the conformance suite
	conformance/olm/build helm
	$(with-jdk) ./mvnw -B -ntp test -Pcluster
	$(MAKE) tutorial
	conformance/tasks/run
	conformance/replicas/run
	conformance/dedicated/run
	conformance/availability/run
	conformance/image/run
	conformance/helm/run
	conformance/olm/run

test-helm: image ## the Helm chart on the cluster: install, upgrade, roll back, uninstall
	conformance/olm/build helm
	$(cluster)/images --missing nginx
	conformance/helm/run

test-olm: image ## the OLM bundle on the cluster: validate, install, upgrade, uninstall
	$(cluster)/images --missing nginx
	conformance/olm/run

conformance: deploy ## the Gateway API conformance suite (RUN=TestName, PROFILE=GATEWAY-HTTP, SUITE=1.6.3, CHANNEL=standard, REPLICAS=3, PROXIES=dedicated)
	$(cluster)/images --missing echo dns
	PROFILE=$(PROFILE) SUITE=$(SUITE) CHANNEL=$(CHANNEL) REPLICAS=$(REPLICAS) PROXIES=$(PROXIES) conformance/run $(if $(RUN),-run-test=$(RUN))

.PHONY: bench bench-report
bench: $(app) ## compare with nginx, HAProxy and Envoy (SCENARIO=http1,tls PEERS=sluice,envoy ROUNDS=5 LASTING=4s)
	@$(with-jdk) bench/run -scenario=$(SCENARIO) -peers=$(PEERS) -rounds=$(or $(ROUNDS),5) -lasting=$(or $(LASTING),4s)

bench-report: ## make docs/benchmarks/README.md and the table in README.md anew from the rows in docs/benchmarks
	@cd bench && CGO_ENABLED=0 go run . report ../docs/benchmarks ../README.md
