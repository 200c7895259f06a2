package dev.trailtally.collector.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLogSourceTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path temporary;

    private Path root = Path.of("/");
    private Path outside = Path.of("/");

    @BeforeEach
    void makeFolders() throws IOException {
        root = Files.createDirectory(temporary.toRealPath().resolve("root"));
        outside = Files.createDirectory(temporary.toRealPath().resolve("outside"));
    }

    @Test
    void everyFileIsListedOnceInOrder() throws Exception {
        write("b/2.json");
        write("b/.hidden");
        write("a b/ü.json");
        IntStream.range(0, 2_500).forEach(i -> write("c/" + i));

        var listed = list(root);

        assertThat(listed.objects()).hasSize(2_503).doesNotHaveDuplicates();
        assertThat(listed.names(root.toUri().toString()))
                .startsWith("a%20b/%C3%BC.json", "b/.hidden", "b/2.json", "c/0");
        assertThat(listed.failures()).isEmpty();
    }

    @Test
    void aDatabaseBelowTheFolderIsNeverRead() throws Exception {
        write("1.json");
        write("kept/superuser-password");
        write("kept/postgresql.log");
        write("kept/postgresql/PG_VERSION");
        write("kept/postgresql/base/5/1.json");
        write("other/PG_VERSION");
        write("other/base/1.json");
        write("base/2.json");

        var listed = list(root);

        assertThat(listed.names(root.toUri().toString())).containsExactly("1.json", "base/2.json");
        assertThat(listed.failures()).isEmpty();
        assertThat(list(root.resolve("other")).objects()).isEmpty();
    }

    @Test
    void aSingleFileIsASource() throws Exception {
        var file = write("one.json");

        var listed = list(file);

        assertThat(listed.objects()).hasSize(1);
        var object = listed.objects().getFirst();
        try (var bytes = source(file).open(object.uri(), object.version())) {
            assertThat(bytes.readAllBytes()).asString().isEqualTo("one.json");
        }
    }

    @Test
    void linksLeadNeitherOutOfTheRootsNorInCircles() throws Exception {
        var file = write("a/1.json");
        Files.writeString(outside.resolve("secret.json"), "secret");
        Files.createSymbolicLink(root.resolve("circle"), root);
        Files.createSymbolicLink(root.resolve("again.json"), file);
        Files.createSymbolicLink(root.resolve("way-out/"), outside);

        var listed = list(root);

        assertThat(listed.names(root.toUri().toString())).containsExactly("a/1.json");
        assertThat(listed.failures()).hasSize(1);
        assertThat(listed.failures().get(root.toUri() + "way-out/"))
                .extracting("code")
                .isEqualTo("OUTSIDE_ROOTS");
        assertThat(list(outside).failures().values()).extracting("code").containsExactly("OUTSIDE_ROOTS");
        assertThat(list(root.resolve("../outside")).objects()).isEmpty();
    }

    @Test
    void aLinkToAnotherFolderOfTheRootsIsFollowedOnce() throws Exception {
        write("elsewhere/1.json");
        var scanned = Files.createDirectory(root.resolve("scanned"));
        Files.createSymbolicLink(scanned.resolve("x"), root.resolve("elsewhere"));
        Files.createSymbolicLink(scanned.resolve("y"), root.resolve("elsewhere"));

        assertThat(list(scanned).names(root.toUri().toString())).containsExactly("elsewhere/1.json");
    }

    @Test
    void aMissingFolderIsAFailureWithANextStep() throws Exception {
        var failures = list(root.resolve("missing")).failures().values();

        assertThat(failures).hasSize(1);
        assertThat(failures.iterator().next().code()).isEqualTo("NO_SUCH_FOLDER");
        assertThat(failures.iterator().next().nextStep()).isNotEmpty();
    }

    @Test
    void aPipeIsNeverOpened() throws Exception {
        write("1.json");
        var pipe = root.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        var listed = list(root);

        assertThat(listed.names(root.toUri().toString())).containsExactly("1.json");
        assertThat(listed.failures().get(pipe.toUri().toString()))
                .extracting("code")
                .isEqualTo("NOT_A_FILE");
        assertThatThrownBy(() -> source(root).open(pipe.toUri().toString(), "0-0"))
                .hasMessageContaining("OBJECT_CHANGED");
    }

    @Test
    void aChangedOrReplacedFileIsNotOpened() throws Exception {
        var file = write("1.json");
        var listed = list(root).objects().getFirst();

        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
        assertThat(openingCode(listed)).isEqualTo("OBJECT_CHANGED");
        Files.delete(file);
        assertThat(openingCode(listed)).isEqualTo("NO_SUCH_FILE");
        Files.createSymbolicLink(file, Files.writeString(outside.resolve("secret.json"), "secret"));
        assertThat(openingCode(listed)).isEqualTo("OUTSIDE_ROOTS");
    }

    @Test
    void accountsAndTimesOfTheKeyNarrowTheListing() throws Exception {
        write("111111111111_CloudTrail_eu-west-1_20230709T2200Z_a.json.gz");
        write("111111111111_CloudTrail_eu-west-1_20230709T2305Z_b.json.gz");
        write("111111111111_CloudTrail_us-east-1_20230717T2355Z_c.json.gz");
        write("111111111111_CloudTrail_eu-west-1_20230718T0000Z_d.json.gz");
        write("222222222222_CloudTrail_eu-west-1_20230710T1215Z_e.json.gz");
        write("unknown.json");
        var day = Instant.parse("2023-07-10T00:00:00Z");
        var scope = new ListingScope(Set.of(111111111111L), day, day.plusSeconds(86_400));

        var listed = new ListingRecorder();
        source(root).list(scope, listed);

        assertThat(listed.names(root.toUri().toString()))
                .extracting(name -> name.substring(name.lastIndexOf('_') + 1))
                .containsExactly("b.json.gz", "c.json.gz", "unknown.json");
    }

    private String openingCode(ListedObject object) {
        return catchThrowableOfType(SourceException.class, () -> source(root).open(object.uri(), object.version()))
                .code();
    }

    private ListingRecorder list(Path path) throws InterruptedException {
        var listed = new ListingRecorder();
        source(path).list(ListingScope.ALL, listed);
        return listed;
    }

    private FolderLogSource source(Path path) {
        return new FolderLogSource(path, new LocalRoots(List.of(root)));
    }

    private Path write(String name) {
        try {
            var file = root.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, name);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
