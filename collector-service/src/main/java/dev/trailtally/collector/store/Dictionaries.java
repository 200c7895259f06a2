package dev.trailtally.collector.store;

import dev.trailtally.collector.event.BoundedText;
import dev.trailtally.collector.event.EventBatch;
import dev.trailtally.collector.event.Identity;
import dev.trailtally.collector.event.Principal;
import dev.trailtally.collector.event.TextTable;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The dictionary tables, and the references of a whole batch. */
@Singleton
final class Dictionaries {

    /**
     * References by the batch's own numbers of texts.
     *
     * @param eventSources by action
     * @param principals by identity, as are the texts of sessions and access keys
     */
    @SuppressWarnings("ArrayRecordComponent") // columns, read by index only
    record References(
            long[] regions,
            long[] actions,
            long[] eventSources,
            long[] errorCodes,
            long[] principals,
            String[] sessions,
            String[] accessKeys,
            long[] sourceIps,
            long[] userAgents) {}

    private record Action(String eventSource, String eventName) {}

    private final Dictionary<String> regions = texts("region");

    private final Dictionary<Action> actions =
            new Dictionary<>("""
            select v.position, d.id
            from unnest(:event_source, :event_name) with ordinality v (event_source, event_name, position)
            join action d using (event_source, event_name)
            """, """
            insert into action (event_source, event_name)
            select v.event_source, v.event_name
            from unnest(:event_source::text[], :event_name::text[]) v (event_source, event_name)
            order by v.event_source, v.event_name
            on conflict do nothing
            """, Map.of("event_source", Action::eventSource, "event_name", Action::eventName));

    private final Dictionary<String> eventSources = texts("event_source");

    private final Dictionary<String> errorCodes = texts("error_code");

    private final Dictionary<Principal> principals = new Dictionary<>(
            """
            select v.position, d.id
            from unnest(:principal_key::text[], :principal_type::text[], :display_name::text[])
              with ordinality v (principal_key, principal_type, display_name, position)
            join principal d using (principal_key, principal_type)
            """,
            """
            insert into principal (principal_key, principal_type, display_name)
            select v.principal_key, v.principal_type, v.display_name
            from unnest(:principal_key, :principal_type, :display_name) v (principal_key, principal_type, display_name)
            order by v.principal_key, v.principal_type
            on conflict do nothing
            """,
            Map.of(
                    "principal_key",
                    Principal::key,
                    "principal_type",
                    Principal::type,
                    "display_name",
                    Principal::displayName));

    private final Dictionary<String> sourceIps =
            new Dictionary<>("""
            select v.position, d.id
            from unnest(:source_ip_address, :address) with ordinality v (source_ip_address, address, position)
            join source_ip d using (source_ip_address)
            """, """
            insert into source_ip (source_ip_address, address)
            select v.source_ip_address, v.address::inet
            from unnest(:source_ip_address::text[], :address::text[]) v (source_ip_address, address)
            order by v.source_ip_address
            on conflict do nothing
            """, Map.of("source_ip_address", text -> text, "address", Dictionaries::address));

    private final Dictionary<String> userAgents = texts("user_agent");

    /** The dictionary whose table and only column beside the reference have this name. */
    private static Dictionary<String> texts(String name) {
        return new Dictionary<>("""
            select v.position, d.id
            from unnest(:text::text[]) with ordinality v ({name}, position)
            join {name} d using ({name})
            """.replace("{name}", name), """
            insert into {name} ({name})
            select v.{name}
            from unnest(:text::text[]) v ({name})
            order by v.{name}
            on conflict do nothing
            """.replace("{name}", name), Map.of("text", text -> text));
    }

    /** References of all texts of a batch; the connection must be in auto-commit. */
    References references(EventBatch batch, Connection connection) throws SQLException {
        var identities = batch.identities;
        var actionTexts = actions(batch.actions);
        return new References(
                regions.references(texts(batch.regions), connection),
                actions.references(actionTexts, connection),
                eventSources.references(
                        actionTexts.stream().map(Action::eventSource).toList(), connection),
                errorCodes.references(texts(batch.errorCodes), connection),
                principals.references(
                        identities.stream().map(Dictionaries::bounded).toList(), connection),
                bounded(identities, Identity::sessionName),
                bounded(identities, Identity::accessKeyId),
                sourceIps.references(texts(batch.sourceIps), connection),
                userAgents.references(texts(batch.userAgents), connection));
    }

    /** The text as an address if it is one: CloudTrail also gives service names and "AWS Internal". */
    static @Nullable String address(String text) {
        boolean dotted = text.chars().filter(c -> c == '.').count() == 3;
        if ((!dotted && text.indexOf(':') < 0) || text.indexOf('%') >= 0) {
            return null;
        }
        try {
            return InetAddress.ofLiteral(text).getHostAddress();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static List<String> texts(TextTable table) {
        return IntStream.range(0, table.size())
                .mapToObj(index -> BoundedText.text(table.text(index)))
                .toList();
    }

    private static List<Action> actions(TextTable table) {
        return IntStream.range(0, table.size())
                .mapToObj(table::text)
                .map(text -> new Action(
                        BoundedText.text(text.substring(0, text.indexOf('\0'))),
                        BoundedText.text(text.substring(text.indexOf('\0') + 1))))
                .toList();
    }

    private static String[] bounded(List<Identity> identities, Function<Identity, String> text) {
        return identities.stream().map(text).map(BoundedText::text).toArray(String[]::new);
    }

    private static Principal bounded(Identity identity) {
        var principal = identity.principal();
        return new Principal(
                BoundedText.text(principal.key()),
                BoundedText.text(principal.type()),
                BoundedText.text(principal.displayName()));
    }
}
