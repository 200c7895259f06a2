package dev.trailtally.standalone.lastaccessed;

import dev.trailtally.report.v1.ListUnusedAccessResponse;
import dev.trailtally.standalone.summary.Format;
import java.util.Optional;

/** What is younger than the time for which it would have to be unused, and therefore is no finding. */
public final class YoungerEntities {

    private YoungerEntities() {}

    /** Says how many there are; empty if there are none. */
    public static Optional<String> line(ListUnusedAccessResponse response) {
        var younger = response.getYoungerEntityCount();
        if (younger == 0) {
            return Optional.empty();
        }
        var since = Format.time(true, response.getUnusedSince()) + " UTC";
        return Optional.of(
                younger >= response.getScope().getEntityCount()
                        ? "Everything was created after " + since
                                + ", too late to be unused for that long: name fewer days" + " with --unused-for."
                        : Format.number(younger) + " of "
                                + Format.count(response.getScope().getEntityCount(), "entity", "entities")
                                + (younger == 1 ? " was" : " were") + " created after " + since
                                + ", too late to be unused for that long.");
    }
}
