package io.millrace.ingest.http;

import io.millrace.ingest.ImageRefusedException;

/** Why a request is not answered with 202, as it stands in the answer. */
record Problem(int status, String code, String message) {

  static Problem of(ImageRefusedException refused) {
    int status =
        switch (refused.code()) {
          case EMPTY, NO_SOURCE -> 400;
          case TOO_LARGE -> 413;
          case NOT_IMAGE -> 415;
        };
    return new Problem(status, refused.code().name(), String.valueOf(refused.getMessage()));
  }

  static Problem notTaken(Throwable failure) {
    return new Problem(
        503, "NOT_TAKEN", "Kafka did not take the image; try again: " + failure.getMessage());
  }
}
