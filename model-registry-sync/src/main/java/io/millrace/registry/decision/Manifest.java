package io.millrace.registry.decision;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;

/**
 * What model.json says about itself. Whether the rest of it can be run is for a host's gate to say.
 */
public record Manifest(String model, long version) {

  private static final ObjectReader JSON =
      new ObjectMapper().reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /** A text that is no model.json; the message says why. */
  public static final class InvalidManifestException extends Exception {

    private static final long serialVersionUID = 1L;

    InvalidManifestException(String message) {
      super(message);
    }
  }

  /**
   * Reads the text of a model.json.
   *
   * @throws InvalidManifestException if it is not JSON or does not name a model and a version
   */
  public static Manifest parse(String text) throws InvalidManifestException {
    JsonNode root;
    try {
      root = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new InvalidManifestException("model.json is not JSON: " + e.getOriginalMessage());
    }
    JsonNode model = root.path("model");
    JsonNode version = root.path("version");
    if (!model.isTextual() || !version.isIntegralNumber() || !version.canConvertToLong()) {
      throw new InvalidManifestException(
          "model.json must name its model (a text) and its version (a whole number).");
    }
    return new Manifest(model.textValue(), version.longValue());
  }
}
