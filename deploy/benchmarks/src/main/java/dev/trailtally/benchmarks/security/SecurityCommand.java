package dev.trailtally.benchmarks.security;

import dev.trailtally.benchmarks.limits.Database;
import dev.trailtally.benchmarks.run.CallTimes;
import dev.trailtally.benchmarks.run.Latency;
import dev.trailtally.benchmarks.run.Machine;
import dev.trailtally.benchmarks.run.Markdown;
import dev.trailtally.benchmarks.run.WorkOption;
import dev.trailtally.benchmarks.scan.Collector;
import dev.trailtally.collector.v1.ListScansRequest;
import dev.trailtally.collector.v1.ScanServiceGrpc;
import dev.trailtally.collector.v1.ScanServiceGrpc.ScanServiceBlockingStub;
import io.grpc.Metadata;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures a small rpc without and with what protects and observes a service, in turn. */
@Command(
        name = "security",
        description = "Measures what TLS, tokens, metrics and the audit log cost a small rpc.",
        showDefaultValues = true)
public final class SecurityCommand implements Callable<Integer> {

    private static final String BARE = "plaintext, no callers, no metrics";
    private static final String HEAP = "-Xmx256m";
    private static final String PROTECTED = "TLS, token, limits, audit log, metrics";

    @Option(
            names = "--calls",
            defaultValue = "5000",
            description = "Calls of each kind, after a third as many to warm up.")
    int calls;

    @Mixin
    WorkOption work = new WorkOption();

    @Override
    public Integer call() throws Exception {
        try (var folder = work.open();
                var database = Database.start(folder.databases().resolve("security"))) {
            var files = Files.createTempDirectory("trailtally-benchmark-security");
            var identities = Identities.create(files);
            var tls = GrpcSslContexts.forClient()
                    .trustManager(identities.certificate().toFile())
                    .build();
            try (var bare = Collector.start(
                            HEAP, bare(database), NettyChannelBuilder::usePlaintext, files.resolve("bare.log"));
                    var protectedService = Collector.start(
                            HEAP,
                            protectedBy(identities, database),
                            builder -> builder.sslContext(tls),
                            files.resolve("protected.log"))) {
                var stubs = new LinkedHashMap<String, Runnable>();
                stubs.put(BARE, calling(ScanServiceGrpc.newBlockingStub(bare.channel())));
                stubs.put(
                        PROTECTED,
                        calling(withToken(
                                ScanServiceGrpc.newBlockingStub(protectedService.channel()), identities.token())));
                print(stubs);
            }
        }
        return 0;
    }

    private void print(Map<String, Runnable> kinds) throws IOException {
        var latencies = CallTimes.inTurn(kinds, calls);
        var first = latencies.getFirst();
        var table = new Markdown<Latency>()
                .column("ListScans of an empty database", "%s", Latency::call)
                .column("calls", "%,d", Latency::calls)
                .column("p50 ms", "%.3f", Latency::p50)
                .column("ratio", "%.2f", latency -> latency.p50() / first.p50())
                .column("p99 ms", "%.3f", Latency::p99)
                .column("ratio", "%.2f", latency -> latency.p99() / first.p99());
        System.out.println(Machine.here() + "\n");
        System.out.println(table.of(latencies));
    }

    private static Runnable calling(ScanServiceBlockingStub stub) {
        return () -> stub.listScans(ListScansRequest.getDefaultInstance());
    }

    private static ScanServiceBlockingStub withToken(ScanServiceBlockingStub stub, String token) {
        var headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
        return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    /** With the collector's own log, which asks AWS for nothing. */
    private static Map<String, String> bare(Database database) {
        var settings = new HashMap<>(Collector.on(database));
        settings.put("logback.configurationFile", "logback.xml");
        settings.put("collector.collecting", "false");
        settings.put("micronaut.metrics.enabled", "false");
        return settings;
    }

    private static Map<String, String> protectedBy(Identities identities, Database database) {
        var settings = bare(database);
        settings.put("micronaut.metrics.enabled", "true");
        settings.put("server.tls.certificate", identities.certificate().toString());
        settings.put("server.tls.private-key", identities.privateKey().toString());
        settings.put("callers.jwt.issuer", Identities.ISSUER);
        settings.put("callers.jwt.audience", Identities.AUDIENCE);
        settings.put("callers.jwt.jwks", identities.jwks().toString());
        settings.put("callers.limits.requests-per-second", "100000");
        return settings;
    }
}
