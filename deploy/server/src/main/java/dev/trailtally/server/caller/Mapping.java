package dev.trailtally.server.caller;

import dev.trailtally.authorization.v1.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** The file that gives callers their roles and accounts. It is read again when it changes. */
final class Mapping {

    private static final Logger log = LoggerFactory.getLogger(Mapping.class);
    private static final int MAX_BYTES = 1 << 20;
    private static final Set<String> KEYS = Set.of("role", "accounts");

    private final Path file;
    private @Nullable Version version;
    private Map<String, Grant> grants;

    Mapping(Path file) {
        this.file = file;
        try {
            this.version = Version.of(file);
            this.grants = read(file);
        } catch (IOException | YAMLException | IllegalArgumentException e) {
            throw new IllegalArgumentException("callers.mapping cannot be used: " + file + ": " + e.getMessage(), e);
        }
    }

    synchronized @Nullable Grant find(String caller) {
        try {
            var found = Version.of(file);
            if (!found.equals(version)) {
                version = found;
                grants = read(file);
                log.info("read {} callers from {}", grants.size(), file);
            }
        } catch (IOException | YAMLException | IllegalArgumentException e) {
            if (version != null) {
                log.warn("{} cannot be used, so callers keep their former roles and accounts", file, e);
            }
            version = e instanceof IOException ? null : version;
        }
        return grants.get(caller);
    }

    private static Map<String, Grant> read(Path file) throws IOException {
        byte[] content;
        try (var stream = Files.newInputStream(file)) {
            content = stream.readNBytes(MAX_BYTES + 1);
        }
        if (content.length > MAX_BYTES) {
            throw new IllegalArgumentException("the file is larger than 1 MiB");
        }
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(10);
        options.setNestingDepthLimit(10);
        Object root = new Yaml(new SafeConstructor(options)).load(new String(content, StandardCharsets.UTF_8));
        if (!(root instanceof Map<?, ?> callers)) {
            throw new IllegalArgumentException("the file is no map of callers by name");
        }
        var grants = new HashMap<String, Grant>();
        callers.forEach((name, grant) -> grants.put(String.valueOf(name), grant(String.valueOf(name), grant)));
        return Map.copyOf(grants);
    }

    private static Grant grant(String caller, @Nullable Object value) {
        if (!(value instanceof Map<?, ?> fields) || !KEYS.containsAll(fields.keySet())) {
            throw new IllegalArgumentException("caller " + caller + " needs role and accounts, and nothing else");
        }
        var role = Grant.role(fields.get("role"));
        if (role == Role.ROLE_UNSPECIFIED) {
            throw new IllegalArgumentException("the role of caller " + caller + " is not reader, operator or admin");
        }
        return new Grant(role, Grant.accounts(fields.get("accounts")));
    }

    private record Version(FileTime modified, long size) {

        static Version of(Path file) throws IOException {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Version(attributes.lastModifiedTime(), attributes.size());
        }
    }
}
