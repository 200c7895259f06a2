package dev.trailtally.collector.event;

import java.util.Arrays;

/** Copies rows of one batch into another; only the texts that they use go with them. */
final class RowCopy {

    private final EventBatch from;
    private final EventBatch to;
    private final int[] identities;

    RowCopy(EventBatch from, EventBatch to) {
        this.from = from;
        this.to = to;
        this.identities = new int[from.identities.size()];
        Arrays.fill(identities, EventBatch.ABSENT);
    }

    void copy(int row) {
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

    static int text(TextTable from, int number, TextTable to) {
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
