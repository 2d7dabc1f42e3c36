package dev.sluice.resources.cel;

import dev.sluice.resources.cel.Expression.Macro;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A parsed expression that can be evaluated any number of times, by any thread. */
public final class CelExpression {
    private final Expression expression;

    private CelExpression(Expression expression) {
        this.expression = expression;
    }

    /**
     * Parses an expression.
     *
     * @throws CelException if it cannot be parsed or uses what is not there
     */
    public static CelExpression parse(String text) {
        return new CelExpression(new Parser(text).parse());
    }

    /** Whether a variable is used anywhere in the expression. */
    public boolean uses(String variable) {
        return uses(expression, variable);
    }

    /**
     * The value of the expression.
     *
     * @param variables plain values: booleans, longs, doubles, strings, lists, maps with string keys, null
     * @throws CelException if there is none, for instance since a field is missing
     */
    public @Nullable Object evaluate(Map<String, ? extends @Nullable Object> variables) {
        return evaluate(expression, new Scope(null, "", null, variables));
    }

    /** Variables: those given and, innermost first, those of comprehensions. */
    private record Scope(
            @Nullable Scope outer, String name, @Nullable Object value, Map<String, ? extends @Nullable Object> given) {
        @Nullable
        Object get(String wanted) {
            for (Scope scope = this; scope.outer != null; scope = scope.outer) {
                if (scope.name.equals(wanted)) {
                    return scope.value;
                }
            }
            if (!given.containsKey(wanted)) {
                throw new CelException("undeclared reference to '" + wanted + "'");
            }
            return given.get(wanted);
        }
    }

    private static @Nullable Object evaluate(Expression expression, Scope scope) {
        return switch (expression) {
            case Expression.Literal literal -> literal.value();
            case Expression.Variable variable -> scope.get(variable.name());
            case Expression.Select select -> {
                Map<?, ?> map = map(evaluate(select.operand(), scope));
                if (!map.containsKey(select.field())) {
                    throw new CelException("no such key: " + select.field());
                }
                yield map.get(select.field());
            }
            case Expression.Has has -> map(evaluate(has.operand(), scope)).containsKey(has.field());
            case Expression.Index index -> index(evaluate(index.operand(), scope), evaluate(index.index(), scope));
            case Expression.Call call -> {
                @Nullable
                Object[] arguments = new @Nullable Object[call.arguments().size()];
                for (int i = 0; i < arguments.length; i++) {
                    arguments[i] = evaluate(call.arguments().get(i), scope);
                }
                yield call.function().apply(arguments);
            }
            case Expression.Conditional conditional ->
                evaluate(
                        bool(evaluate(conditional.condition(), scope)) ? conditional.then() : conditional.otherwise(),
                        scope);
            case Expression.And and -> decide(and.left(), and.right(), false, scope);
            case Expression.Or or -> decide(or.left(), or.right(), true, scope);
            case Expression.ListOf list -> {
                List<@Nullable Object> values = new ArrayList<>();
                for (Expression item : list.items()) {
                    values.add(evaluate(item, scope));
                }
                yield values;
            }
            case Expression.MapOf map -> {
                Map<@Nullable Object, @Nullable Object> values = new LinkedHashMap<>();
                for (int i = 0; i < map.keysAndValues().size(); i += 2) {
                    values.put(
                            evaluate(map.keysAndValues().get(i), scope),
                            evaluate(map.keysAndValues().get(i + 1), scope));
                }
                yield values;
            }
            case Expression.Comprehension comprehension -> comprehension(comprehension, scope);
        };
    }

    /** {@code &&} and {@code ||}: one operand with the deciding value decides, whatever the other is. */
    private static boolean decide(Expression left, Expression right, boolean deciding, Scope scope) {
        CelException failure = null;
        try {
            if (bool(evaluate(left, scope)) == deciding) {
                return deciding;
            }
        } catch (CelException e) {
            failure = e;
        }
        if (bool(evaluate(right, scope)) == deciding) {
            return deciding;
        }
        if (failure != null) {
            throw failure;
        }
        return !deciding;
    }

    private static Object comprehension(Expression.Comprehension comprehension, Scope scope) {
        Collection<?> range =
                switch (evaluate(comprehension.range(), scope)) {
                    case Map<?, ?> map -> map.keySet();
                    case List<?> list -> list;
                    case null, default -> throw new CelException("no such overload: a macro needs a list or a map");
                };
        return switch (comprehension.macro()) {
            case ALL -> quantify(comprehension, range, false, scope);
            case EXISTS -> quantify(comprehension, range, true, scope);
            case EXISTS_ONE -> select(comprehension, range, scope).size() == 1;
            case FILTER, MAP -> select(comprehension, range, scope);
        };
    }

    private static boolean quantify(
            Expression.Comprehension comprehension, Collection<?> range, boolean deciding, Scope scope) {
        CelException failure = null;
        for (Object element : range) {
            try {
                if (bool(evaluate(comprehension.body(), inner(comprehension, element, scope))) == deciding) {
                    return deciding;
                }
            } catch (CelException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return !deciding;
    }

    private static List<@Nullable Object> select(
            Expression.Comprehension comprehension, Collection<?> range, Scope scope) {
        List<@Nullable Object> selected = new ArrayList<>();
        for (Object element : range) {
            Scope inner = inner(comprehension, element, scope);
            Object value = evaluate(comprehension.body(), inner);
            if (comprehension.macro() == Macro.MAP && comprehension.result() == null) {
                selected.add(value);
            } else if (bool(value)) {
                selected.add(comprehension.result() == null ? element : evaluate(comprehension.result(), inner));
            }
        }
        return selected;
    }

    private static Scope inner(Expression.Comprehension comprehension, @Nullable Object element, Scope scope) {
        return new Scope(scope, comprehension.variable(), element, scope.given());
    }

    private static @Nullable Object index(@Nullable Object operand, @Nullable Object index) {
        if (operand instanceof List<?> list && index instanceof Long position) {
            if (position < 0 || position >= list.size()) {
                throw new CelException("index out of bounds: " + position);
            }
            return list.get(position.intValue());
        }
        Map<?, ?> map = map(operand);
        if (!map.containsKey(index)) {
            throw new CelException("no such key: " + index);
        }
        return map.get(index);
    }

    private static Map<?, ?> map(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new CelException("no such overload: a field of something that is no map");
    }

    private static boolean bool(@Nullable Object value) {
        if (value instanceof Boolean bool) {
            return bool;
        }
        throw new CelException("no such overload: a condition that is no boolean");
    }

    private static boolean uses(Expression expression, String variable) {
        return switch (expression) {
            case Expression.Literal _ -> false;
            case Expression.Variable used -> used.name().equals(variable);
            case Expression.Select select -> uses(select.operand(), variable);
            case Expression.Has has -> uses(has.operand(), variable);
            case Expression.Index index -> uses(index.operand(), variable) || uses(index.index(), variable);
            case Expression.Call call -> anyUses(call.arguments(), variable);
            case Expression.Conditional conditional ->
                anyUses(List.of(conditional.condition(), conditional.then(), conditional.otherwise()), variable);
            case Expression.And and -> uses(and.left(), variable) || uses(and.right(), variable);
            case Expression.Or or -> uses(or.left(), variable) || uses(or.right(), variable);
            case Expression.ListOf list -> anyUses(list.items(), variable);
            case Expression.MapOf map -> anyUses(map.keysAndValues(), variable);
            case Expression.Comprehension comprehension ->
                uses(comprehension.range(), variable)
                        || uses(comprehension.body(), variable)
                        || (comprehension.result() != null && uses(comprehension.result(), variable));
        };
    }

    private static boolean anyUses(List<Expression> expressions, String variable) {
        for (Expression expression : expressions) {
            if (uses(expression, variable)) {
                return true;
            }
        }
        return false;
    }
}
