package dev.trailtally.collector.event;

import dev.trailtally.collector.cloudtrail.Reason;
import java.util.Arrays;
import java.util.Map;

/** Copies rows of one batch into another; only the texts that they use go with them. */
public final class RowCopy {

    private final EventBatch from;
    private final EventBatch to;
    private final int[] identities;

    private RowCopy(EventBatch from, EventBatch to) {
        this.from = from;
        this.to = to;
        this.identities = new int[from.identities.size()];
        Arrays.fill(identities, EventBatch.ABSENT);
    }

    /** The rows from one number to another (exclusive) and nothing else, as if only they had been read. */
    public static EventBatch part(EventBatch batch, int from, int to) {
        var part = new EventBatch(batch.scanId, batch.listedAt);
        var rows = new RowCopy(batch, part);
        for (int row = from; row < to; row++) {
            rows.copy(row);
        }
        return part;
    }

    /** The same batch without some rows, each counted as rejected instead; the batch stays as it is. */
    public static EventBatch rejecting(EventBatch batch, Map<Integer, String> details, Reason reason) {
        var rest = new EventBatch(batch.scanId, batch.listedAt, batch.rejections.copy());
        rest.objects.putAll(batch.objects);
        rest.units.putAll(batch.units);
        rest.excluded = batch.excluded;
        rest.ignored = batch.ignored;
        batch.rejectedByUnit.forEach((unit, count) -> rest.rejectedByUnit.put(
                new EventBatch.Unit(unit.account(), text(batch.regions, unit.region(), rest.regions)), count));
        var rows = new RowCopy(batch, rest);
        for (int row = 0; row < batch.size(); row++) {
            var detail = details.get(row);
            if (detail == null) {
                rows.copy(row);
            } else {
                // Not its region: that may be what is wrong with it.
                rest.reject(
                        new Rejections.Rejection(
                                batch.objectId[row],
                                batch.number[row],
                                batch.offset[row],
                                reason,
                                Rejections.bounded(detail),
                                batch.account[row],
                                0),
                        EventBatch.ABSENT);
            }
        }
        return rest;
    }

    private void copy(int row) {
        int copy = to.newRow();
        to.account[copy] = from.account[row];
        to.second[copy] = from.second[row];
        to.idHigh[copy] = from.idHigh[row];
        to.idLow[copy] = from.idLow[row];
        to.flags[copy] = from.flags[row];
        to.category[copy] = from.category[row];
        to.sharedHigh[copy] = from.sharedHigh[row];
        to.sharedLow[copy] = from.sharedLow[row];
        to.objectId[copy] = from.objectId[row];
        to.number[copy] = from.number[row];
        to.offset[copy] = from.offset[row];
        to.region[copy] = text(from.regions, from.region[row], to.regions);
        to.action[copy] = text(from.actions, from.action[row], to.actions);
        to.errorCode[copy] = text(from.errorCodes, from.errorCode[row], to.errorCodes);
        to.sourceIp[copy] = text(from.sourceIps, from.sourceIp[row], to.sourceIps);
        to.userAgent[copy] = text(from.userAgents, from.userAgent[row], to.userAgents);
        to.identity[copy] = identity(from.identity[row]);
        to.beyondRetention.set(copy, from.beyondRetention.get(row));
        var originalId = from.originalIds.get(row);
        if (originalId != null) {
            to.keepOriginalId(copy, originalId);
        }
        var raw = from.raws.get(row);
        if (raw != null) {
            to.keepRaw(copy, raw);
        }
    }

    private static int text(TextTable from, int number, TextTable to) {
        return number == EventBatch.ABSENT ? EventBatch.ABSENT : to.intern(from, number);
    }

    private int identity(int number) {
        if (identities[number] == EventBatch.ABSENT) {
            identities[number] = to.identities.size();
            to.identities.add(from.identities.get(number));
        }
        return identities[number];
    }
}
