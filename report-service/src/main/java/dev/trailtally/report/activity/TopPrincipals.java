package dev.trailtally.report.activity;

import dev.trailtally.report.v1.GetActivitySummaryResponse;
import dev.trailtally.report.v1.PrincipalActivity;
import java.util.LinkedHashMap;
import java.util.Map;

/** The principals that made the list, most events first, while their lists are being read. */
record TopPrincipals(Map<Integer, PrincipalActivity.Builder> byReference, TopLists lists) {

    TopPrincipals() {
        this(new LinkedHashMap<>(), new TopLists());
    }

    int[] references() {
        return byReference.keySet().stream().mapToInt(Integer::intValue).toArray();
    }

    void addTo(GetActivitySummaryResponse.Builder response) {
        byReference.forEach((reference, principal) -> response.addPrincipals(principal
                .setApiCalls(lists.of(reference, TopLists.Kind.API_CALL))
                .setErrorCodes(lists.of(reference, TopLists.Kind.ERROR_CODE))
                .setSourceIpAddresses(lists.of(reference, TopLists.Kind.SOURCE_IP_ADDRESS))
                .setUserAgents(lists.of(reference, TopLists.Kind.USER_AGENT))));
    }
}
