package dev.trailtally.standalone.command;

import dev.trailtally.standalone.database.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Account ids as users give them: with commas, repeated, or in a file. */
final class AccountIds {

    private static final Pattern BETWEEN = Pattern.compile("[\\s,]+");
    private static final String BYTE_ORDER_MARK = "\uFEFF"; // editors on Windows start a file with it
    private static final long MAX_FILE_BYTES = 1 << 20;

    private AccountIds() {}

    /** Each id once, in the order given. */
    static List<String> read(CommandLine line, String option, List<String> values) {
        var ids = values.stream()
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .map(String::strip)
                .flatMap(word ->
                        word.startsWith("@") ? lines(line, option, Home.expand(word.substring(1))) : Stream.of(word))
                .filter(id -> !id.isEmpty())
                .distinct()
                .toList();
        for (var id : ids) {
            if (!dev.trailtally.rpc.AccountIds.isValid(id)) {
                throw new ParameterException(line, option + " takes 12 digits, including leading zeros, got " + id);
            }
        }
        if (ids.isEmpty() && !values.isEmpty()) {
            throw new ParameterException(line, option + " names no account.");
        }
        return ids;
    }

    private static Stream<String> lines(CommandLine line, String option, Path file) {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new ParameterException(
                        line, option + ": " + file + " is not a list of accounts; it is larger than 1 MiB.");
            }
            return Files.readAllLines(file).stream()
                    .map(text -> text.replace(BYTE_ORDER_MARK, "").replaceFirst("#.*", ""))
                    .flatMap(BETWEEN::splitAsStream);
        } catch (IOException e) {
            throw new ParameterException(line, option + ": " + file + " cannot be read as text.", e);
        }
    }
}
