/*
 * X25519 by the OpenSSL that Node carries, on raw keys. Node's own door takes a secret as text, which nobody can wipe, and
 * more time to read a public key than a tenth of an agreement takes.
 *
 * open(secret: Uint8Array of 32) -> handle
 * publicKey(handle, out: Uint8Array of 32)
 * agree(handle, theirs: Uint8Array of 32, out: Uint8Array of 32) -> whether `theirs` is of large order
 * close(handle): the secret is wiped now; without it, when the handle is collected
 */
#include <node_api.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <stdlib.h>

#define KEY_BYTES 32

typedef struct {
  EVP_PKEY *key;
} Agreement;

/* What a handle is known by, so that no other pointer is taken for one. */
static const napi_type_tag agreement_tag = {0x7061726c65797832, 0x353531396b657973};

static napi_value fail(napi_env env, const char *message) {
  napi_throw_error(env, NULL, message);
  return NULL;
}

static unsigned char *key_bytes(napi_env env, napi_value value) {
  napi_typedarray_type type;
  bool is_typed_array = false;
  size_t length;
  void *data;
  if (napi_is_typedarray(env, value, &is_typed_array) != napi_ok || !is_typed_array) return NULL;
  if (napi_get_typedarray_info(env, value, &type, &length, &data, NULL, NULL) != napi_ok) return NULL;
  return type == napi_uint8_array && length == KEY_BYTES ? data : NULL;
}

static Agreement *agreement_in(napi_env env, napi_value value) {
  bool is_agreement = false;
  void *agreement;
  if (napi_check_object_type_tag(env, value, &agreement_tag, &is_agreement) != napi_ok || !is_agreement) return NULL;
  return napi_get_value_external(env, value, &agreement) == napi_ok ? agreement : NULL;
}

/* The first of the arguments is a handle whose key is there, the others are keys; 0, with an error thrown, otherwise. */
static int take(napi_env env, napi_callback_info info, size_t count, Agreement **agreement, unsigned char **keys) {
  napi_value arguments[3];
  size_t given = 3;
  if (napi_get_cb_info(env, info, &given, arguments, NULL, NULL) != napi_ok || given != count)
    return fail(env, "too few or too many arguments"), 0;
  *agreement = agreement_in(env, arguments[0]);
  if (*agreement == NULL) return fail(env, "the first argument is no handle of this module"), 0;
  if ((*agreement)->key == NULL) return fail(env, "the agreement is closed"), 0;
  for (size_t i = 1; i < count; i++)
    if ((keys[i - 1] = key_bytes(env, arguments[i])) == NULL) return fail(env, "a key is a Uint8Array of 32 bytes"), 0;
  return 1;
}

/* OpenSSL wipes a private key when it frees it. */
static void forget(Agreement *agreement) {
  EVP_PKEY_free(agreement->key);
  agreement->key = NULL;
}

static void collect(napi_env env, void *data, void *hint) {
  (void)env;
  (void)hint;
  forget(data);
  free(data);
}

static napi_value open_agreement(napi_env env, napi_callback_info info) {
  napi_value argument, handle;
  size_t given = 1;
  const unsigned char *secret;
  if (napi_get_cb_info(env, info, &given, &argument, NULL, NULL) != napi_ok || given != 1 ||
      (secret = key_bytes(env, argument)) == NULL)
    return fail(env, "a key is a Uint8Array of 32 bytes");
  Agreement *agreement = malloc(sizeof *agreement);
  if (agreement == NULL) return fail(env, "there is no memory for a key");
  agreement->key = EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, NULL, secret, KEY_BYTES);
  if (agreement->key == NULL || napi_create_external(env, agreement, collect, NULL, &handle) != napi_ok) {
    collect(env, agreement, NULL);
    return fail(env, "OpenSSL could not take the key");
  }
  if (napi_type_tag_object(env, handle, &agreement_tag) != napi_ok) return fail(env, "the handle could not be made");
  return handle;
}

static napi_value public_key(napi_env env, napi_callback_info info) {
  Agreement *agreement;
  unsigned char *out;
  size_t length = KEY_BYTES;
  if (!take(env, info, 2, &agreement, &out)) return NULL;
  if (EVP_PKEY_get_raw_public_key(agreement->key, out, &length) != 1) return fail(env, "OpenSSL has no public key");
  return NULL;
}

/* OpenSSL refuses a shared secret of zeros, which is what points of small order give. */
static int derive(EVP_PKEY *secret, const unsigned char *theirs, unsigned char *out) {
  size_t length = KEY_BYTES;
  EVP_PKEY *peer = EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, NULL, theirs, KEY_BYTES);
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(secret, NULL);
  int done = peer != NULL && context != NULL && EVP_PKEY_derive_init(context) == 1 &&
             EVP_PKEY_derive_set_peer(context, peer) == 1 && EVP_PKEY_derive(context, out, &length) == 1;
  EVP_PKEY_CTX_free(context);
  EVP_PKEY_free(peer);
  if (!done) ERR_clear_error();
  return done;
}

static napi_value agree(napi_env env, napi_callback_info info) {
  Agreement *agreement;
  unsigned char *keys[2];
  napi_value agreed;
  if (!take(env, info, 3, &agreement, keys)) return NULL;
  napi_get_boolean(env, derive(agreement->key, keys[0], keys[1]), &agreed);
  return agreed;
}

static napi_value close_agreement(napi_env env, napi_callback_info info) {
  napi_value argument;
  size_t given = 1;
  Agreement *agreement;
  if (napi_get_cb_info(env, info, &given, &argument, NULL, NULL) != napi_ok || given != 1 ||
      (agreement = agreement_in(env, argument)) == NULL)
    return fail(env, "the first argument is no handle of this module");
  forget(agreement);
  return NULL;
}

static int export_function(napi_env env, napi_value exports, const char *name, napi_callback callback) {
  napi_value function;
  return napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, NULL, &function) == napi_ok &&
         napi_set_named_property(env, exports, name, function) == napi_ok;
}

NAPI_MODULE_INIT() {
  if (!export_function(env, exports, "open", open_agreement) ||
      !export_function(env, exports, "publicKey", public_key) || !export_function(env, exports, "agree", agree) ||
      !export_function(env, exports, "close", close_agreement))
    napi_throw_error(env, NULL, "the module could not be set up");
  return exports;
}
