package dev.trailtally.benchmarks.reports;

import com.google.protobuf.Timestamp;
import dev.trailtally.benchmarks.run.Population;
import dev.trailtally.report.v1.GetActivityOverTimeRequest;
import dev.trailtally.report.v1.GetOrganizationSummaryRequest;
import dev.trailtally.report.v1.ListAccountServicesRequest;
import dev.trailtally.report.v1.ListFirstSightingsRequest;
import dev.trailtally.report.v1.ListSightingsRequest;
import dev.trailtally.report.v1.OrganizationReportServiceGrpc;
import dev.trailtally.report.v1.OrganizationReportServiceGrpc.OrganizationReportServiceBlockingStub;
import dev.trailtally.report.v1.OrganizationScope;
import dev.trailtally.report.v1.SightingKind;
import dev.trailtally.report.v1.TimeBucket;
import io.grpc.Channel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Calls of the report service about all accounts together. */
final class OrganizationCalls {

    private static final long WEEK = 7 * 86_400L;

    private final OrganizationReportServiceBlockingStub organization;
    private final Population population;
    private final SplittableRandom random;

    OrganizationCalls(Channel channel, Population population, long seed) {
        this.organization = OrganizationReportServiceGrpc.newBlockingStub(channel);
        this.population = population;
        this.random = new SplittableRandom(seed);
    }

    /** The kinds of calls; each makes one call and checks that the answer covers all accounts. */
    Map<String, Runnable> kinds() {
        var kinds = new LinkedHashMap<String, Runnable>();
        kinds.put("GetOrganizationSummary, everything", () -> summary(GetOrganizationSummaryRequest.newBuilder()));
        kinds.put(
                "GetOrganizationSummary, any days",
                () -> summary(GetOrganizationSummaryRequest.newBuilder()
                        .setInterval(Population.days(population.account(random), random))));
        kinds.put("ListAccountServices, a page of 10,000", this::accountServices);
        kinds.put("ListSightings, an access key", this::sightings);
        kinds.put("ListFirstSightings, last 7 days", this::firstSightings);
        kinds.put("GetActivityOverTime, days in UTC", () -> overTime(TimeBucket.TIME_BUCKET_DAY, "UTC"));
        kinds.put(
                "GetActivityOverTime, days in Asia/Kolkata",
                () -> overTime(TimeBucket.TIME_BUCKET_DAY, "Asia/Kolkata"));
        kinds.put("GetActivityOverTime, hours", () -> overTime(TimeBucket.TIME_BUCKET_HOUR, "UTC"));
        return kinds;
    }

    private void summary(GetOrganizationSummaryRequest.Builder request) {
        check(organization.getOrganizationSummary(request.build()).getScope());
    }

    private void accountServices() {
        check(organization
                .listAccountServices(ListAccountServicesRequest.newBuilder()
                        .setPageSize(10_000)
                        .build())
                .getScope());
    }

    private void sightings() {
        var answer = organization.listSightings(ListSightingsRequest.newBuilder()
                .setKind(SightingKind.SIGHTING_KIND_ACCESS_KEY)
                .setValue(population.keyEvent(random).getAccessKeyId())
                .build());
        if (answer.getSightingsCount() == 0) {
            throw new IllegalStateException("an access key that has events was seen nowhere");
        }
    }

    private void firstSightings() {
        var last = population.accounts().stream()
                .mapToLong(account -> account.getLastEventTime().getSeconds())
                .max()
                .orElseThrow();
        check(organization
                .listFirstSightings(ListFirstSightingsRequest.newBuilder()
                        .setSinceTime(Timestamp.newBuilder().setSeconds(last - WEEK))
                        .build())
                .getScope());
    }

    private void overTime(TimeBucket bucket, String zone) {
        check(organization
                .getActivityOverTime(GetActivityOverTimeRequest.newBuilder()
                        .setBucket(bucket)
                        .setTimeZone(zone)
                        .build())
                .getScope());
    }

    private void check(OrganizationScope scope) {
        if (scope.getAccountCount() < population.accounts().size()) {
            throw new IllegalStateException("a report of %d accounts, where %d have events"
                    .formatted(scope.getAccountCount(), population.accounts().size()));
        }
    }
}
