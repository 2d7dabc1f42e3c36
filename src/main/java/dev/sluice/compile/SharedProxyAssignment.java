package dev.sluice.compile;

import dev.sluice.compile.CompileSettings.Addressing.SharedProxy;
import dev.sluice.compile.ContainerPorts.Claim;
import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.routing.PortBinding.ServedBy;
import dev.sluice.routing.SocketKey;
import dev.sluice.routing.SocketKey.Transport;
import dev.sluice.status.GatewayStatus.Address;
import dev.sluice.status.Reason;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewaySpecAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@link SharedProxy}: a Service for each Gateway, container ports for each of its listener ports. */
final class SharedProxyAssignment implements AddressAssignment {
    private static final String ALL_ADDRESSES = "0.0.0.0";

    private final ResourceSnapshot snapshot;
    private final HeldPorts held;
    private final Map<Transport, ContainerPorts> containerPorts = new EnumMap<>(Transport.class);
    /** The Gateways by the name of their Service, for two may come to the same name. */
    private final Map<String, String> owners = new HashMap<>();

    SharedProxyAssignment(
            SharedProxy settings, ResourceSnapshot snapshot, List<CompiledGateway> gateways, HeldPorts held) {
        this.snapshot = snapshot;
        this.held = held;
        for (Transport transport : Transport.values()) {
            containerPorts.put(transport, new ContainerPorts(settings, held.of(transport, gateways)));
        }
        for (CompiledGateway gateway : gateways) {
            Service service = serviceOf(gateway.gateway());
            if (service != null
                    && service.getSpec() != null
                    && service.getSpec().getPorts() != null) {
                for (ServicePort port : service.getSpec().getPorts()) {
                    if (port.getPort() != null
                            && port.getTargetPort() != null
                            && port.getTargetPort().getIntVal() != null) {
                        containerPorts(transportOf(port))
                                .record(
                                        new Claim(gateway.toString(), port.getPort()),
                                        port.getTargetPort().getIntVal());
                    }
                }
            }
        }
    }

    private ContainerPorts containerPorts(Transport transport) {
        return Objects.requireNonNull(containerPorts.get(transport));
    }

    private static Transport transportOf(ServicePort port) {
        return "UDP".equals(port.getProtocol()) ? Transport.UDP : Transport.TCP;
    }

    @Override
    public GatewayAddresses assign(CompiledGateway compiled) {
        Gateway gateway = compiled.gateway();
        List<GatewaySpecAddress> requested = AddressAssignment.requested(gateway);
        for (GatewaySpecAddress address : requested) {
            String type = AddressAssignment.typeOf(address);
            if (!type.equals(IP_ADDRESS) && !type.equals(HOSTNAME)) {
                return GatewayAddresses.unsupported(new Problem(
                                Reason.UNSUPPORTED_ADDRESS,
                                "spec.addresses: the type \"" + type
                                        + "\" is not supported; supported are IPAddress and Hostname"))
                        .keeping(keptService(compiled));
            }
            Problem unroutable = Routability.refusal(address, true);
            if (unroutable != null) {
                return GatewayAddresses.unsupported(unroutable).keeping(keptService(compiled));
            }
        }
        Map<ListenerPort, List<SocketKey>> sockets = new HashMap<>();
        List<GatewayService.Port> ports = claimPorts(compiled, sockets);
        if (ports.isEmpty()) {
            return keep(compiled);
        }
        String service = gateway.getMetadata().getNamespace() + "/" + GatewayServices.nameOf(gateway);
        String owner = owners.putIfAbsent(service, compiled.toString());
        if (owner != null) {
            return new GatewayAddresses(
                    List.of(),
                    sockets,
                    null,
                    new Problem(
                            Reason.ADDRESS_NOT_ASSIGNED,
                            "the Service " + service + " belongs to the Gateway " + owner + "; rename this Gateway"),
                    null);
        }
        List<Address> available =
                ServiceAddresses.of(serviceOf(gateway), requested.stream().anyMatch(Routability::isCluster));
        List<Address> assigned = requested.isEmpty() ? available : matching(requested, available);
        return new GatewayAddresses(
                        assigned,
                        sockets,
                        null,
                        problem(compiled, requested, available, assigned),
                        service(
                                compiled,
                                parameters(compiled, requested),
                                loadBalancerIp(requested),
                                clusterIp(requested),
                                ports))
                .servedBy(servedBy(compiled));
    }

    private ServedBy servedBy(CompiledGateway compiled) {
        ServiceParameters parameters = compiled.parameters();
        return GatewayServices.servedBy(
                serviceOf(compiled.gateway()),
                parameters != null && parameters.deployment().isDedicated());
    }

    @Override
    public GatewayAddresses keep(CompiledGateway gateway) {
        return GatewayAddresses.NONE.keeping(keptService(gateway));
    }

    @Override
    public void end() {
        containerPorts.forEach((transport, ports) -> held.keep(transport, ports.held()));
    }

    /**
     * The Service that a Gateway has already, for as long as none of its listeners is accepted: were it deleted, its
     * address would be another's when the Gateway is accepted again.
     */
    private @Nullable GatewayService keptService(CompiledGateway compiled) {
        Gateway gateway = compiled.gateway();
        Service live = serviceOf(gateway);
        if (live == null || live.getSpec() == null || live.getSpec().getPorts() == null) {
            return null;
        }
        List<GatewayService.Port> ports = new ArrayList<>();
        for (ServicePort port : live.getSpec().getPorts()) {
            Integer containerPort = port.getPort() == null
                    ? null
                    : containerPorts(transportOf(port)).claim(new Claim(compiled.toString(), port.getPort()));
            if (containerPort != null) {
                ports.add(new GatewayService.Port(
                        Objects.requireNonNullElse(port.getName(), ""),
                        port.getPort(),
                        containerPort,
                        Objects.requireNonNullElse(port.getProtocol(), "TCP")));
            }
        }
        String name = gateway.getMetadata().getNamespace() + "/" + GatewayServices.nameOf(gateway);
        return ports.isEmpty() || owners.putIfAbsent(name, compiled.toString()) != null
                ? null
                : service(compiled, compiled.parameters(), live.getSpec().getLoadBalancerIP(), null, ports);
    }

    /** The Service of a Gateway; null if what is asked of it is not known, which leaves it as it is. */
    private @Nullable GatewayService service(
            CompiledGateway compiled,
            @Nullable ServiceParameters parameters,
            @Nullable String loadBalancerIp,
            @Nullable String clusterIp,
            List<GatewayService.Port> ports) {
        if (parameters == null) {
            return null;
        }
        Service live = serviceOf(compiled.gateway());
        // Nor can the cluster IP of a Service be changed.
        ServiceExposure exposure = parameters.exposure(
                loadBalancerIp,
                live == null
                                || live.getSpec() == null
                                || Objects.equals(live.getSpec().getClusterIP(), clusterIp)
                        ? clusterIp
                        : null);
        // Kubernetes refuses every write that would change the class of a load balancer.
        if (live != null
                && live.getSpec() != null
                && exposure.type().equals(ServiceExposure.LOAD_BALANCER)
                && exposure.type().equals(live.getSpec().getType())
                && !Objects.equals(exposure.loadBalancerClass(), live.getSpec().getLoadBalancerClass())) {
            if (exposure.loadBalancerClass() != null) {
                compiled.remark("the Service " + compiled.namespace() + "/"
                        + live.getMetadata().getName()
                        + " keeps its loadBalancerClass, which cannot be changed; delete it to have it made anew");
            }
            exposure = exposure.ofClass(live.getSpec().getLoadBalancerClass());
        }
        List<GatewayService.Port> chosen = new ArrayList<>();
        for (GatewayService.Port port : ports) {
            chosen.add(new GatewayService.Port(
                    port.name(), port.port(), port.targetPort(), port.protocol(), parameters.nodePort(port.port())));
        }
        return GatewayServices.of(compiled.gateway(), parameters, exposure, chosen, servedBy(compiled));
    }

    private List<GatewayService.Port> claimPorts(CompiledGateway compiled, Map<ListenerPort, List<SocketKey>> sockets) {
        List<GatewayService.Port> ports = new ArrayList<>();
        for (CompiledListener listener : compiled.allListeners()) {
            ListenerPort port = listener.listenerPort();
            ListenerProtocol protocol = listener.protocol();
            if (!listener.isAccepted() || protocol == null || port == null || sockets.containsKey(port)) {
                continue;
            }
            Claim claim = new Claim(compiled.toString(), port.number());
            ContainerPorts ofTransport = containerPorts(port.transport());
            Integer containerPort = ofTransport.claim(claim);
            if (containerPort == null) {
                listener.refuse(ofTransport.refusal(claim));
                continue;
            }
            sockets.put(port, List.of(new SocketKey(port.transport(), ALL_ADDRESSES, containerPort)));
            ports.add(new GatewayService.Port(
                    protocol.name().toLowerCase(Locale.ROOT) + "-" + port.number(),
                    port.number(),
                    containerPort,
                    port.transport().name()));
        }
        return ports;
    }

    private @Nullable Service serviceOf(Gateway gateway) {
        Service service =
                snapshot.get(Service.class, gateway.getMetadata().getNamespace(), GatewayServices.nameOf(gateway));
        return service != null && GatewayServices.belongsTo(service, gateway) ? service : null;
    }

    private static List<Address> matching(List<GatewaySpecAddress> requested, List<Address> available) {
        List<Address> matching = new ArrayList<>();
        for (Address address : available) {
            for (GatewaySpecAddress wanted : requested) {
                if (AddressAssignment.answers(address, wanted)) {
                    matching.add(address);
                    break;
                }
            }
        }
        return matching;
    }

    private static @Nullable String loadBalancerIp(List<GatewaySpecAddress> requested) {
        for (GatewaySpecAddress address : requested) {
            if (AddressAssignment.typeOf(address).equals(IP_ADDRESS)
                    && AddressAssignment.hasValue(address)
                    && !Routability.isCluster(address)) {
                return address.getValue();
            }
        }
        return null;
    }

    private static @Nullable String clusterIp(List<GatewaySpecAddress> requested) {
        for (GatewaySpecAddress address : requested) {
            if (AddressAssignment.hasValue(address) && Routability.isCluster(address)) {
                return address.getValue();
            }
        }
        return null;
    }

    /** Who asks for addresses within the cluster only is not exposed beyond it, whatever the parameters say. */
    private static @Nullable ServiceParameters parameters(
            CompiledGateway compiled, List<GatewaySpecAddress> requested) {
        ServiceParameters parameters = compiled.parameters();
        return parameters != null && Routability.isClusterOnly(requested) ? parameters.withinCluster() : parameters;
    }

    private @Nullable Problem problem(
            CompiledGateway compiled,
            List<GatewaySpecAddress> requested,
            List<Address> available,
            List<Address> assigned) {
        Gateway gateway = compiled.gateway();
        List<String> missing = new ArrayList<>();
        boolean within = false;
        for (GatewaySpecAddress wanted : requested) {
            if (AddressAssignment.hasValue(wanted)
                    && assigned.stream().noneMatch(address -> AddressAssignment.answers(address, wanted))) {
                missing.add(wanted.getValue());
                within |= Routability.isCluster(wanted);
            }
        }
        String service = "the Service " + gateway.getMetadata().getNamespace() + "/" + GatewayServices.nameOf(gateway);
        if (!missing.isEmpty()) {
            return new Problem(
                    Reason.ADDRESS_NOT_USABLE,
                    "spec.addresses: " + AddressAssignment.quoted(missing) + " cannot be used: " + service
                            + (within
                                    ? " does not have that cluster IP; it has one only, which cannot be changed: delete it"
                                            + " to have it made anew"
                                    : " has not been given that address by the cluster's load balancers"));
        }
        if (!assigned.isEmpty()) {
            return null;
        }
        Service other =
                snapshot.get(Service.class, gateway.getMetadata().getNamespace(), GatewayServices.nameOf(gateway));
        if (other != null && !GatewayServices.belongsTo(other, gateway)) {
            return new Problem(
                    Reason.ADDRESS_NOT_ASSIGNED,
                    service + " was not made for this Gateway; delete or rename it, or rename the Gateway");
        }
        if (!available.isEmpty()) {
            return new Problem(Reason.ADDRESS_NOT_ASSIGNED, service + " has no address of the requested type");
        }
        ServiceParameters parameters = parameters(compiled, requested);
        return new Problem(
                Reason.ADDRESS_NOT_ASSIGNED,
                parameters != null && parameters.isLoadBalancer()
                        ? service + " has no address yet; if it stays so, the cluster has no load balancer"
                                + " implementation: install one, such as MetalLB"
                        : service + " has no address yet");
    }
}
