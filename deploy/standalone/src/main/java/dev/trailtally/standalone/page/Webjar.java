package dev.trailtally.standalone.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.regex.Pattern;

/** Files of browser libraries, from their jars. */
final class Webjar {

    // A browser's developer tools would look for the map beside the page.
    private static final Pattern SOURCE_MAP = Pattern.compile("(?m)^(//|/\\*)# sourceMappingURL=.*$");

    private Webjar() {}

    /**
     * The text of a file.
     *
     * @param library the artifact
     * @param file its path below the version
     */
    static String text(String library, String file) {
        var text = Resource.text("/META-INF/resources/webjars/" + library + "/" + version(library) + "/" + file);
        return SOURCE_MAP.matcher(text).replaceAll("");
    }

    static String version(String library) {
        var properties = new Properties();
        try (var stream = Resource.open("/META-INF/maven/org.webjars.npm/" + library + "/pom.properties")) {
            properties.load(stream);
        } catch (IOException e) {
            throw new UncheckedIOException("the version of " + library + " cannot be read", e);
        }
        return properties.getProperty("version", "");
    }
}
