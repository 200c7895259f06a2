package dev.trailtally.standalone.rows;

import java.util.List;

/** A table as text, written row by row. */
public interface Rows {

    /** Writes a row; a number is written unchanged, everything else as text. */
    void row(List<?> cells);
}
