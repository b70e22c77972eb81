{
  "targets": [
    {
      "target_name": "key_agreement",
      "sources": ["key_agreement.c"],
      "cflags": ["-O3", "-std=c11", "-Wall", "-Wextra", "-Werror=implicit-function-declaration"],
      "defines": ["NAPI_VERSION=8", "OPENSSL_API_COMPAT=0x10100000L"]
    }
  ]
}
