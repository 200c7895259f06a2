package dev.trailtally.report.chart.figure;

import java.util.List;

/**
 * The text above a picture, so that the picture explains itself.
 *
 * @param facts of what and when, a line each
 * @param warnings what is not complete, a line each
 */
public record Heading(String title, List<String> facts, List<String> warnings) {

    public Heading {
        facts = List.copyOf(facts);
        warnings = List.copyOf(warnings);
    }

    /** All of it, as sentences. */
    public String sentences() {
        var sentences = new StringBuilder(title).append(". ");
        facts.forEach(fact -> sentences.append(fact).append(". "));
        warnings.forEach(warning -> sentences.append(warning).append(". "));
        return sentences.toString();
    }
}
