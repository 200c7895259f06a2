package dev.trailtally.collector.cloudtrail;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a reader found in an object, as texts. */
final class Found implements RecordSink {

    final List<String> events = new ArrayList<>();
    final List<String> rejections = new ArrayList<>();
    final List<Long> numbers = new ArrayList<>();
    final List<Long> offsets = new ArrayList<>();
    final List<Long> envelopeAccounts = new ArrayList<>();
    final List<Category> categories = new ArrayList<>();
    int ignored;

    boolean damaged;

    @Nullable
    Reason unreadable;

    @Nullable
    String leftAlone;

    static Found in(String object) {
        return in(object.getBytes(StandardCharsets.UTF_8));
    }

    static Found in(byte[] object) {
        return in(() -> new ByteArrayInputStream(object), true);
    }

    static Found in(LogInputs.Opener<IOException> object, boolean namedLikeLog) {
        var found = new Found();
        try (var input = new LogInputs().open(namedLikeLog, object)) {
            found.damaged = input.isDamaged();
            RecordReader.read(input, found);
        } catch (NotALogException e) {
            found.leftAlone = e.getMessage();
        } catch (UnreadableException e) {
            found.unreadable = e.reason();
            found.rejections.add(e.reason() + ": " + Objects.toString(e.getMessage()));
        } catch (IOException e) {
            throw new AssertionError("memory cannot fail to be read", e);
        }
        return found;
    }

    @Override
    public void record(RecordView record) {
        events.add(String.join(
                " ", record.string(Field.EVENT_SOURCE), record.string(Field.EVENT_NAME), record.string(Field.ARN)));
        numbers.add(record.number());
        offsets.add(record.offset());
        envelopeAccounts.add(record.envelopeAccount());
        categories.add(record.category());
    }

    @Override
    public void rejected(Reason reason, String detail, long number, long offset) {
        rejections.add(reason + ": " + detail);
        numbers.add(number);
        offsets.add(offset);
    }

    @Override
    public void ignored(long number) {
        ignored++;
        numbers.add(number);
    }
}
