package dev.trailtally.server.database;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import dev.trailtally.rpc.RpcTimes;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one result as messages: a column with the name of a field fills it, and one with a name such as units.pending a
 * field of the message in it. Null leaves the field unset; columns with other names are not read. A timestamptz is a Timestamp,
 * a number of seconds a Duration, and a text such as pending a value of an enum.
 */
public final class MessageRow<T extends Message> implements Sql.Row<T> {

    private final T empty;
    private final String prefix;
    private @Nullable List<Column> columns;

    private MessageRow(T empty, String prefix) {
        this.empty = empty;
        this.prefix = prefix;
    }

    public static <T extends Message> MessageRow<T> of(T empty) {
        return new MessageRow<>(empty, "");
    }

    /** @param prefix what the names of the message's columns have before the field, such as "scan." */
    public static <T extends Message> MessageRow<T> of(T empty, String prefix) {
        return new MessageRow<>(empty, prefix);
    }

    @Override
    public T read(ResultSet row) throws SQLException {
        var known = columns;
        if (known == null) {
            known = columns(row.getMetaData());
            columns = known;
        }
        var message = empty.newBuilderForType();
        for (var column : known) {
            column.fill(message, row);
        }
        @SuppressWarnings("unchecked") // it is built as the empty one was
        var filled = (T) message.build();
        return filled;
    }

    private List<Column> columns(ResultSetMetaData names) throws SQLException {
        var found = new ArrayList<Column>();
        for (int number = 1; number <= names.getColumnCount(); number++) {
            var name = names.getColumnLabel(number);
            var path = name.startsWith(prefix)
                    ? path(empty.getDescriptorForType(), name.substring(prefix.length()))
                    : List.<FieldDescriptor>of();
            if (!path.isEmpty()) {
                found.add(new Column(number, path));
            }
        }
        return found;
    }

    /** Empty if there is no such field. */
    private static List<FieldDescriptor> path(Descriptor message, String name) {
        var path = new ArrayList<FieldDescriptor>();
        var owner = message;
        for (var part : name.split("\\.", -1)) {
            var field = owner.findFieldByName(part);
            if (field == null) {
                return List.of();
            }
            path.add(field);
            owner = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE ? field.getMessageType() : owner;
        }
        return path;
    }

    private record Column(int number, List<FieldDescriptor> path) {

        void fill(Message.Builder message, ResultSet row) throws SQLException {
            var field = path.getLast();
            var value = field.isRepeated() ? array(row) : value(field, row);
            if (value == null || row.wasNull()) {
                return;
            }
            var owner = message;
            for (var holder : path.subList(0, path.size() - 1)) {
                owner = owner.getFieldBuilder(holder);
            }
            owner.setField(field, value);
        }

        private @Nullable Object array(ResultSet row) throws SQLException {
            var array = row.getArray(number);
            return array == null ? null : List.of((Object[]) array.getArray());
        }

        private @Nullable Object value(FieldDescriptor field, ResultSet row) throws SQLException {
            return switch (field.getJavaType()) {
                case LONG -> row.getLong(number);
                case INT -> row.getInt(number);
                case DOUBLE -> row.getDouble(number);
                case BOOLEAN -> row.getBoolean(number);
                case STRING -> row.getString(number);
                case ENUM -> enumValue(field, row.getString(number));
                case MESSAGE -> time(field.getMessageType(), row);
                case FLOAT, BYTE_STRING -> throw new IllegalArgumentException(field + " is not read from a column");
            };
        }

        private @Nullable Object time(Descriptor type, ResultSet row) throws SQLException {
            if (type.equals(Duration.getDescriptor())) {
                return Duration.newBuilder()
                        .setSeconds(Math.round(row.getDouble(number)))
                        .build();
            }
            if (!type.equals(Timestamp.getDescriptor())) {
                throw new IllegalArgumentException(type.getFullName() + " is not read from a column");
            }
            var time = Sql.instant(row, number);
            return time == null ? null : RpcTimes.timestamp(time);
        }

        private static @Nullable Object enumValue(FieldDescriptor field, @Nullable String text) {
            if (text == null) {
                return null;
            }
            var type = field.getEnumType();
            var unspecified = type.findValueByNumber(0).getName();
            var name = unspecified.replaceFirst("UNSPECIFIED$", "") + text.toUpperCase(Locale.ROOT);
            var value = type.findValueByName(name);
            if (value == null) {
                throw new IllegalArgumentException("the contract has no " + name);
            }
            return value;
        }
    }
}
