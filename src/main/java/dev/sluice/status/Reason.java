package dev.sluice.status;

/**
 * Reasons of conditions, by the value that is written: what each means, and after "Remedy:" what helps. Where nothing
 * else is said, the name is the Gateway API's. docs/conditions.md is made of these comments.
 */
public final class Reason {
    /** The object is valid, and what it asks for is meant to be served. */
    public static final String ACCEPTED = "Accepted";

    /** It is served. */
    public static final String PROGRAMMED = "Programmed";

    /** All that it refers to is there, of a kind that is supported, and may be referred to. */
    public static final String RESOLVED_REFS = "ResolvedRefs";

    /** The CRDs of the Gateway API are of a release that this build knows. */
    public static final String SUPPORTED_VERSION = "SupportedVersion";

    /**
     * The CRDs of the Gateway API are of another release; everything is served as well as it can be. Remedy: install
     * the CRDs that the message names.
     */
    public static final String UNSUPPORTED_VERSION = "UnsupportedVersion";

    /**
     * Something else has to come first: the GatewayClass is being deleted, the Gateway has no address, or no pod of
     * its own proxy serves yet. Remedy: see the message; it goes away by itself once that has come.
     */
    public static final String PENDING = "Pending";

    /**
     * The object, or one of its listeners, is not served because of another condition. Remedy: see the conditions
     * Accepted and ResolvedRefs of the object and its listeners, and the message.
     */
    public static final String INVALID = "Invalid";

    /**
     * parametersRef refers to nothing, or not to GatewayParameters of group sluice.dev; or the GatewayClass is not
     * accepted for that. Remedy: make the object, or correct the reference; until then the Service stays as it is.
     */
    public static final String INVALID_PARAMETERS = "InvalidParameters";

    /**
     * The Gateway does not allow ListenerSets of this namespace. Remedy: extend spec.allowedListeners of the Gateway.
     */
    public static final String NOT_ALLOWED = "NotAllowed";

    /** The Gateway of the ListenerSet is not accepted. Remedy: see the status of the Gateway. */
    public static final String PARENT_NOT_ACCEPTED = "ParentNotAccepted";

    /** The Gateway of the ListenerSet is not served. Remedy: see the status of the Gateway. */
    public static final String PARENT_NOT_PROGRAMMED = "ParentNotProgrammed";

    /**
     * Listeners are left out; with the status True the others are served. Remedy: see the conditions of the listeners
     * that the message names.
     */
    public static final String LISTENERS_NOT_VALID = "ListenersNotValid";

    /**
     * Listeners have references that do not resolve. Remedy: see ResolvedRefs of the listeners that the message names.
     */
    public static final String LISTENERS_NOT_RESOLVED = "ListenersNotResolved";

    /**
     * spec.addresses asks for a type or routability of address that is not supported. Remedy: ask for one of type
     * IPAddress, or for none.
     */
    public static final String UNSUPPORTED_ADDRESS = "UnsupportedAddress";

    /**
     * The Gateway has no address: the Service has none yet, nobody serves Services of type LoadBalancer, or the
     * Service could not be made. Remedy: install a load balancer, or choose type NodePort or ClusterIP by
     * GatewayParameters; without a cluster, free the ports or extend sluice.standalone.addresses.
     */
    public static final String ADDRESS_NOT_ASSIGNED = "AddressNotAssigned";

    /** All addresses of spec.addresses are the Gateway's. */
    public static final String ADDRESSES_ASSIGNED = "AddressesAssigned";

    /**
     * Some addresses of spec.addresses are the Gateway's. Remedy: remove the others, or make the load balancer give
     * them; Services of type LoadBalancer have one address.
     */
    public static final String PARTIALLY_ASSIGNED = "PartiallyAssigned";

    /**
     * None of the addresses of spec.addresses is the Gateway's. Remedy: as for AddressNotAssigned and
     * AddressNotUsable.
     */
    public static final String NOT_ASSIGNED = "NotAssigned";

    /**
     * An address that is asked for cannot be had. Remedy: ask for another one, or make the load balancer give it to
     * the Service.
     */
    public static final String ADDRESS_NOT_USABLE = "AddressNotUsable";

    /**
     * A quota of the namespace is used up, so the Service or the Gateway's own proxy could not be made or changed.
     * Remedy: raise the quota; it is tried again at the latest after 30 seconds.
     */
    public static final String NO_RESOURCES = "NoResources";

    /**
     * Of our own: a Service is there, and a change of it was refused; it serves as it was. Remedy: see the words of
     * the API server in the message; it is tried again.
     */
    public static final String SERVICE_REFUSED = "ServiceRefused";

    /**
     * Of our own: the Gateway's own proxy, or its pods, could not be made or changed. Remedy: see the words of the API
     * server in the message; correct the GatewayParameters, or what refuses them.
     */
    public static final String PROXY_REFUSED = "ProxyRefused";

    /**
     * The port cannot be opened, because another program has it, or no port of the range is left. Remedy: free the
     * port, or take another one; it is tried again.
     */
    public static final String PORT_UNAVAILABLE = "PortUnavailable";

    /**
     * The protocol of the listener, or the appProtocol of the Service's port, is not supported. Remedy: HTTP, HTTPS,
     * TLS, TCP or UDP for listeners; for HTTPS to a backend, a BackendTLSPolicy.
     */
    public static final String UNSUPPORTED_PROTOCOL = "UnsupportedProtocol";

    /**
     * A field has a value that is not supported or not valid. A rule with such a field is answered with 500; a route
     * with no other rules is not accepted. Remedy: correct the field that the message names.
     */
    public static final String UNSUPPORTED_VALUE = "UnsupportedValue";

    /**
     * A Secret of certificateRefs is missing, not of type kubernetes.io/tls, or its certificate and key cannot be read
     * or do not belong together. Remedy: see the message; correct or make the Secret.
     */
    public static final String INVALID_CERTIFICATE_REF = "InvalidCertificateRef";

    /**
     * A filter of the listener refers to something that does not resolve; all its requests are answered with 500.
     * Remedy: correct the reference that the message names.
     */
    public static final String INVALID_LISTENER_FILTER_REF = "InvalidListenerFilterRef";

    /**
     * allowedRoutes.kinds names kinds that the listener's protocol cannot carry. Remedy: remove them; supportedKinds
     * of the listener lists those that count.
     */
    public static final String INVALID_ROUTE_KINDS = "InvalidRouteKinds";

    /**
     * The reference is to another namespace, and no ReferenceGrant there permits it. Remedy: make a ReferenceGrant in
     * the namespace that is referred to.
     */
    public static final String REF_NOT_PERMITTED = "RefNotPermitted";

    /** No other listener of the port is in the way. */
    public static final String NO_CONFLICTS = "NoConflicts";

    /** Another listener has the same port and hostname. Remedy: give one of them another hostname or port. */
    public static final String HOSTNAME_CONFLICT = "HostnameConflict";

    /**
     * Another listener has the same port and a protocol that cannot share it. Remedy: give one of them another port.
     */
    public static final String PROTOCOL_CONFLICT = "ProtocolConflict";

    /**
     * The hostnames of HTTPS listeners of one port overlap, so browsers may send requests for one on connections of
     * the other, which are answered with 421. Remedy: none is needed; certificates for distinct names avoid it.
     */
    public static final String OVERLAPPING_HOSTNAMES = "OverlappingHostnames";

    /**
     * No listener that is referred to allows this kind of route, or routes of this namespace. Remedy: extend
     * allowedRoutes of a listener, or refer to another one.
     */
    public static final String NOT_ALLOWED_BY_LISTENERS = "NotAllowedByListeners";

    /**
     * No hostname of the route falls under one of the listeners'. Remedy: correct the hostnames of the route, or of
     * the listener.
     */
    public static final String NO_MATCHING_LISTENER_HOSTNAME = "NoMatchingListenerHostname";

    /**
     * There is no listener of this name or port at the parent, or the ListenerSet may not attach. Remedy: correct
     * sectionName and port of the parentRef.
     */
    public static final String NO_MATCHING_PARENT = "NoMatchingParent";

    /**
     * A reference is to a kind that is not supported. Remedy: refer to a Service that is not of type ExternalName, or
     * for certificates to what the message names; remove filters of type ExtensionRef.
     */
    public static final String INVALID_KIND = "InvalidKind";

    /**
     * The Service, or its port, does not exist. The share of the requests is answered with 500. Remedy: make the
     * Service, or correct name, namespace and port.
     */
    public static final String BACKEND_NOT_FOUND = "BackendNotFound";

    /**
     * No rule of the route is valid, because each has filters that exclude each other. Remedy: remove one of
     * RequestRedirect and URLRewrite.
     */
    public static final String INCOMPATIBLE_FILTERS = "IncompatibleFilters";

    /** An older policy is in force for all targets. Remedy: remove one of the two. */
    public static final String CONFLICTED = "Conflicted";

    /** None of the Services, or of their ports, exists. Remedy: correct targetRefs. */
    public static final String TARGET_NOT_FOUND = "TargetNotFound";

    /**
     * Not one of the authorities can be used. A policy makes its backends fail with 500; a listener takes nobody.
     * Remedy: see ResolvedRefs, and correct the ConfigMap or Secret.
     */
    public static final String NO_VALID_CA_CERTIFICATE = "NoValidCACertificate";

    /**
     * A ConfigMap or Secret of authorities is missing, or has no ca.crt that can be read. Remedy: correct what the
     * message names; several references count each on its own.
     */
    public static final String INVALID_CA_CERTIFICATE_REF = "InvalidCACertificateRef";

    /**
     * A reference to authorities is of a kind that is not supported. Remedy: refer to a ConfigMap, a Secret or a
     * ClusterTrustBundle.
     */
    public static final String INVALID_CA_CERTIFICATE_KIND = "InvalidCACertificateKind";

    /**
     * The certificate that should be shown to backends cannot be used; none is shown. Remedy: correct the Secret that
     * the message names.
     */
    public static final String INVALID_CLIENT_CERTIFICATE_REF = "InvalidClientCertificateRef";

    /** Somebody chose AllowInsecureFallback. Remedy: none, if that is meant. */
    public static final String CONFIGURATION_CHANGED = "ConfigurationChanged";

    /** The Gateway claims all routes that ask for a default Gateway (spec.defaultScope). */
    public static final String DEFAULT_GATEWAY = "DefaultGateway";

    private Reason() {}
}
