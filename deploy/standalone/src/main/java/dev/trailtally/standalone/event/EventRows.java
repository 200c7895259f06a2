package dev.trailtally.standalone.event;

import dev.trailtally.report.v1.Event;
import dev.trailtally.rpc.RpcTimes;
import dev.trailtally.standalone.rows.Rows;
import dev.trailtally.standalone.terminal.TerminalText;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Events as rows of a table. */
public final class EventRows implements Consumer<Event> {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx", Locale.ROOT);
    private static final List<String> COLUMNS = List.of(
            "event_time",
            "account_id",
            "region",
            "event_source",
            "event_name",
            "error_code",
            "failed",
            "read_only",
            "principal",
            "principal_key",
            "principal_type",
            "session_name",
            "access_key_id",
            "source_ip_address",
            "user_agent",
            "event_id");
    private static final String RAW = "raw";
    private static final Pattern BETWEEN_TOKENS = Pattern.compile("[\\t\\r\\n]");

    private final Rows rows;
    private final ZoneId zone;
    private final boolean withRaw;

    public EventRows(Rows rows, ZoneId zone, boolean withRaw) {
        this.rows = rows;
        this.zone = zone;
        this.withRaw = withRaw;
    }

    /** The names of the columns. */
    public static List<String> header(boolean withRaw) {
        var header = new ArrayList<>(COLUMNS);
        if (withRaw) {
            header.add(RAW);
        }
        return header;
    }

    @Override
    public void accept(Event event) {
        var time = RpcTimes.instant(event.getEventTime()).atZone(zone);
        var cells = new ArrayList<>(List.of(
                time.format(TIME),
                event.getAccountId(),
                event.getRegion(),
                event.getEventSource(),
                event.getEventName(),
                event.getErrorCode(),
                Boolean.toString(event.getFailed()),
                event.hasReadOnly() ? Boolean.toString(event.getReadOnly()) : "",
                event.getPrincipal().getDisplayName(),
                event.getPrincipal().getKey(),
                event.getPrincipal().getType(),
                event.getSessionName(),
                event.getAccessKeyId(),
                event.getSourceIpAddress(),
                event.getUserAgent(),
                event.getEventId()));
        if (withRaw) {
            cells.add(oneLine(event.getRaw()));
        }
        rows.row(cells);
    }

    /** The same JSON: tabs and line ends occur only between its tokens, other control characters only within its strings. */
    private static String oneLine(String json) {
        return TerminalText.json(BETWEEN_TOKENS.matcher(json).replaceAll(" "));
    }
}
