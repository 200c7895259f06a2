package dev.trailtally.standalone.page;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The HTML of a page: one file that loads nothing from the network. Its policy lets the browser run only these scripts and styles,
 * identified by their hashes, and connect nowhere.
 */
public final class PageHtml {

    private static final List<String> OWN_SCRIPTS = List.of(
            "format.js",
            "theme.js",
            "elements.js",
            "tables.js",
            "charts.js",
            "coverage.js",
            "account.js",
            "organization.js",
            "page.js");
    private static final List<String> OWN_STYLES = List.of("page.css", "tables.css");

    private final String template = Resource.text("page.html");
    private final List<String> scripts;
    private final List<String> styles;

    public PageHtml() {
        scripts = Stream.concat(
                        Stream.of(
                                Webjar.text("echarts", "dist/echarts.min.js"),
                                Webjar.text("tabulator-tables", "dist/js/tabulator.min.js")),
                        Stream.of(OWN_SCRIPTS.stream().map(Resource::text).collect(Collectors.joining("\n"))))
                .toList();
        styles = Stream.concat(
                        Stream.of(Webjar.text("tabulator-tables", "dist/css/tabulator_simple.min.css")),
                        OWN_STYLES.stream().map(Resource::text))
                .toList();
    }

    public void write(Page page, Writer writer) throws IOException {
        var rest = template;
        for (var slot : List.of("policy", "title", "styles", "values", "scripts")) {
            var mark = "{{" + slot + "}}";
            var at = rest.indexOf(mark);
            writer.write(rest, 0, at);
            writer.write(filling(slot, page));
            rest = rest.substring(at + mark.length());
        }
        writer.write(rest);
    }

    private String filling(String slot, Page page) {
        return switch (slot) {
            case "policy" -> policy();
            case "title" -> escapeHtml(page.title());
            case "styles" -> elements("style", styles);
            case "values" -> escapeJson(page.json());
            case "scripts" -> elements("script", scripts);
            default -> throw new IllegalArgumentException("the template has no slot " + slot);
        };
    }

    private String policy() {
        return "default-src 'none'; script-src " + hashes(scripts) + "; style-src " + hashes(styles)
                + "; img-src data:; base-uri 'none'; form-action 'none'";
    }

    private static String hashes(List<String> texts) {
        return texts.stream().map(PageHtml::hash).collect(Collectors.joining(" "));
    }

    private static String hash(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String elements(String name, List<String> texts) {
        return texts.stream()
                .map(text -> "<" + name + ">" + text + "</" + name + ">")
                .collect(Collectors.joining("\n"));
    }

    /** Escapes what could end the script element, or a line of JavaScript; in JSON these occur only within strings. */
    static String escapeJson(String json) {
        var escaped = new StringBuilder(json.length() + 1_024);
        json.chars().forEach(character -> {
            switch (character) {
                case '<', '>', '&', '\u2028', '\u2029' -> escaped.append(String.format("\\u%04x", character));
                default -> escaped.append((char) character);
            }
        });
        return escaped.toString();
    }

    static String escapeHtml(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
