package dev.sluice.compile;

import java.util.List;
import java.util.Set;

/**
 * The features that a GatewayClass claims, under the names of the releases 1.6.3 and 1.7.0. A feature is here only if
 * the whole of it is carried out.
 */
final class SupportedFeatures {
    private static final List<String> SORTED = List.of(
            "BackendTLSPolicy",
            "BackendTLSPolicySANValidation",
            "ClusterTrustBundle",
            "GRPCRoute",
            "GRPCRouteNamedRouteRule",
            "GRPCRouteRequestHeaderModifier",
            "Gateway",
            "GatewayAddressEmpty",
            "GatewayAddressRoutability",
            "GatewayAddressRoutabilityCluster",
            "GatewayBackendClientCertificate",
            "GatewayFrontendClientCertificateValidation",
            "GatewayFrontendClientCertificateValidationInsecureFallback",
            "GatewayHTTPListenerIsolation",
            "GatewayHTTPSListenerDetectMisdirectedRequests",
            "GatewayInfrastructure",
            "GatewayInfrastructurePropagation",
            "GatewayListenerFilters",
            "GatewayPort8080",
            "GatewayRouteHostnameIntersectionPrecedence",
            "GatewayStaticAddresses",
            "HTTPRoute",
            "HTTPRoute303RedirectStatusCode",
            "HTTPRoute307RedirectStatusCode",
            "HTTPRoute308RedirectStatusCode",
            "HTTPRouteBackendProtocolH2C",
            "HTTPRouteBackendProtocolWebSocket",
            "HTTPRouteBackendRequestHeaderModification",
            "HTTPRouteBackendTimeout",
            "HTTPRouteBackendURLRewrite",
            "HTTPRouteCORS",
            "HTTPRouteDestinationPortMatching",
            "HTTPRouteHostRewrite",
            "HTTPRouteMethodMatching",
            "HTTPRouteNamedRouteRule",
            "HTTPRouteParentRefPort",
            "HTTPRoutePathRedirect",
            "HTTPRoutePathRewrite",
            "HTTPRoutePortRedirect",
            "HTTPRouteQueryParamMatching",
            "HTTPRouteRequestMirror",
            "HTTPRouteRequestMultipleMirrors",
            "HTTPRouteRequestPercentageMirror",
            "HTTPRouteRequestTimeout",
            "HTTPRouteResponseHeaderModification",
            "HTTPRouteRetry",
            "HTTPRouteRetryBackendTimeout",
            "HTTPRouteRetryCodes",
            "HTTPRouteRetryConnectionError",
            "HTTPRouteSchemeRedirect",
            "ListenerSet",
            "ReferenceGrant",
            "TCPRoute",
            "TLSRoute",
            "TLSRouteModeMixed",
            "TLSRouteModeTerminate",
            "UDPRoute");

    /** Those that need fields of the experimental channel. */
    private static final Set<String> EXPERIMENTAL = Set.of(
            "ClusterTrustBundle",
            "GatewayAddressRoutability",
            "GatewayAddressRoutabilityCluster",
            "GatewayListenerFilters",
            "HTTPRouteDestinationPortMatching");

    private SupportedFeatures() {}

    /**
     * In ascending order, at most 64.
     *
     * @param standard whether the CRDs have the fields of the standard channel only
     */
    static List<String> sorted(boolean standard) {
        return standard
                ? SORTED.stream()
                        .filter(feature -> !EXPERIMENTAL.contains(feature))
                        .toList()
                : SORTED;
    }
}
