package dev.trailtally.report.sighting;

import dev.trailtally.report.v1.SightingKind;

/** What can be seen, as the table "sighting" and, of texts without a dictionary, the view "text_day" call it. */
final class Kinds {

    private Kinds() {}

    /** Whether its values are texts of rollups, without a dictionary. */
    static boolean isText(SightingKind kind) {
        return kind == SightingKind.SIGHTING_KIND_ACCESS_KEY || kind == SightingKind.SIGHTING_KIND_SESSION;
    }

    static String column(SightingKind kind) {
        return switch (kind) {
            case SIGHTING_KIND_SOURCE_IP_ADDRESS -> "source_ip";
            case SIGHTING_KIND_ACCESS_KEY -> "access_key";
            case SIGHTING_KIND_SESSION -> "session";
            case SIGHTING_KIND_USER_AGENT -> "user_agent";
            case SIGHTING_KIND_PRINCIPAL -> "principal";
            case SIGHTING_KIND_SERVICE -> "event_source";
            case SIGHTING_KIND_REGION -> "region";
            case SIGHTING_KIND_UNSPECIFIED, UNRECOGNIZED -> throw new IllegalArgumentException("no kind: " + kind);
        };
    }
}
