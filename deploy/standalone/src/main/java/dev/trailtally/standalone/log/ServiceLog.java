package dev.trailtally.standalone.log;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file that the services log to: in the folder of a kept database, only for its owner, at most two files of 5 MB. */
public final class ServiceLog implements AutoCloseable {

    /** The files' names in the folder. */
    public static final String NAME = "trailtally.log";

    private static final long MAX_BYTES = 5_000_000;
    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSX, UTC} %-5level %logger{20} - %msg%n%ex";

    private static volatile @Nullable Path latest;

    private final RollingFileAppender<ILoggingEvent> appender;

    private ServiceLog(RollingFileAppender<ILoggingEvent> appender) {
        this.appender = appender;
    }

    /** Logs to the folder from now on. */
    public static ServiceLog in(Path folder) {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        var file = folder.resolve(NAME);
        var appender = new PrivateAppender();
        appender.setContext(context);
        appender.setFile(file.toString());
        appender.setEncoder(encoder(context));
        appender.setTriggeringPolicy(triggering(context));
        appender.setRollingPolicy(rolling(context, folder, appender));
        appender.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
        latest = file;
        return new ServiceLog(appender);
    }

    /** The last log file; null if nothing is kept. */
    public static @Nullable Path latest() {
        return latest;
    }

    @Override
    public void close() {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(appender);
        appender.stop();
    }

    private static PatternLayoutEncoder encoder(LoggerContext context) {
        var encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        return encoder;
    }

    private static SizeBasedTriggeringPolicy<ILoggingEvent> triggering(LoggerContext context) {
        var policy = new SizeBasedTriggeringPolicy<ILoggingEvent>();
        policy.setContext(context);
        policy.setMaxFileSize(new FileSize(MAX_BYTES));
        policy.start();
        return policy;
    }

    private static FixedWindowRollingPolicy rolling(
            LoggerContext context, Path folder, RollingFileAppender<ILoggingEvent> appender) {
        var policy = new FixedWindowRollingPolicy();
        policy.setContext(context);
        policy.setParent(appender);
        // A percent sign in the folder's name would start a conversion.
        policy.setFileNamePattern(folder.resolve(NAME).toString().replace("%", "\\%") + ".%i");
        policy.setMinIndex(1);
        policy.setMaxIndex(1);
        policy.start();
        return policy;
    }

    /** Creates its file only for the owner, regardless of the umask. */
    private static final class PrivateAppender extends RollingFileAppender<ILoggingEvent> {

        @Override
        public void openFile(String name) throws IOException {
            var file = Path.of(name);
            var permissions = PosixFilePermissions.fromString("rw-------");
            if (!Files.exists(file)) {
                Files.createFile(file, PosixFilePermissions.asFileAttribute(permissions));
            }
            Files.setPosixFilePermissions(file, permissions);
            super.openFile(name);
        }
    }
}
