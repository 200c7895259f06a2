package dev.trailtally.collector;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Real CloudTrail records with independent counts, if the machine has them beside the project. */
final class Truth {

    static final Path FIXTURES = Path.of(System.getProperty("project.root", ".."))
            .resolveSibling("shared")
            .resolve("cloudtrail-fixtures")
            .toAbsolutePath()
            .normalize();

    private static final String TWELVE_DIGITS = "\\d{12}";

    private final Struct tree;

    private Truth(Struct tree) {
        this.tree = tree;
    }

    static boolean isThere() {
        return Files.isReadable(FIXTURES.resolve("truth.json"));
    }

    /** The counts of one tree: "s3", "s3-extra" … */
    static Truth of(String tree) {
        var struct = Struct.newBuilder();
        try {
            JsonFormat.parser().merge(Files.readString(FIXTURES.resolve("truth.json")), struct);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Truth(struct.getFieldsOrThrow(tree).getStructValue());
    }

    long all(String name) {
        return (long) tree.getFieldsOrThrow("_all")
                .getStructValue()
                .getFieldsOrThrow(name)
                .getNumberValue();
    }

    /** Unique events by "account source name error". */
    Map<String, Long> counts() {
        var counts = new TreeMap<String, Long>();
        tree.getFieldsMap().forEach((account, facts) -> {
            if (account.matches(TWELVE_DIGITS)) {
                facts.getStructValue()
                        .getFieldsOrThrow("by_source_name_error")
                        .getListValue()
                        .getValuesList()
                        .forEach(row -> add(counts, account, row.getListValue()));
            }
        });
        return counts;
    }

    /** A fact by account and name: "account name". */
    Map<String, Long> byAccount(String fact) {
        var counts = new TreeMap<String, Long>();
        tree.getFieldsMap().forEach((account, facts) -> {
            if (account.matches(TWELVE_DIGITS)) {
                facts.getStructValue()
                        .getFieldsOrThrow(fact)
                        .getStructValue()
                        .getFieldsMap()
                        .forEach((name, count) -> counts.put(account + " " + name, (long) count.getNumberValue()));
            }
        });
        return counts;
    }

    private static void add(Map<String, Long> counts, String account, ListValue row) {
        long unique = (long) row.getValues(4).getNumberValue();
        if (unique > 0) {
            var key = String.join(
                    " ",
                    account,
                    row.getValues(0).getStringValue(),
                    row.getValues(1).getStringValue(),
                    row.getValues(2).getStringValue());
            counts.put(key, unique);
        }
    }
}
