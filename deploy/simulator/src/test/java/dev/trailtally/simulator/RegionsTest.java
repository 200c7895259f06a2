package dev.trailtally.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.trailtally.simulator.event.GivenEvents;
import dev.trailtally.simulator.fault.Faults;
import dev.trailtally.simulator.organization.Organization;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.account.model.RegionOptStatus;
import software.amazon.awssdk.services.cloudtrail.model.CloudTrailException;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Region;

class RegionsTest {

    private static final String ACCOUNT = "111111111111";

    @Test
    void describeRegionsNamesTheEnabledOnesUnlessAskedForAll() {
        try (var simulator = start(Faults.none());
                var clients = AwsClients.of(simulator)) {
            var ec2 = clients.ec2("us-east-1");
            assertThat(ec2.describeRegions().regions())
                    .extracting(Region::regionName, Region::optInStatus)
                    .containsExactly(tuple("af-south-1", "opted-in"), tuple("us-east-1", "opt-in-not-required"));
            assertThat(ec2.describeRegions(request -> request.allRegions(true)).regions())
                    .hasSizeGreaterThan(20)
                    .anySatisfy(region -> assertThat(region.optInStatus()).isEqualTo("not-opted-in"));
            assertThat(ec2.describeRegions(request -> request.filters(Filter.builder()
                                    .name("opt-in-status")
                                    .values("opted-in")
                                    .build()))
                            .regions())
                    .extracting(Region::regionName)
                    .containsExactly("af-south-1");
        }
    }

    @Test
    void listRegionsComesInPagesByStatus() {
        try (var simulator = start(Faults.none());
                var clients = AwsClients.of(simulator)) {
            var account = clients.account();
            assertThat(account.listRegionsPaginator(request -> request.maxResults(1)
                                    .regionOptStatusContains(
                                            RegionOptStatus.ENABLED, RegionOptStatus.ENABLED_BY_DEFAULT))
                            .regions())
                    .extracting(region -> region.regionName())
                    .containsExactly("af-south-1", "us-east-1");
        }
    }

    @Test
    void aRegionThatIsNotEnabledDoesNotKnowTheKey() {
        try (var simulator = start(Faults.builder().disableRegion("af-south-1").build());
                var clients = AwsClients.of(simulator)) {
            for (var region : new String[] {"af-south-1", "eu-west-1"}) {
                assertThatThrownBy(() -> clients.cloudTrail(region).lookupEvents())
                        .isInstanceOfSatisfying(CloudTrailException.class, e -> {
                            assertThat(e.awsErrorDetails().errorCode()).isEqualTo("UnrecognizedClientException");
                            assertThat(e.awsErrorDetails().errorMessage())
                                    .isEqualTo("The security token included in the request is invalid.");
                        });
            }
        }
    }

    private static Simulator start(Faults faults) {
        var organization = Organization.builder(ACCOUNT)
                .account(ACCOUNT, "alone", Map.of("us-east-1", GivenEvents.none(), "af-south-1", GivenEvents.none()))
                .build();
        return Simulator.start(Fixture.settings(organization).faults(faults).build());
    }
}
