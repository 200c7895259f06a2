package dev.trailtally.standalone.reference;

import java.io.IOException;

/** Makes calls as a stranger does: with a JSON request, knowing no more than what the server's reflection tells. */
interface Caller {

    /** What the server answers. */
    Reply call(String rpc, String request) throws IOException, InterruptedException;
}
