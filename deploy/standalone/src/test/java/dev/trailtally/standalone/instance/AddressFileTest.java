package dev.trailtally.standalone.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddressFileTest {

    @TempDir
    Path folder;

    @Test
    void whatRunsIsFoundUntilItIsClosed() throws IOException {
        var address = AddressFile.write(folder, 4711, Path.of("/data/kept"));
        assertThat(AddressFile.running(folder)).singleElement().satisfies(instance -> {
            assertThat(instance.server()).hasToString("127.0.0.1:4711");
            assertThat(instance.pid()).isEqualTo(ProcessHandle.current().pid());
            assertThat(instance.database()).isEqualTo(Path.of("/data/kept"));
        });

        address.close();
        assertThat(AddressFile.running(folder)).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void whatAKilledProcessLeftIsClearedAway() throws IOException {
        Files.writeString(
                folder.resolve("999999999-1.address"),
                "server=127.0.0.1\\:1\npid=999999999\nstarted=2026-01-01T00\\:00\\:00Z\n");

        assertThat(AddressFile.running(folder)).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void anotherProcessUnderTheSameIdIsNotTakenForIt() throws IOException {
        var pid = ProcessHandle.current().pid();
        Files.writeString(
                folder.resolve(pid + "-1.address"),
                "server=127.0.0.1\\:1\npid=" + pid + "\nstarted=2001-01-01T00\\:00\\:00Z\n");

        assertThat(AddressFile.running(folder)).isEmpty();
    }

    @Test
    void aFileThatIsNoAddressIsNoReasonToFail() throws IOException {
        Files.writeString(folder.resolve("1-1.address"), "nonsense");

        assertThat(AddressFile.running(folder)).isEmpty();
    }
}
