package dev.trailtally.standalone.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.trailtally.authorization.v1.AuthorizationProto;
import dev.trailtally.authorization.v1.Role;
import dev.trailtally.server.caller.NamedCallers;
import dev.trailtally.simulator.organization.Organization;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What each rpc of the contract shows to callers by their role and accounts. */
@Timeout(300)
@TestInstance(Lifecycle.PER_CLASS)
class CallerAccessTest {

    private static final String OWN = "210987654321";
    private static final String FOREIGN = "012345678901";
    private static final String MISSING = "999999999999";
    private static final String OWN_UNIT = "ou-sim1-ownunit0";
    private static final String FOREIGN_UNIT = "ou-sim1-workload";
    private static final String MISSING_UNIT = "ou-sim1-missing0";
    private static final String MISSING_SCAN = "00000000-0000-4000-8000-000000000000";
    private static final String EVERYTHING = "*";
    private static final List<String> SOME_ACCOUNTS = List.of(OWN, OWN_UNIT);
    /** What they list belongs to no account: it is shown or hidden as a whole. */
    private static final Set<String> OF_NO_ACCOUNT = Set.of("trailtally.collector.v1.ScanService.ListScans");

    private Map<String, MethodDescriptor> rpcs;
    private List<AccessLine> lines;
    private ReferenceServer server;
    private String ownScan;
    private String foreignScan;
    private String foreignKey;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        rpcs = Contract.read().rpcs().stream()
                .collect(Collectors.toMap(MethodDescriptor::getFullName, Function.identity()));
        lines = AccessLine.read();
        server = ReferenceServer.start(folder);
        try (var connection = DriverManager.getConnection(server.jdbcUrl());
                var statement = connection.createStatement()) {
            statement.execute("""
                    insert into organizational_unit (unit_id, parent_id, name, listed_at)
                    values ('%s', null, 'Own', now());
                    update account set parent_id = '%s' where account_id = %s
                    """.formatted(OWN_UNIT, OWN_UNIT, Long.parseLong(OWN)));
            try (var rows = statement.executeQuery("""
                    select access_key_id
                    from access_key_day
                    where account_id = %s
                    limit 1
                    """.formatted(Long.parseLong(FOREIGN)))) {
                assertThat(rows.next())
                        .as("an access key of the foreign account")
                        .isTrue();
                foreignKey = rows.getString(1);
            }
        }
        ownScan = scan(OWN);
        foreignScan = scan(FOREIGN);
    }

    @AfterAll
    void stop() throws Exception {
        server.close();
    }

    @Test
    void everyRpcHasARoleAndARequest() {
        assertThat(lines.stream().map(AccessLine::rpc).distinct()).containsExactlyInAnyOrderElementsOf(rpcs.keySet());
        assertThat(rpcs.values()).allSatisfy(rpc -> assertThat(required(rpc)).isNotEqualTo(Role.ROLE_UNSPECIFIED));
    }

    @Test
    void whoLacksTheRoleIsRefused() {
        var softly = new SoftAssertions();
        for (var line : lines) {
            var required = required(rpc(line));
            for (var role : List.of(Role.ROLE_UNSPECIFIED, Role.ROLE_READER, Role.ROLE_OPERATOR)) {
                if (role.getNumber() < required.getNumber()) {
                    var answer = call(line, line.any(), role, EVERYTHING);
                    softly.assertThat(answer.code).as("%s as %s", line, role).isEqualTo(Status.Code.PERMISSION_DENIED);
                    softly.assertThat(answer.error).as("%s as %s", line, role).contains("ROLE_REQUIRED");
                }
            }
        }
        softly.assertAll();
    }

    @Test
    void answersAboutEverythingHoldOnlyTheCallersAccounts() {
        var softly = new SoftAssertions();
        var showing = new TreeSet<String>();
        for (var line : lines.stream().filter(AccessLine::asksForAll).toList()) {
            var everything = call(line, line.all(), EVERYTHING);
            softly.assertThat(everything.code).as("%s of all accounts", line).isEqualTo(Status.Code.OK);
            softly.assertThat(everything.saysWhatIsHidden())
                    .as("%s of all accounts hides some: %s", line, everything.text())
                    .isFalse();
            if (everything.text().contains(FOREIGN)) {
                showing.add(line.rpc());
            }
            for (var accounts : SOME_ACCOUNTS) {
                var some = call(line, line.all(), accounts);
                softly.assertThat(some.text()).as("%s of %s", line, accounts).doesNotContain(FOREIGN);
                if (some.code != Status.Code.OK) {
                    softly.assertThat(some.error).as("%s of %s", line, accounts).contains("ALL_ACCOUNTS_REQUIRED");
                } else if (!OF_NO_ACCOUNT.contains(line.rpc())) {
                    softly.assertThat(some.saysWhatIsHidden())
                            .as("%s of %s says how many accounts it leaves out: %s", line, accounts, some.text())
                            .isTrue();
                }
                everything
                        .nextPage(line.all())
                        .ifPresent(next -> softly.assertThat(
                                        call(line, next, accounts).text())
                                .as("%s of %s with the page token of a caller of all accounts", line, accounts)
                                .doesNotContain(FOREIGN));
            }
        }
        softly.assertThat(showing)
                .as("rpcs that show the account to a caller of all accounts")
                .hasSizeGreaterThan(10);
        softly.assertAll();
    }

    @Test
    void othersAreAsOnesThatDoNotExist() {
        var softly = new SoftAssertions();
        for (var line : lines.stream().filter(AccessLine::names).toList()) {
            for (var accounts : SOME_ACCOUNTS) {
                var own = call(line, named(line.named(), OWN, ownScan), accounts);
                softly.assertThat(own.code)
                        .as("%s of %s about its own: %s", line, accounts, own.error)
                        .isEqualTo(call(line, named(line.named(), OWN, ownScan), EVERYTHING).code);
                softly.assertThat(own.text()).as("%s of %s", line, accounts).doesNotContain(FOREIGN);
                for (var request : variants(line.named())) {
                    var foreign = call(line, named(request, FOREIGN, foreignScan), accounts);
                    var missing = call(line, named(request, MISSING, MISSING_SCAN), accounts);
                    softly.assertThat(foreign.anonymous(foreignScan))
                            .as("%s of %s: %s", line.rpc(), accounts, request)
                            .isEqualTo(missing.anonymous());
                }
            }
        }
        softly.assertAll();
    }

    @Test
    void scansWhoseAccountsNobodyKnowsBeforeTheyRunNeedAllAccounts() {
        for (var scan : List.of(server.filled("{scan}"), server.filled("{access scan}"))) {
            for (var line : lines.stream()
                    .filter(line -> line.named().contains("{scan}"))
                    .toList()) {
                var request = line.named();
                assertThat(call(line, named(request, OWN, scan), OWN).anonymous(scan))
                        .as("%s", line)
                        .isEqualTo(call(line, named(request, OWN, MISSING_SCAN), OWN)
                                .anonymous(MISSING_SCAN));
            }
        }
    }

    /** The same about the account alone, beside one's own, and about its organizational unit. */
    private static List<String> variants(String request) {
        var list = "[\"{account}\"]";
        return Stream.of(
                        request,
                        request.replace(list, "[\"" + OWN + "\", \"{account}\"]"),
                        request.replace(
                                "\"accounts\": {\"account_ids\": " + list + "}",
                                "\"accounts\": {\"organizational_units\": [\"{unit}\"]}"))
                .distinct()
                .toList();
    }

    private String named(String request, String account, String scan) {
        return request.replace("{account}", account)
                .replace("{scan}", scan)
                .replace("{unit}", account.equals(FOREIGN) ? FOREIGN_UNIT : MISSING_UNIT);
    }

    private String scan(String account) {
        var line = new AccessLine("trailtally.collector.v1.ScanService.CreateScan", "-", "-");
        var request = """
                {"account_ids": ["%s"], "source": {"last_accessed": {"role": {"role_name": "%s"}}}}""".formatted(account, Organization.ROLE);
        var created = call(line, request, EVERYTHING);
        assertThat(created.code).as(created.error).isEqualTo(Status.Code.OK);
        var scan = created.text().replaceAll("(?s).*?scan_id: \"([^\"]*)\".*", "$1");
        var watch = new AccessLine("trailtally.collector.v1.ScanService.WatchScan", "-", "-");
        assertThat(call(watch, "{\"scan_id\": \"" + scan + "\"}", EVERYTHING).code)
                .isEqualTo(Status.Code.OK);
        return scan;
    }

    private Answer call(AccessLine line, String request, String accounts) {
        return call(line, request, required(rpc(line)), accounts);
    }

    private Answer call(AccessLine line, String request, Role role, String accounts) {
        var rpc = rpc(line);
        var messages = new ArrayList<DynamicMessage>();
        try {
            var message = DynamicMessage.newBuilder(rpc.getInputType());
            JsonFormat.parser().merge(filled(request), message);
            new DynamicCall(NamedCallers.channel(server.channel(), "test", role, accounts))
                    .send(rpc, message.build())
                    .forEachRemaining(messages::add);
            return new Answer(messages, Status.Code.OK, "");
        } catch (StatusRuntimeException e) {
            return new Answer(messages, e.getStatus().getCode(), String.valueOf(StatusProto.fromThrowable(e)));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(line + ": " + request, e);
        }
    }

    private String filled(String request) {
        return server.filled(request).replace("{key}", foreignKey).replace("{role}", Organization.ROLE);
    }

    private MethodDescriptor rpc(AccessLine line) {
        return Objects.requireNonNull(rpcs.get(line.rpc()), line.rpc());
    }

    private static Role required(MethodDescriptor rpc) {
        return rpc.getOptions().getExtension(AuthorizationProto.requiredRole);
    }

    private record Answer(List<DynamicMessage> messages, Status.Code code, String error) {

        private static final Set<String> OTHERS = Set.of(FOREIGN, MISSING, FOREIGN_UNIT, MISSING_UNIT, MISSING_SCAN);

        /** All of it, with every string in it. */
        String text() {
            return messages.stream().map(DynamicMessage::toString).sorted().collect(Collectors.joining("\n")) + error;
        }

        /** A chart says it in words. */
        boolean saysWhatIsHidden() {
            return Pattern.compile("hidden_account_count: [1-9]|accounts? left out")
                    .matcher(text())
                    .find();
        }

        /** Without the names of what was asked. */
        String anonymous() {
            return anonymous("");
        }

        String anonymous(String other) {
            var text = code + " " + text();
            for (var name : OTHERS) {
                text = text.replace(name, "<name>");
            }
            return other.isEmpty() ? text : text.replace(other, "<name>");
        }

        Optional<String> nextPage(String request) {
            return messages.stream()
                    .filter(message -> message.getDescriptorForType().findFieldByName("next_page_token") != null)
                    .map(message -> (String)
                            message.getField(message.getDescriptorForType().findFieldByName("next_page_token")))
                    .filter(token -> !token.isEmpty())
                    .map(token -> request.substring(0, request.length() - 1) + ", \"page_token\": \"" + token + "\"}")
                    .findFirst();
        }
    }
}
