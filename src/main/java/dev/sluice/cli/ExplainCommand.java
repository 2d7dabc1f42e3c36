package dev.sluice.cli;

import dev.sluice.compile.Compilation;
import dev.sluice.compile.CompileSettings;
import dev.sluice.compile.CompileSettings.Addressing;
import dev.sluice.compile.Compiler;
import dev.sluice.compile.ReadyEndpoints;
import dev.sluice.explain.Explainer;
import dev.sluice.explain.Explanation;
import dev.sluice.explain.ExplanationDocument;
import dev.sluice.explain.ExplanationText;
import dev.sluice.explain.Question;
import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.resources.manifest.Changes;
import dev.sluice.resources.manifest.ManifestSet;
import dev.sluice.resources.manifest.UnknownFields;
import dev.sluice.routing.Endpoint;
import dev.sluice.routing.EndpointKey;
import dev.sluice.routing.request.EncodedSlashes;
import dev.sluice.routing.request.PathNormalisation;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code sluice explain}: why a request gets its answer, by files or by what a running Sluice serves. */
final class ExplainCommand {
    private final InputStream in;
    private final PrintWriter out;
    private final PrintWriter err;

    /** How an explanation is printed. */
    private enum Output {
        TEXT,
        JSON
    }

    ExplainCommand(InputStream in, PrintWriter out, PrintWriter err) {
        this.in = in;
        this.out = out;
        this.err = err;
    }

    static CommandSpec spec() {
        CommandSpec spec = SluiceCommand.command(
                "explain",
                "Say why a request gets its answer: the listener that takes it, the rules that are compared and why"
                        + " each does or does not match, the filters, backends and endpoints, and for an error the"
                        + " cause and the object to change.",
                "It asks the Sluice of the cluster that kubectl would talk to, or that of another context, or looks at"
                        + " files. The exit code is 0 if the request is served, 1 if it is not, and 2 if the command"
                        + " line is wrong, a file cannot be read or Sluice cannot be reached.");
        spec.addOption(option(
                        "-f",
                        "--file",
                        "PATH",
                        "Look at files instead of a cluster: a file, a directory or -"
                                + " for standard input; may be repeated.")
                .arity("1")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .build());
        spec.addOption(option("-c", "--context", "NAME", "A context of the kubeconfig (default: the current one).")
                .type(String.class)
                .build());
        spec.addOption(option("-n", "--namespace", "NAME", "Where Sluice runs (default: ${DEFAULT-VALUE}).")
                .type(String.class)
                .defaultValue(LiveSluice.NAMESPACE)
                .build());
        spec.addOption(option("-g", "--gateway", "NAMESPACE/NAME", "Look at this Gateway alone.")
                .type(String.class)
                .build());
        spec.addOption(option("-H", "--header", "HEADER", "A header of the request, 'name: value'; may be repeated.")
                .arity("1")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .build());
        spec.addOption(option("-o", "--output", "FORMAT", "text (default) or json.")
                .type(Output.class)
                .defaultValue("text")
                .build());
        spec.addPositional(PositionalParamSpec.builder()
                .paramLabel("REQUEST")
                .index("0")
                .arity("1")
                .required(true)
                .type(String.class)
                .description("[METHOD] URL, such as 'GET https://www.example.com/a?b=c'.")
                .build());
        return spec;
    }

    private static OptionSpec.Builder option(String brief, String name, String label, String description) {
        return OptionSpec.builder(brief, name).paramLabel(label).description(description);
    }

    /** Returns the exit code. */
    int run(CommandLine line, ParseResult options) {
        String request = options.matchedPositional(0).getValue();
        List<String> headers = options.matchedOptionValue("--header", List.of());
        Question question;
        try {
            question = Question.parse(request, headers, new PathNormalisation(true, EncodedSlashes.KEEP));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(line, e.getMessage(), e);
        }
        String gateway = options.matchedOptionValue("--gateway", null);
        boolean json = options.matchedOptionValue("--output", Output.TEXT) == Output.JSON;
        List<String> files = options.matchedOptionValue("--file", List.of());
        if (files.isEmpty()) {
            String context = options.matchedOptionValue("--context", null);
            String namespace = options.matchedOptionValue("--namespace", LiveSluice.NAMESPACE);
            return live(new LiveSluice(context, namespace), request, headers, gateway, json);
        }
        try {
            Explanation explanation = ofFiles(files, question, gateway);
            out.print(
                    json
                            ? DocumentText.json(ExplanationDocument.of(explanation)) + System.lineSeparator()
                            : ExplanationText.of(explanation));
            return explanation.isServed() ? 0 : 1;
        } catch (IOException e) {
            err.println("sluice: cannot read " + e.getMessage());
            return 2;
        }
    }

    private Explanation ofFiles(List<String> files, Question question, @Nullable String gateway) throws IOException {
        String controllerName = CompileSettings.DEFAULT_CONTROLLER_NAME;
        ManifestSet manifests = FileInput.read(files, in, controllerName, UnknownFields.ERROR);
        Changes changes = manifests.apply();
        changes.problems().forEach(err::println);
        ResourceSnapshot snapshot = ResourceSnapshot.of(changes.changed());
        Compilation compilation =
                new Compiler(new CompileSettings(controllerName, new Addressing.Granted())).compile(snapshot, 1);
        Map<EndpointKey, List<Endpoint>> endpoints = ReadyEndpoints.ofAll(snapshot);
        return new Explainer(
                        compilation.table(),
                        key -> endpoints.getOrDefault(key, List.of()),
                        snapshot,
                        compilation.statuses())
                .explain(question, gateway);
    }

    private int live(LiveSluice sluice, String request, List<String> headers, @Nullable String gateway, boolean json) {
        try {
            LiveSluice.Answer answer = sluice.explain(request, headers, gateway, json);
            out.print(answer.text());
            return answer.served() ? 0 : 1;
        } catch (IOException e) {
            err.println("sluice: " + e.getMessage());
            return 2;
        }
    }
}
