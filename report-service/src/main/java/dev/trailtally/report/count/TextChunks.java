package dev.trailtally.report.count;

import dev.trailtally.report.snapshot.Dictionary;
import dev.trailtally.report.snapshot.References;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Texts;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Gives texts to those who need them, some thousands at a time, so that few are in memory however many there are. */
public final class TextChunks {

    private static final int MAX_WAITING = 2_000;

    private final Snapshot snapshot;
    private final List<Consumer<Texts>> waiting = new ArrayList<>();
    private References references = new References();

    public TextChunks(Snapshot snapshot) {
        this.snapshot = snapshot;
    }

    /** Asks for the text of a reference; followed by {@link #then}. */
    public TextChunks with(Dictionary dictionary, long reference) {
        references.with(dictionary, reference);
        return this;
    }

    /** Who takes the texts that were asked for since the last time, when they are read. */
    public void then(Consumer<Texts> taker) throws SQLException {
        waiting.add(taker);
        if (waiting.size() == MAX_WAITING) {
            readRest();
        }
    }

    /** Must follow the last taker. */
    public void readRest() throws SQLException {
        var texts = snapshot.texts(references);
        waiting.forEach(taker -> taker.accept(texts));
        waiting.clear();
        references = new References();
    }
}
