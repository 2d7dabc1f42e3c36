package dev.sluice.cli;

import dev.sluice.compile.Compilation;
import dev.sluice.compile.CompileSettings;
import dev.sluice.compile.CompileSettings.Addressing;
import dev.sluice.compile.Compiler;
import dev.sluice.compile.StatusDocument;
import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.resources.manifest.Changes;
import dev.sluice.resources.manifest.ManifestSet;
import dev.sluice.resources.manifest.Problem;
import dev.sluice.resources.manifest.UnknownFields;
import dev.sluice.standalone.Flaw;
import dev.sluice.standalone.Flaws;
import dev.sluice.standalone.ServedState;
import dev.sluice.standalone.StatusTable;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code sluice validate}: compiles files and prints the statuses that they would have where every address that they ask
 * for can be had. Opens no socket.
 */
final class ValidateCommand {
    private final InputStream in;
    private final PrintWriter out;
    private final PrintWriter err;

    /** How statuses are printed. */
    private enum Output {
        TABLE,
        YAML,
        JSON
    }

    ValidateCommand(InputStream in, PrintWriter out, PrintWriter err) {
        this.in = in;
        this.out = out;
        this.err = err;
    }

    static CommandSpec spec() {
        CommandSpec spec = SluiceCommand.command(
                "validate",
                "Print the statuses that the objects in files would get.",
                "The exit code is 0 only if every object is valid, and all Gateways and routes are accepted,"
                        + " programmed and have their references resolved; it is 1 otherwise, and 2 if the command"
                        + " line is wrong or a file cannot be read.");
        spec.addOption(OptionSpec.builder("-o", "--output")
                .paramLabel("FORMAT")
                .type(Output.class)
                .defaultValue("table")
                .description("table (default), yaml or json: as a List of objects with their statuses.")
                .build());
        spec.addOption(OptionSpec.builder("--unknown-fields")
                .paramLabel("error|warn")
                .type(UnknownFields.class)
                .defaultValue("error")
                .description(
                        "Whether an object with a field that the API does not have is refused, as by kubectl (default), or"
                                + " taken without it.")
                .build());
        spec.addOption(OptionSpec.builder("--controller-name")
                .paramLabel("NAME")
                .type(String.class)
                .defaultValue(CompileSettings.DEFAULT_CONTROLLER_NAME)
                .description("GatewayClasses with this controllerName are served (default: ${DEFAULT-VALUE}).")
                .build());
        spec.addPositional(PositionalParamSpec.builder()
                .paramLabel("PATH")
                .index("0..*")
                .arity("1..*")
                .required(true)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .description("Files and directories; - is standard input.")
                .build());
        return spec;
    }

    /** Returns the exit code. */
    int run(ParseResult options) {
        String controllerName =
                options.matchedOptionValue("--controller-name", CompileSettings.DEFAULT_CONTROLLER_NAME);
        UnknownFields unknownFields = options.matchedOptionValue("--unknown-fields", UnknownFields.ERROR);
        ManifestSet manifests;
        try {
            manifests = FileInput.read(options.matchedPositional(0).getValue(), in, controllerName, unknownFields);
        } catch (IOException e) {
            err.println("sluice: cannot read " + e.getMessage());
            return 2;
        }
        Changes changes = manifests.apply();
        boolean empty = manifests.isEmpty();
        if (empty) {
            err.println("sluice: there are no objects in these files");
        }
        changes.problems().forEach(err::println);
        // Which addresses can be had is the cluster's to say, not the files'.
        Compilation compilation = new Compiler(new CompileSettings(controllerName, new Addressing.Granted()))
                .compile(ResourceSnapshot.of(changes.changed()), 1);
        ServedState state = new ServedState(compilation, compilation.statuses(), changes.problems(), changes.places());
        List<Flaw> flaws = Flaws.of(state);
        print(options.matchedOptionValue("--output", Output.TABLE), controllerName, state, flaws);
        return empty || !flaws.isEmpty() || changes.problems().stream().anyMatch(Problem::isError) ? 1 : 0;
    }

    private void print(Output output, String controllerName, ServedState state, List<Flaw> flaws) {
        switch (output) {
            case TABLE -> {
                boolean endpointsKnown = !state.compilation()
                        .resources()
                        .all(EndpointSlice.class)
                        .isEmpty();
                out.print(new StatusTable(state, endpointsKnown).whole());
            }
            case YAML -> out.print(DocumentText.yaml(StatusDocument.of(state.statuses(), controllerName)));
            case JSON -> out.println(DocumentText.json(StatusDocument.of(state.statuses(), controllerName)));
        }
        if (output != Output.TABLE) {
            flaws.forEach(err::println);
        }
    }
}
