package dev.sluice.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The command line of {@code sluice}. Commands that end by themselves are run here; the others are returned as a
 * {@link Choice}. Results go to {@code out}, everything else to {@code err}. Exit codes: 0 for success, 1 if what was
 * examined is not all right, 2 for a wrong command line or input that cannot be read.
 */
public final class SluiceCommand {
    private static final int USAGE = 2;

    private final InputStream in;
    private final PrintWriter out;
    private final PrintWriter err;

    public SluiceCommand(InputStream in, PrintWriter out, PrintWriter err) {
        this.in = in;
        this.out = out;
        this.err = err;
    }

    /**
     * Parses a command line and does what it asks for, unless that is to serve.
     *
     * @param inCluster whether this process runs in a pod: without arguments it is an operator then
     */
    public Choice run(boolean inCluster, String... arguments) {
        CommandLine line = new CommandLine(spec())
                .setOut(out)
                .setErr(err)
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(100);
        Choice choice;
        try {
            choice = choose(line.parseArgs(arguments), inCluster);
        } catch (ParameterException e) {
            err.println("sluice: " + e.getMessage());
            err.println();
            e.getCommandLine().usage(err, Ansi.OFF);
            choice = new Choice.Exit(USAGE);
        }
        out.flush();
        err.flush();
        return choice;
    }

    private Choice choose(ParseResult result, boolean inCluster) {
        List<CommandLine> asked = result.asCommandLineList();
        CommandLine last = asked.getLast();
        ParseResult parsed = last.getParseResult();
        if (last.isUsageHelpRequested()) {
            last.usage(out, Ansi.OFF);
            return new Choice.Exit(0);
        }
        if (asked.getFirst().isVersionHelpRequested()) {
            out.println("sluice " + Version.read());
            return new Choice.Exit(0);
        }
        return switch (last.getCommandName()) {
            case "standalone" ->
                new Choice.Standalone(parsed.matchedPositional(0).getValue());
            case "operator" -> new Choice.Operator();
            case "proxy" -> new Choice.Proxy();
            case "validate" -> new Choice.Exit(new ValidateCommand(in, out, err).run(parsed));
            case "explain" -> new Choice.Exit(new ExplainCommand(in, out, err).run(last, parsed));
            case "probe" -> new Choice.Exit(new ProbeCommand(out, err).run(last.getCommandSpec(), parsed));
            default -> {
                if (inCluster) {
                    yield new Choice.Operator();
                }
                throw new ParameterException(last, "say what to do: standalone, operator, proxy, validate or explain");
            }
        };
    }

    private static CommandSpec spec() {
        return command("sluice", "A Kubernetes Gateway API controller with a built-in proxy.")
                .addOption(OptionSpec.builder("-V", "--version")
                        .versionHelp(true)
                        .arity("0")
                        .type(boolean.class)
                        .description("Print the version and exit.")
                        .build())
                .addSubcommand(
                        "standalone",
                        command(
                                        "standalone",
                                        "Serve the Gateways and routes of YAML and JSON files, without Kubernetes.",
                                        "The files are watched: a change is in effect as soon as it is written. A"
                                                + " file that breaks is reported, and what it said before goes on"
                                                + " being served.")
                                .addPositional(PositionalParamSpec.builder()
                                        .paramLabel("DIR")
                                        .index("0")
                                        .arity("1")
                                        .required(true)
                                        .type(Path.class)
                                        .description("The directory; *.yaml, *.yml and *.json in it and below it.")
                                        .build()))
                .addSubcommand(
                        "operator",
                        command(
                                "operator",
                                "Serve the Gateways and routes of a Kubernetes cluster.",
                                "This is what sluice does without arguments in a pod."))
                .addSubcommand(
                        "proxy",
                        command(
                                "proxy",
                                "Serve one Gateway of a Kubernetes cluster as its controllers say.",
                                "This is what the pods of a dedicated proxy do; they need no access to Kubernetes."))
                .addSubcommand("validate", ValidateCommand.spec())
                .addSubcommand("explain", ExplainCommand.spec())
                .addSubcommand("probe", ProbeCommand.spec());
    }

    /** A command with {@code --help}, which picocli's own mixin would need reflection for. */
    static CommandSpec command(String name, String... description) {
        CommandSpec spec = CommandSpec.create()
                .name(name)
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .arity("0")
                        .type(boolean.class)
                        .description("Print this and exit.")
                        .build());
        spec.usageMessage().description(description).sortOptions(false).synopsisSubcommandLabel("COMMAND");
        return spec;
    }
}
