package dev.sluice.resources.cel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Arithmetic and numeric conversions; integers of 64 bits that overflow are errors. */
final class CelArithmetic {
    private CelArithmetic() {}

    static Object add(@Nullable Object left, @Nullable Object right) {
        if (left instanceof String one && right instanceof String other) {
            return one + other;
        }
        if (left instanceof List<?> one && right instanceof List<?> other) {
            List<@Nullable Object> all = new ArrayList<>(one);
            all.addAll(other);
            return all;
        }
        if (left instanceof Duration one && right instanceof Duration other) {
            return one.plus(other);
        }
        return calculate(left, right, Math::addExact, Double::sum);
    }

    static Object subtract(@Nullable Object left, @Nullable Object right) {
        if (left instanceof Duration one && right instanceof Duration other) {
            return one.minus(other);
        }
        return calculate(left, right, Math::subtractExact, (one, other) -> one - other);
    }

    static Object multiply(@Nullable Object left, @Nullable Object right) {
        return calculate(left, right, Math::multiplyExact, (one, other) -> one * other);
    }

    static Object divide(@Nullable Object left, @Nullable Object right) {
        return calculate(left, right, Math::divideExact, (one, other) -> one / other);
    }

    static Object remainder(@Nullable Object left, @Nullable Object right) {
        long divisor = CelFunctions.is(Long.class, right);
        if (divisor == 0) {
            throw new CelException("modulus by zero");
        }
        return CelFunctions.is(Long.class, left) % divisor;
    }

    static Object negate(@Nullable Object value) {
        return value instanceof Double number ? (Object) (-number) : subtract(0L, value);
    }

    static Object integer(@Nullable Object value) {
        try {
            return switch (value) {
                case Long number -> number;
                case Double number when Math.abs(number) < 0x1p63 -> number.longValue();
                case String text -> Long.valueOf(text);
                case null, default -> throw new CelException("no such overload: an integer of this value");
            };
        } catch (NumberFormatException _) {
            throw new CelException("the text is no integer");
        }
    }

    static Object number(@Nullable Object value) {
        try {
            return switch (value) {
                case Long number -> number.doubleValue();
                case Double number -> number;
                case String text -> Double.valueOf(text);
                case null, default -> throw new CelException("no such overload: a number of this value");
            };
        } catch (NumberFormatException _) {
            throw new CelException("the text is no number");
        }
    }

    private interface OfLongs {
        long apply(long left, long right);
    }

    private interface OfDoubles {
        double apply(double left, double right);
    }

    private static Object calculate(
            @Nullable Object left, @Nullable Object right, OfLongs ofLongs, OfDoubles ofDoubles) {
        try {
            if (left instanceof Long one && right instanceof Long other) {
                return ofLongs.apply(one, other);
            }
            if (left instanceof Double one && right instanceof Double other) {
                return ofDoubles.apply(one, other);
            }
        } catch (ArithmeticException e) {
            throw new CelException(String.valueOf(e.getMessage()));
        }
        throw new CelException("no such overload: arithmetic of values of these types");
    }
}
