package dev.trailtally.standalone.dump;

import com.google.protobuf.Timestamp;
import dev.trailtally.collector.v1.ListScanUnitsRequest;
import dev.trailtally.collector.v1.LookupAttribute;
import dev.trailtally.collector.v1.LookupAttributeKey;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.ScanUnit;
import dev.trailtally.collector.v1.UnitState;
import dev.trailtally.report.v1.EventOrder;
import dev.trailtally.report.v1.Interval;
import dev.trailtally.report.v1.ListEventsRequest;
import dev.trailtally.rpc.Pages;
import dev.trailtally.standalone.call.Calls;
import io.grpc.Channel;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Pattern;

/** Writes the JSON of a scan's events, one per line and oldest first, to one file for each account and region. */
public final class RawDump {

    private static final int PAGE_SIZE = 1_000;
    // A region comes from the records, and becomes part of a path.
    private static final Pattern NO_REGION = Pattern.compile("[^A-Za-z0-9-]");
    // Between JSON tokens they have no meaning, and within strings they are escaped.
    private static final Pattern LINE_BREAK = Pattern.compile("[\r\n]+");

    private final Calls calls;
    private final Path folder;

    public RawDump(Channel channel, Path folder) {
        this.calls = new Calls(channel);
        this.folder = folder;
    }

    /**
     * Writes what the database holds of the scan's accounts, regions and interval, and of its attribute if ListEvents
     * supports it; that may be more than the scan collected.
     */
    public DumpResult write(Scan scan) throws IOException {
        Files.createDirectories(folder);
        var dumped = DumpResult.nothing(folder);
        var request =
                ListScanUnitsRequest.newBuilder().setScanId(scan.getScanId()).setPageSize(PAGE_SIZE);
        var pages = new Pages<>(request.build(), next -> calls.scans().listScanUnits(next));
        while (pages.hasNext()) {
            for (var unit : pages.next().getUnitsList()) {
                if (!unit.getAccountId().isEmpty() && !unit.getRegion().isEmpty()) {
                    dumped = dumped.plus(write(scan, unit));
                }
            }
        }
        return dumped;
    }

    private DumpResult write(Scan scan, ScanUnit unit) throws IOException {
        var name =
                unit.getAccountId() + "-" + NO_REGION.matcher(unit.getRegion()).replaceAll("_") + ".jsonl";
        var temporary = Files.createTempFile(folder, "." + name, ".tmp");
        try {
            var dumped = writeEvents(events(scan, unit).build(), partial(unit), temporary);
            Files.move(
                    temporary,
                    folder.resolve(name),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            return dumped;
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private DumpResult writeEvents(ListEventsRequest request, boolean partial, Path file) throws IOException {
        long events = 0;
        long withoutRaw = 0;
        try (Writer writer = Files.newBufferedWriter(file)) {
            var pages = new Pages<>(request, next -> calls.reports().listEvents(next));
            while (pages.hasNext()) {
                for (var event : pages.next().getEventsList()) {
                    if (event.getRaw().isEmpty()) {
                        withoutRaw++;
                        continue;
                    }
                    writer.write(LINE_BREAK.matcher(event.getRaw()).replaceAll(" "));
                    writer.write('\n');
                    events++;
                }
            }
        }
        return new DumpResult(folder, 1, partial ? 1 : 0, events, withoutRaw);
    }

    private static ListEventsRequest.Builder events(Scan scan, ScanUnit unit) {
        var request = ListEventsRequest.newBuilder()
                .setAccountId(unit.getAccountId())
                .setRegion(unit.getRegion())
                .setOrder(EventOrder.EVENT_ORDER_OLDEST_FIRST)
                .setIncludeRaw(true)
                .setPageSize(PAGE_SIZE);
        var interval = interval(scan, unit);
        if (interval.hasStartTime() || interval.hasEndTime()) {
            request.setInterval(interval);
        }
        if (scan.getSource().getLookup().hasAttribute()) {
            filter(request, scan.getSource().getLookup().getAttribute());
        }
        return request;
    }

    /** The scan's interval; if an end is open, the end of the unit's window. */
    private static Interval interval(Scan scan, ScanUnit unit) {
        var interval = Interval.newBuilder();
        if (scan.hasStartTime() || unit.hasStartTime()) {
            interval.setStartTime(wholeSecond(scan.hasStartTime() ? scan.getStartTime() : unit.getStartTime()));
        }
        if (scan.hasEndTime() || unit.hasEndTime()) {
            interval.setEndTime(nextWholeSecond(scan.hasEndTime() ? scan.getEndTime() : unit.getEndTime()));
        }
        return interval.build();
    }

    private static Timestamp wholeSecond(Timestamp time) {
        return time.toBuilder().clearNanos().build();
    }

    private static Timestamp nextWholeSecond(Timestamp time) {
        return time.getNanos() == 0
                ? time
                : Timestamp.newBuilder().setSeconds(time.getSeconds() + 1).build();
    }

    private static void filter(ListEventsRequest.Builder request, LookupAttribute attribute) {
        var value = attribute.getValue();
        var key = attribute.getKey();
        if (key == LookupAttributeKey.LOOKUP_ATTRIBUTE_KEY_ACCESS_KEY_ID) {
            request.setAccessKeyId(value);
        } else if (key == LookupAttributeKey.LOOKUP_ATTRIBUTE_KEY_EVENT_NAME) {
            request.setEventName(value);
        } else if (key == LookupAttributeKey.LOOKUP_ATTRIBUTE_KEY_EVENT_SOURCE) {
            request.setService(value);
        } else if (key == LookupAttributeKey.LOOKUP_ATTRIBUTE_KEY_READ_ONLY) {
            request.setReadOnly(Boolean.parseBoolean(value));
        }
    }

    private static boolean partial(ScanUnit unit) {
        return unit.getState() == UnitState.UNIT_STATE_FAILED || unit.getState() == UnitState.UNIT_STATE_CANCELLED;
    }
}
