package dev.trailtally.standalone.command;

import dev.trailtally.collector.v1.LookupAttribute;
import dev.trailtally.standalone.summary.LookupAttributes;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an attribute of LookupEvents and its value, such as EventName=ConsoleLogin. */
final class LookupAttributeConverter implements ITypeConverter<LookupAttribute> {

    @Override
    public LookupAttribute convert(String text) {
        var equals = text.indexOf('=');
        if (equals < 1 || equals == text.length() - 1) {
            throw new TypeConversionException(
                    "'" + text + "' is not <attribute>=<value>, such as EventName=ConsoleLogin");
        }
        var name = text.substring(0, equals);
        var key = LookupAttributes.find(name)
                .orElseThrow(() -> new TypeConversionException(
                        "LookupEvents has no attribute '" + name + "'; use one of " + LookupAttributes.names()));
        return LookupAttribute.newBuilder()
                .setKey(key)
                .setValue(text.substring(equals + 1))
                .build();
    }
}
