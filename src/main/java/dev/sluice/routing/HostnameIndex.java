package dev.sluice.routing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Values by hostname pattern, looked up by host name: exact first, then the longest wildcard, then any. The cost of a
 * look-up depends on the number of labels in the host, not on the number of patterns.
 */
public final class HostnameIndex<T> {
    /** A value with its pattern and the next less specific one that also matches every host this one matches. */
    public static final class Entry<T> {
        private final HostnamePattern pattern;
        private final T value;
        private @Nullable Entry<T> next;

        private Entry(HostnamePattern pattern, T value) {
            this.pattern = pattern;
            this.value = value;
        }

        public HostnamePattern pattern() {
            return pattern;
        }

        public T value() {
            return value;
        }

        /** The next less specific match for the same host, or null. */
        public @Nullable Entry<T> next() {
            return next;
        }
    }

    private final List<Entry<T>> entries;
    private final Map<String, Entry<T>> exact = new HashMap<>();
    private final Map<String, Entry<T>> wildcard = new HashMap<>();
    private @Nullable Entry<T> any;
    /** Of all wildcards, with the dot. What comes before in a host is not looked at: clients can make it long. */
    private int longestSuffix;

    private HostnameIndex(List<Entry<T>> entries) {
        this.entries = entries;
    }

    /**
     * Builds an index.
     *
     * @throws IllegalArgumentException if two values have the same pattern
     */
    public static <T> HostnameIndex<T> of(List<T> values, Function<T, HostnamePattern> patternOf) {
        List<Entry<T>> entries = new ArrayList<>(values.size());
        for (T value : values) {
            entries.add(new Entry<>(patternOf.apply(value), value));
        }
        HostnameIndex<T> index = new HostnameIndex<>(entries);
        for (Entry<T> entry : entries) {
            index.add(entry);
        }
        for (Entry<T> entry : entries) {
            entry.next = index.lessSpecific(entry.pattern);
        }
        return index;
    }

    private void add(Entry<T> entry) {
        HostnamePattern pattern = entry.pattern;
        Entry<T> previous;
        if (pattern.isAny()) {
            previous = any;
            any = entry;
        } else if (pattern.isWildcard()) {
            previous = wildcard.put(pattern.suffix(), entry);
            longestSuffix = Math.max(longestSuffix, pattern.suffix().length());
        } else {
            previous = exact.put(pattern.text(), entry);
        }
        if (previous != null) {
            throw new IllegalArgumentException("two values for the hostname " + pattern);
        }
    }

    private @Nullable Entry<T> lessSpecific(HostnamePattern pattern) {
        if (pattern.isAny()) {
            return null;
        }
        return pattern.isWildcard() ? underWildcard(pattern.suffix(), 1) : underWildcard(pattern.text(), 0);
    }

    private @Nullable Entry<T> underWildcard(String host, int from) {
        if (!wildcard.isEmpty()) {
            int begin = Math.max(from, host.length() - longestSuffix);
            for (int dot = host.indexOf('.', begin); dot >= 0; dot = host.indexOf('.', dot + 1)) {
                // A wildcard stands for at least one label, so a leading dot is no match.
                if (dot > 0) {
                    Entry<T> entry = wildcard.get(host.substring(dot));
                    if (entry != null) {
                        return entry;
                    }
                }
            }
        }
        return any;
    }

    /** All values, in the order given, which makes no difference. */
    public List<T> values() {
        return entries.stream().map(Entry::value).toList();
    }

    /** All values by the text of their patterns. */
    public List<T> sorted() {
        return entries.stream()
                .sorted(Comparator.comparing(entry -> entry.pattern.toString()))
                .map(Entry::value)
                .toList();
    }

    /**
     * The most specific entry for a host.
     *
     * @param host lower case, without port; empty if the client named none, which only {@link HostnamePattern#ANY}
     *     matches
     * @return null if no pattern matches
     */
    public @Nullable Entry<T> find(String host) {
        Entry<T> entry = exact.get(host);
        return entry != null ? entry : underWildcard(host, 0);
    }

    /** As {@link #find}, only the value. */
    public @Nullable T get(String host) {
        Entry<T> entry = find(host);
        return entry == null ? null : entry.value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HostnameIndex<?> index && byPattern().equals(index.byPattern());
    }

    @Override
    public int hashCode() {
        return byPattern().hashCode();
    }

    private Map<HostnamePattern, T> byPattern() {
        Map<HostnamePattern, T> values = HashMap.newHashMap(entries.size());
        entries.forEach(entry -> values.put(entry.pattern, entry.value));
        return values;
    }

    @Override
    public String toString() {
        return values().toString();
    }
}
