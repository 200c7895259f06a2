package dev.trailtally.report.chart.figure;

import java.util.List;

/**
 * What stands above a picture, so that it can stand alone.
 *
 * @param facts of what and when, a line each
 * @param warnings what of it is not complete, a line each
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
