package io.millrace.job.serving;

/** What serves the images of a job and is pooled. */
interface HostHandle extends Serving, PooledHost {}
