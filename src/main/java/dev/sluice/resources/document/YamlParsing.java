package dev.sluice.resources.document;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Parses one YAML document from the events of snakeyaml-engine. Used once. */
final class YamlParsing {
    private static final String STRING_TAG = "tag:yaml.org,2002:str";

    private final ReadLimits limits;
    private final Map<String, Anchored> anchors = new HashMap<>();
    private Iterator<Event> events = Collections.emptyIterator();
    private int nodes;
    private long aliased;

    /** An anchored node and how many nodes it stands for. */
    private record Anchored(Node node, int size) {}

    YamlParsing(ReadLimits limits) {
        this.limits = limits;
    }

    List<Node> parse(String text) throws DocumentException {
        LoadSettings settings = LoadSettings.builder()
                .setCodePointLimit(Integer.MAX_VALUE)
                .setUseMarks(true)
                .build();
        try {
            events = new Parse(settings).parseString(text).iterator();
            List<Node> documents = new ArrayList<>(1);
            while (events.hasNext()) {
                Event event = events.next();
                if (event instanceof NodeEvent node) {
                    anchors.clear();
                    documents.add(node(node, 0));
                }
            }
            return documents;
        } catch (MarkedYamlEngineException e) {
            Position at = e.getProblemMark()
                    .or(e::getContextMark)
                    .map(YamlParsing::position)
                    .orElse(Position.START);
            throw new DocumentException(at, problem(e));
        } catch (YamlEngineException e) {
            throw new DocumentException(Position.START, String.valueOf(e.getMessage()));
        }
    }

    private Node node(NodeEvent event, int depth) throws DocumentException {
        Position at = position(event.getStartMark());
        if (depth > limits.depth()) {
            throw new DocumentException(at, "nested more than " + limits.depth() + " levels deep");
        }
        if (event instanceof AliasEvent alias) {
            return aliased(alias, at);
        }
        int before = nodes++;
        Node node =
                switch (event) {
                    case ScalarEvent scalar -> new Node.Scalar(at, value(scalar));
                    case SequenceStartEvent _ -> sequence(at, depth);
                    case MappingStartEvent _ -> mapping(at, depth);
                    default -> throw new IllegalStateException("unexpected event " + event);
                };
        event.getAnchor().ifPresent(anchor -> anchors.put(anchor.getValue(), new Anchored(node, nodes - before)));
        return node;
    }

    private Node aliased(AliasEvent alias, Position at) throws DocumentException {
        Anchored anchored = anchors.get(alias.getAlias().getValue());
        if (anchored == null) {
            throw new DocumentException(at, "alias *" + alias.getAlias().getValue() + " has no anchor before it");
        }
        nodes += anchored.size();
        aliased += anchored.size();
        if (aliased > limits.aliasedNodes()) {
            throw new DocumentException(at, "aliases expand to more than " + limits.aliasedNodes() + " values");
        }
        return anchored.node();
    }

    private Node sequence(Position at, int depth) throws DocumentException {
        List<Node> items = new ArrayList<>();
        while (events.next() instanceof NodeEvent item) {
            items.add(node(item, depth + 1));
        }
        return new Node.Sequence(at, List.copyOf(items));
    }

    private Node mapping(Position at, int depth) throws DocumentException {
        Map<String, Node.Field> fields = new LinkedHashMap<>();
        List<Node> merged = new ArrayList<>(0);
        while (events.next() instanceof NodeEvent event) {
            Position keyAt = position(event.getStartMark());
            boolean merge = event instanceof ScalarEvent scalar
                    && scalar.isPlain()
                    && scalar.getValue().equals("<<");
            String key = key(node(event, depth + 1));
            Node value = node((NodeEvent) events.next(), depth + 1);
            if (merge) {
                merged.add(value);
            } else if (fields.putIfAbsent(key, new Node.Field(keyAt, value)) != null) {
                throw new DocumentException(keyAt, "key \"" + key + "\" appears twice in the same map");
            }
        }
        for (Node source : merged) {
            merge(fields, source, true);
        }
        return new Node.Mapping(at, fields);
    }

    private static void merge(Map<String, Node.Field> fields, Node source, boolean list) throws DocumentException {
        if (source instanceof Node.Mapping mapping) {
            mapping.fields().forEach(fields::putIfAbsent);
        } else if (list && source instanceof Node.Sequence sequence) {
            for (Node item : sequence.items()) {
                merge(fields, item, false);
            }
        } else {
            throw new DocumentException(
                    source.at(), "<< merges a map or a list of maps; this is of type " + source.describe());
        }
    }

    private static String key(Node node) throws DocumentException {
        if (node instanceof Node.Scalar scalar && scalar.value() != null) {
            return scalar.value().toString();
        }
        throw new DocumentException(node.at(), "a key must be a string; this is of type " + node.describe());
    }

    private static @Nullable Object value(ScalarEvent scalar) {
        String tag = scalar.getTag().orElse("");
        if (tag.isEmpty() ? !scalar.isPlain() : tag.equals("!") || tag.equals(STRING_TAG)) {
            return scalar.getValue();
        }
        return PlainScalar.resolve(scalar.getValue());
    }

    private static String problem(MarkedYamlEngineException e) {
        String problem = String.valueOf(e.getProblem());
        return e.getContext() == null ? problem : e.getContext() + ": " + problem;
    }

    private static Position position(Optional<Mark> mark) {
        return mark.map(YamlParsing::position).orElse(Position.START);
    }

    private static Position position(Mark mark) {
        return new Position(mark.getLine() + 1, mark.getColumn() + 1);
    }
}
