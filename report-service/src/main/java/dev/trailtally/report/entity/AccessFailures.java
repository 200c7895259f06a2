package dev.trailtally.report.entity;

import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.v1.AccessFailure;
import dev.trailtally.rpc.OptionalFields;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Why IAM data was not collected, from the units of accounts and the jobs of entities. */
public final class AccessFailures {

    private static final AccessFailure NOT_COLLECTED = AccessFailure.newBuilder()
            .setCode("NOT_COLLECTED")
            .setMessage("no scan has collected the account's IAM data")
            .setNextStep("Collect it: CreateScan with last_accessed.")
            .build();

    private static final AccessFailure PENDING =
            AccessFailure.newBuilder().setCode("PENDING").build();

    private AccessFailures() {}

    /** The failure of an account; null if its last scan read everything. */
    static @Nullable AccessFailure ofUnit(Row row) throws SQLException {
        var state = row.textOrNull("state");
        return state == null ? NOT_COLLECTED : ofUnit(row, "", state);
    }

    /** The failure of the organization's reports, from columns that start with its name; null also if none was requested. */
    static @Nullable AccessFailure ofOrganization(Row row) throws SQLException {
        var state = row.textOrNull("organization_state");
        return state == null ? null : ofUnit(row, "organization_", state);
    }

    private static @Nullable AccessFailure ofUnit(Row row, String prefix, String state) throws SQLException {
        return switch (state) {
            case "pending", "running" -> PENDING;
            case "complete" -> null;
            default -> ended(row, prefix);
        };
    }

    /** The failure of an entity's newest job; null if that did not fail. */
    public static @Nullable AccessFailure ofJob(Row row) throws SQLException {
        var state = row.textOrNull("state");
        return "failed".equals(state) || "cancelled".equals(state) ? ended(row, "") : null;
    }

    private static AccessFailure ended(Row row, String prefix) throws SQLException {
        boolean cancelled = row.text(prefix + "state").equals("cancelled");
        var failure = cancelled
                ? AccessFailure.newBuilder()
                        .setCode("CANCELLED")
                        .setMessage("the scan was cancelled")
                        .setNextStep("Start another scan.")
                : AccessFailure.newBuilder()
                        .setCode(row.text(prefix + "failure_code"))
                        .setMessage(Objects.requireNonNullElse(row.textOrNull(prefix + "failure_message"), ""))
                        .setNextStep(Objects.requireNonNullElse(row.textOrNull(prefix + "next_step"), ""));
        OptionalFields.setTime(row.timeOrNull(prefix + "finished_at"), failure::setFailureTime);
        return failure.build();
    }
}
