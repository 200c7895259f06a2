package dev.trailtally.collector.aws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The AWS configuration of this process as a test wants it: files in a folder, and what the environment would say. */
final class AwsConfiguration implements AutoCloseable {

    private final Path folder;
    private final Map<String, @Nullable String> before = new HashMap<>();
    private final List<Path> written = new ArrayList<>();

    /** No credentials anywhere, and no machine that has any. */
    AwsConfiguration(Path folder) {
        this.folder = folder;
        List.of("aws.accessKeyId", "aws.secretAccessKey", "aws.sessionToken").forEach(this::clear);
        set("aws.configFile", folder.resolve("config").toString());
        set("aws.sharedCredentialsFile", folder.resolve("credentials").toString());
        set("aws.loginCacheDirectory", folder.toString());
        set("aws.region", "eu-west-1");
        set("aws.disableEc2Metadata", "true");
    }

    AwsConfiguration config(String text) {
        return write(folder.resolve("config"), text);
    }

    AwsConfiguration profile(String name) {
        return set("aws.profile", name);
    }

    AwsConfiguration set(String property, String value) {
        remember(property);
        System.setProperty(property, value);
        return this;
    }

    AwsConfiguration clear(String property) {
        remember(property);
        System.clearProperty(property);
        return this;
    }

    private void remember(String property) {
        if (!before.containsKey(property)) {
            before.put(property, System.getProperty(property));
        }
    }

    /** What aws sso login leaves behind, of an sso-session's name or a start URL. */
    AwsConfiguration ssoToken(String of, String json) {
        return write(home().resolve(".aws/sso/cache").resolve(hash("SHA-1", of) + ".json"), json);
    }

    /** What aws login leaves behind. */
    AwsConfiguration loginToken(String session, String json) {
        return write(folder.resolve(hash("SHA-256", session) + ".json"), json);
    }

    private static Path home() {
        return Path.of(System.getenv("HOME"));
    }

    private static String hash(String algorithm, String text) {
        try {
            var digest = MessageDigest.getInstance(algorithm);
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private AwsConfiguration write(Path file, String text) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text);
            written.add(file);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        before.forEach((property, value) -> {
            if (value == null) {
                System.clearProperty(property);
            } else {
                System.setProperty(property, value);
            }
        });
        written.forEach(file -> file.toFile().delete());
    }
}
