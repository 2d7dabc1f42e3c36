package dev.sluice.resources.cel;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Optional;

/** A named format of texts (Kubernetes, CEL library {@code format}). */
record CelFormat(Pattern pattern, int longest, String complaint) {
    static final CelFormat DNS_SUBDOMAIN = new CelFormat(
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"),
            253,
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must"
                    + " start and end with an alphanumeric character");

    /** An optional subdomain before a slash, which may be longer than the rest by itself. */
    static final CelFormat QUALIFIED_NAME = new CelFormat(
            Pattern.compile("([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?"
                    + "[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?"),
            317,
            "a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an"
                    + " alphanumeric character, with an optional DNS subdomain prefix and '/'");

    /** What is wrong with a text; nothing if it has the format. */
    Optional<List<String>> validate(String text) {
        return text.length() <= longest && pattern.matches(text) ? Optional.empty() : Optional.of(List.of(complaint));
    }
}
