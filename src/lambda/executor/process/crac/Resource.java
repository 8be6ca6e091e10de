package com.amazonaws.services.lambda.crac;

/** Something that is told of a snapshot: what `org.crac` finds in AWS's runtime, too. */
public interface Resource {
    void beforeCheckpoint(Context<? extends Resource> context) throws Exception;

    void afterRestore(Context<? extends Resource> context) throws Exception;
}
