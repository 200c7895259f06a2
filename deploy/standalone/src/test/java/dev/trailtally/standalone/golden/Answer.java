package dev.trailtally.standalone.golden;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An answer as text: rows below the head to which they belong, such as an account of a stream. */
final class Answer {

    /** Of each section; the hash covers all. More are text that nobody reads. */
    private static final int KEPT_ROWS = Integer.getInteger("golden.rows", 200);

    private final Map<String, Section> sections = new TreeMap<>();
    private final boolean sorted;

    /** Its rows may be many, so most of them are only digested. */
    private static final class Section {

        private final List<String> heads = new ArrayList<>();
        private final List<String> kept = new ArrayList<>();
        private final MessageDigest digest = sha256();
        private long rows;
    }

    /** @param sorted whether the order of rows says nothing */
    Answer(boolean sorted) {
        this.sorted = sorted;
    }

    /** Adds the head of a section, unless the section has it. */
    void head(String section, String head) {
        var heads = section(section).heads;
        if (!heads.contains(head)) {
            heads.add(head);
        }
    }

    void row(String section, String row) {
        var into = section(section);
        into.rows++;
        if (sorted) {
            into.kept.add(row);
            return;
        }
        into.digest.update(bytes(row + "\n"));
        if (into.kept.size() < KEPT_ROWS) {
            into.kept.add(row);
        }
    }

    boolean has(String section) {
        return sections.containsKey(section);
    }

    long rows() {
        return sections.values().stream().mapToLong(section -> section.rows).sum();
    }

    String sha256(String request) {
        var digest = sha256();
        digest.update(bytes(request + "\n"));
        for (var section : sections.values()) {
            section.heads.forEach(head -> digest.update(bytes(head + "\n")));
            if (sorted) {
                section.kept.sort(null);
                section.kept.forEach(row -> digest.update(bytes(row + "\n")));
            } else {
                digest.update(section.digest.digest());
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    String text() {
        var text = new StringBuilder();
        for (var section : sections.values()) {
            section.heads.forEach(head -> text.append(head).append('\n'));
            section.kept.forEach(row -> text.append("  ").append(row).append('\n'));
            if (section.rows > section.kept.size()) {
                text.append("  … %d more rows, in the hash alone; -Dgolden.rows=<number> shows them\n"
                        .formatted(section.rows - section.kept.size()));
            }
        }
        return text.toString();
    }

    private Section section(String name) {
        return sections.computeIfAbsent(name, key -> new Section());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
