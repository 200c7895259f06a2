package dev.trailtally.collector.claim;

import static java.util.Objects.requireNonNull;

import dev.trailtally.collector.v1.LastAccessedSource;
import dev.trailtally.rpc.AccountIds;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/**
 * An account of a scan of last-accessed data that this instance may work on until its lease ends.
 *
 * @param holder what scan_unit.claimed_by says of this claim
 * @param organization whether the organization's entities are requested, instead of the account's
 * @param source what the scan asks of IAM, except its accounts
 * @param worked how long collectors had worked on it when this claim was made
 * @param listed whether all of its jobs are known
 */
public record ClaimedAccount(
        long unitId,
        UUID holder,
        UUID scanId,
        long accountId,
        boolean organization,
        LastAccessedSource source,
        Duration worked,
        boolean listed) {

    public ClaimedAccount {
        requireNonNull(holder, "holder is null");
        requireNonNull(scanId, "scanId is null");
        requireNonNull(source, "source is null");
        requireNonNull(worked, "worked is null");
    }

    /** Until the unit's deadline, when this claim was made. */
    public Duration left() {
        return Duration.ofSeconds(source.getUnitDeadline().getSeconds()).minus(worked);
    }

    /** What log lines and spans of its work name. */
    public Map<String, String> workFields() {
        return Map.of("scan", scanId.toString(), "account", AccountIds.format(accountId));
    }
}
