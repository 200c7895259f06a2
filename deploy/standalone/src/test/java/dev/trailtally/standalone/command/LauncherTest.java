package dev.trailtally.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.standalone.database.Home;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** deploy/trailtally unchanged, with a JDK that passes its arguments to {@link #main} instead of the command. */
class LauncherTest {

    private static final String NON_ASCII = "журнал-ü-日本";

    @TempDir
    Path folder;

    /** Prints what the command would see. */
    public static void main(String[] args) throws IOException {
        var file = Path.of(args[0]);
        var told = List.of(
                "jnu " + System.getProperty("sun.jnu.encoding"),
                "exists " + Files.exists(file),
                "home " + Home.expand("~/x"),
                "name " + file.getFileName());
        System.out.write((String.join("\n", told) + "\n").getBytes(StandardCharsets.UTF_8));
        System.out.flush();
    }

    @BeforeEach
    void makeARepositoryThatIsBuilt() throws IOException {
        for (var part : List.of(
                "proto",
                "collector-service",
                "aggregator-service",
                "report-service",
                "deploy/launcher",
                "deploy/migrator",
                "deploy/schema",
                "deploy/server",
                "deploy/simulator",
                "deploy/standalone/target")) {
            Files.createDirectories(folder.resolve(part));
        }
        Files.createFile(folder.resolve("pom.xml"));
        Files.createFile(folder.resolve("deploy/standalone/target/trailtally-standalone.jar"));
        Files.copy(Path.of("../trailtally"), folder.resolve("deploy/trailtally"));
        // As if built after it was edited.
        Files.copy(
                Path.of("../launcher/jdk.sh"),
                folder.resolve("deploy/launcher/jdk.sh"),
                StandardCopyOption.COPY_ATTRIBUTES);
        var jdk = Files.createDirectories(folder.resolve("jdk/bin"));
        Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"25.0.1\"\n");
        executable(jdk.resolve("javac"), "");
        executable(jdk.resolve("java"), """
                while [ "$1" != dev.trailtally.standalone.command.TrailtallyCommand ]; do shift; done
                shift
                exec "$REAL_JAVA" -cp "$REAL_CLASSES" %s "$@"
                """.formatted(LauncherTest.class.getName()));
    }

    @Test
    void namesWithAnyCharactersAreReadInEveryLocale() throws Exception {
        Files.createFile(Path.of(folder + "/" + NON_ASCII));
        for (var locale : List.of(
                Map.of("LC_ALL", "C"),
                Map.of("LC_ALL", "POSIX"),
                Map.of("LANG", "C"),
                Map.of("LC_ALL", "xx_YY.nonsense"),
                Map.of("LC_ALL", "C.UTF-8"),
                Map.<String, String>of())) {
            assertThat(launch(locale)).as("with " + locale).contains("jnu UTF-8", "exists true", "name " + NON_ASCII);
        }
    }

    @Test
    void theHomeFolderIsThatOfTheEnvironment() throws Exception {
        assertThat(launch(Map.of("HOME", "/nonexistent/of mine"))).contains("home /nonexistent/of mine/x");
    }

    private List<String> launch(Map<String, String> environment) throws Exception {
        var builder =
                new ProcessBuilder("bash", folder.resolve("deploy/trailtally").toString(), folder + "/" + NON_ASCII);
        builder.environment().keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
        builder.environment().putAll(environment);
        builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
        builder.environment()
                .put("REAL_JAVA", ProcessHandle.current().info().command().orElseThrow());
        builder.environment().put("REAL_CLASSES", System.getProperty("java.class.path"));
        var process = builder.redirectErrorStream(true).start();
        var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(printed).isZero();
        return printed.lines().toList();
    }

    private static void executable(Path file, String script) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
