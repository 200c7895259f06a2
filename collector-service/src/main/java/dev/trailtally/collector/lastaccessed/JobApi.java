package dev.trailtally.collector.lastaccessed;

import dev.trailtally.collector.account.IamSession;
import dev.trailtally.collector.source.SourceException;

/** How jobs of a kind are made and read. */
interface JobApi {

    /** The action that makes a job, which its denials name. */
    String generateAction();

    /** Asks AWS to make a job; returns its id. */
    String generate(Job job, IamSession session) throws SourceException, InterruptedException;

    /** Asks for a job and, if it is done, for its whole result. */
    Outcome read(Job job, String jobId, IamSession session) throws SourceException, InterruptedException;
}
