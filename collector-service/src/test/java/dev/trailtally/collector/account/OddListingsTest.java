package dev.trailtally.collector.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trailtally.collector.source.SourceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Answers of Organizations that the simulator does not give. */
class OddListingsTest {

    private static final AccountSelection ALL = new AccountSelection(true, List.of(), Set.of(), Set.of());

    @Test
    void whereThereIsNoStateTheRetiredStatusCounts() throws Exception {
        var accounts = """
                {"Accounts":[
                  {"Id":"000000000001","Name":"new","State":"ACTIVE","Status":"SUSPENDED"},
                  {"Id":"000000000002","Name":"old","Status":"ACTIVE"},
                  {"Id":"000000000003","Name":"closed","Status":"SUSPENDED"},
                  {"Id":"000000000004","Name":"starting","State":"PENDING_ACTIVATION","Status":"ACTIVE"},
                  {"Id":"000000000005","Name":"neither"}]}""";
        try (var aws = new CannedAws(exchange -> CannedAws.answer(exchange, 200, accounts))) {
            var listed = new ArrayList<ScannedAccount>();
            new Accounts(aws.clients).list(ALL, into(listed));

            assertThat(listed).containsExactly(new ScannedAccount(1, "new"), new ScannedAccount(2, "old"));
        }
    }

    @Test
    void tokensThatGoInACircleEndTheListing() {
        var requests = new AtomicInteger();
        try (var aws = new CannedAws(exchange -> CannedAws.answer(
                exchange, 200, "{\"Accounts\":[],\"NextToken\":\"t" + requests.incrementAndGet() % 3 + "\"}"))) {
            assertThatThrownBy(() -> new Accounts(aws.clients).list(ALL, into(new ArrayList<>())))
                    .isInstanceOfSatisfying(
                            SourceException.class,
                            failure -> assertThat(failure.code()).isEqualTo("ENDLESS_LISTING"));
            assertThat(requests).hasValue(4);
        }
    }

    @Test
    void throttledListingsAreTriedAgain() throws Exception {
        var requests = new AtomicInteger();
        try (var aws = new CannedAws(exchange -> {
            if (requests.incrementAndGet() <= 3) {
                CannedAws.answer(exchange, 400, "{\"__type\":\"TooManyRequestsException\",\"Message\":\"slow down\"}");
            } else {
                CannedAws.answer(exchange, 200, "{\"Accounts\":[{\"Id\":\"000000000001\",\"State\":\"ACTIVE\"}]}");
            }
        })) {
            var listed = new ArrayList<ScannedAccount>();
            new Accounts(aws.clients).list(ALL, into(listed));

            assertThat(listed).containsExactly(new ScannedAccount(1, null));
        }
    }

    @Test
    void anInterruptedListingEndsAsInterrupted() {
        try (var aws = new CannedAws(exchange -> CannedAws.answer(exchange, 200, "{\"Accounts\":[]}"))) {
            Thread.currentThread().interrupt();

            assertThatThrownBy(() -> new Accounts(aws.clients).list(ALL, into(new ArrayList<>())))
                    .isInstanceOf(InterruptedException.class);
            assertThat(Thread.interrupted()).isFalse();
        }
    }

    private static AccountListing into(List<ScannedAccount> accounts) {
        return new AccountListing() {
            @Override
            public void accounts(List<ScannedAccount> page) {
                accounts.addAll(page);
            }

            @Override
            public void missing(long accountId, SourceException reason) {
                throw new AssertionError("missing " + accountId, reason);
            }

            @Override
            public void unlisted(String organizationalUnit, SourceException reason) {
                throw new AssertionError("unlisted " + organizationalUnit, reason);
            }
        };
    }
}
