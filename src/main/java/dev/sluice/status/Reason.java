package dev.sluice.status;

/** Reasons that the Gateway API names, by the value that is written. */
public final class Reason {
    public static final String ACCEPTED = "Accepted";
    public static final String PROGRAMMED = "Programmed";
    public static final String RESOLVED_REFS = "ResolvedRefs";
    public static final String SUPPORTED_VERSION = "SupportedVersion";
    public static final String UNSUPPORTED_VERSION = "UnsupportedVersion";
    public static final String PENDING = "Pending";
    public static final String INVALID = "Invalid";
    public static final String INVALID_PARAMETERS = "InvalidParameters";
    public static final String UNSUPPORTED = "Unsupported";

    public static final String NOT_ALLOWED = "NotAllowed";
    public static final String PARENT_NOT_ACCEPTED = "ParentNotAccepted";
    public static final String PARENT_NOT_PROGRAMMED = "ParentNotProgrammed";
    public static final String LISTENERS_NOT_VALID = "ListenersNotValid";
    public static final String LISTENERS_NOT_RESOLVED = "ListenersNotResolved";
    public static final String UNSUPPORTED_ADDRESS = "UnsupportedAddress";
    public static final String ADDRESS_NOT_ASSIGNED = "AddressNotAssigned";
    public static final String ADDRESSES_ASSIGNED = "AddressesAssigned";
    public static final String PARTIALLY_ASSIGNED = "PartiallyAssigned";
    public static final String NOT_ASSIGNED = "NotAssigned";
    public static final String ADDRESS_NOT_USABLE = "AddressNotUsable";
    public static final String NO_RESOURCES = "NoResources";
    /** Of our own: a Service is there, and a change of it was refused. */
    public static final String SERVICE_REFUSED = "ServiceRefused";

    /** Of our own: the Gateway's own proxy, or its pods, could not be made or changed. */
    public static final String PROXY_REFUSED = "ProxyRefused";

    public static final String PORT_UNAVAILABLE = "PortUnavailable";
    public static final String UNSUPPORTED_PROTOCOL = "UnsupportedProtocol";
    public static final String UNSUPPORTED_VALUE = "UnsupportedValue";
    public static final String INVALID_CERTIFICATE_REF = "InvalidCertificateRef";
    public static final String INVALID_LISTENER_FILTER_REF = "InvalidListenerFilterRef";
    public static final String INVALID_ROUTE_KINDS = "InvalidRouteKinds";
    public static final String REF_NOT_PERMITTED = "RefNotPermitted";
    public static final String NO_CONFLICTS = "NoConflicts";
    public static final String HOSTNAME_CONFLICT = "HostnameConflict";
    public static final String PROTOCOL_CONFLICT = "ProtocolConflict";

    public static final String NOT_ALLOWED_BY_LISTENERS = "NotAllowedByListeners";
    public static final String NO_MATCHING_LISTENER_HOSTNAME = "NoMatchingListenerHostname";
    public static final String NO_MATCHING_PARENT = "NoMatchingParent";
    public static final String INVALID_KIND = "InvalidKind";
    public static final String BACKEND_NOT_FOUND = "BackendNotFound";
    public static final String INCOMPATIBLE_FILTERS = "IncompatibleFilters";

    public static final String CONFLICTED = "Conflicted";
    public static final String TARGET_NOT_FOUND = "TargetNotFound";
    public static final String NO_VALID_CA_CERTIFICATE = "NoValidCACertificate";
    public static final String INVALID_CA_CERTIFICATE_REF = "InvalidCACertificateRef";
    public static final String INVALID_CA_CERTIFICATE_KIND = "InvalidCACertificateKind";
    public static final String INVALID_CLIENT_CERTIFICATE_REF = "InvalidClientCertificateRef";

    public static final String CONFIGURATION_CHANGED = "ConfigurationChanged";

    private Reason() {}
}
