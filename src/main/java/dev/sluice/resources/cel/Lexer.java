package dev.sluice.resources.cel;

import java.util.ArrayList;
import java.util.List;

/** Cuts an expression into tokens. Used once. */
final class Lexer {
    private static final List<String> OPERATORS = List.of(
            "==", "!=", "<=", ">=", "&&", "||", "<", ">", "+", "-", "*", "/", "%", "!", "?", ":", ".", ",", "(", ")",
            "[", "]", "{", "}");

    private final String text;
    private int at;

    Lexer(String text) {
        this.text = text;
    }

    List<Token> tokens() {
        List<Token> tokens = new ArrayList<>();
        while (true) {
            skipBlanks();
            if (at >= text.length()) {
                tokens.add(new Token(Token.Kind.END, "", at));
                return tokens;
            }
            tokens.add(next());
        }
    }

    private void skipBlanks() {
        while (at < text.length()) {
            if (text.startsWith("//", at)) {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (Character.isWhitespace(text.charAt(at))) {
                at++;
            } else {
                return;
            }
        }
    }

    private Token next() {
        int start = at;
        char first = text.charAt(at);
        boolean raw = (first == 'r' || first == 'R') && at + 1 < text.length() && isQuote(text.charAt(at + 1));
        if (raw || isQuote(first)) {
            at += raw ? 1 : 0;
            return new Token(Token.Kind.STRING, string(raw), start);
        }
        if (Character.isLetter(first) || first == '_') {
            while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
                at++;
            }
            return new Token(Token.Kind.IDENTIFIER, text.substring(start, at), start);
        }
        if (isDigit(first)) {
            return number(start);
        }
        for (String operator : OPERATORS) {
            if (text.startsWith(operator, at)) {
                at += operator.length();
                return new Token(Token.Kind.OPERATOR, operator, start);
            }
        }
        throw new CelException("unexpected character '" + first + "' at offset " + start);
    }

    private Token number(int start) {
        boolean hexadecimal = text.startsWith("0x", at);
        at += hexadecimal ? 2 : 0;
        boolean fraction = false;
        while (at < text.length()) {
            char character = text.charAt(at);
            boolean exponent = !hexadecimal && (character == 'e' || character == 'E');
            boolean point = character == '.' && at + 1 < text.length() && isDigit(text.charAt(at + 1));
            boolean sign = (character == '+' || character == '-') && "eE".indexOf(text.charAt(at - 1)) >= 0;
            if (!exponent && !point && !(sign && fraction) && Character.digit(character, hexadecimal ? 16 : 10) < 0) {
                break;
            }
            fraction |= exponent || point;
            at++;
        }
        return new Token(fraction ? Token.Kind.DOUBLE : Token.Kind.INTEGER, text.substring(start, at), start);
    }

    private String string(boolean raw) {
        char quote = text.charAt(at);
        String close = text.startsWith(String.valueOf(quote).repeat(3), at)
                ? String.valueOf(quote).repeat(3)
                : String.valueOf(quote);
        int start = at;
        at += close.length();
        StringBuilder value = new StringBuilder();
        while (at < text.length()) {
            if (text.startsWith(close, at)) {
                at += close.length();
                return value.toString();
            }
            if (text.charAt(at) == '\\' && !raw) {
                value.appendCodePoint(escape());
            } else {
                value.append(text.charAt(at++));
            }
        }
        throw new CelException("the string at offset " + start + " does not end");
    }

    private int escape() {
        char kind = at + 1 < text.length() ? text.charAt(at + 1) : 0;
        at += 2;
        return switch (kind) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'a' -> 7;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'v' -> 11;
            case '\\', '\'', '"', '`', '?' -> kind;
            case 'x', 'X' -> digits(2, 16);
            case 'u' -> digits(4, 16);
            case 'U' -> digits(8, 16);
            case '0', '1', '2', '3' -> {
                at--;
                yield digits(3, 8);
            }
            default -> throw new CelException("unknown escape \\" + kind + " at offset " + (at - 2));
        };
    }

    private int digits(int count, int radix) {
        try {
            int code = Integer.parseInt(text, at, at + count, radix);
            at += count;
            return code;
        } catch (NumberFormatException | IndexOutOfBoundsException _) {
            throw new CelException("the escape at offset " + (at - 2) + " needs " + count + " digits");
        }
    }

    private static boolean isQuote(char character) {
        return character == '\'' || character == '"';
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }
}
