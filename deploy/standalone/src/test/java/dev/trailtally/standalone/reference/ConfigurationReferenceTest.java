package dev.trailtally.standalone.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** -Dreference.write=true rewrites the tables. */
class ConfigurationReferenceTest {

    private static final Path ROOT = Path.of(System.getProperty("project.root", "../.."));
    private static final Path README = ROOT.resolve("deploy/README.md");
    private static final String BEGIN = "<!-- The tables are generated: see CONTRIBUTING.md, \"Settings\". -->\n";
    private static final String END = "\n<!-- End of the generated tables. -->\n";

    @Test
    void theOperatorsPageListsEverySettingWithItsDefault() throws IOException {
        var text = new Settings(ROOT).text();
        var page = Files.readString(README);
        assertThat(page).contains(BEGIN, END);
        if (Boolean.getBoolean("reference.write")) {
            page = page.substring(0, page.indexOf(BEGIN) + BEGIN.length()) + text + page.substring(page.indexOf(END));
            Files.writeString(README, page);
        }

        assertThat(page.substring(page.indexOf(BEGIN) + BEGIN.length(), page.indexOf(END)))
                .as("write it anew with -Dreference.write=true, and read the difference")
                .isEqualTo(text);
    }
}
