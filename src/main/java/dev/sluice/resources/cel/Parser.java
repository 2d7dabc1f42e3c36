package dev.sluice.resources.cel;

import dev.sluice.resources.cel.Expression.Macro;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Parses an expression by recursive descent, in the grammar of the language definition. Used once. */
final class Parser {
    private static final int MAX_DEPTH = 250;
    private static final Map<String, Macro> MACROS = Map.of(
            "all", Macro.ALL,
            "exists", Macro.EXISTS,
            "exists_one", Macro.EXISTS_ONE,
            "existsOne", Macro.EXISTS_ONE,
            "filter", Macro.FILTER,
            "map", Macro.MAP);
    private static final Map<String, String> RELATIONS =
            Map.of("==", "_==_", "!=", "_!=_", "<", "_<_", "<=", "_<=_", ">", "_>_", ">=", "_>=_");

    private final List<Token> tokens;
    private int at;
    private int depth;

    Parser(String text) {
        tokens = new Lexer(text).tokens();
    }

    Expression parse() {
        Expression expression = conditional();
        if (peek().kind() != Token.Kind.END) {
            throw unexpected();
        }
        return expression;
    }

    private Expression conditional() {
        if (++depth > MAX_DEPTH) {
            throw new CelException("the expression is nested more than " + MAX_DEPTH + " levels deep");
        }
        Expression condition = or();
        Expression expression = condition;
        if (accept("?")) {
            Expression then = or();
            expect(":");
            expression = new Expression.Conditional(condition, then, conditional());
        }
        depth--;
        return expression;
    }

    private Expression or() {
        Expression left = and();
        while (accept("||")) {
            left = new Expression.Or(left, and());
        }
        return left;
    }

    private Expression and() {
        Expression left = relation();
        while (accept("&&")) {
            left = new Expression.And(left, relation());
        }
        return left;
    }

    private Expression relation() {
        Expression left = sum();
        while (true) {
            Token token = peek();
            String function = token.kind() == Token.Kind.OPERATOR ? RELATIONS.get(token.text()) : null;
            if (token.kind() == Token.Kind.IDENTIFIER && token.text().equals("in")) {
                function = "_in_";
            }
            if (function == null) {
                return left;
            }
            at++;
            left = call(function, false, List.of(left, sum()), token);
        }
    }

    private Expression sum() {
        Expression left = product();
        while (peek().is("+") || peek().is("-")) {
            Token token = tokens.get(at++);
            left = call("_" + token.text() + "_", false, List.of(left, product()), token);
        }
        return left;
    }

    private Expression product() {
        Expression left = unary();
        while (peek().is("*") || peek().is("/") || peek().is("%")) {
            Token token = tokens.get(at++);
            left = call("_" + token.text() + "_", false, List.of(left, unary()), token);
        }
        return left;
    }

    private Expression unary() {
        Token token = peek();
        if (!token.is("!") && !token.is("-")) {
            return member();
        }
        if (++depth > MAX_DEPTH) {
            throw new CelException("the expression is nested more than " + MAX_DEPTH + " levels deep");
        }
        at++;
        if (token.is("-") && peek().kind() == Token.Kind.INTEGER) {
            tokens.set(at, new Token(Token.Kind.INTEGER, "-" + peek().text(), token.offset()));
            depth--;
            return member();
        }
        Expression operand = unary();
        depth--;
        return call(token.text() + "_", false, List.of(operand), token);
    }

    private Expression member() {
        Expression operand = primary();
        while (true) {
            if (accept(".")) {
                Token name = identifier();
                operand = accept("(") ? method(operand, name) : new Expression.Select(operand, unescape(name.text()));
            } else if (accept("[")) {
                Expression index = conditional();
                expect("]");
                operand = new Expression.Index(operand, index);
            } else {
                return operand;
            }
        }
    }

    private Expression method(Expression target, Token name) {
        Macro macro = MACROS.get(name.text());
        List<Expression> arguments = arguments();
        if (macro != null && !arguments.isEmpty() && arguments.getFirst() instanceof Expression.Variable variable) {
            if (arguments.size() == 2) {
                return new Expression.Comprehension(macro, target, variable.name(), arguments.get(1), null);
            }
            if (arguments.size() == 3 && macro == Macro.MAP) {
                return new Expression.Comprehension(macro, target, variable.name(), arguments.get(1), arguments.get(2));
            }
        }
        if (target instanceof Expression.Variable(String library)
                && CelFunctions.find(library + "." + name.text(), false, arguments.size()) != null) {
            return call(library + "." + name.text(), false, arguments, name);
        }
        List<Expression> all = new ArrayList<>();
        all.add(target);
        all.addAll(arguments);
        return call(name.text(), true, all, name);
    }

    private Expression primary() {
        Token token = tokens.get(at);
        switch (token.kind()) {
            case INTEGER, DOUBLE -> {
                at++;
                return new Expression.Literal(number(token));
            }
            case STRING -> {
                at++;
                return new Expression.Literal(token.text());
            }
            case IDENTIFIER -> {
                at++;
                return named(token);
            }
            case OPERATOR, END -> {
                return bracketed();
            }
        }
        throw unexpected();
    }

    private Expression named(Token name) {
        switch (name.text()) {
            case "true" -> {
                return new Expression.Literal(Boolean.TRUE);
            }
            case "false" -> {
                return new Expression.Literal(Boolean.FALSE);
            }
            case "null" -> {
                return new Expression.Literal(null);
            }
            default -> {
                if (!accept("(")) {
                    return new Expression.Variable(name.text());
                }
            }
        }
        List<Expression> arguments = arguments();
        if (name.text().equals("has")
                && arguments.size() == 1
                && arguments.getFirst() instanceof Expression.Select select) {
            return new Expression.Has(select.operand(), select.field());
        }
        return call(name.text(), false, arguments, name);
    }

    private Expression bracketed() {
        if (accept("(")) {
            Expression inner = conditional();
            expect(")");
            return inner;
        }
        if (accept("[")) {
            return new Expression.ListOf(list("]", false));
        }
        if (accept("{")) {
            return new Expression.MapOf(list("}", true));
        }
        throw unexpected();
    }

    private List<Expression> list(String close, boolean pairs) {
        List<Expression> items = new ArrayList<>();
        while (!accept(close)) {
            items.add(conditional());
            if (pairs) {
                expect(":");
                items.add(conditional());
            }
            if (!peek().is(close)) {
                expect(",");
            }
        }
        return List.copyOf(items);
    }

    private List<Expression> arguments() {
        return list(")", false);
    }

    private static Object number(Token token) {
        try {
            if (token.kind() == Token.Kind.DOUBLE) {
                return Double.valueOf(token.text());
            }
            return Long.decode(token.text().startsWith("0x") ? token.text() : withoutLeadingZeros(token.text()));
        } catch (NumberFormatException _) {
            throw new CelException("the number at offset " + token.offset() + " is out of range");
        }
    }

    /** Long.decode takes a leading zero for octal; the language has no octal. */
    private static String withoutLeadingZeros(String text) {
        boolean negative = text.startsWith("-");
        String digits = (negative ? text.substring(1) : text).replaceFirst("^0+(?=[0-9])", "");
        return negative ? "-" + digits : digits;
    }

    private static Expression call(String name, boolean method, List<Expression> arguments, Token at) {
        CelFunctions.Function function = CelFunctions.find(name, method, arguments.size());
        if (function == null) {
            throw new CelException("there is no function " + name + " of " + arguments.size()
                    + " arguments, as used at offset " + at.offset());
        }
        if (name.equals("matches")
                && arguments.get(1) instanceof Expression.Literal literal
                && literal.value() instanceof String pattern) {
            return new Expression.Call(CelFunctions.matching(pattern), List.of(arguments.getFirst()));
        }
        return new Expression.Call(function, arguments);
    }

    /** Fields whose names are no identifiers or are reserved are written escaped in rules of custom resources. */
    private static String unescape(String field) {
        if (!field.contains("__")) {
            return field;
        }
        if (field.startsWith("__") && field.endsWith("__") && field.length() > 4 && !field.equals("__underscores__")) {
            return field.substring(2, field.length() - 2);
        }
        return field.replace("__underscores__", "__")
                .replace("__dot__", ".")
                .replace("__dash__", "-")
                .replace("__slash__", "/");
    }

    private Token identifier() {
        Token token = tokens.get(at);
        if (token.kind() != Token.Kind.IDENTIFIER) {
            throw unexpected();
        }
        at++;
        return token;
    }

    private Token peek() {
        return tokens.get(at);
    }

    private boolean accept(String operator) {
        boolean found = peek().is(operator);
        at += found ? 1 : 0;
        return found;
    }

    private void expect(String operator) {
        if (!accept(operator)) {
            throw unexpected();
        }
    }

    private CelException unexpected() {
        Token token = peek();
        return new CelException(
                token.kind() == Token.Kind.END
                        ? "the expression ends too early"
                        : "unexpected \"" + token.text() + "\" at offset " + token.offset());
    }
}
