package dev.trailtally.standalone.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every field of every request of all services, with values that are not allowed. */
@Timeout(300)
@TestInstance(Lifecycle.PER_CLASS)
class RequestCheckTest {

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
    void aWrongValueIsRefusedByTheNameOfItsField() throws Exception {
        var accepted = new ArrayList<String>();
        for (var rpc : contract.rpcs()) {
            for (var wrong : WrongRequest.of(right.of(rpc))) {
                refusal(rpc, wrong).ifPresent(said -> accepted.add(rpc.getName() + " " + wrong + ": " + said));
            }
        }

        assertThat(accepted).isEmpty();
    }

    @Test
    void whatIsNoTokenOrTheTokenOfAnotherRpcIsRefused() throws Exception {
        var tokens = new ArrayList<>(List.of(Map.entry("", "x"), Map.entry("", "AAAA"), Map.entry("", "!")));
        for (var rpc : contract.rpcs()) {
            right.firstToken(rpc).ifPresent(token -> tokens.add(Map.entry(rpc.getName(), token)));
        }
        var accepted = new ArrayList<String>();
        for (var rpc : contract.rpcs()) {
            var field = rpc.getInputType().findFieldByName("page_token");
            if (field != null) {
                for (var token : tokens) {
                    if (!token.getKey().equals(rpc.getName())) {
                        var asked = right.of(rpc).toBuilder()
                                .setField(field, token.getValue())
                                .build();
                        refusal(rpc, new WrongRequest("page_token", token.getKey(), asked))
                                .ifPresent(said -> accepted.add(rpc.getName() + " " + token + ": " + said));
                    }
                }
            }
        }

        assertThat(tokens).as("tokens that servers gave").hasSizeGreaterThan(10);
        assertThat(accepted).isEmpty();
    }

    /** What is wrong with the answer; empty if it is correct. */
    private Optional<String> refusal(MethodDescriptor rpc, WrongRequest wrong) throws InvalidProtocolBufferException {
        try {
            new DynamicCall(server.channel()).send(rpc, wrong.message()).forEachRemaining(answer -> {});
            return Optional.of("accepted");
        } catch (StatusRuntimeException e) {
            var said = String.valueOf(e.getMessage());
            var refused = e.getStatus().getCode() == Status.Code.INVALID_ARGUMENT
                    && named(e).filter(field -> !field.isEmpty())
                            .map(wrong.field()::startsWith)
                            .orElse(false);
            return refused ? Optional.empty() : Optional.of(said.length() <= 200 ? said : said.substring(0, 200));
        }
    }

    /** The field that an INVALID_ARGUMENT names. */
    private static Optional<String> named(StatusRuntimeException failure) throws InvalidProtocolBufferException {
        for (Any detail :
                Objects.requireNonNull(StatusProto.fromThrowable(failure)).getDetailsList()) {
            if (detail.is(BadRequest.class)) {
                return Optional.of(
                        detail.unpack(BadRequest.class).getFieldViolations(0).getField());
            }
        }
        return Optional.empty();
    }
}
