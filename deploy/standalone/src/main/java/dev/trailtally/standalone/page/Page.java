package dev.trailtally.standalone.page;

import java.util.List;

/**
 * What a page shows.
 *
 * @param title the text of its title
 * @param json the values, as the page's script reads them
 * @param failures what could not be answered, in words; the page shows the same
 */
public record Page(String title, String json, List<String> failures) {

    public Page {
        failures = List.copyOf(failures);
    }
}
