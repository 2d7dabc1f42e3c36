package dev.sluice.resources.cel;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Equality, order and size of values. Numbers of different types are compared by value. */
final class CelValues {
    private CelValues() {}

    static boolean equal(@Nullable Object left, @Nullable Object right) {
        if (left instanceof Long || left instanceof String) {
            if (left.getClass() == (right == null ? null : right.getClass())) {
                return left.equals(right);
            }
        }
        if (left instanceof Number one && right instanceof Number other) {
            return isNaN(one) || isNaN(other) ? false : decimal(one).compareTo(decimal(other)) == 0;
        }
        if (left instanceof List<?> one && right instanceof List<?> other) {
            if (one.size() != other.size()) {
                return false;
            }
            for (int i = 0; i < one.size(); i++) {
                if (!equal(one.get(i), other.get(i))) {
                    return false;
                }
            }
            return true;
        }
        if (left instanceof Map<?, ?> one && right instanceof Map<?, ?> other) {
            if (!one.keySet().equals(other.keySet())) {
                return false;
            }
            for (Map.Entry<?, ?> entry : one.entrySet()) {
                if (!equal(entry.getValue(), other.get(entry.getKey()))) {
                    return false;
                }
            }
            return true;
        }
        return Objects.equals(left, right);
    }

    static int compare(@Nullable Object left, @Nullable Object right) {
        if (left instanceof Long one && right instanceof Long other) {
            return one.compareTo(other);
        }
        if (left instanceof Number one && right instanceof Number other) {
            return decimal(one).compareTo(decimal(other));
        }
        if (left instanceof String one && right instanceof String other) {
            return one.compareTo(other);
        }
        if (left instanceof Boolean one && right instanceof Boolean other) {
            return one.compareTo(other);
        }
        if (left instanceof Duration one && right instanceof Duration other) {
            return one.compareTo(other);
        }
        throw new CelException("no such overload: an order of values of these types");
    }

    static boolean contains(@Nullable Object container, @Nullable Object wanted) {
        return switch (container) {
            case Map<?, ?> map -> map.containsKey(wanted);
            case List<?> list -> {
                for (Object element : list) {
                    if (equal(element, wanted)) {
                        yield true;
                    }
                }
                yield false;
            }
            case null, default -> throw new CelException("no such overload: in something that is no list or map");
        };
    }

    static long size(@Nullable Object value) {
        return switch (value) {
            case String text -> text.codePointCount(0, text.length());
            case List<?> list -> list.size();
            case Map<?, ?> map -> map.size();
            case null, default -> throw new CelException("no such overload: a size of something that has none");
        };
    }

    static String text(@Nullable Object value) {
        return switch (value) {
            case String text -> text;
            case Boolean bool -> bool.toString();
            case Long number -> number.toString();
            case Double number -> number.toString();
            case null, default -> throw new CelException("no such overload: a string of this value");
        };
    }

    private static boolean isNaN(Number number) {
        return number instanceof Double value && value.isNaN();
    }

    private static BigDecimal decimal(Number number) {
        if (number instanceof Double value && !Double.isFinite(value)) {
            throw new CelException("the number is not finite");
        }
        return number instanceof Long value ? BigDecimal.valueOf(value) : new BigDecimal(number.toString());
    }
}
