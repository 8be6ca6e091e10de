package com.amazonaws.services.lambda.crac;

/** Resources could not go on after a snapshot; each one's error is suppressed in it. */
public class RestoreException extends Exception {
    private static final long serialVersionUID = 1;
}
