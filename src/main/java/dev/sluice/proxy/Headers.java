package dev.sluice.proxy;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Header fields of a message in their order, for Netty's decoders and for all that knows Vert.x's. Messages have few, so
 * that to look through two arrays is cheaper, in time and memory, than a table of entries. Names are compared without
 * regard to case; names and values are checked when they are added.
 */
final class Headers extends HttpHeaders implements MultiMap {
    private static final int FIRST_CAPACITY = 6;
    private static final CharSequence[] NO_NAMES = {};
    private static final String[] NO_VALUES = {};

    private CharSequence[] names;
    private String[] values;
    private int count;

    Headers() {
        names = NO_NAMES;
        values = NO_VALUES;
    }

    /** @param room for how many fields there is room before it has to grow */
    Headers(int room) {
        names = new CharSequence[room];
        values = new String[room];
    }

    /** How many fields there are, those of the same name counted each. */
    @Override
    public int size() {
        return count;
    }

    CharSequence nameAt(int index) {
        return names[index];
    }

    String valueAt(int index) {
        return values[index];
    }

    /** The index of the next field of that name, or -1. */
    int indexOf(CharSequence name, int from) {
        int length = name.length();
        for (int i = from; i < count; i++) {
            CharSequence candidate = names[i];
            if (candidate == name
                    || (candidate.length() == length && AsciiString.contentEqualsIgnoreCase(candidate, name))) {
                return i;
            }
        }
        return -1;
    }

    /** Adds a field that is known to be well-formed, such as one that was checked before. */
    void append(CharSequence name, String value) {
        if (count == names.length) {
            int capacity = Math.max(FIRST_CAPACITY, count * 2);
            names = Arrays.copyOf(names, capacity);
            values = Arrays.copyOf(values, capacity);
        }
        names[count] = name;
        values[count++] = value;
    }

    private void addChecked(CharSequence name, CharSequence value) {
        HeaderNames.check(name);
        append(name, HeaderValues.checked(value));
    }

    /** Removes all fields of which that can be said. */
    void removeIf(Predicate<String> what) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (!what.test(names[i].toString())) {
                names[kept] = names[i];
                values[kept++] = values[i];
            }
        }
        Arrays.fill(names, kept, count, null);
        Arrays.fill(values, kept, count, null);
        count = kept;
    }

    @Override
    public @Nullable String get(CharSequence name) {
        int index = indexOf(name, 0);
        return index < 0 ? null : values[index];
    }

    @Override
    public @Nullable String get(String name) {
        return get((CharSequence) name);
    }

    @Override
    public List<String> getAll(CharSequence name) {
        int index = indexOf(name, 0);
        if (index < 0) {
            return List.of();
        }
        int further = indexOf(name, index + 1);
        if (further < 0) {
            return List.of(values[index]);
        }
        List<String> all = new ArrayList<>();
        all.add(values[index]);
        for (; further >= 0; further = indexOf(name, further + 1)) {
            all.add(values[further]);
        }
        return all;
    }

    @Override
    public List<String> getAll(String name) {
        return getAll((CharSequence) name);
    }

    @Override
    public boolean contains(CharSequence name) {
        return indexOf(name, 0) >= 0;
    }

    @Override
    public boolean contains(String name) {
        return indexOf(name, 0) >= 0;
    }

    @Override
    public boolean contains(CharSequence name, CharSequence value, boolean ignoreCase) {
        for (int i = indexOf(name, 0); i >= 0; i = indexOf(name, i + 1)) {
            if (ignoreCase
                    ? AsciiString.contentEqualsIgnoreCase(values[i], value)
                    : AsciiString.contentEquals(values[i], value)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean contains(String name, String value, boolean ignoreCase) {
        return contains((CharSequence) name, value, ignoreCase);
    }

    @Override
    public boolean isEmpty() {
        return count == 0;
    }

    @Override
    public Set<String> names() {
        Set<String> all = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 0; i < count; i++) {
            all.add(names[i].toString());
        }
        return all;
    }

    @Override
    public List<Map.Entry<String, String>> entries() {
        List<Map.Entry<String, String>> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            entries.add(entry(i));
        }
        return entries;
    }

    private Map.Entry<String, String> entry(int index) {
        return new SimpleImmutableEntry<>(names[index].toString(), values[index]);
    }

    @Override
    public Iterator<Map.Entry<String, String>> iterator() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < count;
            }

            @Override
            public Map.Entry<String, String> next() {
                if (next >= count) {
                    throw new NoSuchElementException();
                }
                return entry(next++);
            }
        };
    }

    @Override
    public Iterator<Map.Entry<CharSequence, CharSequence>> iteratorCharSequence() {
        List<Map.Entry<CharSequence, CharSequence>> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            entries.add(new SimpleImmutableEntry<>(names[i], values[i]));
        }
        return entries.iterator();
    }

    @Override
    public Headers add(CharSequence name, CharSequence value) {
        addChecked(name, value);
        return this;
    }

    @Override
    public Headers add(String name, String value) {
        addChecked(name, value);
        return this;
    }

    @Override
    public Headers add(CharSequence name, Object value) {
        addChecked(name, text(value));
        return this;
    }

    @Override
    public Headers add(String name, Object value) {
        addChecked(name, text(value));
        return this;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Headers add(CharSequence name, Iterable several) {
        for (Object value : several) {
            addChecked(name, text(value));
        }
        return this;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Headers add(String name, Iterable several) {
        return add((CharSequence) name, several);
    }

    @Override
    public Headers addAll(MultiMap others) {
        for (Map.Entry<String, String> other : others) {
            addChecked(other.getKey(), other.getValue());
        }
        return this;
    }

    @Override
    public Headers addAll(Map<String, String> others) {
        others.forEach(this::addChecked);
        return this;
    }

    @Override
    public Headers set(CharSequence name, CharSequence value) {
        remove(name);
        addChecked(name, value);
        return this;
    }

    @Override
    public Headers set(String name, String value) {
        return set((CharSequence) name, (CharSequence) value);
    }

    @Override
    public Headers set(CharSequence name, Object value) {
        return set(name, text(value));
    }

    @Override
    public Headers set(String name, Object value) {
        return set((CharSequence) name, text(value));
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Headers set(CharSequence name, Iterable several) {
        remove(name);
        return add(name, several);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Headers set(String name, Iterable several) {
        return set((CharSequence) name, several);
    }

    @Override
    public Headers setAll(MultiMap others) {
        clear();
        return addAll(others);
    }

    @Override
    public Headers setAll(Map<String, String> others) {
        clear();
        return addAll(others);
    }

    @Override
    public Headers remove(CharSequence name) {
        if (indexOf(name, 0) >= 0) {
            removeIf(candidate -> AsciiString.contentEqualsIgnoreCase(candidate, name));
        }
        return this;
    }

    @Override
    public Headers remove(String name) {
        return remove((CharSequence) name);
    }

    @Override
    public Headers clear() {
        Arrays.fill(names, 0, count, null);
        Arrays.fill(values, 0, count, null);
        count = 0;
        return this;
    }

    private static CharSequence text(Object value) {
        return value instanceof CharSequence text ? text : value.toString();
    }

    @Override
    public HttpHeaders addInt(CharSequence name, int value) {
        return add(name, (CharSequence) Integer.toString(value));
    }

    @Override
    public HttpHeaders setInt(CharSequence name, int value) {
        return set(name, (CharSequence) Integer.toString(value));
    }

    @Override
    public HttpHeaders addShort(CharSequence name, short value) {
        return addInt(name, value);
    }

    @Override
    public HttpHeaders setShort(CharSequence name, short value) {
        return setInt(name, value);
    }

    @Override
    public Integer getInt(CharSequence name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int getInt(CharSequence name, int defaultValue) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Short getShort(CharSequence name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public short getShort(CharSequence name, short defaultValue) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Long getTimeMillis(CharSequence name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long getTimeMillis(CharSequence name, long defaultValue) {
        throw new UnsupportedOperationException();
    }
}
