package dev.trailtally.standalone.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {

    @TempDir
    Path folder;

    @Test
    void aFileThatWasThereIsReplacedAndNothingElseIsLeft() throws IOException {
        var file = Files.writeString(folder.resolve("report"), "old");

        assertThat(write(file, "newer")).isEqualTo(5);

        assertThat(file).hasContent("newer");
        assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void aFileThatFailsHalfwayLeavesWhatWasThere() throws IOException {
        var file = Files.writeString(folder.resolve("report"), "old");

        assertThatThrownBy(() -> WholeFile.write(file, out -> {
                    out.write('n');
                    throw new IOException("broken");
                }))
                .hasMessage("broken");

        assertThat(file).hasContent("old");
        assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void itsPermissionsAreThoseOfEveryNewFile() throws IOException {
        var usual = Files.writeString(folder.resolve("usual"), "");
        var file = folder.resolve("made").resolve("report");

        write(file, "new");

        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(Files.getPosixFilePermissions(usual));
    }

    @Test
    void aLinkStaysAndWhatItLeadsToIsReplaced() throws IOException {
        var file = Files.writeString(folder.resolve("report"), "old");
        var link = Files.createSymbolicLink(folder.resolve("link"), file);

        write(link, "new");

        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent("new");
    }

    @Test
    void devicesAndFoldersAreRefused() {
        for (var taken : new Path[] {Path.of("/dev/null"), folder}) {
            assertThatThrownBy(() -> write(taken, "new"))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining("not a regular file");
        }
        assertThat(Path.of("/dev/null")).exists();
    }

    private static long write(Path file, String text) throws IOException {
        return WholeFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }
}
