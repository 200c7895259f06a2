package dev.trailtally.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A build of the services.
 *
 * @param checkout of a release, built with {@code mvn package}; null for this build
 */
record Version(@Nullable Path checkout) {

    static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    static final Version PRESENT = new Version(null);

    private static final List<String> OPTIONS = List.of(
            // It lives for seconds, so that a quick start counts more than quick code.
            "-XX:TieredStopAtLevel=1",
            // A language with digits of its own: account ids and counts are the same on every machine.
            "-Duser.language=ar",
            "-Duser.country=EG");

    /** That of -Dformer.release; this build if there is none, as before the first release. */
    static Version former() {
        var checkout = System.getProperty("former.release", "");
        return checkout.isEmpty() ? PRESENT : new Version(Path.of(checkout).toAbsolutePath());
    }

    boolean isPresent() {
        return checkout == null;
    }

    /** What starts a service: the distribution of this build as soon as it is made, because its AOT cache saves half the start. */
    List<String> command(Service service) {
        if (checkout == null && service.isPackaged()) {
            Distribution.train(service);
            return Distribution.command(service, OPTIONS);
        }
        return Stream.of(
                        List.of(JAVA.toString(), "-Xmx256m", "-XX:+UseSerialGC"),
                        OPTIONS,
                        List.of("-cp", classPath(service), service.program.getName()))
                .flatMap(List::stream)
                .toList();
    }

    private String classPath(Service service) {
        if (checkout == null) {
            return service.classPath();
        }
        var name = service.login() + "-service";
        var library = checkout.resolve(name).resolve("target").resolve(name).resolve("lib");
        if (!Files.isDirectory(library)) {
            throw new IllegalStateException("-Dformer.release is not a built checkout, it lacks " + library);
        }
        return library + "/*";
    }

    @Override
    public String toString() {
        return checkout == null ? "this build" : checkout.toString();
    }
}
