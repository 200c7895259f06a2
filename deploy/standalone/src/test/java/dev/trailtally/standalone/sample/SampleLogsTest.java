package dev.trailtally.standalone.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.standalone.sample.SampleTruth.SampleRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleLogsTest {

    @TempDir
    Path parent;

    @Test
    void theSampleIsAlwaysTheSame() throws IOException {
        var one = Files.createDirectory(parent.resolve("one"));
        var other = Files.createDirectory(parent.resolve("other"));
        SampleLogs.write(one);
        SampleLogs.write(other);

        assertThat(content(one)).isEqualTo(content(other)).hasSize(3 * 3 * 3 + 3);
    }

    @Test
    void theSampleIsMadeOnceAndKeepsItsTimes() throws IOException {
        var folder = SampleLogs.in(parent);
        var times = content(folder);

        assertThat(SampleLogs.in(parent)).isEqualTo(folder);
        assertThat(content(folder)).isEqualTo(times);
        assertThat(parent).isDirectoryNotContaining("glob:**/sample-1-*");
    }

    @Test
    void theSampleHoldsWhatItPromises() throws IOException {
        var records = SampleTruth.records(SampleLogs.in(parent));
        var valid = records.stream().filter(SampleRecord::valid).toList();

        assertThat(valid.stream().map(SampleRecord::account).distinct())
                .containsExactlyInAnyOrder("012345678901", "111122223333", "210987654321");
        assertThat(valid.stream().map(SampleRecord::identityType).distinct())
                .contains("IAMUser", "AssumedRole", "Root", "AWSService", "WebIdentityUser");
        assertThat(valid.stream().map(SampleRecord::region).distinct()).hasSize(3);
        assertThat(valid.stream().filter(SampleRecord::failed)).hasSizeGreaterThan(20);
        assertThat(valid.stream().map(SampleRecord::id).distinct().count()).isLessThan(valid.size());
        assertThat(records).hasSize(valid.size() + 1);
    }

    private static Map<String, String> content(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            var content = new HashMap<String, String>();
            for (var file : files.filter(Files::isRegularFile).collect(Collectors.toList())) {
                content.put(
                        folder.relativize(file).toString(),
                        Files.getLastModifiedTime(file) + " "
                                + java.util.HexFormat.of().formatHex(Files.readAllBytes(file)));
            }
            return content;
        }
    }
}
