package dev.trailtally.collector.event;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.trailtally.collector.cloudtrail.Field;
import dev.trailtally.collector.cloudtrail.Reason;
import dev.trailtally.collector.cloudtrail.RecordView;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import java.util.zip.DeflaterOutputStream;
import org.jspecify.annotations.Nullable;

/** record -> event: writes one record into a row of a batch, or tells why it cannot be an event. */
final class EventReader {

    private static final int MAX_RAW_JSON_BYTES = 1 << 20;
    private static final byte[] TRUE = "true".getBytes(US_ASCII);
    private static final byte[] FALSE = "false".getBytes(US_ASCII);
    private static final byte[] FAILURE = "Failure".getBytes(US_ASCII);
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

    private byte[] scratch = new byte[4_096];

    /** The account of a record: its own, else its caller's, else the envelope's, else the key's; -1 where none is known. */
    static long account(RecordView record, @Nullable Long keyAccount) {
        long account = record.account(Field.RECIPIENT_ACCOUNT_ID);
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
        return record.has(Field.EVENT_TIME)
                ? EventTime.epochSecond(record.buffer(), record.from(Field.EVENT_TIME), record.to(Field.EVENT_TIME))
                : EventTime.NONE;
    }

    /** Why the record cannot be an event; null where it can. */
    static @Nullable Reason flaw(RecordView record, long account, long second) {
        if (isBlank(record, Field.EVENT_NAME) || isBlank(record, Field.EVENT_SOURCE)) {
            return Reason.NO_NAME;
        }
        if (second == EventTime.NONE) {
            return Reason.NO_TIME;
        }
        return account == RecordView.NO_ACCOUNT ? Reason.NO_ACCOUNT : null;
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
        batch.errorCode[row] = intern(record, Field.ERROR_CODE, batch.errorCodes);
        batch.sourceIp[row] = intern(record, Field.SOURCE_IP_ADDRESS, batch.sourceIps);
        batch.userAgent[row] = intern(record, Field.USER_AGENT, batch.userAgents);
        batch.identity[row] = identity(record, account, batch);
        batch.flags[row] = flags(record);
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
        if (record.isEscaped(field)) {
            var text = record.bytes(field);
            return table.intern(text, 0, text.length);
        }
        return table.intern(record.buffer(), record.from(field), record.to(field));
    }

    private int action(RecordView record, EventBatch batch) {
        int length = append(record, Field.EVENT_SOURCE, 0);
        scratch[length++] = 0;
        length = append(record, Field.EVENT_NAME, length);
        return batch.actions.intern(scratch, 0, length);
    }

    private int identity(RecordView record, long account, EventBatch batch) {
        int length = 0;
        for (var field : IDENTITY) {
            length = record.has(field) ? append(record, field, length) : length;
            scratch[length++] = 0;
        }
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            scratch[length++] = (byte) (account >>> shift);
        }
        int known = batch.identities.size();
        int index = batch.identityKeys.intern(scratch, 0, length);
        if (index == known) {
            batch.identities.add(Identity.of(members(record), "%012d".formatted(account)));
        }
        return index;
    }

    /** Appends the member's bytes, escapes and all, to the scratch, and leaves room for what follows. */
    private int append(RecordView record, Field field, int at) {
        int from = record.from(field);
        int length = record.to(field) - from;
        if (at + length + Long.BYTES * IDENTITY.length > scratch.length) {
            scratch = Arrays.copyOf(scratch, (at + length) * 2 + Long.BYTES * IDENTITY.length);
        }
        System.arraycopy(record.buffer(), from, scratch, at, length);
        return at + length;
    }

    private static Identity.Members members(RecordView record) {
        return new Identity.Members(
                record.string(Field.TYPE),
                record.string(Field.PRINCIPAL_ID),
                record.string(Field.ARN),
                record.string(Field.ACCOUNT_ID),
                record.string(Field.ACCESS_KEY_ID),
                record.string(Field.USER_NAME),
                record.string(Field.INVOKED_BY),
                record.string(Field.IDENTITY_PROVIDER),
                record.string(Field.CREDENTIAL_ID),
                record.string(Field.ON_BEHALF_OF_USER_ID),
                record.string(Field.ON_BEHALF_OF_IDENTITY_STORE_ARN),
                record.string(Field.ISSUER_ARN),
                record.string(Field.ISSUER_USER_NAME));
    }

    private static byte flags(RecordView record) {
        int flags = 0;
        if (record.has(Field.ERROR_CODE)
                || record.has(Field.ERROR_MESSAGE)
                || record.is(Field.CONSOLE_LOGIN, FAILURE)) {
            flags |= Flags.FAILED;
        }
        if (record.is(Field.READ_ONLY, TRUE)) {
            flags |= Flags.READ_ONLY_KNOWN | Flags.READ_ONLY;
        } else if (record.is(Field.READ_ONLY, FALSE)) {
            flags |= Flags.READ_ONLY_KNOWN;
        }
        return (byte) flags;
    }

    private static void identify(RecordView record, int row, EventBatch batch) {
        boolean named = !isBlank(record, Field.EVENT_ID);
        if (named && EventId.isUuid(record.buffer(), record.from(Field.EVENT_ID), record.to(Field.EVENT_ID))) {
            batch.idHigh[row] = EventId.high(record.buffer(), record.from(Field.EVENT_ID));
            batch.idLow[row] = EventId.low(record.buffer(), record.from(Field.EVENT_ID));
            return;
        }
        UUID id;
        if (named) {
            var name = record.bytes(Field.EVENT_ID);
            id = EventId.ofName(name);
            batch.originalIds.put(row, new String(name, StandardCharsets.UTF_8));
        } else {
            id = EventId.ofContent(record.json());
        }
        batch.idHigh[row] = id.getMostSignificantBits();
        batch.idLow[row] = id.getLeastSignificantBits();
    }

    private static boolean isBlank(RecordView record, Field field) {
        return !record.has(field) || record.from(field) == record.to(field);
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
