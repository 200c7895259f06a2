package dev.trailtally.report.activity;

import dev.trailtally.report.bucket.Tally;
import dev.trailtally.report.count.CountLimit;
import dev.trailtally.report.count.TextChunks;
import dev.trailtally.report.snapshot.Dictionary;
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
     * @param counted how many counts the report holds without these
     */
    PrincipalLists(
            TextChunks texts,
            Set<Long> principals,
            Tally calls,
            Tally origins,
            AskedActivity asked,
            CountLimit.Held held,
            long counted)
            throws SQLException {
        this.principals = principals;
        this.outcome = asked.outcome();
        addCalls(calls, held, counted);
        addOrigins(origins, held, counted);
        int top = asked.nestedTop();
        apiCalls = TopLists.of(actions, top, Dictionary.ACTION, texts);
        codes = TopLists.of(errorCodes, top, Dictionary.ERROR_CODE, texts);
        addresses = TopLists.of(sourceIps, top, Dictionary.SOURCE_IP, texts);
        agents = TopLists.of(userAgents, top, Dictionary.USER_AGENT, texts);
        var byServiceAndCode = byServiceAndCode(texts);
        texts.readRest();
        serviceCodes = TopLists.of(byServiceAndCode, top);
    }

    private void addCalls(Tally calls, CountLimit.Held held, long counted) {
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
            held.atLeast(counted + size());
        }
    }

    private void addOrigins(Tally origins, CountLimit.Held held, long counted) {
        for (int row = 0; row < origins.size(); row++) {
            if (principals.contains(origins.one(row))) {
                long events = outcome.events(origins.eventCount(row), origins.failedCount(row));
                sourceIps.count(origins.one(row), origins.two(row), 0, events);
                userAgents.count(origins.one(row), origins.three(row), 0, events);
                held.atLeast(counted + size());
            }
        }
    }

    private long size() {
        return (long) actions.size() + errorCodes.size() + failedActions.size() + sourceIps.size() + userAgents.size();
    }

    /** Complete when the texts are read. */
    private Map<Long, Map<String, Long>> byServiceAndCode(TextChunks texts) throws SQLException {
        var byOwner = new HashMap<Long, Map<String, Long>>();
        for (int row = 0; row < failedActions.size(); row++) {
            long action = failedActions.two(row);
            long code = failedActions.three(row);
            long events = failedActions.eventCount(row);
            var ofOwner = byOwner.computeIfAbsent(failedActions.one(row), absent -> new HashMap<>());
            texts.with(Dictionary.ACTION, action)
                    .with(Dictionary.ERROR_CODE, code)
                    .then(read -> ofOwner.merge(
                            read.of(Dictionary.ACTION, action).main() + ":"
                                    + read.of(Dictionary.ERROR_CODE, code).main(),
                            events,
                            Long::sum));
        }
        return byOwner;
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
