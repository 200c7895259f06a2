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
    private static final int LINES = 5;

    @TempDir
    Path folder;

    /** Prints what the command would see. */
    public static void main(String[] args) throws IOException {
        var file = Path.of(args[0]);
        var seen = List.of(
                "cache " + System.getenv("CACHE"),
                "jnu " + System.getProperty("sun.jnu.encoding"),
                "exists " + Files.exists(file),
                "home " + Home.expand("~/x"),
                "name " + file.getFileName());
        System.out.write((String.join("\n", seen) + "\n").getBytes(StandardCharsets.UTF_8));
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
                "deploy/standalone/target/lib")) {
            Files.createDirectories(folder.resolve(part));
        }
        Files.createFile(folder.resolve("pom.xml"));
        Files.createFile(folder.resolve("deploy/standalone/target/trailtally-standalone.jar"));
        Files.createFile(folder.resolve("deploy/standalone/target/lib/a.jar"));
        Files.copy(Path.of("../trailtally"), folder.resolve("deploy/trailtally"));
        // As if built after it was edited.
        for (var script : List.of("jdk.sh", "aot.sh")) {
            Files.copy(
                    Path.of("../launcher", script),
                    folder.resolve("deploy/launcher", script),
                    StandardCopyOption.COPY_ATTRIBUTES);
        }
        var jdk = Files.createDirectories(folder.resolve("jdk/bin"));
        Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"25.0.1\"\n");
        executable(jdk.resolve("javac"), "");
        executable(jdk.resolve("java"), """
                case $1 in -XX:AOTCacheOutput=*)
                  echo run >>"%1$s/trainings"
                  [ ! -e "%1$s/another-trains" ] || { part=${1#*=}; echo other >"${part%%.*}"; exit 1; }
                  [ ! -e "%1$s/training-fails" ] || exit 1
                  echo cache >"${1#*=}"
                  exit
                esac
                CACHE=none
                while [ "$1" != dev.trailtally.standalone.command.TrailtallyCommand ]; do
                  case $1 in -XX:AOTCache=*) CACHE=$(cat "${1#*=}"); esac
                  shift
                done
                shift
                export CACHE
                exec "$REAL_JAVA" -cp "$REAL_CLASSES" %2$s "$@"
                """.formatted(folder, LauncherTest.class.getName()));
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

    @Test
    void theFirstStartMakesACacheAndEachStartUsesIt() throws Exception {
        assertThat(launch(Map.of())).contains("cache cache").hasSize(LINES);
        assertThat(launch(Map.of("LC_ALL", "C"))).contains("cache cache").hasSize(LINES);
        assertThat(trainings()).as("training runs of two starts").isOne();
    }

    @Test
    void otherJarsGetACacheOfTheirOwnWhichReplacesTheFormer() throws Exception {
        launch(Map.of());
        Files.writeString(folder.resolve("deploy/standalone/target/lib/a.jar"), "another");
        assertThat(launch(Map.of())).contains("cache cache");
        assertThat(trainings()).isEqualTo(2);
        try (var files = Files.list(folder.resolve("deploy/standalone/target"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".aot"))).hasSize(1);
        }
    }

    @Test
    void aTrainingThatFailsIsNotRepeatedAndNoFailureOfTheStart() throws Exception {
        Files.createFile(folder.resolve("training-fails"));
        assertThat(launch(Map.of())).contains("cache none").hasSize(LINES);
        assertThat(launch(Map.of())).contains("cache none");
        assertThat(trainings()).as("training runs of two starts").isOne();
    }

    @Test
    void aTrainingThatFailsLeavesTheCacheThatAnotherProcessHasMadeInTheMeantime() throws Exception {
        Files.createFile(folder.resolve("another-trains"));
        assertThat(launch(Map.of())).contains("cache other");
    }

    private int trainings() throws IOException {
        return Files.readAllLines(folder.resolve("trainings")).size();
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
        var errors = folder.resolve("stderr");
        var process = builder.redirectError(errors.toFile()).start();
        var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(printed + Files.readString(errors)).isZero();
        return printed.lines().toList();
    }

    private static void executable(Path file, String script) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
