package dev.trailtally.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trailtally.report.v1.Account;
import dev.trailtally.report.v1.ListAccountsRequest;
import dev.trailtally.report.v1.ReportServiceGrpc;
import io.grpc.netty.NettyChannelBuilder;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process of its own, because it ends by a signal. */
class ServeCommandTest {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Pattern PORT = Pattern.compile("Serving gRPC on 127\\.0\\.0\\.1:([0-9]+)");
    private static final int TERMINATED = 143;

    @TempDir
    Path folder;

    @Test
    void itAnswersFromTheSampleAndStopsInOrder() throws Exception {
        var keep = folder.resolve("kept");
        var process = start("serve", "--port", "0", "--keep", keep.toString());
        try {
            await().atMost(PATIENCE).until(() -> talk().contains("Ctrl-C stops") || !process.isAlive());

            assertThat(accounts(port())).containsExactly("012345678901", "111122223333", "210987654321");
            assertThat(Files.readString(out())).contains("grpcurl -plaintext -d '{\"account_id\": \"", "A0000000000");
            assertThat(talk()).contains("Collected from ").containsPattern("records +[0-9,]+ read = ");
        } finally {
            process.destroy();
        }
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(talk()).isEqualTo(TERMINATED);
        assertThat(keep.resolve("postgresql/postmaster.pid")).doesNotExist();
    }

    @Test
    void whatCouldNotBeReadIsToldAndOnlyCallsThatWorkAreShown() throws Exception {
        Files.writeString(Files.createDirectory(folder.resolve("logs")).resolve("broken.json"), "{\"Records\": [{");
        var process =
                start("serve", "--port", "0", "--logs", folder.resolve("logs").toString());
        try {
            await().atMost(PATIENCE).until(() -> talk().contains("Ctrl-C stops") || !process.isAlive());

            assertThat(talk()).contains("1 not readable to the end", "failed     ", "broken.json");
            assertThat(Files.readString(out()))
                    .contains("ScanService/CreateScan", "ScanService/ListScans")
                    .doesNotContain("account_id", "access_key_id");
        } finally {
            process.destroy();
        }
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void withoutTheSampleThereIsNothing() throws Exception {
        var process = start("serve", "--port", "0", "--no-sample");
        try {
            await().atMost(PATIENCE).until(() -> talk().contains("Ctrl-C stops") || !process.isAlive());

            assertThat(accounts(port())).isEmpty();
            assertThat(talk()).doesNotContain("ollect");
        } finally {
            process.destroy();
        }
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void itEndsSoonAfterPostgresqlWithItsReasonAndNoStackTrace() throws Exception {
        var keep = folder.resolve("kept");
        var process = start("serve", "--port", "0", "--no-sample", "--keep", keep.toString());
        try {
            await().atMost(PATIENCE).until(() -> talk().contains("Ctrl-C stops") || !process.isAlive());
            var pid = Files.readString(keep.resolve("postgresql/postmaster.pid"))
                    .lines()
                    .findFirst()
                    .orElseThrow();
            ProcessHandle.of(Long.parseLong(pid)).orElseThrow().destroyForcibly();

            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(talk()).isEqualTo(ExitCode.FAILURE);
        assertThat(talk())
                .contains("PostgreSQL (process ", "has ended unexpectedly", "Stored data is kept")
                .contains("The full log: " + keep.toRealPath().resolve("postgresql.log"))
                .doesNotContain("\tat ", "Exception", " WARN ", " ERROR ");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keep.resolve("trailtally.log"))))
                .isEqualTo("rw-------");
    }

    private Process start(String... args) throws IOException {
        var command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Dtrailtally.cache=" + System.getProperty("trailtally.cache"),
                "-cp",
                System.getProperty("java.class.path"),
                TrailtallyCommand.class.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command)
                .redirectOutput(out().toFile())
                .redirectError(new File(folder.toFile(), "talk"))
                .start();
    }

    private static List<String> accounts(int port) {
        var channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        try {
            return ReportServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .listAccounts(ListAccountsRequest.getDefaultInstance())
                    .getAccountsList()
                    .stream()
                    .map(Account::getAccountId)
                    .toList();
        } finally {
            channel.shutdownNow();
        }
    }

    private int port() throws IOException {
        var matcher = PORT.matcher(talk());
        assertThat(matcher.find()).as(talk()).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    private String talk() throws IOException {
        return Files.readString(folder.resolve("talk"));
    }

    private Path out() {
        return folder.resolve("out");
    }
}
