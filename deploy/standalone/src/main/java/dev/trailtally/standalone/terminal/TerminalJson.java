package dev.trailtally.standalone.terminal;

import java.io.IOException;
import java.io.Writer;

/** JSON without line ends, with an escape for each character that could control a terminal. */
public final class TerminalJson extends Writer {

    private final Writer out;

    public TerminalJson(Writer out) {
        this.out = out;
    }

    @Override
    public void write(char[] text, int offset, int length) throws IOException {
        write(new String(text, offset, length));
    }

    @Override
    public void write(String text) throws IOException {
        out.write(TerminalText.json(text));
    }

    @Override
    public void write(String text, int offset, int length) throws IOException {
        write(text.substring(offset, offset + length));
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
