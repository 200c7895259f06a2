package dev.trailtally.standalone.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.MethodDescriptor;
import dev.trailtally.rpc.PageToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Hostile requests that Jazzer makes of right ones, guided by coverage, if JAZZER_FUZZ is set; without it, the right ones and
 * the inputs that failed once. The first byte of an input names the rpc.
 */
@Timeout(300)
@TestInstance(Lifecycle.PER_CLASS)
class RequestFuzzTest {

    private static final String SEPARATOR = "\n";

    private ReferenceServer server;
    private RightRequests right;
    private List<MethodDescriptor> rpcs;
    private List<MethodDescriptor> paged;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        server = ReferenceServer.start(folder);
        right = RightRequests.of(server);
        rpcs = Contract.read().rpcs();
        paged = rpcs.stream()
                .filter(rpc -> rpc.getInputType().findFieldByName("page_token") != null)
                .toList();
    }

    @AfterAll
    void stop() throws IOException {
        server.close();
    }

    /** Each right request: once behind itself, and once alone. */
    List<byte[]> requests() {
        return IntStream.range(0, rpcs.size() * 2)
                .mapToObj(i -> input(
                        i, right.of(rpcs.get(i % rpcs.size())).toByteString().toByteArray()))
                .toList();
    }

    /** The first byte is the rpc, and whether the others follow a right request or are all of it. */
    @MethodSource("requests")
    @FuzzTest
    void aRequestOfAnyBytesIsAnsweredByACodeThatTheContractKnows(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        int choice = bytes[0] & 0xff;
        var rpc = rpcs.get(choice % rpcs.size());
        var rest = ByteString.copyFrom(bytes, 1, bytes.length - 1);
        boolean follows = choice / rpcs.size() % 2 == 0;
        check(rpc, follows ? right.of(rpc).toByteString().concat(rest) : rest);
    }

    /** What the last row of a page may look like. */
    List<byte[]> tokens() {
        return IntStream.range(0, paged.size())
                .boxed()
                .flatMap(rpc -> Stream.of(
                                "",
                                "012345678901",
                                "012345678901\ns3.amazonaws.com",
                                "2024-05-01T10:00:00Z\n012345678901\n00000000-0000-4000-8000-000000000001",
                                "1\n2\n3\n4\n5")
                        .map(row -> input(rpc, row.getBytes(StandardCharsets.UTF_8))))
                .toList();
    }

    /** A token in the form of the rpc's own ones: its parts are the lines of the input. */
    @MethodSource("tokens")
    @FuzzTest
    void aTokenOfAnyRowIsAnsweredByACodeThatTheContractKnows(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        var rpc = paged.get((bytes[0] & 0xff) % paged.size());
        var row = new String(bytes, 1, bytes.length - 1, StandardCharsets.UTF_8);
        var request = right.of(rpc);
        var token = PageToken.after(request, List.of(row.split(SEPARATOR, -1)));
        check(
                rpc,
                request.toBuilder()
                        .setField(rpc.getInputType().findFieldByName("page_token"), token)
                        .build()
                        .toByteString());
    }

    private void check(MethodDescriptor rpc, ByteString request) {
        assertThat(new RawCall(server.channel()).fault(rpc, request))
                .as("what is wrong with the answer of %s", rpc.getName())
                .isEmpty();
    }

    private static byte[] input(int first, byte[] rest) {
        var bytes = Arrays.copyOf(new byte[] {(byte) first}, 1 + rest.length);
        System.arraycopy(rest, 0, bytes, 1, rest.length);
        return bytes;
    }
}
