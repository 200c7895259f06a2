package dev.trailtally.simulator.credential;

import dev.trailtally.simulator.http.Reply;
import java.time.Duration;

/** One service of AWS. */
public interface AwsApi {

    /** Throws a refusal if the request is not admitted: throttled, not allowed, not simulated. */
    default void admit(SignedRequest request) {}

    /** How long the answer to an admitted request takes. */
    default Duration latency() {
        return Duration.ZERO;
    }

    Reply answer(SignedRequest request);
}
