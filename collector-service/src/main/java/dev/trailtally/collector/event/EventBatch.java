package dev.trailtally.collector.event;

import dev.trailtally.collector.cloudtrail.Reason;
import dev.trailtally.collector.configuration.CollectorConfiguration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Events of one scan that are written in one transaction, column by column; texts are numbers of the batch's own tables
 * ({@link #ABSENT} if a record has none). Filled by one thread, then passed on as a whole.
 */
public final class EventBatch {

    /** Rows are numbered in 16 bits when they are sorted. */
    public static final int MAX_EVENTS = CollectorConfiguration.MAX_BATCH_EVENTS;

    /** Texts and raw JSON are held by the batch until it is written. */
    static final long MAX_HELD_BYTES = 64L << 20;

    static final int MAX_OBJECTS = 5_000;
    static final int MAX_REJECTIONS = 20_000;

    /** The number of a text that is not there. */
    public static final int ABSENT = -1;

    private static final int INITIAL = 4_096;

    /** An account and a region, as the batch's number. */
    public record Unit(long account, int region) {}

    public final UUID scanId;
    /** When the listing of the scan's log objects began; null for events of LookupEvents. */
    public final @Nullable Instant listedAt;

    public long[] account = new long[INITIAL];
    public long[] second = new long[INITIAL];
    public long[] idHigh = new long[INITIAL];
    public long[] idLow = new long[INITIAL];
    public int[] region = new int[INITIAL];
    public int[] action = new int[INITIAL];
    public int[] errorCode = new int[INITIAL];
    public int[] identity = new int[INITIAL];
    public int[] sourceIp = new int[INITIAL];
    public int[] userAgent = new int[INITIAL];
    public byte[] flags = new byte[INITIAL];
    /** Numbers of {@link dev.trailtally.collector.cloudtrail.Category}. */
    public byte[] category = new byte[INITIAL];
    /** With sharedLow the sharedEventID; both are 0 if there is none. */
    public long[] sharedHigh = new long[INITIAL];

    public long[] sharedLow = new long[INITIAL];
    public long[] objectId = new long[INITIAL];
    public long[] number = new long[INITIAL];
    public long[] offset = new long[INITIAL];

    public final TextTable regions = new TextTable();
    /** Event source and event name, joined by NUL. */
    public final TextTable actions = new TextTable();

    public final TextTable errorCodes = new TextTable();
    public final TextTable sourceIps = new TextTable();
    public final TextTable userAgents = new TextTable();
    public final List<Identity> identities = new ArrayList<>();
    final TextTable identityKeys = new TextTable();

    /** The eventID of rows whose eventID is no UUID. */
    public final Map<Integer, String> originalIds = new HashMap<>();
    /** The JSON of rows, if the scan keeps it; compressed. */
    public final Map<Integer, byte[]> raws = new HashMap<>();

    /** By object; empty for events of LookupEvents, which come in units. */
    public final Map<Long, ObjectProgress> objects = new HashMap<>();

    public final Map<Long, UnitProgress> units = new HashMap<>();
    public final Rejections rejections;
    /** Rows that are counted as rejected, because retention has dropped the events of their time. */
    public final BitSet beyondRetention = new BitSet();

    public final Map<Unit, Long> rejectedByUnit = new HashMap<>();
    public long excluded;
    public long ignored;

    private int size;
    private long looseBytes;

    public EventBatch(UUID scanId, @Nullable Instant listedAt) {
        this(scanId, listedAt, new Rejections());
    }

    EventBatch(UUID scanId, @Nullable Instant listedAt, Rejections rejections) {
        this.scanId = scanId;
        this.listedAt = listedAt;
        this.rejections = rejections;
    }

    /** Rows. */
    public int size() {
        return size;
    }

    /** Under which claims the batch's objects were read: object and holder. */
    public Map<Long, UUID> claims() {
        var claims = new HashMap<Long, UUID>();
        objects.values().forEach(object -> claims.put(object.objectId(), object.holder()));
        return claims;
    }

    public boolean isEmpty() {
        return objects.isEmpty() && units.isEmpty();
    }

    /** Whether its events come from LookupEvents, so that the numbers of objectId are those of units. */
    public boolean isLookup() {
        return listedAt == null;
    }

    boolean isFull(int maxEvents) {
        return size >= maxEvents
                || objects.size() >= MAX_OBJECTS
                || rejectedByUnit.size() >= MAX_OBJECTS
                || rejections.listed().size() >= MAX_REJECTIONS
                || heldBytes() >= MAX_HELD_BYTES;
    }

    private long heldBytes() {
        return looseBytes
                + regions.byteCount()
                + actions.byteCount()
                + errorCodes.byteCount()
                + sourceIps.byteCount()
                + userAgents.byteCount()
                + 2 * identityKeys.byteCount();
    }

    /** Makes room for one more row and returns its number. */
    int newRow() {
        if (size == account.length) {
            grow(Math.min(size * 2, MAX_EVENTS));
        }
        return size++;
    }

    void keepRaw(int row, byte[] compressed) {
        raws.put(row, compressed);
        looseBytes += compressed.length;
    }

    void keepOriginalId(int row, String eventId) {
        originalIds.put(row, eventId);
        looseBytes += eventId.length();
    }

    /** Counts a record that cannot be an event. */
    public void reject(Rejections.Rejection rejection, int regionNumber) {
        rejections.add(rejection);
        rejectedByUnit.merge(new Unit(rejection.account(), regionNumber), 1L, Long::sum);
    }

    /** Counts a row as rejected that turned out to be older than what retention keeps. */
    public void rejectBeyondRetention(int row) {
        beyondRetention.set(row);
        var rejection = new Rejections.Rejection(
                objectId[row],
                number[row],
                offset[row],
                Reason.BEYOND_RETENTION,
                "older than the raw events that retention keeps: " + Instant.ofEpochSecond(second[row]),
                account[row],
                0);
        reject(rejection, region[row]);
    }

    private void grow(int capacity) {
        account = Arrays.copyOf(account, capacity);
        second = Arrays.copyOf(second, capacity);
        idHigh = Arrays.copyOf(idHigh, capacity);
        idLow = Arrays.copyOf(idLow, capacity);
        region = Arrays.copyOf(region, capacity);
        action = Arrays.copyOf(action, capacity);
        errorCode = Arrays.copyOf(errorCode, capacity);
        identity = Arrays.copyOf(identity, capacity);
        sourceIp = Arrays.copyOf(sourceIp, capacity);
        userAgent = Arrays.copyOf(userAgent, capacity);
        flags = Arrays.copyOf(flags, capacity);
        category = Arrays.copyOf(category, capacity);
        sharedHigh = Arrays.copyOf(sharedHigh, capacity);
        sharedLow = Arrays.copyOf(sharedLow, capacity);
        objectId = Arrays.copyOf(objectId, capacity);
        number = Arrays.copyOf(number, capacity);
        offset = Arrays.copyOf(offset, capacity);
    }
}
