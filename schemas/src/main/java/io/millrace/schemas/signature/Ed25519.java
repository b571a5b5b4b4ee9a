package io.millrace.schemas.signature;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/** The JDK's Ed25519. */
final class Ed25519 {

  private static final String NAME = "Ed25519";

  private Ed25519() {}

  static KeyFactory keys() throws GeneralSecurityException {
    return KeyFactory.getInstance(NAME);
  }

  static PublicKey publicKey(byte[] encoded) throws GeneralSecurityException {
    return keys().generatePublic(new X509EncodedKeySpec(encoded));
  }

  static PrivateKey privateKey(byte[] encoded) throws GeneralSecurityException {
    return keys().generatePrivate(new PKCS8EncodedKeySpec(encoded));
  }

  static byte[] sign(PrivateKey key, byte[] message) throws GeneralSecurityException {
    Signature signer = Signature.getInstance(NAME);
    signer.initSign(key);
    signer.update(message);
    return signer.sign();
  }

  /** Bytes that are no signature at all are none of this key either. */
  static boolean verify(PublicKey key, byte[] message, byte[] signature)
      throws GeneralSecurityException {
    Signature verifier = Signature.getInstance(NAME);
    verifier.initVerify(key);
    verifier.update(message);
    try {
      return verifier.verify(signature);
    } catch (SignatureException e) {
      return false;
    }
  }

  /** First 16 hexadecimal digits of the SHA-256 of the public key's encoding. */
  static String id(PublicKey key) {
    byte[] digest = SignedStatement.sha256(key.getEncoded());
    return HexFormat.of().formatHex(digest, 0, 8);
  }
}
