package dev.trailtally.standalone.command;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Finds a single-value option that is given twice: within a group, picocli silently drops the earlier values. */
final class RepeatedOption {

    private RepeatedOption() {}

    /** Executes the command unless an option is repeated. */
    static int check(ParseResult parsed) {
        var last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        var spec = last.commandSpec();
        find(spec, last.originalArgs()).ifPresent(message -> {
            throw new ParameterException(spec.commandLine(), message);
        });
        return new CommandLine.RunLast().execute(parsed);
    }

    /** A message about it; empty if there is none. */
    static Optional<String> find(CommandSpec spec, List<String> args) {
        var words = args.stream().takeWhile(word -> !word.equals("--")).toList();
        for (var option : spec.options()) {
            var names = List.of(option.names());
            var times = words.stream()
                    .filter(word -> names.contains(word.split("=", 2)[0]))
                    .count();
            if (times > 1 && !option.isMultiValue() && option.arity().max() > 0) {
                return Optional.of(option.longestName() + " is given " + times + " times; it takes one value only.");
            }
        }
        return Optional.empty();
    }
}
