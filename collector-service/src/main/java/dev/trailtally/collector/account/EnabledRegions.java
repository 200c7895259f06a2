package dev.trailtally.collector.account;

import dev.trailtally.collector.source.PageTokens;
import dev.trailtally.collector.source.SourceException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.account.model.ListRegionsResponse;
import software.amazon.awssdk.services.account.model.RegionOptStatus;

/** Asks which regions an account has enabled. */
final class EnabledRegions {

    // What EC2 answers in a region that the account has not enabled.
    private static final Set<String> CLOSED_REGION =
            Set.of("AuthFailure", "OptInRequired", "UnrecognizedClientException", "InvalidClientTokenId");
    private static final Set<RegionOptStatus> OPT_STATUS =
            Set.of(RegionOptStatus.ENABLED, RegionOptStatus.ENABLED_BY_DEFAULT);
    private static final Set<String> ENABLED = Set.of("opt-in-not-required", "opted-in");

    private final AwsClients clients;
    private final SessionCredentials credentials;
    private final String account;

    EnabledRegions(AwsClients clients, SessionCredentials credentials, String account) {
        this.clients = clients;
        this.credentials = credentials;
        this.account = account;
    }

    /** Asks EC2 in the caller's region; if the account has not enabled that, in one that no account can disable. */
    List<String> ofEc2() throws SourceException {
        try {
            return describedIn(clients.region());
        } catch (SourceException e) {
            if (!CLOSED_REGION.contains(e.code()) || clients.region().equals(clients.home())) {
                throw e;
            }
        }
        return describedIn(clients.home());
    }

    private List<String> describedIn(Region region) throws SourceException {
        var answer = ask(
                failure -> AwsFailures.of(failure, "ec2:DescribeRegions", "account " + account, region.id()),
                signed -> clients.ec2(region)
                        .describeRegions(request ->
                                request.overrideConfiguration(override -> override.credentialsProvider(signed))));
        return answer.regions().stream()
                .filter(found -> found.optInStatus() == null || ENABLED.contains(found.optInStatus()))
                .map(software.amazon.awssdk.services.ec2.model.Region::regionName)
                .sorted()
                .toList();
    }

    List<String> ofAccount() throws SourceException {
        var regions = new TreeSet<String>();
        var tokens = new PageTokens("account:ListRegions");
        String token = null;
        do {
            var page = page(token);
            page.regions().stream()
                    .filter(found -> OPT_STATUS.contains(found.regionOptStatus()))
                    .forEach(found -> regions.add(found.regionName()));
            token = tokens.next(page.nextToken());
        } while (token != null);
        return List.copyOf(regions);
    }

    private ListRegionsResponse page(@Nullable String token) throws SourceException {
        return ask(
                failure -> AwsFailures.of(failure, "account:ListRegions", "account " + account),
                signed -> clients.account()
                        .listRegions(request -> request.nextToken(token)
                                .regionOptStatusContains(OPT_STATUS)
                                .overrideConfiguration(override -> override.credentialsProvider(signed))));
    }

    private <T> T ask(Function<SdkException, SourceException> explanation, Function<AwsCredentialsProvider, T> request)
            throws SourceException {
        try {
            return credentials.sign(request);
        } catch (SdkException e) {
            if (!AwsFailures.isExpiredCredentials(e)) {
                throw explanation.apply(e);
            }
        }
        credentials.renew();
        try {
            return credentials.sign(request);
        } catch (SdkException e) {
            throw explanation.apply(e);
        }
    }
}
