{
  "targets": [
    {
      "target_name": "mask_expansion",
      "sources": ["mask_expansion.c", "openssl_kernel.c", "vaes_kernel.c"],
      "cflags": ["-O3", "-std=c11", "-Wall", "-Wextra", "-Werror=implicit-function-declaration"],
      "defines": ["NAPI_VERSION=8", "OPENSSL_API_COMPAT=0x10100000L"]
    }
  ]
}
