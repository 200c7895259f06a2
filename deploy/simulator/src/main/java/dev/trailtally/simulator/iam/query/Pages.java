package dev.trailtally.simulator.iam.query;

import dev.trailtally.simulator.protocol.AwsException;
import dev.trailtally.simulator.protocol.PageTokens;
import dev.trailtally.simulator.protocol.Xml;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Cuts a list into pages, odd ones too. */
final class Pages {

    private final IamSettings settings;
    private final PageTokens markers;

    Pages(IamSettings settings, PageTokens markers) {
        this.settings = settings;
        this.markers = markers;
    }

    /** Writes a page of a list, whether more follows, and from where. */
    <T> void write(Xml xml, String name, Asked asked, List<T> items, BiConsumer<Xml, T> writer) {
        if (settings.endlessActions().contains(asked.action())) {
            xml.open(name).close().element("IsTruncated", "true").element("Marker", "endless");
            return;
        }
        var size = Math.min(settings.pageSize(), asked.maxItems());
        var page =
                markers.page(items, asked.binding(), asked.marker(), size, settings.emptyPages(), Pages::invalidMarker);
        xml.open(name);
        for (var item : page.items()) {
            xml.open("member");
            writer.accept(xml, item);
            xml.close();
        }
        xml.close().element("IsTruncated", page.next().isPresent());
        page.next().ifPresent(marker -> xml.element("Marker", marker));
    }

    private static AwsException invalidMarker() {
        return AwsException.badRequest("ValidationError", "Invalid Marker.");
    }

    /**
     * The requested page.
     *
     * @param action such as ListUsers
     * @param binding all that has to be the same when the marker comes back
     */
    record Asked(String action, Optional<String> marker, int maxItems, String binding) {

        static Asked of(Parameters parameters, String account, String... belonging) {
            return new Asked(
                    parameters.action(),
                    parameters.find("Marker"),
                    parameters.maxItems(),
                    String.join(" ", account, parameters.action(), String.join(" ", belonging)));
        }
    }
}
