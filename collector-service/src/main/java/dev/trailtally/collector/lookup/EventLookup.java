package dev.trailtally.collector.lookup;

import dev.trailtally.collector.account.AccountSession;
import dev.trailtally.collector.account.AwsFailures;
import dev.trailtally.collector.account.ScannedAccount;
import dev.trailtally.collector.source.SourceException;
import dev.trailtally.collector.v1.LookupSource;
import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudtrail.model.LookupAttribute;
import software.amazon.awssdk.services.cloudtrail.model.LookupAttributeKey;
import software.amazon.awssdk.services.cloudtrail.model.LookupEventsRequest;

/** Asks one account and region for pages of events; what AWS answers becomes an {@link Answer}. */
final class EventLookup {

    private static final int MAX_RESULTS = 50;
    private static final String KEY_PREFIX = "LOOKUP_ATTRIBUTE_KEY_";
    private static final String ACTION = "cloudtrail:LookupEvents";

    private final AccountSession session;
    private final String region;
    private final LookupEventsRequest request;
    private final String account;

    EventLookup(AccountSession session, String region, LookupSource lookup) {
        this.session = session;
        this.region = region;
        this.request = request(lookup);
        this.account = "account " + ScannedAccount.digits(session.accountId());
    }

    private static LookupEventsRequest request(LookupSource lookup) {
        var request = LookupEventsRequest.builder().maxResults(MAX_RESULTS);
        if (lookup.hasAttribute()) {
            request.lookupAttributes(List.of(LookupAttribute.builder()
                    .attributeKey(LookupAttributeKey.valueOf(
                            lookup.getAttribute().getKey().name().substring(KEY_PREFIX.length())))
                    .attributeValue(lookup.getAttribute().getValue())
                    .build()));
        }
        return request.build();
    }

    /**
     * Makes a request. Both ends of the interval are inclusive here, in whole seconds, as CloudTrail's times are.
     *
     * @param departed runs when the request is sent
     */
    Answer ask(Slice.Query query, Runnable departed) {
        try {
            var response = session.lookup(
                    request.toBuilder()
                            .startTime(Instant.ofEpochSecond(query.start()))
                            .endTime(Instant.ofEpochSecond(query.endInclusive()))
                            .nextToken(query.token())
                            .build(),
                    region,
                    departed);
            var token = response.nextToken();
            return new Answer.Page(response.events(), token == null || token.isEmpty() ? null : token);
        } catch (SdkException e) {
            return failed(AwsFailures.of(e, ACTION, account, region), query);
        } catch (SourceException e) {
            return withoutCredentials(e);
        }
    }

    /** Has the session fetch new credentials. */
    void renewCredentials() {
        session.renew();
    }

    /** Not an answer to the request: another API's fault or limit. */
    private static Answer withoutCredentials(SourceException failure) {
        boolean mayPass = AwsFailures.isTransient(failure)
                || AwsFailures.isThrottling(failure)
                || AwsFailures.isExpiredCredentials(failure);
        return mayPass ? new Answer.Faulty(failure) : new Answer.Refused(failure);
    }

    private static Answer failed(SourceException failure, Slice.Query query) {
        if (AwsFailures.isThrottling(failure)) {
            return new Answer.Throttled();
        }
        if (AwsFailures.isExpiredPageToken(failure) && query.token() != null) {
            return new Answer.StaleToken(failure);
        }
        if (AwsFailures.isExpiredCredentials(failure)) {
            return new Answer.ExpiredCredentials(failure);
        }
        return AwsFailures.isTransient(failure) ? new Answer.Faulty(failure) : new Answer.Refused(failure);
    }
}
