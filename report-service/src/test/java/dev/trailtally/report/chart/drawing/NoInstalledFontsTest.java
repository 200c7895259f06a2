package dev.trailtally.report.chart.drawing;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Font;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a JVM of its own, to which fontconfig knows no font. */
class NoInstalledFontsTest {

    @TempDir
    private Path folder;

    private Path output;

    /** What the JDK does without the fonts of the service. */
    static final class Alone {
        public static void main(String[] args) {
            System.setProperty("java.awt.headless", "true");
            System.out.println(new Font(Font.SANS_SERIF, Font.PLAIN, 12).canDisplay('한'));
        }
    }

    @BeforeEach
    void hideFonts() throws IOException {
        output = folder.resolve("output.txt");
        var none = Files.createDirectory(folder.resolve("none"));
        Files.writeString(folder.resolve("fonts.conf"), """
                <?xml version="1.0"?>
                <fontconfig><dir>%s</dir><cachedir>%s</cachedir></fontconfig>
                """.formatted(none, none));
    }

    @Test
    void picturesAreTheSame() throws Exception {
        var pictures = Files.createDirectory(folder.resolve("pictures"));

        assertThat(run(Gallery.class, pictures.toString(), "hangul"))
                .as(() -> text(output))
                .isZero();

        var hangul = Objects.requireNonNull(Gallery.figures().get("hangul"));
        try (var renderer = new ChartRenderer(Duration.ofSeconds(30))) {
            var here =
                    renderer.render(hangul, new Style(false, 1_200, 0, false)).getContent();
            assertThat(Files.readAllBytes(pictures.resolve("hangul-1200.png"))).isEqualTo(here.toByteArray());
        }
    }

    @Test
    void theJdkAloneFails() throws Exception {
        assertThat(run(Alone.class)).isNotZero();
        assertThat(text(output)).contains("Fontconfig head is null");
    }

    @Test
    void allScriptsOfTheBundledFontsCanBeShown() {
        Fonts.install();

        for (var text : List.of("user/alice — … é", "홍길동 뷁", "東京チーム 佐藤", "开发团队", "Ωμέγα", "Привет")) {
            assertThat(Fonts.displayable(text, Fonts.plain(12))).isEqualTo(text);
            assertThat(Fonts.displayable(text, Fonts.bold(12))).isEqualTo(text);
        }
        assertThat(Fonts.displayable("a😀", Fonts.plain(12))).isEqualTo("a\\u{1f600}");
    }

    private int run(Class<?> main, String... args) throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command = Stream.concat(
                Stream.of(
                        java,
                        "-Duser.home=" + folder, // where the JDK remembers the fonts that it found
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName()),
                Stream.of(args));
        var builder =
                new ProcessBuilder(command.toList()).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment()
                .put("FONTCONFIG_FILE", folder.resolve("fonts.conf").toString());
        return builder.start().waitFor();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
