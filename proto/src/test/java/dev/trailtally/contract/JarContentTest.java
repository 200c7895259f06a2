package dev.trailtally.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import java.io.IOException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The content of the jar for its dependents. */
class JarContentTest {

    @Test
    void theProtoFilesAreUnderTheirImportPaths() throws IOException {
        var files = contract().getFileList().stream()
                .map(FileDescriptorProto::getName)
                .filter(name -> name.startsWith("trailtally/"))
                .toList();

        assertThat(files)
                .hasSizeGreaterThan(5)
                .allSatisfy(file -> assertThat(resource(file)).contains("package trailtally."));
    }

    @Test
    void theDescriptorSetHasEveryImportAndTheComments() throws IOException {
        var files = contract().getFileList();
        var names = files.stream().map(FileDescriptorProto::getName).collect(Collectors.toSet());

        assertThat(files).allSatisfy(file -> assertThat(names).containsAll(file.getDependencyList()));
        assertThat(files)
                .filteredOn(file -> file.getName().startsWith("trailtally/"))
                .allSatisfy(file -> assertThat(file.getSourceCodeInfo().getLocationList())
                        .anyMatch(location -> location.hasLeadingComments()));
    }

    private static FileDescriptorSet contract() throws IOException {
        try (var in = JarContentTest.class.getResourceAsStream("/trailtally/trailtally.protoset")) {
            return FileDescriptorSet.parseFrom(in);
        }
    }

    private static String resource(String name) {
        try (var in = JarContentTest.class.getResourceAsStream("/" + name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(name, e);
        }
    }
}
