package dev.trailtally.collector.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import dev.trailtally.collector.source.SourceException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EnabledRegionsTest {

    @ParameterizedTest
    @EnumSource(RegionSource.class)
    void onlyEnabledRegionsAreListed(RegionSource source) throws Exception {
        try (var simulated = Simulated.start()) {
            var session = new AccountSessions(simulated.clients).session(Simulated.SHOP, Simulated.role());

            assertThat(session.enabledRegions(source)).containsExactly("ap-east-1", "eu-west-1", "us-east-1");
        }
    }

    @Test
    void regionsThatAreOnTheirWayInOrOutAreLeftOutPageByPage() throws Exception {
        try (var aws = new CannedAws(EnabledRegionsTest::pages)) {
            assertThat(aws.session().enabledRegions(RegionSource.ACCOUNT)).containsExactly("af-south-1", "eu-west-1");
        }
    }

    @Test
    void aPageTokenThatIsRepeatedEndsTheListing() {
        var requests = new AtomicInteger();
        try (var aws = new CannedAws(exchange -> {
            requests.incrementAndGet();
            CannedAws.answer(exchange, 200, "{\"Regions\":[],\"NextToken\":\"same\"}");
        })) {
            assertThatThrownBy(() -> aws.session().enabledRegions(RegionSource.ACCOUNT))
                    .isInstanceOfSatisfying(SourceException.class, failure -> {
                        assertThat(failure.code()).isEqualTo("ENDLESS_LISTING");
                        assertThat(failure.explanation()).contains("account:ListRegions");
                    });
            assertThat(requests).hasValue(2);
        }
    }

    private static void pages(HttpExchange exchange) throws IOException {
        var body = CannedAws.body(exchange);
        CannedAws.answer(exchange, 200, body.contains("second") ? """
                        {"Regions":[{"RegionName":"af-south-1","RegionOptStatus":"ENABLED"},
                         {"RegionName":"me-south-1","RegionOptStatus":"DISABLING"}]}""" : body.contains("first") ? """
                        {"Regions":[],"NextToken":"second"}""" : """
                        {"Regions":[{"RegionName":"eu-west-1","RegionOptStatus":"ENABLED_BY_DEFAULT"},
                         {"RegionName":"ap-east-1","RegionOptStatus":"ENABLING"}],"NextToken":"first"}""");
    }

    @Test
    void anAccountWithoutTheCallersRegionIsAskedInTheHomeRegion() throws Exception {
        try (var aws = new CannedAws(exchange -> {
            if (signedFor(exchange, "us-east-1")) {
                CannedAws.answer(exchange, 200, """
                        <DescribeRegionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><regionInfo>
                        <item><regionName>us-east-1</regionName><optInStatus>opt-in-not-required</optInStatus></item>
                        <item><regionName>me-south-1</regionName><optInStatus>not-opted-in</optInStatus></item>
                        <item><regionName>ap-east-1</regionName><optInStatus>opted-in</optInStatus></item>
                        </regionInfo></DescribeRegionsResponse>""");
            } else {
                refuse(exchange, "AuthFailure");
            }
        })) {
            assertThat(aws.session().enabledRegions(RegionSource.EC2)).containsExactly("ap-east-1", "us-east-1");
        }
    }

    @Test
    void deniedRegionsNameThePermissionAndTheWayAround() {
        try (var ec2 = new CannedAws(exchange -> refuse(exchange, "UnauthorizedOperation"));
                var account = new CannedAws(exchange ->
                        CannedAws.answer(exchange, 403, "{\"__type\":\"AccessDeniedException\",\"message\":\"no\"}"))) {
            assertThatThrownBy(() -> ec2.session().enabledRegions(RegionSource.EC2))
                    .isInstanceOfSatisfying(SourceException.class, failure -> {
                        assertThat(failure.code()).isEqualTo("UnauthorizedOperation");
                        assertThat(failure.nextStep())
                                .contains(
                                        "ec2:DescribeRegions",
                                        "account 000000000001",
                                        "or name the regions in the scan");
                    });
            assertThatThrownBy(() -> account.session().enabledRegions(RegionSource.ACCOUNT))
                    .isInstanceOfSatisfying(
                            SourceException.class,
                            failure -> assertThat(failure.nextStep())
                                    .contains("account:ListRegions", "or name the regions in the scan"));
        }
    }

    private static boolean signedFor(HttpExchange exchange, String region) {
        return exchange.getRequestHeaders().getFirst("Authorization").contains("/" + region + "/ec2/");
    }

    private static void refuse(HttpExchange exchange, String code) throws IOException {
        CannedAws.answer(exchange, 403, """
                <Response><Errors><Error><Code>%s</Code><Message>no</Message></Error></Errors></Response>""".formatted(code));
    }
}
