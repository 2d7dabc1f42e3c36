package dev.sluice.app;

import dev.sluice.resources.schema.Suggestion;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the settings before anything else is begun, so that what is wrong with them is said in plain words. */
final class SettingsReader {
    private static final String PREFIX = "sluice.";
    private static final String DEFAULTS = "DefaultValuesConfigSource";

    /** What SmallRye Config says of a value that cannot be converted, SRCFG00039 and SRCFG00040. */
    private static final Pattern UNCONVERTED = Pattern.compile(
            "SRCFG00039: The config property (\\S+) with the config value \"(.*)\" threw .*?converted (.*)");

    private static final Pattern EMPTY =
            Pattern.compile("SRCFG00040: The config property (\\S+) is defined as the empty");
    private static final Pattern UNKNOWN = Pattern.compile("SRCFG00050: (\\S+) in (.+) does not map to any root");
    private static final Pattern ALLOWED = Pattern.compile("allowed values: (.*)");
    /** Variables that Kubernetes sets for a Service named sluice ("Discovering services", environment variables). */
    private static final Pattern SERVICE_LINK = Pattern.compile("SLUICE_(.*_)?(SERVICE_(HOST|PORT.*)|PORT_\\d+_.*)");

    private SettingsReader() {}

    /** A builder of configurations that read all sources of this process. */
    static SmallRyeConfigBuilder allSources() {
        return ConfigUtils.configBuilder();
    }

    /** The settings of a configuration. */
    static SmallRyeConfig read(SmallRyeConfigBuilder sources, Map<String, String> environment) throws RefusedStart {
        try {
            return sources.withMapping(Settings.class).build();
        } catch (ConfigValidationException invalid) {
            List<String> complaints = new ArrayList<>();
            for (int i = 0; i < invalid.getProblemCount(); i++) {
                complaints.add(inWords(String.valueOf(invalid.getProblem(i).getMessage()), environment));
            }
            throw new RefusedStart(RefusedStart.USAGE, String.join("\nsluice: ", complaints));
        } catch (RuntimeException unreadable) {
            throw new RefusedStart(
                    RefusedStart.USAGE,
                    "the settings cannot be read; is config/application.yaml sound? " + lastCause(unreadable));
        }
    }

    private static String lastCause(Throwable thrown) {
        Throwable last = thrown;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        return String.valueOf(last.getMessage()).lines().map(String::strip).collect(Collectors.joining(" "));
    }

    private static String inWords(String problem, Map<String, String> environment) {
        Matcher unconverted = UNCONVERTED.matcher(problem);
        if (unconverted.find()) {
            return setting(unconverted.group(1), environment) + " is \"" + unconverted.group(2) + "\"; "
                    + wanted(unconverted.group(3));
        }
        Matcher empty = EMPTY.matcher(problem);
        if (empty.find()) {
            return setting(empty.group(1), environment) + " is empty; give it a value, or leave it out for its default";
        }
        Matcher unknown = UNKNOWN.matcher(problem);
        if (unknown.find()) {
            return "there is no setting " + unknown.group(1) + " (from " + unknown.group(2) + ")"
                    + Suggestion.among(names(), unknown.group(1));
        }
        return problem;
    }

    private static String wanted(String complaint) {
        Matcher allowed = ALLOWED.matcher(complaint);
        if (allowed.find()) {
            return "write one of "
                    + String.join(", ", new TreeSet<>(List.of(allowed.group(1).split(",\\s*"))));
        }
        if (complaint.contains("duration")) {
            return "write a duration such as 500ms, 10s or 5m";
        }
        if (complaint.contains("integer")) {
            return "write a whole number";
        }
        return complaint.replaceAll("SRCFG\\d+: ", "");
    }

    /** The setting as the user gave it. */
    private static String setting(String name, Map<String, String> environment) {
        String variable = variable(name);
        return environment.containsKey(variable)
                ? "the environment variable " + variable + " (setting " + name + ")"
                : "the setting " + name;
    }

    /** Environment variables that look like settings and are none, each in a line. */
    static List<String> unknownVariables(Map<String, String> environment) {
        Set<String> known = new TreeSet<>();
        names().forEach(name -> known.add(variable(name)));
        List<String> unknown = new ArrayList<>();
        for (String name : new TreeSet<>(environment.keySet())) {
            if (name.startsWith(variable(PREFIX))
                    && !known.contains(name.replaceFirst("_\\d+_?$", ""))
                    && !SERVICE_LINK.matcher(name).matches()
                    && !String.valueOf(environment.get(name)).contains("://")) {
                unknown.add("the environment variable " + name + " is no setting and has no effect"
                        + Suggestion.among(known, name));
            }
        }
        return unknown;
    }

    /** All settings: each has a default. */
    private static Set<String> names() {
        Set<String> names = new TreeSet<>();
        new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withMapping(Settings.class)
                .withConverters(new org.eclipse.microprofile.config.spi.Converter<?>[] {
                    new io.quarkus.runtime.configuration.DurationConverter()
                })
                .build()
                .getConfigSource(DEFAULTS)
                .ifPresent(source -> source.getPropertyNames().stream()
                        .filter(name -> name.startsWith(PREFIX))
                        .forEach(names::add));
        return names;
    }

    private static String variable(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
