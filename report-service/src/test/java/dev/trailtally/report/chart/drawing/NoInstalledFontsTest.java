package dev.trailtally.report.chart.drawing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a JVM of its own, to which fontconfig knows no font: the JDK alone would fail there. */
class NoInstalledFontsTest {

    @TempDir
    private Path folder;

    @Test
    void picturesAreTheSameWhereNoFontIsInstalled() throws Exception {
        var output = folder.resolve("output.txt");
        var pictures = Files.createDirectory(folder.resolve("pictures"));
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var builder = new ProcessBuilder(
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Gallery.class.getName(),
                        pictures.toString(),
                        "hangul")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("FONTCONFIG_FILE", folder.resolve("none").toString());
        builder.environment().put("FONTCONFIG_PATH", folder.toString());
        builder.environment().put("XDG_DATA_HOME", folder.toString());
        builder.environment().put("HOME", folder.toString());

        assertThat(builder.start().waitFor()).as(() -> text(output)).isZero();

        var hangul = Objects.requireNonNull(Gallery.figures().get("hangul"));
        var style = new Style(false, 1_200, 0, false);
        try (var studio = new Studio(Duration.ofSeconds(30))) {
            var here = studio.render(hangul, style).getContent();
            assertThat(Files.readAllBytes(pictures.resolve("hangul-1200.png"))).isEqualTo(here.toByteArray());
        }
    }

    @Test
    void allScriptsOfTheBundledFontsCanBeShown() {
        Fonts.install();

        for (var text : new String[] {"user/alice — … é", "홍길동 뷁", "東京チーム 佐藤", "开发团队", "Ωμέγα", "Привет"}) {
            assertThat(Fonts.displayable(text, Fonts.plain(12))).isEqualTo(text);
            assertThat(Fonts.displayable(text, Fonts.bold(12))).isEqualTo(text);
        }
        assertThat(Fonts.displayable("a😀", Fonts.plain(12))).isEqualTo("a\\u{1f600}");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
