package dev.trailtally.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The folders of the services and of the migrator, as the build makes them for operators. */
final class Distribution {

    private static final long TRAINING_MINUTES = 6; // the launcher ends it after 5
    private static final Path ROOT = Path.of(System.getProperty("project.root", "../.."));

    private Distribution() {}

    /** What starts a service. */
    static List<String> command(Service service) {
        return List.of(launcher(service).toString());
    }

    /** What starts a service with further options for its JVM. */
    static List<String> command(Service service, List<String> options) {
        return List.of(
                "env",
                "JAVA_HOME=" + System.getProperty("java.home"),
                "JAVA_OPTS=" + String.join(" ", options),
                launcher(service).toString());
    }

    /** What starts the migrator. */
    static List<String> migrator() {
        return List.of(launcher("deploy/migrator", "migrator").toString());
    }

    /** For both. */
    static Map<String, String> environment() {
        return Map.of("JAVA_HOME", System.getProperty("java.home"));
    }

    /** Makes the AOT cache of a service, which its first start would make otherwise, unless there is one. */
    static void train(Service service) {
        var builder = new ProcessBuilder(launcher(service).toString(), "--train").inheritIO();
        builder.environment().putAll(environment());
        try {
            var process = builder.start();
            assertThat(process.waitFor(TRAINING_MINUTES, TimeUnit.MINUTES))
                    .as("the training of %s ends", service)
                    .isTrue();
            assertThat(process.exitValue()).as("the training of %s", service).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Whether the build has come as far as making all of them. */
    static boolean isBuilt() {
        return Files.isExecutable(launcher("deploy/migrator", "migrator"))
                && List.of(Service.values()).stream().allMatch(service -> Files.isExecutable(launcher(service)));
    }

    private static Path launcher(Service service) {
        var name = service.login() + "-service";
        return launcher(name, name);
    }

    private static Path launcher(String module, String name) {
        return ROOT.resolve(module)
                .resolve("target")
                .resolve(name)
                .resolve("bin")
                .resolve(name)
                .toAbsolutePath();
    }
}
