package dev.sluice.compile;

import dev.sluice.status.Reason;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewaySpecAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From where the addresses that a Gateway asks for are to be reached ({@code GatewayAddressRoutabilityType}). */
final class Routability {
    /** An IP address of the cluster's Services. */
    static final String CLUSTER = "Cluster";

    private static final String FIELD = "routability";

    private Routability() {}

    /** What is asked for; empty if nothing is. */
    static String of(GatewaySpecAddress address) {
        return address.getAdditionalProperties().get(FIELD) instanceof String text ? text : "";
    }

    static boolean isCluster(GatewaySpecAddress address) {
        return of(address).equals(CLUSTER);
    }

    /** Whether a Gateway asks for addresses and all of them are to be reached from within the cluster only. */
    static boolean isClusterOnly(List<GatewaySpecAddress> requested) {
        return !requested.isEmpty() && requested.stream().allMatch(Routability::isCluster);
    }

    /**
     * Why an address cannot be given, or null if nothing of this is the cause.
     *
     * @param inCluster whether there are Services
     */
    static @Nullable Problem refusal(GatewaySpecAddress address, boolean inCluster) {
        String wanted = of(address);
        if (wanted.isEmpty()) {
            return null;
        }
        if (!wanted.equals(CLUSTER)) {
            return unsupported("\"" + FieldSyntax.printable(wanted) + "\" is not supported; supported is Cluster");
        }
        if (!inCluster) {
            return unsupported("Cluster is supported in a cluster only; leave it out");
        }
        return AddressAssignment.typeOf(address).equals(AddressAssignment.IP_ADDRESS)
                ? null
                : unsupported("Cluster is for addresses of type IPAddress");
    }

    private static Problem unsupported(String message) {
        return new Problem(Reason.UNSUPPORTED_ADDRESS, "spec.addresses: the routability " + message);
    }
}
