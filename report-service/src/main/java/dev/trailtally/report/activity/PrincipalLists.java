package dev.trailtally.report.activity;

import dev.trailtally.report.bucket.Tally;
import dev.trailtally.report.snapshot.Dictionary;
import dev.trailtally.report.snapshot.References;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Texts;
import dev.trailtally.report.v1.PrincipalActivity;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** What each principal called, from where and with which errors. */
final class PrincipalLists {

    private final Set<Long> principals;
    private final Outcomes outcome;
    private final Tally actions = new Tally();
    private final Tally errorCodes = new Tally();
    private final Tally failedActions = new Tally();
    private final Tally sourceIps = new Tally();
    private final Tally userAgents = new Tally();

    private final TopLists apiCalls;
    private final TopLists codes;
    private final TopLists serviceCodes;
    private final TopLists addresses;
    private final TopLists agents;

    /**
     * @param calls by principal, action and error code
     * @param origins by principal, source IP address and user agent
     */
    PrincipalLists(Snapshot snapshot, Set<Long> principals, Tally calls, Tally origins, AskedActivity asked)
            throws SQLException {
        this.principals = principals;
        this.outcome = asked.outcome();
        addCalls(calls);
        addOrigins(origins);
        var texts = snapshot.texts(references());
        int top = asked.nestedTop();
        apiCalls = TopLists.of(actions, top, action -> called(texts, action));
        codes = TopLists.of(errorCodes, top, code -> main(texts, Dictionary.ERROR_CODE, code));
        serviceCodes = TopLists.of(byServiceAndCode(texts), top);
        addresses = TopLists.of(sourceIps, top, address -> main(texts, Dictionary.SOURCE_IP, address));
        agents = TopLists.of(userAgents, top, agent -> main(texts, Dictionary.USER_AGENT, agent));
    }

    private void addCalls(Tally calls) {
        for (int row = 0; row < calls.size(); row++) {
            if (!principals.contains(calls.one(row))) {
                continue;
            }
            long events = outcome.events(calls.eventCount(row), calls.failedCount(row));
            actions.count(calls.one(row), calls.two(row), 0, events);
            if (calls.three(row) != 0) {
                errorCodes.count(calls.one(row), calls.three(row), 0, events);
                failedActions.count(calls.one(row), calls.two(row), calls.three(row), events);
            }
        }
    }

    private void addOrigins(Tally origins) {
        for (int row = 0; row < origins.size(); row++) {
            if (principals.contains(origins.one(row))) {
                long events = outcome.events(origins.eventCount(row), origins.failedCount(row));
                sourceIps.count(origins.one(row), origins.two(row), 0, events);
                userAgents.count(origins.one(row), origins.three(row), 0, events);
            }
        }
    }

    private References references() {
        var references = new References();
        addTo(references, Dictionary.ACTION, actions);
        addTo(references, Dictionary.ERROR_CODE, errorCodes);
        addTo(references, Dictionary.SOURCE_IP, sourceIps);
        addTo(references, Dictionary.USER_AGENT, userAgents);
        return references;
    }

    private static void addTo(References references, Dictionary dictionary, Tally counts) {
        for (int row = 0; row < counts.size(); row++) {
            references.with(dictionary, counts.two(row));
        }
    }

    private Map<Long, Map<String, Long>> byServiceAndCode(Texts texts) {
        var byOwner = new HashMap<Long, Map<String, Long>>();
        for (int row = 0; row < failedActions.size(); row++) {
            var service = main(texts, Dictionary.ACTION, failedActions.two(row));
            var code = main(texts, Dictionary.ERROR_CODE, failedActions.three(row));
            byOwner.computeIfAbsent(failedActions.one(row), absent -> new HashMap<>())
                    .merge(service + ":" + code, failedActions.eventCount(row), Long::sum);
        }
        return byOwner;
    }

    private static String called(Texts texts, long action) {
        return texts.of(Dictionary.ACTION, action).called();
    }

    private static String main(Texts texts, Dictionary dictionary, long reference) {
        return texts.of(dictionary, reference).main();
    }

    void addTo(PrincipalActivity.Builder principal, long reference) {
        principal
                .setApiCalls(apiCalls.of(reference))
                .setErrorCodes(codes.of(reference))
                .setServiceErrorCodes(serviceCodes.of(reference))
                .setSourceIpAddresses(addresses.of(reference))
                .setUserAgents(agents.of(reference));
    }
}
