package dev.trailtally.standalone.accesskey;

import dev.trailtally.report.v1.Event;
import dev.trailtally.report.v1.EventCategory;
import dev.trailtally.report.v1.EventOrder;
import dev.trailtally.report.v1.ListEventsRequest;
import dev.trailtally.rpc.Pages;
import dev.trailtally.rpc.RpcTimes;
import dev.trailtally.standalone.call.Calls;
import dev.trailtally.standalone.rows.Rows;
import dev.trailtally.standalone.rows.TsvRows;
import io.grpc.Channel;
import java.io.PrintWriter;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** What an access key did, as tab-separated values: a header, then one event per line, oldest first. */
public final class AccessKeyEvents {

    private static final int PAGE_SIZE = 1_000;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx", Locale.ROOT);
    private static final List<String> HEADER =
            List.of("time", "source", "name", "region", "error", "account", "source_ip");

    private final Channel channel;
    private final PrintWriter out;
    private final Set<String> accounts = new TreeSet<>();
    private long printed;

    public AccessKeyEvents(Channel channel, PrintWriter out) {
        this.channel = channel;
        this.out = out;
    }

    /**
     * Prints page by page.
     *
     * @param account 12 digits; empty for every account
     * @param categories only events of these; none for all
     * @param limit how many events at most
     */
    public void print(String accessKey, String account, Period period, List<EventCategory> categories, long limit) {
        var rows = new TsvRows(out, HEADER);
        var request = ListEventsRequest.newBuilder()
                .setAccessKeyId(accessKey)
                .setAccountId(account)
                .setInterval(period.interval())
                .addAllCategories(categories)
                .setOrder(EventOrder.EVENT_ORDER_OLDEST_FIRST)
                .setPageSize((int) Math.min(limit, PAGE_SIZE));
        var pages = new Pages<>(
                request.build(), next -> new Calls(channel).reports().listEvents(next));
        while (pages.hasNext() && printed < limit) {
            pages.next().getEventsList().stream().limit(limit - printed).forEach(event -> print(rows, event, period));
        }
        out.flush();
    }

    /** How many events were printed. */
    public long count() {
        return printed;
    }

    /** The accounts of these events. */
    public Set<String> accounts() {
        return Set.copyOf(accounts);
    }

    private void print(Rows rows, Event event, Period period) {
        var time = RpcTimes.instant(event.getEventTime()).atZone(period.zone()).format(TIME);
        rows.row(List.of(
                time,
                event.getEventSource(),
                event.getEventName(),
                event.getRegion(),
                event.getErrorCode(),
                event.getAccountId(),
                event.getSourceIpAddress()));
        accounts.add(event.getAccountId());
        printed++;
    }
}
