package dev.sluice.resources.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Parses JSON values that follow one another in a text. */
final class JsonParsing {
    private final ReadLimits limits;

    JsonParsing(ReadLimits limits) {
        this.limits = limits;
    }

    List<Node> parse(String text) throws DocumentException {
        JsonFactory factory = new JsonFactoryBuilder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(limits.fileBytes())
                        // One more than we take, so that it is we who refuse it.
                        .maxNestingDepth(limits.depth() + 1)
                        .build())
                .build();
        try (JsonParser parser = factory.createParser(text)) {
            List<Node> documents = new ArrayList<>();
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (documents.size() == limits.documents()) {
                    throw new DocumentException(
                            at(parser), "the file holds more than " + limits.documents() + " documents");
                }
                documents.add(node(parser, token, 1));
            }
            return documents;
        } catch (JsonProcessingException e) {
            JsonLocation location = e.getLocation();
            Position at = location == null
                    ? Position.START
                    : new Position(Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
            throw new DocumentException(at, String.valueOf(e.getOriginalMessage()));
        } catch (IOException e) {
            throw new DocumentException(Position.START, String.valueOf(e.getMessage()));
        }
    }

    private Node node(JsonParser parser, JsonToken token, int depth) throws IOException, DocumentException {
        Position at = at(parser);
        if (token.isStructStart() && depth > limits.depth()) {
            throw new DocumentException(at, "nested more than " + limits.depth() + " levels deep");
        }
        return switch (token) {
            case START_OBJECT -> mapping(parser, at, depth);
            case START_ARRAY -> {
                List<Node> items = new ArrayList<>();
                for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                    items.add(node(parser, next, depth + 1));
                }
                yield new Node.Sequence(at, List.copyOf(items));
            }
            case VALUE_STRING -> new Node.Scalar(at, parser.getText());
            case VALUE_TRUE -> new Node.Scalar(at, Boolean.TRUE);
            case VALUE_FALSE -> new Node.Scalar(at, Boolean.FALSE);
            case VALUE_NUMBER_INT ->
                switch (parser.getNumberType()) {
                    case INT, LONG -> new Node.Scalar(at, parser.getLongValue());
                    case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> new Node.Scalar(at, parser.getBigIntegerValue());
                };
            case VALUE_NUMBER_FLOAT -> new Node.Scalar(at, parser.getDoubleValue());
            case VALUE_NULL, VALUE_EMBEDDED_OBJECT, END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE ->
                new Node.Scalar(at, null);
        };
    }

    private Node mapping(JsonParser parser, Position at, int depth) throws IOException, DocumentException {
        Map<String, Node.Field> fields = new LinkedHashMap<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_OBJECT; token = parser.nextToken()) {
            Position keyAt = at(parser);
            String key = parser.currentName();
            Node value = node(parser, parser.nextToken(), depth + 1);
            if (fields.putIfAbsent(key, new Node.Field(keyAt, value)) != null) {
                throw new DocumentException(keyAt, "key \"" + key + "\" appears twice in the same map");
            }
        }
        return new Node.Mapping(at, fields);
    }

    private static Position at(JsonParser parser) {
        JsonLocation location = parser.currentTokenLocation();
        return new Position(location.getLineNr(), location.getColumnNr());
    }
}
