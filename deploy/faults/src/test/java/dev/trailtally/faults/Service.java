package dev.trailtally.faults;

import dev.trailtally.aggregator.AggregatorApplication;
import dev.trailtally.aggregator.v1.RollupServiceGrpc;
import dev.trailtally.collector.CollectorApplication;
import dev.trailtally.collector.v1.ScanServiceGrpc;
import dev.trailtally.report.ReportApplication;
import dev.trailtally.report.v1.ReportServiceGrpc;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;

/** The three services. */
enum Service {
    COLLECTOR(CollectorApplication.class, ScanServiceGrpc.SERVICE_NAME, 16),
    AGGREGATOR(AggregatorApplication.class, RollupServiceGrpc.SERVICE_NAME, 10),
    REPORT(ReportApplication.class, ReportServiceGrpc.SERVICE_NAME, 10);

    private static final List<Service> ALL = List.of(values());

    final Class<?> program;
    final String healthName;
    /** The size of its connection pool. */
    final int connections;

    Service(Class<?> program, String healthName, int connections) {
        this.program = program;
        this.healthName = healthName;
        this.connections = connections;
    }

    static Service any(Random random) {
        return ALL.get(random.nextInt(ALL.size()));
    }

    /** Its login, and the end of its application name in PostgreSQL. */
    String login() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The class path of the tests without the other services and the tests: each service has its own application.properties. */
    String classPath() {
        var others = new HashSet<Path>();
        others.add(location(Service.class));
        for (var service : values()) {
            if (service != this) {
                others.add(location(service.program));
            }
        }
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !others.contains(Path.of(entry).toAbsolutePath()))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Whether the tests have it as a jar, as in a build that has come to its package and distribution. */
    boolean isPackaged() {
        return Files.isRegularFile(location(program));
    }

    private static Path location(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toAbsolutePath();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
