package dev.trailtally.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.rpc.ErrorInfo;
import dev.trailtally.collector.v1.AssumedRole;
import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.LastAccessedSource;
import dev.trailtally.collector.v1.LookupSource;
import dev.trailtally.collector.v1.S3Source;
import dev.trailtally.collector.v1.Source;
import dev.trailtally.schema.TestDatabase;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which folders, buckets and roles a request may name. */
class AllowedSourcesTest {

    private TestDatabase database;

    @BeforeEach
    void createDatabase() {
        database = TestDatabase.create();
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void byDefaultNothingIsAllowed(@TempDir Path folder) throws Exception {
        try (var collector = collector("", "")) {
            assertThat(refusal(collector, CollectorServer.folder(folder).build()))
                    .isEqualTo("OUTSIDE_ROOTS");
            assertThat(refusal(collector, bucket("logs"))).isEqualTo("BUCKET_NOT_ALLOWED");
            assertThat(refusal(collector, lookup("Audit", "111122223333"))).isEqualTo("ROLE_NOT_ALLOWED");
            assertThat(refusal(collector, lastAccessed("Audit"))).isEqualTo("ROLE_NOT_ALLOWED");
        }
    }

    @Test
    void whatTheConfigurationListsIsAllowedAndNoMore() throws Exception {
        try (var collector = collector("org-logs-*", "audit/Trail*,arn:aws:iam::111122223333:role/Special")) {
            assertThat(refusal(collector, bucket("org-logs-eu"))).isEmpty();
            assertThat(refusal(collector, bucket("my-org-logs-eu"))).isEqualTo("BUCKET_NOT_ALLOWED");
            assertThat(refusal(collector, bucket("org.logs-eu"))).isEqualTo("BUCKET_NOT_ALLOWED");
            assertThat(refusal(collector, lookup("TrailReader", "111122223333")))
                    .isEqualTo("ROLE_NOT_ALLOWED");
            assertThat(refusal(collector, lookup("Special", "444455556666"))).isEqualTo("ROLE_NOT_ALLOWED");
            assertThat(refusal(collector, lookup("Special"))).isEqualTo("ROLE_NOT_ALLOWED");
            // Allowed: what refuses them is that nobody answers for AWS.
            assertThat(refusal(collector, lookup("audit/TrailReader", "111122223333")))
                    .isNotEqualTo("ROLE_NOT_ALLOWED");
            assertThat(refusal(collector, lookup("Special", "111122223333"))).isNotEqualTo("ROLE_NOT_ALLOWED");
        }
    }

    @Test
    void aLinkOutOfARootIsRefusedWithoutAWordOfTheFile(@TempDir Path root, @TempDir Path outside) throws Exception {
        var secret = Files.writeString(outside.resolve("secret"), "password=opensesame");
        var link = Files.createSymbolicLink(root.resolve("link"), secret);
        try (var collector = collector(root.toString(), "", "")) {
            var refused = refused(collector, CollectorServer.folder(link).build());

            assertThat(refused.getStatus().getCode()).isEqualTo(Code.PERMISSION_DENIED);
            assertThat(refused.getStatus().getDescription())
                    .contains("collector.local-roots")
                    .doesNotContain("opensesame");
            assertThat(refusal(
                            collector,
                            CollectorServer.folder(root.resolve("..").resolve(outside.getFileName()))
                                    .build()))
                    .isEqualTo("OUTSIDE_ROOTS");
        }
    }

    private CollectorServer collector(String buckets, String roles) {
        return collector("", buckets, roles);
    }

    private CollectorServer collector(String roots, String buckets, String roles) {
        return new CollectorServer(
                database,
                Map.of(
                        "collector.local-roots",
                        roots,
                        "collector.allowed-buckets",
                        buckets,
                        "collector.allowed-roles",
                        roles,
                        "collector.collecting",
                        false,
                        "collector.aws-endpoint",
                        "http://127.0.0.1:1",
                        "collector.s3-endpoint",
                        "http://127.0.0.1:1"));
    }

    private static CreateScanRequest bucket(String name) {
        return CreateScanRequest.newBuilder()
                .setSource(Source.newBuilder().setS3(S3Source.newBuilder().setBucket(name)))
                .build();
    }

    private static CreateScanRequest lookup(String role, String... accounts) {
        return CreateScanRequest.newBuilder()
                .setSource(Source.newBuilder()
                        .setLookup(LookupSource.newBuilder()
                                .setRole(AssumedRole.newBuilder().setRoleName(role))))
                .addAllAccountIds(List.of(accounts))
                .build();
    }

    private static CreateScanRequest lastAccessed(String role) {
        return CreateScanRequest.newBuilder()
                .setSource(Source.newBuilder()
                        .setLastAccessed(LastAccessedSource.newBuilder()
                                .setRole(AssumedRole.newBuilder().setRoleName(role))))
                .build();
    }

    /** The reason, with the key to set; empty if the scan was created. */
    private static String refusal(CollectorServer collector, CreateScanRequest request) throws Exception {
        var refused = refused(collector, request);
        return refused == null
                ? ""
                : StatusProto.fromThrowable(refused)
                        .getDetails(0)
                        .unpack(ErrorInfo.class)
                        .getReason();
    }

    private static StatusRuntimeException refused(CollectorServer collector, CreateScanRequest request) {
        return catchThrowableOfType(
                StatusRuntimeException.class, () -> collector.scans().createScan(request));
    }
}
