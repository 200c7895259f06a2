package dev.trailtally.benchmarks.scan;

import dev.trailtally.simulator.Simulator;
import dev.trailtally.simulator.credential.AccessKey;
import java.net.URI;

/**
 * A running simulator, as its clients see it.
 *
 * @param managementKey of a user in the management account
 */
public record Aws(URI endpoint, AccessKey managementKey) {

    public static Aws of(Simulator simulator) {
        return new Aws(simulator.endpoint(), simulator.managementKey());
    }
}
