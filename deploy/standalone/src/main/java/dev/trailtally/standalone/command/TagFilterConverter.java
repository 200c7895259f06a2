package dev.trailtally.standalone.command;

import dev.trailtally.collector.v1.TagFilter;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a tag and its value, such as team=payments, or a tag with any value. */
final class TagFilterConverter implements ITypeConverter<TagFilter> {

    @Override
    public TagFilter convert(String text) {
        var equals = text.indexOf('=');
        var key = equals < 0 ? text : text.substring(0, equals);
        if (key.isEmpty()) {
            throw new TypeConversionException("'" + text + "' is not <tag>=<value>, such as team=payments");
        }
        var filter = TagFilter.newBuilder().setKey(key);
        if (equals >= 0) {
            filter.setValue(text.substring(equals + 1));
        }
        return filter.build();
    }
}
