package dev.trailtally.standalone.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.MethodDescriptor;
import dev.trailtally.standalone.reference.ReferenceText.AnsweredExample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** -Dreference.write=true rewrites the reference. */
@Timeout(300)
@TestInstance(Lifecycle.PER_CLASS)
class ReferenceTest {

    private static final Path README = Path.of(System.getProperty("project.root", "../.."), "proto/README.md");
    private static final String MARK = "<!-- What follows is generated: see CONTRIBUTING.md, \"The contract\". -->\n";
    private static final String HOW_TO_WRITE = "write it anew with -Dreference.write=true, and read the difference";

    private Contract contract;
    private List<Example> examples;
    private ReferenceServer server;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        contract = Contract.read();
        examples = Example.all();
        server = ReferenceServer.start(folder);
    }

    @AfterAll
    void stop() throws IOException {
        server.close();
    }

    @Test
    void everyRpcHasAnExample() {
        assertThat(examples.stream().map(Example::fullName).distinct())
                .containsExactlyInAnyOrderElementsOf(contract.rpcs().stream()
                        .map(MethodDescriptor::getFullName)
                        .toList());
    }

    @Test
    void theServerAnswersAsTheReferenceSays() throws Exception {
        var text = reference(new ReflectionCaller(server.channel()));
        if (Boolean.getBoolean("reference.write")) {
            var written = Files.readString(README);
            Files.writeString(README, written.substring(0, written.indexOf(MARK) + MARK.length()) + text);
        }

        assertThat(generated()).as(HOW_TO_WRITE).isEqualTo(text);
    }

    @Test
    void grpcurlIsAnsweredTheSame() throws Exception {
        var grpcurl = Grpcurl.find();
        Assumptions.assumeTrue(grpcurl.isPresent(), "grpcurl is not installed");

        var text = reference(new Grpcurl(grpcurl.orElseThrow(), server.port()));

        assertThat(text)
                .as("what grpcurl prints, beside the answers by reflection")
                .isEqualTo(reference(new ReflectionCaller(server.channel())));
    }

    private static String generated() throws IOException {
        var written = Files.readString(README);
        assertThat(written).contains(MARK);
        return written.substring(written.indexOf(MARK) + MARK.length());
    }

    private String reference(Caller caller) throws Exception {
        var text = new AnswerText(server.logFolder());
        var answered = new ArrayList<AnsweredExample>();
        for (var example : examples) {
            var reply = caller.call(example.rpc(), server.filled(example.request()));
            answered.add(new AnsweredExample(example, text.of(reply, isUnordered(example))));
        }
        return ReferenceText.of(
                contract,
                rpc -> answered.stream()
                        .filter(found -> found.example().fullName().equals(rpc.getFullName()))
                        .toList());
    }

    /** Streams about several accounts are in no order. */
    private boolean isUnordered(Example example) {
        return contract.rpcs().stream()
                .filter(rpc -> rpc.getFullName().equals(example.fullName()))
                .anyMatch(rpc -> rpc.isServerStreaming() && rpc.getInputType().findFieldByName("accounts") != null);
    }
}
