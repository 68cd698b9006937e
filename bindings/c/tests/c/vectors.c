/* The vectors that every language reads: tokens.json and sealed.json. */
#include <jansson.h>
#include <siplaunch.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char out[4096];
static size_t len;

static void require(bool good, const char *what, size_t i) {
  if (good) return;
  fprintf(stderr, "FAILED case %zu: %s\n", i, what);
  exit(1);
}

static const char *text(const json_t *of, const char *key) {
  const char *value = json_string_value(json_object_get(of, key));
  if (value) return value;
  fprintf(stderr, "FAILED: a case without %s\n", key);
  exit(1);
}

static bool is(const char *expected) { return len == strlen(expected) && !memcmp(out, expected, len); }

static size_t unhex(const char *hex, unsigned char *bytes) {
  size_t count = strlen(hex) / 2;
  for (size_t i = 0; i < count; i++) {
    unsigned byte;
    if (sscanf(hex + 2 * i, "%2x", &byte) != 1) exit(1);
    bytes[i] = (unsigned char)byte;
  }
  return count;
}

static bool field_is(const char *expected, size_t at, size_t field_len) {
  return field_len == strlen(expected) && !memcmp(out + at, expected, field_len);
}

static bool fields_are(const json_t *of, const siplaunch_fields *fields) {
  return field_is(text(of, "username"), fields->username_at, fields->username_len) &&
         field_is(text(of, "server"), fields->server_at, fields->server_len) &&
         field_is(text(of, "password"), fields->password_at, fields->password_len);
}

#define FIELDS(of) \
  text(of, "username"), strlen(text(of, "username")), text(of, "server"), strlen(text(of, "server")), \
      text(of, "password"), strlen(text(of, "password"))
#define OUT out, sizeof out, &len

static void token_case(const json_t *of, size_t i) {
  unsigned char key[32], iv[16];
  size_t key_len = unhex(text(of, "key_hex"), key), iv_len = unhex(text(of, "iv_hex"), iv);
  const char *app_link = text(of, "app_link"), *token = text(of, "token");
  siplaunch_brand *brand;
  siplaunch_portal *portal;
  siplaunch_fields fields;
  size_t scheme_len = (size_t)(strstr(app_link, "://") - app_link);
  require(!siplaunch_brand_new(key, key_len, iv, iv_len, app_link, scheme_len, &brand), "brand", i);
  require(!siplaunch_portal_new("http://example.org/p", 20, NULL, 0, &portal), "portal", i);
  require(!siplaunch_brand_token(brand, FIELDS(of), OUT) && is(token), "token", i);
  require(!siplaunch_token_escaped(token, strlen(token), OUT) && is(text(of, "escaped")), "escaped token", i);
  require(!siplaunch_brand_app_link(brand, FIELDS(of), OUT) && is(app_link), "app link", i);
  require(!siplaunch_portal_launch_link(portal, brand, FIELDS(of), OUT) && is(text(of, "launch_link")), "launch link", i);
  require(!siplaunch_parse_launch_link(text(of, "launch_link"), strlen(text(of, "launch_link")), NULL, 0, OUT) &&
              is(token), "parsed", i);
  require(!siplaunch_brand_decode(brand, token, strlen(token), OUT) &&
              !siplaunch_credentials_from_plaintext(out, len, &fields) && fields_are(of, &fields), "decoded", i);
  siplaunch_portal_free(portal);
  siplaunch_brand_free(brand);
}

static void sealed_case(const json_t *of, size_t i) {
  unsigned char key[32];
  siplaunch_sealing_key with_id = {(uint8_t)json_integer_value(json_object_get(of, "key_id")), key, 0};
  uint64_t expires = (uint64_t)json_integer_value(json_object_get(of, "expires"));
  const char *sealed = text(of, "token");
  /* The result of sealing in place of a text with "..". */
  const json_t *given = json_object_get(of, "seal_gives") ? json_object_get(of, "seal_gives") : of;
  uint64_t given_expires = (uint64_t)json_integer_value(json_object_get(given, "expires"));
  const char *context = text(of, "context");
  siplaunch_key_ring *keys;
  siplaunch_opened opened;
  with_id.key_len = unhex(text(of, "key_hex"), key);
  require(!siplaunch_key_ring_new(&with_id, 1, with_id.id, &keys), "key ring", i);
  require(!siplaunch_key_ring_seal(keys, FIELDS(of), expires, context, strlen(context), OUT) && is(text(given, "token")),
          "sealed", i);
  require(!siplaunch_key_ring_open(keys, text(given, "token"), strlen(text(given, "token")), expires - 1, context,
                                   strlen(context), OUT, &opened) && opened.expires == given_expires, "sealed expiry", i);
  require(!siplaunch_key_ring_open(keys, sealed, strlen(sealed), expires - 1, context, strlen(context), OUT, &opened) &&
              fields_are(of, &opened.fields) && opened.expires == expires, "opened", i);
  require(siplaunch_key_ring_open(keys, sealed, strlen(sealed), expires, context, strlen(context), OUT, &opened) ==
              SIPLAUNCH_STATUS_SEALED_EXPIRED, "expired", i);
  siplaunch_key_ring_free(keys);
}

static void each(const char *folder, const char *name, void check(const json_t *, size_t)) {
  char path[512];
  size_t i;
  json_t *of, *file, *cases;
  snprintf(path, sizeof path, "%s/%s", folder, name);
  file = json_load_file(path, 0, NULL);
  cases = json_object_get(file, "cases");
  require(json_array_size(cases) > 10, name, 0);
  json_array_foreach(cases, i, of) check(of, i);
  printf("vectors: %zu cases of %s\n", i, name);
  json_decref(file);
}

int main(int argc, char **argv) {
  if (argc != 2) return 2;
  each(argv[1], "tokens.json", token_case);
  each(argv[1], "sealed.json", sealed_case);
  return 0;
}
