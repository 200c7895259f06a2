package dev.trailtally.standalone.command;

import dev.trailtally.collector.v1.Scan;
import dev.trailtally.report.v1.AccessScope;
import dev.trailtally.standalone.lastaccessed.AccessCoverageText;
import dev.trailtally.standalone.lastaccessed.AccessCsv;
import dev.trailtally.standalone.lastaccessed.AccessJson;
import dev.trailtally.standalone.lastaccessed.AccessReader;
import dev.trailtally.standalone.lastaccessed.LastAccessedTable;
import dev.trailtally.standalone.lastaccessed.MissingArns;
import dev.trailtally.standalone.lastaccessed.ScanSelection;
import dev.trailtally.standalone.lastaccessed.ServicesText;
import dev.trailtally.standalone.lastaccessed.UnusedCsv;
import dev.trailtally.standalone.lastaccessed.UnusedText;
import dev.trailtally.standalone.lastaccessed.YoungerEntities;
import dev.trailtally.standalone.summary.CollectedText;
import dev.trailtally.standalone.summary.SummaryReader;
import io.grpc.Channel;
import java.io.PrintWriter;
import java.time.Duration;
import picocli.CommandLine;

/** Reports what an ended scan of last-accessed data found, and the exit code for scripts. */
final class AccessOutcome {

    private final PrintWriter out;
    private final PrintWriter talk;
    private final Channel channel;
    private final AccessReportOptions options;

    AccessOutcome(CommandLine line, Channel channel, AccessReportOptions options) {
        this.out = line.getOut();
        this.talk = line.getErr();
        this.channel = channel;
        this.options = options;
    }

    /** Prints it and returns the exit code. */
    int tell(Scan scan) {
        var scans = new SummaryReader(channel);
        var query = new ScanSelection(scans, talk).query(scan, options.unusedFor != null);
        var access = new AccessReader(channel, query);
        var scope = print(scan, scans, access);
        out.flush();
        if (options.json || options.csv) {
            new MissingArns(talk, scans).print(scan);
        }
        var code = Outcome.exitCode(scan, scope.getEntityCount() == 0);
        if (code == ExitCode.NOTHING_FOUND) {
            talk.println("No user, role, group or policy was found; check the accounts, and --arn, --path, --name and"
                    + " --tag.");
        }
        talk.flush();
        return code;
    }

    private AccessScope print(Scan scan, SummaryReader scans, AccessReader access) {
        var unusedFor = options.unusedFor;
        if (options.json) {
            var json = new AccessJson(out, scans, access);
            return unusedFor == null
                    ? json.printLastAccessed(scan)
                    : json.printUnused(scan, unusedFor).getScope();
        }
        if (options.csv) {
            options.csvOptions.begin(out);
            return unusedFor == null ? new AccessCsv(out).print(access) : printUnusedCsv(access, unusedFor);
        }
        CollectedText.beforeCoverage(out, scans).print(scan);
        out.println();
        var scope = printTable(scan, access);
        out.println();
        new MissingArns(out, scans).print(scan);
        new AccessCoverageText(out).print(scan, scope, access, scans);
        return scope;
    }

    /** The CSV has findings alone; what is too young to be one is counted beside it. */
    private AccessScope printUnusedCsv(AccessReader access, Duration unusedFor) {
        var response = new UnusedCsv(out).print(access, unusedFor);
        YoungerEntities.line(response).ifPresent(talk::println);
        return response.getScope();
    }

    private AccessScope printTable(Scan scan, AccessReader access) {
        if (options.unusedFor != null) {
            return new UnusedText(out, options.unusedFor, options.rows, options.rows)
                    .print(access)
                    .getScope();
        }
        return scan.getSource().getLastAccessed().getArnsCount() > 0
                ? new ServicesText(out, options.rows).print(access)
                : new LastAccessedTable(out, options.rows).print(access);
    }
}
