package dev.trailtally.standalone.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.MethodDescriptor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every field of every request of all services, at and beyond the limits of its type. */
@Timeout(300)
@TestInstance(Lifecycle.PER_CLASS)
class ExtremeRequestTest {

    private Contract contract;
    private RightRequests right;
    private ReferenceServer server;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        contract = Contract.read();
        server = ReferenceServer.start(folder);
        right = RightRequests.of(server);
    }

    @AfterAll
    void stop() throws IOException {
        server.close();
    }

    @Test
    void everyRpcAnswersACodeThatTheContractKnows() throws Exception {
        var wrong = new ArrayList<String>();
        var call = new RawCall(server.channel());
        for (var rpc : contract.rpcs()) {
            for (var request : requests(rpc)) {
                call.fault(rpc, request.bytes())
                        .ifPresent(fault -> wrong.add(rpc.getName() + " " + request.what() + ": " + fault));
            }
        }

        assertThat(wrong).isEmpty();
        for (var rpc : contract.rpcs()) {
            assertThat(call.fault(rpc, right.of(rpc).toByteString()))
                    .as("%s afterwards", rpc.getName())
                    .isEmpty();
        }
    }

    private List<ExtremeRequest> requests(MethodDescriptor rpc) {
        var valid = right.of(rpc);
        var requests = new ArrayList<>(ExtremeRequest.of(rpc.getInputType(), valid.toByteString()));
        var field = rpc.getInputType().findFieldByName("page_token");
        for (var token : right.firstToken(rpc).stream().toList()) {
            int half = token.length() / 2;
            for (var damaged :
                    List.of(token.substring(0, half), token.substring(1), token + "AAAA", token + token, "=" + token)) {
                requests.add(ExtremeRequest.withToken(field, valid.toByteString(), damaged));
            }
        }
        return requests;
    }
}
