package dev.trailtally.faults;

import static org.awaitility.Awaitility.await;

import dev.trailtally.faults.PostgresServer.Shutdown;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Random;

/** What can happen to services and database; each returns when its cause is over, not when all have recovered. */
enum Fault {
    COLLECTOR_KILLED,
    AGGREGATOR_KILLED,
    REPORT_KILLED,
    SERVICE_STOPPED,
    DATABASE_RESTARTED,
    DATABASE_ABORTED,
    DATABASE_KILLED,
    DATABASE_AWAY,
    CONNECTIONS_KILLED,
    DEADLOCK,
    DISK_FULL,
    CLOCK_MOVED;

    private static final Duration AWAY = Duration.parse("PT" + System.getProperty("faults.away", "5s"));
    // Its checks are at most 5 s apart, one waits at most 5 s for a connection, and the machine may be slow.
    private static final Duration NOTICED = Duration.ofSeconds(30);
    private static final int MAX_FULL_MILLIS = 4_000;
    private static final int MAX_MOVED_SECONDS = 3 * 3_600;

    boolean isPossible(Site site) {
        return switch (this) {
            case DISK_FULL -> site.disk.canBeFilled();
            case CLOCK_MOVED -> MovableClock.isPossible();
            case COLLECTOR_KILLED,
                    AGGREGATOR_KILLED,
                    REPORT_KILLED,
                    SERVICE_STOPPED,
                    DATABASE_RESTARTED,
                    DATABASE_ABORTED,
                    DATABASE_KILLED,
                    DATABASE_AWAY,
                    CONNECTIONS_KILLED,
                    DEADLOCK -> true;
        };
    }

    /** Returns what it did. */
    String strike(Site site, Random random) throws SQLException, InterruptedException {
        return switch (this) {
            case COLLECTOR_KILLED -> restart(site.process(Service.COLLECTOR), true);
            case AGGREGATOR_KILLED -> restart(site.process(Service.AGGREGATOR), true);
            case REPORT_KILLED -> restart(site.process(Service.REPORT), true);
            case SERVICE_STOPPED -> restart(site.process(Service.any(random)), false);
            case DATABASE_RESTARTED -> restart(site.postgres, Shutdown.FAST);
            case DATABASE_ABORTED -> restart(site.postgres, Shutdown.IMMEDIATE);
            case DATABASE_KILLED -> restart(site.postgres, Shutdown.CRASH);
            case DATABASE_AWAY -> away(site);
            case CONNECTIONS_KILLED -> terminate(site.postgres, random);
            case DEADLOCK -> Deadlock.provoke(site.postgres, random);
            case DISK_FULL -> fill(site, random);
            case CLOCK_MOVED -> moveClock(site, random);
        };
    }

    private static String restart(ServiceProcess process, boolean killed) {
        if (killed) {
            process.kill();
        } else {
            process.stop();
        }
        process.start();
        return process.service.toString();
    }

    private static String restart(PostgresServer postgres, Shutdown shutdown) {
        postgres.end(shutdown);
        postgres.restart();
        return shutdown.toString();
    }

    /** Until each service has said so, and then for some time more, in which none may say anything else. */
    private static String away(Site site) {
        site.postgres.end(Shutdown.FAST);
        try {
            await("NOT_SERVING while PostgreSQL is away").atMost(NOTICED).until(site.watch::noneServes);
            await("NOT_SERVING as long as PostgreSQL is away")
                    .during(AWAY)
                    .atMost(AWAY.plus(NOTICED))
                    .until(site.watch::noneServes);
        } finally {
            site.postgres.restart();
        }
        await("SERVING when PostgreSQL is back").atMost(Site.RECOVERY).until(site.watch::allServe);
        return AWAY.toString();
    }

    private static String terminate(PostgresServer postgres, Random random) {
        var ended = postgres.column("""
                select pg_terminate_backend(pid)
                from pg_stat_activity
                where application_name like 'trailtally-%%'
                and hashint4(pid) %% 100 < %d
                """.formatted(random.nextInt(100)));
        return ended.size() + " connections";
    }

    private static String fill(Site site, Random random) throws InterruptedException {
        var said = "No space left on device";
        long before = site.postgres.logged(said);
        site.disk.fill();
        try {
            Thread.sleep(500 + random.nextInt(MAX_FULL_MILLIS));
        } finally {
            site.disk.free();
        }
        return (site.postgres.logged(said) - before) + " statements refused";
    }

    /** Starts a service with a clock that is wrong, and moves it again while the service works, until its next start. */
    private static String moveClock(Site site, Random random) {
        var process = site.process(Service.any(random));
        var first = offset(random);
        var second = offset(random);
        process.kill();
        process.clock.move(first);
        process.startWithClock();
        await("SERVING with another clock").atMost(Site.RECOVERY).until(process::isServing);
        process.clock.move(second);
        return process.service + " " + first + ", then " + second;
    }

    private static Duration offset(Random random) {
        return Duration.ofSeconds(random.nextInt(-MAX_MOVED_SECONDS, MAX_MOVED_SECONDS));
    }
}
