package dev.sluice.compile;

import dev.sluice.status.GatewayStatus.Address;
import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The addresses of a Service. */
final class ServiceAddresses {
    private ServiceAddresses() {}

    /**
     * Those by which it is reached.
     *
     * @param within whether the ones from within the cluster are asked for as such: they come last, and say so
     */
    static List<Address> of(@Nullable Service service, boolean within) {
        List<Address> addresses = new ArrayList<>();
        if (service == null || service.getSpec() == null) {
            return addresses;
        }
        if (ServiceExposure.LOAD_BALANCER.equals(service.getSpec().getType())) {
            addBalanced(service, addresses);
        } else {
            addClusterIps(service, "", addresses);
        }
        if (within) {
            addClusterIps(service, Routability.CLUSTER, addresses);
        }
        return addresses;
    }

    private static void addBalanced(Service service, List<Address> addresses) {
        if (service.getStatus() == null
                || service.getStatus().getLoadBalancer() == null
                || service.getStatus().getLoadBalancer().getIngress() == null) {
            return;
        }
        for (LoadBalancerIngress ingress : service.getStatus().getLoadBalancer().getIngress()) {
            if (ingress.getIp() != null && !ingress.getIp().isEmpty()) {
                addresses.add(new Address(AddressAssignment.IP_ADDRESS, ingress.getIp()));
            }
            if (ingress.getHostname() != null && !ingress.getHostname().isEmpty()) {
                addresses.add(new Address(AddressAssignment.HOSTNAME, ingress.getHostname()));
            }
        }
    }

    private static void addClusterIps(Service service, String routability, List<Address> addresses) {
        for (String ip : Objects.requireNonNullElse(service.getSpec().getClusterIPs(), List.<String>of())) {
            if (!ip.equals("None")) {
                addresses.add(new Address(AddressAssignment.IP_ADDRESS, ip, routability));
            }
        }
    }
}
