package dev.sluice.explain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The serial form of an explanation: maps, lists, strings, numbers and booleans. */
public final class ExplanationDocument {
    private ExplanationDocument() {}

    public static Map<String, Object> of(Explanation explanation) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("request", explanation.question().toString());
        map.put("served", explanation.isServed());
        if (explanation.unheard() != null) {
            answer(map, explanation.unheard());
        }
        List<Object> ports = new ArrayList<>();
        explanation.ports().forEach(port -> ports.add(port(port)));
        map.put("ports", ports);
        map.put("hints", explanation.hints());
        return map;
    }

    private static Map<String, Object> port(PortExplanation port) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("gateway", port.gateway());
        map.put("port", port.port());
        map.put("listeners", port.listeners());
        if (port.listener() != null) {
            map.put("listener", port.listener());
        }
        List<Object> rules = new ArrayList<>();
        for (RuleVerdict rule : port.rules()) {
            Map<String, Object> verdict = new LinkedHashMap<>();
            verdict.put("rule", rule.rule());
            verdict.put("hostname", rule.hostname());
            verdict.put("match", rule.match());
            verdict.put("chosen", rule.isChosen());
            if (rule.difference() != null) {
                verdict.put("difference", rule.difference());
            }
            rules.add(verdict);
        }
        map.put("rules", rules);
        map.put("rulesLeftOut", port.leftOut());
        answer(map, port.outcome());
        map.put("details", port.outcome().details());
        if (port.tracing() != null) {
            map.put("tracing", tracing(port.tracing()));
        }
        return map;
    }

    private static void answer(Map<String, Object> map, Outcome outcome) {
        map.put("answer", outcome.answer());
        map.put("cause", outcome.cause());
        if (!outcome.remedy().isEmpty()) {
            map.put("remedy", outcome.remedy());
        }
    }

    private static Map<String, Object> tracing(TracingExplanation tracing) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("traced", tracing.isTraced());
        if (!tracing.policy().isEmpty()) {
            map.put("policy", tracing.policy());
        }
        if (tracing.isTraced()) {
            map.put("recorded", tracing.recorded());
        }
        map.put("cause", tracing.cause());
        if (tracing.isTraced()) {
            map.put("details", tracing.details());
        }
        return map;
    }
}
