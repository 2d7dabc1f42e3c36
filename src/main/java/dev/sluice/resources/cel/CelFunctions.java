package dev.sluice.resources.cel;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.sluice.resources.IpAddresses;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The operators and functions: those of the language, of its string extension, and of those of Kubernetes {@code isIP}
 * and the format of DNS names.
 */
final class CelFunctions {
    /** Computes a value, or throws {@link CelException}. */
    @FunctionalInterface
    interface Function {
        @Nullable
        Object apply(@Nullable Object[] arguments);
    }

    private static final Map<String, Function> ALL = all();

    private CelFunctions() {}

    /**
     * A function by its name.
     *
     * @param method whether it is called on its first argument
     * @param arity the number of arguments, the one that it is called on included
     */
    static @Nullable Function find(String name, boolean method, int arity) {
        return ALL.get(signature(name, method, arity));
    }

    private static String signature(String name, boolean method, int arity) {
        return (method ? "." : "") + name + "/" + arity;
    }

    private static Map<String, Function> all() {
        Map<String, Function> all = new HashMap<>();
        all.put("_==_/2", a -> CelValues.equal(a[0], a[1]));
        all.put("_!=_/2", a -> !CelValues.equal(a[0], a[1]));
        all.put("_<_/2", a -> CelValues.compare(a[0], a[1]) < 0);
        all.put("_<=_/2", a -> CelValues.compare(a[0], a[1]) <= 0);
        all.put("_>_/2", a -> CelValues.compare(a[0], a[1]) > 0);
        all.put("_>=_/2", a -> CelValues.compare(a[0], a[1]) >= 0);
        all.put("_in_/2", a -> CelValues.contains(a[1], a[0]));
        all.put("!_/1", a -> !is(Boolean.class, a[0]));
        all.put("-_/1", a -> CelArithmetic.negate(a[0]));
        all.put("_+_/2", a -> CelArithmetic.add(a[0], a[1]));
        all.put("_-_/2", a -> CelArithmetic.subtract(a[0], a[1]));
        all.put("_*_/2", a -> CelArithmetic.multiply(a[0], a[1]));
        all.put("_/_/2", a -> CelArithmetic.divide(a[0], a[1]));
        all.put("_%_/2", a -> CelArithmetic.remainder(a[0], a[1]));
        all.put("size/1", a -> CelValues.size(a[0]));
        all.put(".size/1", a -> CelValues.size(a[0]));
        all.put("matches/2", CelFunctions::matches);
        all.put(".matches/2", CelFunctions::matches);
        all.put(".contains/2", a -> text(a[0]).contains(text(a[1])));
        all.put(".startsWith/2", a -> text(a[0]).startsWith(text(a[1])));
        all.put(".endsWith/2", a -> text(a[0]).endsWith(text(a[1])));
        all.put(".lowerAscii/1", a -> text(a[0]).toLowerCase(Locale.ROOT));
        all.put(".upperAscii/1", a -> text(a[0]).toUpperCase(Locale.ROOT));
        all.put(".trim/1", a -> text(a[0]).strip());
        all.put(".indexOf/2", a -> (long) text(a[0]).indexOf(text(a[1])));
        all.put(".replace/3", a -> text(a[0]).replace(text(a[1]), text(a[2])));
        all.put(".split/2", a -> split(text(a[0]), text(a[1])));
        all.put(
                ".substring/2",
                a -> substring(text(a[0]), is(Long.class, a[1]), text(a[0]).length()));
        all.put(".substring/3", a -> substring(text(a[0]), is(Long.class, a[1]), is(Long.class, a[2])));
        all.put("string/1", a -> CelValues.text(a[0]));
        all.put("int/1", a -> CelArithmetic.integer(a[0]));
        all.put("double/1", a -> CelArithmetic.number(a[0]));
        all.put("dyn/1", a -> a[0]);
        all.put("duration/1", a -> a[0] instanceof Duration ? a[0] : CelDuration.parse(text(a[0])));
        all.put("format.dns1123Subdomain/0", _ -> CelFormat.DNS_SUBDOMAIN);
        all.put("format.qualifiedName/0", _ -> CelFormat.QUALIFIED_NAME);
        all.put(".validate/2", a -> is(CelFormat.class, a[0]).validate(text(a[1])));
        all.put(".hasValue/1", a -> is(Optional.class, a[0]).isPresent());
        all.put("isIP/1", a -> IpAddresses.isAddress(text(a[0])));
        return Map.copyOf(all);
    }

    /** Whether a text matches a pattern that is known beforehand. */
    static Function matching(String pattern) {
        Pattern compiled = compile(pattern);
        return arguments -> compiled.matcher(text(arguments[0])).find();
    }

    private static Object matches(@Nullable Object[] arguments) {
        return compile(text(arguments[1])).matcher(text(arguments[0])).find();
    }

    private static Pattern compile(String pattern) {
        try {
            return Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw new CelException("invalid regular expression: " + e.getMessage());
        }
    }

    private static List<String> split(String text, String separator) {
        List<String> parts = new ArrayList<>();
        if (separator.isEmpty()) {
            text.codePoints().forEach(point -> parts.add(Character.toString(point)));
            return parts;
        }
        int from = 0;
        for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
            parts.add(text.substring(from, at));
            from = at + separator.length();
        }
        parts.add(text.substring(from));
        return parts;
    }

    private static String substring(String text, long from, long to) {
        int length = text.codePointCount(0, text.length());
        long end = Math.min(to, length);
        if (from < 0 || from > end || (to > length && to != text.length())) {
            throw new CelException("index out of range: " + from);
        }
        return text.substring(text.offsetByCodePoints(0, (int) from), text.offsetByCodePoints(0, (int) end));
    }

    private static String text(@Nullable Object value) {
        return is(String.class, value);
    }

    static <T> T is(Class<T> type, @Nullable Object value) {
        if (type.isInstance(value)) {
            return type.cast(value);
        }
        throw new CelException("no such overload: "
                + (value == null
                        ? "null"
                        : value instanceof BigInteger
                                ? "uint"
                                : value.getClass().getSimpleName())
                + " instead of " + type.getSimpleName());
    }
}
