package dev.sluice.resources.cel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A parsed expression. */
sealed interface Expression {
    /** A constant. */
    record Literal(@Nullable Object value) implements Expression {}

    /** A variable. */
    record Variable(String name) implements Expression {}

    /** A field of a map: {@code operand.field}. */
    record Select(Expression operand, String field) implements Expression {}

    /** Whether a map has a field: {@code has(operand.field)}. */
    record Has(Expression operand, String field) implements Expression {}

    /** An element of a list or map: {@code operand[index]}. */
    record Index(Expression operand, Expression index) implements Expression {}

    /** A function of one to four values; of a method call the first is what it is called on. */
    record Call(CelFunctions.Function function, List<Expression> arguments) implements Expression {}

    /** {@code condition ? then : otherwise}. */
    record Conditional(Expression condition, Expression then, Expression otherwise) implements Expression {}

    /** {@code left && right}. */
    record And(Expression left, Expression right) implements Expression {}

    /** {@code left || right}. */
    record Or(Expression left, Expression right) implements Expression {}

    /** A list. */
    record ListOf(List<Expression> items) implements Expression {}

    /** A map: keys and values in turn. */
    record MapOf(List<Expression> keysAndValues) implements Expression {}

    /**
     * A macro over the elements of a list or the keys of a map.
     *
     * @param body evaluated with the variable bound to each element
     * @param result of {@link Macro#MAP} with a condition: what an element becomes
     */
    record Comprehension(
            Macro macro,
            Expression range,
            String variable,
            Expression body,
            @Nullable Expression result) implements Expression {}

    /** What a comprehension computes. */
    enum Macro {
        ALL,
        EXISTS,
        EXISTS_ONE,
        FILTER,
        MAP
    }
}
