package dev.trailtally.standalone.reference;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Property;
import io.micronaut.core.bind.annotation.Bindable;
import java.io.IOException;
import java.lang.reflect.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A record of settings: keys and defaults are those of the class, their meaning is the source's comment. */
record ConfigurationRecord(Class<?> type, String source) {

    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
    private static final Pattern CAPITAL = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

    /** The record in a source file, if it has one. */
    static Optional<ConfigurationRecord> in(Path file) {
        try {
            var source = Files.readString(file);
            if (!source.contains("@ConfigurationProperties(")) {
                return Optional.empty();
            }
            var found = PACKAGE.matcher(source);
            if (!found.find()) {
                throw new IllegalStateException(file + " has no package");
            }
            var name = file.getFileName().toString().replace(".java", "");
            return Optional.of(new ConfigurationRecord(Class.forName(found.group(1) + "." + name), source));
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException("cannot read the settings in " + file, e);
        }
    }

    String prefix() {
        return type.getAnnotation(ConfigurationProperties.class).value();
    }

    Stream<Setting> settings() {
        return Arrays.stream(type.getDeclaredConstructors()[0].getParameters()).map(this::setting);
    }

    private Setting setting(Parameter component) {
        var property = component.getAnnotation(Property.class);
        var key = property != null ? property.name() : prefix() + "." + hyphenated(component.getName());
        var bindable = component.getAnnotation(Bindable.class);
        var defaultValue = property != null ? property.defaultValue() : bindable != null ? bindable.defaultValue() : "";
        return new Setting(key, Setting.variable(key), defaultValue, meaning(component.getName()));
    }

    private String meaning(String component) {
        var tag = Pattern.compile("\\* @param " + component + "\\s+((?:(?!\\* @|\\*/).)*)", Pattern.DOTALL)
                .matcher(source);
        if (!tag.find()) {
            throw new IllegalStateException(type + " says nothing about " + component);
        }
        return tag.group(1)
                .replaceAll("\\s*\\n\\s*\\*?\\s*", " ")
                .replaceAll("\\{@(?:code|link) ([^}]*)}", "`$1`")
                .strip();
    }

    private static String hyphenated(String component) {
        return CAPITAL.matcher(component).replaceAll("-").toLowerCase(Locale.ROOT);
    }
}
