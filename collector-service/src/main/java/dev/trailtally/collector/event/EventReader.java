package dev.trailtally.collector.event;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.trailtally.collector.cloudtrail.Category;
import dev.trailtally.collector.cloudtrail.Field;
import dev.trailtally.collector.cloudtrail.Reason;
import dev.trailtally.collector.cloudtrail.RecordView;
import dev.trailtally.rpc.AccountIds;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.zip.DeflaterOutputStream;
import org.jspecify.annotations.Nullable;

/** record -> event: writes one record into a row of a batch, or reports why it cannot be an event. */
final class EventReader {

    private static final Pattern LIKE_A_TIME = Pattern.compile("[0-9TZ:.+/ -]{1,40}");

    private static final int MAX_RAW_JSON_BYTES = 1 << 20;
    private static final byte[] TRUE = "true".getBytes(US_ASCII);
    private static final byte[] FALSE = "false".getBytes(US_ASCII);
    private static final byte[] INSIGHT_SOURCE = "cloudtrail.amazonaws.com".getBytes(US_ASCII);
    private static final byte[] INSIGHT_NAME = "AwsCloudTrailInsight".getBytes(US_ASCII);
    private static final byte[] AGGREGATED_NAME = "AwsAggregatedEvent".getBytes(US_ASCII);
    private static final Field[] IDENTITY = {
        Field.TYPE,
        Field.PRINCIPAL_ID,
        Field.ARN,
        Field.ACCOUNT_ID,
        Field.ACCESS_KEY_ID,
        Field.USER_NAME,
        Field.INVOKED_BY,
        Field.IDENTITY_PROVIDER,
        Field.CREDENTIAL_ID,
        Field.ON_BEHALF_OF_USER_ID,
        Field.ON_BEHALF_OF_IDENTITY_STORE_ARN,
        Field.ISSUER_ARN,
        Field.ISSUER_USER_NAME
    };

    /** Partitions by how the names of their regions start; of all others "aws". */
    private static final Map<String, String> PARTITIONS = Map.of(
            "cn-", "aws-cn",
            "us-gov-", "aws-us-gov",
            "us-iso-", "aws-iso",
            "us-isob-", "aws-iso-b",
            "eu-isoe-", "aws-iso-e",
            "us-isof-", "aws-iso-f",
            "eusc-", "aws-eusc");

    private static final Duration AHEAD = Duration.ofDays(1);

    private final Clock clock;
    private byte[] scratch = new byte[4_096];

    EventReader(Clock clock) {
        this.clock = clock;
    }

    /**
     * The account of a record: its own, else its caller's, else the envelope's, else the key's; -1 if none is known.
     */
    static long account(RecordView record, @Nullable Long keyAccount) {
        long account = record.account(
                record.category() == Category.AGGREGATED ? Field.AGGREGATED_ACCOUNT_ID : Field.RECIPIENT_ACCOUNT_ID);
        if (account == RecordView.NO_ACCOUNT) {
            account = record.account(Field.ACCOUNT_ID);
        }
        if (account == RecordView.NO_ACCOUNT) {
            account = record.envelopeAccount();
        }
        return account == RecordView.NO_ACCOUNT && keyAccount != null ? keyAccount : account;
    }

    /** Seconds since 1970, or {@link EventTime#NONE}. */
    static long second(RecordView record) {
        var field = record.category() == Category.AGGREGATED ? Field.WINDOW_START : Field.EVENT_TIME;
        return record.has(field)
                ? EventTime.epochSecond(record.buffer(), record.from(field), record.to(field))
                : EventTime.NONE;
    }

    /** Why the record cannot be an event; null if it can. */
    @Nullable
    Reason flaw(RecordView record, long account, long second) {
        boolean named = !record.isEmpty(Field.EVENT_NAME) && !record.isEmpty(Field.EVENT_SOURCE);
        if (!named && !record.category().isSummary()) {
            return Reason.NO_NAME;
        }
        if (second == EventTime.NONE) {
            return Reason.NO_TIME;
        }
        if (second < EventTime.FIRST_SECOND
                || second > clock.instant().plus(AHEAD).getEpochSecond()) {
            return Reason.TIME_OUT_OF_RANGE;
        }
        return account == RecordView.NO_ACCOUNT ? Reason.NO_ACCOUNT : null;
    }

    /**
     * The part of the record's identity that is not its own, so that only a whole object vouches for it: an id made of
     * its content, the account of the object's key. Null if nothing.
     */
    static @Nullable Reason guess(RecordView record) {
        if (!hasUuid(record)) {
            return Reason.NO_ID;
        }
        return account(record, null) == RecordView.NO_ACCOUNT ? Reason.NO_ACCOUNT : null;
    }

    private static boolean hasUuid(RecordView record) {
        var field = idField(record);
        return record.has(field) && EventId.isUuid(record.buffer(), record.from(field), record.to(field));
    }

    /** An addendum repeats an event with more data, under an event id of its own. */
    private static Field idField(RecordView record) {
        if (!record.isEmpty(Field.ORIGINAL_EVENT_ID)) {
            return Field.ORIGINAL_EVENT_ID;
        }
        return record.category() == Category.AGGREGATED ? Field.AGGREGATED_EVENT_ID : Field.EVENT_ID;
    }

    /** The flaw in words; what a file holds that is no log must not show here, so of its texts only one that looks like a time. */
    static String detail(Reason flaw, RecordView record) {
        return Rejections.bounded(
                switch (flaw) {
                    case NO_NAME -> "eventName or eventSource is missing";
                    case NO_TIME ->
                        record.has(Field.EVENT_TIME)
                                ? "eventTime is neither an ISO 8601 time nor an epoch number: "
                                        + shownTime(record.string(Field.EVENT_TIME))
                                : "eventTime is missing";
                    case TIME_OUT_OF_RANGE ->
                        "eventTime is before 2000-01-01T00:00:00Z or more than a day ahead: "
                                + shownTime(record.string(Field.EVENT_TIME));
                    case NO_ACCOUNT ->
                        "no twelve-digit account in recipientAccountId or userIdentity, nor in the key of a whole object";
                    case NO_ID -> "no eventID that is a UUID, in a damaged object";
                    default -> flaw.name();
                });
    }

    private static String shownTime(String text) {
        return LIKE_A_TIME.matcher(text).matches() ? "\"" + text + "\"" : "a text of " + text.length() + " characters";
    }

    /** Adds the record as a row. */
    void add(RecordView record, long account, long second, long objectId, boolean keepRaw, EventBatch batch) {
        int row = batch.newRow();
        batch.account[row] = account;
        batch.second[row] = second;
        batch.objectId[row] = objectId;
        batch.number[row] = record.number();
        batch.offset[row] = record.offset();
        batch.region[row] = intern(record, Field.AWS_REGION, batch.regions);
        batch.action[row] = action(record, batch);
        var errorCode = Failure.errorCode(record);
        batch.errorCode[row] = errorCode == null ? EventBatch.ABSENT : intern(record, errorCode, batch.errorCodes);
        batch.sourceIp[row] = intern(record, Field.SOURCE_IP_ADDRESS, batch.sourceIps);
        batch.userAgent[row] = intern(record, Field.USER_AGENT, batch.userAgents);
        batch.identity[row] = identity(record, account, batch);
        batch.flags[row] = flags(record);
        batch.category[row] = (byte) record.category().number();
        share(record, row, batch);
        identify(record, row, batch);
        if (keepRaw) {
            var json = record.json();
            if (json.length <= MAX_RAW_JSON_BYTES) {
                batch.keepRaw(row, compressed(json));
            }
        }
    }

    static int intern(RecordView record, Field field, TextTable table) {
        if (!record.has(field)) {
            return EventBatch.ABSENT;
        }
        if (record.isEscaped(field) || record.to(field) - record.from(field) > BoundedText.MAX_BYTES) {
            var text = bounded(record, field, BoundedText.MAX_BYTES);
            return table.intern(text, 0, text.length);
        }
        return table.intern(record.buffer(), record.from(field), record.to(field));
    }

    private static byte[] bounded(RecordView record, Field field, int maxBytes) {
        var text = record.bytes(field);
        return BoundedText.bytes(text, 0, text.length, maxBytes);
    }

    private int action(RecordView record, EventBatch batch) {
        var category = record.category();
        boolean insight = category == Category.INSIGHT;
        int length = actionPart(record, insight ? Field.INSIGHT_SOURCE : Field.EVENT_SOURCE, INSIGHT_SOURCE, 0);
        scratch[length++] = 0;
        length = category == Category.AGGREGATED
                ? append(AGGREGATED_NAME, 0, AGGREGATED_NAME.length, length)
                : actionPart(record, insight ? Field.INSIGHT_NAME : Field.EVENT_NAME, INSIGHT_NAME, length);
        return batch.actions.intern(scratch, 0, length);
    }

    /** @param instead of a member that is missing, which only Insight and aggregated events may lack */
    private int actionPart(RecordView record, Field field, byte[] instead, int at) {
        return record.isEmpty(field)
                ? append(instead, 0, instead.length, at)
                : append(record, field, BoundedText.MAX_ACTION_PART_BYTES, at);
    }

    private int identity(RecordView record, long account, EventBatch batch) {
        int length = 0;
        for (var field : IDENTITY) {
            length = record.has(field) ? append(record, field, BoundedText.MAX_BYTES, length) : length;
            scratch[length++] = 0;
        }
        if (record.isEmpty(Field.ARN) && record.has(Field.AWS_REGION)) { // its partition then makes the ARN
            length = append(record, Field.AWS_REGION, BoundedText.MAX_BYTES, length);
        }
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            scratch[length++] = (byte) (account >>> shift);
        }
        int known = batch.identities.size();
        int index = batch.identityKeys.intern(scratch, 0, length);
        if (index == known) {
            batch.identities.add(Identity.of(members(record), AccountIds.format(account)));
        }
        return index;
    }

    /** Appends the member's text to the scratch, and leaves room for what follows. */
    private int append(RecordView record, Field field, int maxBytes, int at) {
        if (record.isEscaped(field) || record.to(field) - record.from(field) > maxBytes) {
            var text = bounded(record, field, maxBytes);
            return append(text, 0, text.length, at);
        }
        return append(record.buffer(), record.from(field), record.to(field), at);
    }

    private int append(byte[] source, int from, int to, int at) {
        int length = to - from;
        if (at + length + Long.BYTES * IDENTITY.length > scratch.length) {
            scratch = Arrays.copyOf(scratch, (at + length) * 2 + Long.BYTES * IDENTITY.length);
        }
        System.arraycopy(source, from, scratch, at, length);
        return at + length;
    }

    private static Identity.Members members(RecordView record) {
        return new Identity.Members(
                text(record, Field.TYPE),
                text(record, Field.PRINCIPAL_ID),
                text(record, Field.ARN),
                text(record, Field.ACCOUNT_ID),
                text(record, Field.ACCESS_KEY_ID),
                text(record, Field.USER_NAME),
                text(record, Field.INVOKED_BY),
                text(record, Field.IDENTITY_PROVIDER),
                text(record, Field.CREDENTIAL_ID),
                text(record, Field.ON_BEHALF_OF_USER_ID),
                text(record, Field.ON_BEHALF_OF_IDENTITY_STORE_ARN),
                text(record, Field.ISSUER_ARN),
                text(record, Field.ISSUER_USER_NAME),
                partition(record.string(Field.AWS_REGION)));
    }

    private static String text(RecordView record, Field field) {
        return BoundedText.text(record.string(field));
    }

    private static String partition(String region) {
        return PARTITIONS.entrySet().stream()
                .filter(partition -> region.startsWith(partition.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("aws");
    }

    private static byte flags(RecordView record) {
        int flags = Failure.isIn(record) ? Flags.FAILED : 0;
        if (record.is(Field.READ_ONLY, TRUE)) {
            flags |= Flags.READ_ONLY_KNOWN | Flags.READ_ONLY;
        } else if (record.is(Field.READ_ONLY, FALSE)) {
            flags |= Flags.READ_ONLY_KNOWN;
        }
        if (idField(record) == Field.ORIGINAL_EVENT_ID) {
            flags |= Flags.ADDENDUM;
        }
        return (byte) flags;
    }

    private static void share(RecordView record, int row, EventBatch batch) {
        var field = Field.SHARED_EVENT_ID;
        boolean shared = record.has(field) && EventId.isUuid(record.buffer(), record.from(field), record.to(field));
        batch.sharedHigh[row] = shared ? EventId.high(record.buffer(), record.from(field)) : 0;
        batch.sharedLow[row] = shared ? EventId.low(record.buffer(), record.from(field)) : 0;
    }

    private static void identify(RecordView record, int row, EventBatch batch) {
        var field = idField(record);
        if (hasUuid(record)) {
            batch.idHigh[row] = EventId.high(record.buffer(), record.from(field));
            batch.idLow[row] = EventId.low(record.buffer(), record.from(field));
            return;
        }
        UUID id;
        if (!record.isEmpty(field)) {
            var name = record.bytes(field);
            id = EventId.ofName(name);
            batch.keepOriginalId(row, BoundedText.text(new String(name, StandardCharsets.UTF_8)));
        } else {
            id = EventId.ofContent(record.json());
        }
        batch.idHigh[row] = id.getMostSignificantBits();
        batch.idLow[row] = id.getLeastSignificantBits();
    }

    private static byte[] compressed(byte[] json) {
        var bytes = new ByteArrayOutputStream(json.length / 2);
        try (var deflater = new DeflaterOutputStream(bytes)) {
            deflater.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail to be written", e);
        }
        return bytes.toByteArray();
    }
}
