package dev.trailtally.standalone.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileSlugTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "../../etc/passwd",
                "/",
                "\\",
                "CON",
                "nul.txt",
                "a:b*c?",
                ".hidden",
                "~",
                "-rf",
                " ",
                "\u0000",
                "\u202ex",
                "사용자",
                "😀",
                "0123456789012345678901234567890123456789"
            })
    void anyKeyIsAPlainFileName(String key) {
        var name = FileSlug.of(key.repeat(50), key);

        assertThat(name).matches("[\\p{L}\\p{M}\\p{Nd}-]*[0-9a-f]{16}").doesNotStartWith("-");
        assertThat(name.getBytes(StandardCharsets.UTF_8).length).isBetween(16, 100);
    }

    @Test
    void namesAreApartOnFileSystemsWithoutCaseOrWithAnotherUnicodeForm() {
        var keys = List.of("Role/Admin", "role/admin", "role.admin", "role-admin", "é", "e\u0301", "É", "한", "한/");

        var names = keys.stream()
                .map(key -> FileSlug.of(key, key).toUpperCase(Locale.ROOT))
                .map(name -> Normalizer.normalize(name, Normalizer.Form.NFD))
                .toList();

        assertThat(names).doesNotHaveDuplicates();
    }

    @Test
    void itCanBeRead() {
        assertThat(FileSlug.of("012345678901:role/Admin", "arn")).startsWith("012345678901-role-admin-");
        assertThat(FileSlug.of("012345678901:user/김철수", "arn")).startsWith("012345678901-user-김철수-");
    }
}
