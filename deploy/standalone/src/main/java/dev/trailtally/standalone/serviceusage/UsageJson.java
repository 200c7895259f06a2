package dev.trailtally.standalone.serviceusage;

import com.google.gson.stream.JsonWriter;
import dev.trailtally.report.v1.AccountFailure;
import dev.trailtally.report.v1.ServiceUsage;
import dev.trailtally.standalone.summary.UnreadAccount;
import dev.trailtally.standalone.terminal.TerminalJson;
import java.io.IOException;
import java.io.Writer;
import org.jspecify.annotations.Nullable;

/**
 * Service usage as a JSON array with an element, on a line of its own, for each account, month, region and service. An
 * account that failed, or for which nothing was read, is an element with <code>error</code>, whose results have no event
 * source and no usage.
 */
public final class UsageJson implements UsageFormat {

    private final Writer out;
    private @Nullable Element element;
    private String separator = "[\n";

    /** An element that is being written. */
    private record Element(AccountMonth account, String region, String eventSource, JsonWriter json) {

        boolean holds(AccountMonth other, ServiceUsage row) {
            return account.equals(other) && region.equals(row.getRegion()) && eventSource.equals(row.getEventSource());
        }
    }

    public UsageJson(Writer out) {
        this.out = out;
    }

    @Override
    public void row(AccountMonth account, ServiceUsage row) throws IOException {
        var current = element;
        if (current == null || !current.holds(account, row)) {
            endElement();
            current = begin(account, row);
            element = current;
        }
        current.json()
                .beginObject()
                .name("event_name")
                .value(row.getEventName())
                .name("error_code")
                .value(row.getErrorCode())
                .name("count")
                .value(row.getEventCount())
                .endObject();
    }

    @Override
    public void failure(AccountFailure failure, Month month) throws IOException {
        endElement();
        var json = next();
        account(json, failure.getAccountId(), "");
        json.name("description").value("AWS service usage scan that failed");
        error(json, month, failure.getReason(), failure.getMessage());
    }

    @Override
    public void unread(AccountMonth account, UnreadAccount why) throws IOException {
        endElement();
        var json = next();
        account(json, account.accountId(), account.accountName());
        json.name("description").value("AWS service usage scan that read nothing");
        error(json, account.month(), why.code(), why.message());
    }

    private static void error(JsonWriter json, Month month, String code, String message) throws IOException {
        partition(json, month, "");
        json.name("error").beginObject();
        json.name("code").value(code);
        json.name("message").value(message).endObject();
        results(json, "").endArray().endObject().endObject();
    }

    @Override
    public void end() throws IOException {
        endElement();
        out.write(separator.startsWith("[") ? "[]\n" : "\n]\n");
    }

    private Element begin(AccountMonth account, ServiceUsage row) throws IOException {
        var json = next();
        account(json, account.accountId(), account.accountName());
        json.name("description").value(account.description(row.getEventSource()));
        partition(json, account.month(), row.getRegion());
        results(json, row.getEventSource());
        return new Element(account, row.getRegion(), row.getEventSource(), json);
    }

    /** A writer of one element: Gson's writer holds one document and buffers nothing. */
    private JsonWriter next() throws IOException {
        out.write(separator);
        separator = ",\n";
        var json = new JsonWriter(new TerminalJson(out));
        json.setHtmlSafe(false);
        return json.beginObject();
    }

    private static void account(JsonWriter json, String id, String name) throws IOException {
        json.name("account").beginObject();
        json.name("identifier").value(id);
        json.name("name").value(name).endObject();
    }

    private static void partition(JsonWriter json, Month month, String region) throws IOException {
        json.name("partition").beginObject();
        json.name("year").value(month.yearText());
        json.name("month").value(month.monthText());
        json.name("region").value(region).endObject();
    }

    private static JsonWriter results(JsonWriter json, String eventSource) throws IOException {
        json.name("results").beginObject();
        return json.name("event_source")
                .value(eventSource)
                .name("service_usage")
                .beginArray();
    }

    private void endElement() throws IOException {
        if (element != null) {
            element.json().endArray().endObject().endObject();
            element = null;
        }
    }
}
