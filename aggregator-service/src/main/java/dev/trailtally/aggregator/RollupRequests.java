package dev.trailtally.aggregator;

import com.google.protobuf.Timestamp;
import dev.trailtally.aggregator.v1.VerifyRollupsRequest;
import dev.trailtally.aggregator.verification.Scope;
import dev.trailtally.rpc.AccountIds;
import dev.trailtally.rpc.RpcErrors;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.regex.Pattern;

/** Requests as domain values; throws the contract's INVALID_ARGUMENT for malformed ones. */
final class RollupRequests {

    private static final long MIN_SECONDS =
            Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();
    private static final long MAX_SECONDS =
            Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
    private static final Pattern DAY = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

    private RollupRequests() {}

    static Scope scope(VerifyRollupsRequest request) {
        var accounts = Arrays.stream(AccountIds.parse("account_ids", request.getAccountIdsList()));
        var start = request.hasStartTime() ? instant("start_time", request.getStartTime()) : null;
        var end = request.hasEndTime() ? instant("end_time", request.getEndTime()) : null;
        if (start != null && end != null && !start.isBefore(end)) {
            throw RpcErrors.invalidArgument("end_time", end + " is not after start_time " + start);
        }
        return new Scope(
                accounts.distinct().boxed().toList(),
                start == null ? null : LocalDate.ofInstant(start, ZoneOffset.UTC),
                end == null
                        ? null
                        : LocalDate.ofInstant(end.minusNanos(1), ZoneOffset.UTC).plusDays(1));
    }

    static LocalDate keepFrom(String text, LocalDate today) {
        if (!DAY.matcher(text).matches()) {
            throw RpcErrors.invalidArgument("keep_from", "\"" + text + "\" is not a day; yyyy-mm-dd is required");
        }
        try {
            var day = LocalDate.parse(text);
            if (day.isAfter(today)) {
                throw RpcErrors.invalidArgument(
                        "keep_from", day + " is in the future; at most today, " + today + " (UTC), is allowed");
            }
            return day;
        } catch (DateTimeException e) {
            throw RpcErrors.invalidArgument(
                    "keep_from", "\"" + text + "\" is not a calendar day; yyyy-mm-dd is required");
        }
    }

    private static Instant instant(String field, Timestamp time) {
        if (time.getSeconds() < MIN_SECONDS
                || time.getSeconds() > MAX_SECONDS
                || time.getNanos() < 0
                || time.getNanos() > 999_999_999) {
            throw RpcErrors.invalidArgument(
                    field,
                    "%d seconds and %d nanoseconds from 1970; years 0001 to 9999 are allowed"
                            .formatted(time.getSeconds(), time.getNanos()));
        }
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }
}
