package dev.trailtally.simulator.iam.query;

import dev.trailtally.simulator.protocol.AwsException;
import dev.trailtally.simulator.protocol.PageTokens;
import dev.trailtally.simulator.protocol.Xml;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Cuts a list into pages, odd ones too. */
final class Pages {

    /** Marks the position of a page whose empty page was already sent. */
    private static final String EMPTY_SENT = "+";

    private final IamSettings settings;
    private final PageTokens markers;

    Pages(IamSettings settings, PageTokens markers) {
        this.settings = settings;
        this.markers = markers;
    }

    /** Writes a page of a list, whether more follows, and from where. */
    <T> void write(Xml xml, String name, Asked asked, List<T> items, BiConsumer<Xml, T> writer) {
        var position = asked.marker()
                .map(marker -> markers.open(asked.binding(), marker).orElseThrow(Pages::invalidMarker))
                .orElse("0");
        xml.open(name);
        if (settings.emptyPages() && !position.endsWith(EMPTY_SENT)) {
            xml.close();
            more(xml, asked, position + EMPTY_SENT);
            return;
        }
        var from = Math.min(items.size(), Integer.parseInt(position.replace(EMPTY_SENT, "")));
        var to = Math.min(items.size(), from + Math.min(settings.pageSize(), asked.maxItems()));
        for (var item : items.subList(from, to)) {
            xml.open("member");
            writer.accept(xml, item);
            xml.close();
        }
        xml.close();
        if (to < items.size()) {
            more(xml, asked, Integer.toString(to));
        } else {
            xml.element("IsTruncated", "false");
        }
    }

    private void more(Xml xml, Asked asked, String position) {
        xml.element("IsTruncated", "true").element("Marker", markers.seal(asked.binding(), position));
    }

    private static AwsException invalidMarker() {
        return AwsException.badRequest("ValidationError", "Invalid Marker.");
    }

    /**
     * The requested page.
     *
     * @param binding all that has to be the same when the marker comes back
     */
    record Asked(Optional<String> marker, int maxItems, String binding) {

        static Asked of(Parameters parameters, String account, String... belonging) {
            return new Asked(
                    parameters.find("Marker"),
                    parameters.maxItems(),
                    String.join(" ", account, parameters.action(), String.join(" ", belonging)));
        }
    }
}
