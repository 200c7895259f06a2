package dev.trailtally.report.chart.drawing;

import dev.trailtally.report.chart.figure.VisibleText;
import java.awt.Font;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * The fonts that come with the service: Inter, and Droid Sans Fallback for Hangul, Chinese characters and kana. The JDK takes
 * each character from the first font that has it, as for any of its logical fonts; installed fonts do not matter.
 */
final class Fonts {

    private static final String INTER = "/com/formdev/flatlaf/fonts/inter/";
    private static final String BUNDLED = "/dev/trailtally/report/chart/fonts/";
    private static final Map<String, String> FILES = files();
    private static final List<String> FAMILIES = List.of("serif", "sansserif", "monospaced", "dialog", "dialoginput");

    private static boolean installed;

    private Fonts() {}

    private static Map<String, String> files() {
        var files = new LinkedHashMap<String, String>();
        files.put("inter", INTER + "Inter-Regular.otf");
        files.put("inter-bold", INTER + "Inter-SemiBold.otf");
        files.put("droid", BUNDLED + "DroidSansFallback.ttf");
        return files;
    }

    /**
     * Must be called before AWT or JFreeChart, which read their fonts when they start. Only on Linux: there the JDK
     * fails if no font is installed, and takes this list instead of fontconfig's. Other systems have fonts.
     */
    static synchronized void install() {
        if (installed) {
            return;
        }
        System.setProperty("java.awt.headless", "true");
        if (System.getProperty("os.name", "").equals("Linux")) {
            System.setProperty("sun.awt.fontconfig", write().toString());
        }
        installed = true;
    }

    private static Path write() {
        try {
            var folder = Files.createTempDirectory("trailtally-fonts");
            folder.toFile().deleteOnExit();
            var list = new Properties();
            list.setProperty("version", "1");
            list.setProperty("sequence.allfonts", "latin-1,korean");
            for (var font : FILES.entrySet()) {
                list.setProperty(
                        "filename." + font.getKey(),
                        copy(font.getValue(), folder).toString());
            }
            FAMILIES.forEach(family -> addTo(list, family));
            var file = folder.resolve("fontconfig.properties");
            try (var writer = Files.newBufferedWriter(file)) {
                list.store(writer, null);
            }
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the fonts of charts cannot be written to " + System.getProperty("java.io.tmpdir")
                            + "; make it writable, or set -Djava.io.tmpdir",
                    e);
        }
    }

    private static void addTo(Properties list, String family) {
        for (var face : List.of("plain", "bold", "italic", "bolditalic")) {
            list.setProperty(family + "." + face + ".latin-1", face.startsWith("bold") ? "inter-bold" : "inter");
            list.setProperty(family + "." + face + ".korean", "droid");
        }
    }

    private static Path copy(String resource, Path folder) throws IOException {
        var file = folder.resolve(resource.substring(resource.lastIndexOf('/') + 1));
        try (var bytes = Fonts.class.getResourceAsStream(resource)) {
            if (bytes == null) {
                throw new FileNotFoundException(resource + " is not on the class path");
            }
            Files.copy(bytes, file);
        }
        file.toFile().deleteOnExit();
        return file;
    }

    static Font plain(double size) {
        return new Font(Font.SANS_SERIF, Font.PLAIN, 1).deriveFont((float) size);
    }

    static Font bold(double size) {
        return new Font(Font.SANS_SERIF, Font.BOLD, 1).deriveFont((float) size);
    }

    /** Characters that the font lacks as their escapes: better than boxes that all look alike. */
    static String displayable(String text, Font font) {
        if (font.canDisplayUpTo(text) < 0) {
            return text;
        }
        var displayable = new StringBuilder();
        text.codePoints()
                .forEach(character -> displayable.append(
                        font.canDisplay(character) ? Character.toString(character) : VisibleText.escaped(character)));
        return displayable.toString();
    }
}
