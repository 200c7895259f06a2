package dev.trailtally.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageTest {

    @TempDir
    Path folder;

    @Test
    void aMissingFolderIsNamedWithTheNextStep() {
        var run = Cli.run("scan", "--logs", folder.resolve("nowhere").toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err())
                .contains(folder.resolve("nowhere") + " does not exist")
                .contains("leave out --logs");
        assertThat(run.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "scan --account 1234 | 12 digits",
                "scan --start yesterday | is not a time",
                "scan --start 2024-05-07 --end 2024-05-07 | before --end",
                "scan --s3 bucket/prefix | s3://<bucket>/<prefix>",
                "scan --s3-region eu-west-1 | needs --s3",
                "scan --accounts-shown -1 | 0 or more",
                "scan --logz x | --logs",
                "serve --port 70000 | 0 to 65535",
                "scan --org --logs . | collect one after the other",
                "scan --org --s3 s3://trail/x | collect one after the other",
                "scan --role Reader | Name the accounts to ask",
                "scan --caller --org | --caller reads only your own account",
                "scan --caller --role Reader | own credentials",
                "scan --accounts 111122223333 --exclude 444455556666 | --exclude needs --org",
                "scan --accounts 1234 | 12 digits",
                "scan --accounts @/nowhere/accounts | cannot be read",
                "scan --org --lookup Colour=red | use one of EventId, EventName",
                "scan --org --lookup EventName | <attribute>=<value>",
                "scan --org --role arn:aws:iam::111122223333:role/x | the name that the role has in every account",
                "scan --org --session-duration 5m | 15m to 12h",
                "scan --org --unit-deadline 8d | 1m to 7d",
                "scan --org --past-hours 2 --start 2026-11-01 | --past-hours ends now",
                "scan --org --past-hours 0 | 1 or more",
                "scan --org --keep x --temporary | exclude each other",
                "scan --resume 9f1c --org | leave out what to collect",
                "scan --resume 9f1c --temporary | kept database",
                "last-accessed | Name the accounts to ask",
                "last-accessed --caller --org | --caller reads only your own account",
                "last-accessed --arn alice | --arn takes the ARN",
                "last-accessed --arn arn:aws:iam::aws:policy/ReadOnlyAccess | name the accounts to look in",
                "last-accessed --arn arn:aws:iam::111122223333:user/a --types users | leave out --types",
                "last-accessed --org --types people | use one of users, roles, groups, policies, aws-policies",
                "last-accessed --org --tag =payments | <tag>=<value>",
                "last-accessed --org --path team | --path must start with /",
                "last-accessed --org-report ou-1 | p-…",
                "last-accessed --org --unused-for 36h | whole days",
                "last-accessed --org-report --unused-for 90d | --org-report alone does not collect",
                "last-accessed --org --unused-for 401d | 1d to 400d",
                "last-accessed --org --json --csv | exclude each other",
                "last-accessed --resume x --scan y | exclude each other",
                "last-accessed --scan x --new | exclude each other",
                "last-accessed --org --server x:1 --temporary | exclude each other",
                "last-accessed --org --rows 0 | 1 to 100,000",
                "last-accessed --resume 9f1c --org | leave out what to collect",
                "last-accessed --resume 9f1c --types users | leave out what to collect",
                "last-accessed --resume 9f1c --temporary | kept database",
                "scan --caller --lookup EventName=A --lookup EventName=B | --lookup is given 2 times; it takes one value only",
                "scan --logs . --logs=.. | --logs is given 2 times",
                "scan --keep a --keep b | --keep is given 2 times",
                "serve --logs . --last-accessed | needs accounts to ask",
                "serve --every 1h | needs something to collect",
                "serve --org --every 1x | is not a duration",
                "serve --org --overlap 20m | needs --every",
                "watch --server nowhere | <host>:<port>",
                "key AKIAIOSFODNN7EXAMPLE | Specify the time",
                "key AKIAIOSFODNN7EXAMPLE --yesterday --day 2026-11-20 | in only one way",
                "key AKIAIOSFODNN7EXAMPLE --day 2026-11-31 | is not a time",
                "key AKIAIOSFODNN7EXAMPLE --start 2026-11-20 --end 2026-11-20 | --start) must be before",
                "key AKIAIOSFODNN7EXAMPLE --yesterday --time-zone Asia/Tokio | got Asia/Tokio",
                "key AKIA/x --yesterday | is not an access key id",
                "report | Name a report",
                "report service-usage --account 1234 | 12 digits",
                "report service-usage --month 2024-13 | is not a time",
                "report service-usage --year 2024 --month 13 | --month 1 to 12",
                "report service-usage --year 2024 --day 2024-05-06 | in only one way",
                "report service-usage --from 2024-05-07 --to 2024-05-07 | --from (--start) must be before --to (--end)",
                "report service-usage --past-hours 0 | --past-hours 1 or more",
                "report service-usage --format xml | expected one of",
                "report service-usage --category insights | 'insights' is no category; use one of all, management, data",
                "report service-usage --server x:1 --keep y | exclude each other",
                "report service-usage --keep /nowhere | There is no trailtally database in /nowhere",
                "report activity --activity-type GOOD | expected one of",
                "report activity --out /dev/null | --out: /dev/null is a file; name a folder",
                "report activity --out /dev/null/x/y | --out: /dev/null is a file; name a folder",
                "report activity --plots /dev/null/x | --plots: /dev/null is a file; name a folder",
                "report html --out /dev/null/x.html | --out: /dev/null is a file; name a folder",
                "scan --dump-raw /dev/null/x | --dump-raw: /dev/null is a file; name a folder",
                "report service-usage --csv-bom | --csv-bom goes with --format csv",
                "report events --csv-bom --format jsonl | --csv-bom goes with --format csv",
                "scans --csv-bom --json | --csv-bom goes with --csv",
                "last-accessed --caller --csv-bom | --csv-bom goes with --csv",
                "report activity --time-zone Asia/Tokio | got Asia/Tokio",
                "report events --order up | expected one of",
                "report events --read-only maybe | --read-only",
                "scann | scan",
                "'' | Name a subcommand"
            })
    void aWrongCommandLineIsExplained(String line, String explanation) {
        var run = Cli.run(line.isEmpty() ? new String[0] : line.split(" "));

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains(explanation).contains("--help").doesNotContain("\tat ");
        assertThat(run.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "--help",
        "scan --help",
        "serve --help",
        "help scan",
        "watch --help",
        "key --help",
        "last-accessed --help",
        "report --help",
        "report service-usage --help",
        "report activity --help",
        "report events --help",
        "report html --help",
        "scans --help",
        "demo --help"
    })
    void helpGoesToStdout(String line) {
        var run = Cli.run(line.split(" "));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("Usage: trailtally").contains("Examples:");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void helpListsEveryExitCode() {
        assertThat(Cli.run("scan", "--help").out()).containsPattern("(?s)Exit codes:.* 0 .* 1 .* 2 .* 3 .* 4 .*130 ");
    }

    @Test
    void aFolderThatCannotBeUsedIsNamedWithTheReason() {
        var run = Cli.run("scan", "--keep", "/dev/null/x");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err())
                .contains("/dev/null/x cannot be used: Not a directory")
                .doesNotContain("--verbose");
    }

    @Test
    void aLinkThatLeadsNowhereIsCalledThat() throws IOException {
        var link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("gone"));

        for (var option : List.of("--logs", "--keep")) {
            var run = Cli.run("scan", option, link.toString());

            assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).as(option).contains(link + " is a link to ", "does not exist");
        }
        var dump = Cli.run("scan", "--dump-raw", link.resolve("raw").toString());
        assertThat(dump.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(dump.err())
                .contains("--dump-raw: " + link + " is a link to ")
                .doesNotContain("Starting");
    }

    @Test
    void aFileOfAccountsMayBeginWithAByteOrderMark() throws IOException {
        var file = Files.writeString(folder.resolve("accounts"), "\uFEFF111122223333 # production\n210987654321\n");

        var accounts = AccountIds.read(TrailtallyCommand.commandLine(), "--accounts", List.of("@" + file));

        assertThat(accounts).containsExactly("111122223333", "210987654321");
    }

    @Test
    void aFolderThatIsNoDatabaseIsRefused() throws IOException {
        Files.writeString(folder.resolve("photo.jpg"), "");

        var run = Cli.run("scan", "--keep", folder.toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("holds other files").doesNotContain("--verbose");
    }
}
