package dev.trailtally.report.sighting;

import dev.trailtally.report.request.AddressBlocks;
import dev.trailtally.report.request.Fields;
import dev.trailtally.report.request.NamePattern;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.v1.ListSightingsRequest;
import dev.trailtally.report.v1.SightingKind;
import dev.trailtally.rpc.RpcErrors;
import org.jspecify.annotations.Nullable;

/** What a request looks for: a value, a pattern, or a block of addresses. */
record SoughtValue(
        SightingKind kind, String value, @Nullable String block) {

    static SoughtValue of(ListSightingsRequest request) {
        var kind = Fields.known("kind", request.getKind(), request.getKindValue());
        if (kind == SightingKind.SIGHTING_KIND_UNSPECIFIED) {
            throw RpcErrors.invalidArgument("kind", "SIGHTING_KIND_UNSPECIFIED; a kind is required");
        }
        if (request.getValue().isEmpty()) {
            throw RpcErrors.invalidArgument("value", "\"\"; a value is required");
        }
        var value = Fields.text("value", request.getValue());
        boolean address = kind == SightingKind.SIGHTING_KIND_SOURCE_IP_ADDRESS;
        return new SoughtValue(kind, value, address ? AddressBlocks.find("value", value) : null);
    }

    Binds binds() {
        return new Binds()
                .with("kind", Kinds.column(kind))
                .with("block", block)
                .with("pattern", pattern())
                .with("name", NamePattern.exact(value));
    }

    private String pattern() {
        return switch (kind) {
            case SIGHTING_KIND_SERVICE -> NamePattern.ofService(value);
            case SIGHTING_KIND_REGION -> NamePattern.ofLowerCase(value);
            case SIGHTING_KIND_SOURCE_IP_ADDRESS,
                    SIGHTING_KIND_ACCESS_KEY,
                    SIGHTING_KIND_SESSION,
                    SIGHTING_KIND_USER_AGENT,
                    SIGHTING_KIND_PRINCIPAL,
                    SIGHTING_KIND_UNSPECIFIED,
                    UNRECOGNIZED -> NamePattern.of(value);
        };
    }
}
