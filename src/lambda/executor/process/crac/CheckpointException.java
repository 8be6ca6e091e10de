package com.amazonaws.services.lambda.crac;

/** Resources could not make ready for a snapshot; each one's error is suppressed in it. */
public class CheckpointException extends Exception {
    private static final long serialVersionUID = 1;
}
