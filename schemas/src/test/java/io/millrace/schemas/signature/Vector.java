package io.millrace.schemas.signature;

/** A signature made by another implementation (OpenSSL, by way of Python's cryptography). */
final class Vector {

  static final String SECRET = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
  static final String PUBLIC = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
  static final String KEY_ID = "06e3fd8fda29bb60";
  static final String STATEMENT =
      "000000186d696c6c72616365206d6f64656c2076657273696f6e2031000000086761726d656e"
          + "74730000000000000003f2ea6b8323a30cbc02a0395dc1783d978c7bf77a21b1ef7cc9eeeade"
          + "8a33f287000000020000000c676f6c64656e2f302e706e670000000000000001aaaaaaaaaaaa"
          + "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa0000000a6d6f64656c2e6f6e"
          + "6e780000000000000002bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
          + "bbbbbbbb";
  static final String SIGNATURE =
      "f4c304676e937587c40bedc60524bff9f3c7c4e93a8740d57f59a8c838e37681e6b696310344"
          + "15f9ee301085476a6d0d27a61ef6ffc19b0c2378197faba6f80c";

  private Vector() {}
}
