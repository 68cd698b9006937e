/* The vectors that every language reads: tokens.json, sealed.json and one_time.json; and the numbers of claims. */
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
              fields_are(of, &opened.fields) && opened.expires == expires && !opened.is_one_time, "opened", i);
  require(siplaunch_key_ring_open(keys, sealed, strlen(sealed), expires, context, strlen(context), OUT, &opened) ==
              SIPLAUNCH_STATUS_SEALED_EXPIRED, "expired", i);
  siplaunch_key_ring_free(keys);
}

static void answers(const siplaunch_launch *launch, int64_t taps, uint16_t expected, size_t i) {
  siplaunch_response *response;
  uint16_t status;
  require(!siplaunch_launch_answer_claimed(launch, taps, &response) && !siplaunch_response_status(response, &status) &&
              status == expected, "the answer to a claim", i);
  siplaunch_response_free(response);
}

/* A tap, and all answers to it. */
static void tap(const siplaunch_key_ring *keys, const json_t *of, uint64_t now, size_t i) {
  const char *context = text(of, "context");
  char query[1024];
  int query_len = snprintf(query, sizeof query, "c=%s", text(of, "token"));
  bool needed;
  siplaunch_brand *brand;
  siplaunch_handler_builder *builder;
  siplaunch_handler *handler;
  siplaunch_launch *get, *post;
  siplaunch_response *response;
  siplaunch_opened opened;
  uint16_t status;
  require(!siplaunch_brand_sip_phone(&brand) && !siplaunch_handler_builder_new("sipphone", 8, &builder) &&
              !siplaunch_handler_builder_sealed(builder, brand, keys, context, strlen(context)) &&
              !siplaunch_handler_builder_build(builder, &handler), "handler", i);
  require(!siplaunch_handler_inspect(handler, "GET", 3, query, (size_t)query_len, NULL, 0, now, &get) &&
              !siplaunch_launch_needs_claim(get, &needed) && !needed, "GET", i);
  answers(get, 1, 200, i);
  answers(get, SIPLAUNCH_CLAIM_UNAVAILABLE, 200, i);
  require(!siplaunch_handler_inspect(handler, "POST", 4, query, (size_t)query_len, NULL, 0, now, &post) &&
              !siplaunch_launch_needs_claim(post, &needed) && needed, "POST", i);
  require(!siplaunch_launch_opened(post, OUT, &opened) && opened.is_one_time, "opened by a tap", i);
  answers(post, 1, 303, i);
  answers(post, 2, 200, i);
  answers(post, SIPLAUNCH_CLAIM_USED, 410, i);
  answers(post, SIPLAUNCH_CLAIM_REVOKED, 410, i);
  answers(post, SIPLAUNCH_CLAIM_UNAVAILABLE, 503, i);
  answers(post, INT64_MIN, 503, i);
  require(!siplaunch_launch_answer(post, &response) && !siplaunch_response_status(response, &status) && status == 503,
          "the answer without a claim", i);
  siplaunch_response_free(response);
  siplaunch_launch_free(get);
  siplaunch_launch_free(post);
  siplaunch_handler_free(handler);
  siplaunch_handler_builder_free(builder);
  siplaunch_brand_free(brand);
}

static void one_time_case(const json_t *of, size_t i) {
  unsigned char key[32];
  char first[1024];
  siplaunch_sealing_key with_id = {(uint8_t)json_integer_value(json_object_get(of, "key_id")), key, 0};
  uint64_t expires = (uint64_t)json_integer_value(json_object_get(of, "expires"));
  const char *sealed = text(of, "token"), *context = text(of, "context");
  bool one_time;
  siplaunch_key_ring *keys;
  siplaunch_opened opened;
  with_id.key_len = unhex(text(of, "key_hex"), key);
  require(!siplaunch_key_ring_new(&with_id, 1, with_id.id, &keys), "key ring", i);
  require(!siplaunch_key_ring_open(keys, sealed, strlen(sealed), expires - 1, context, strlen(context), OUT, &opened) &&
              fields_are(of, &opened.fields) && opened.expires == expires && opened.is_one_time, "opened", i);
  require(!siplaunch_sealed_token_is_one_time(sealed, strlen(sealed), &one_time) && one_time, "its kind", i);
  require(!siplaunch_key_ring_seal_one_time(keys, FIELDS(of), expires, context, strlen(context), OUT) &&
              len == strlen(sealed), "sealed", i);
  memcpy(first, out, len);
  require(!siplaunch_key_ring_open(keys, first, len, expires - 1, context, strlen(context), OUT, &opened) &&
              fields_are(of, &opened.fields) && opened.expires == expires && opened.is_one_time, "opened again", i);
  require(!siplaunch_key_ring_seal_one_time(keys, FIELDS(of), expires, context, strlen(context), OUT) &&
              memcmp(first, out, len), "another salt", i);
  tap(keys, of, expires - 1, i);
  siplaunch_key_ring_free(keys);
}

static siplaunch_status statement(const char *kind, const char *name, const char **found, size_t *found_len) {
  return siplaunch_claim_statement(kind, strlen(kind), name, strlen(name), found, found_len);
}

static void claims(void) {
  static const char *const kinds[] = {"sqlite", "mysql", "postgresql", "redis"};
  static const char *const names[] = {"create", "claim", "taps", "find", "list", "revoke", "forget", "purge"};
  static const uint64_t expected[5] = {1790000000, 1800086400, 5, 1789999400, 1790000060};
  const char *found, *end = "RETURNING taps";
  size_t found_len, end_len = strlen(end);
  uint64_t values[5], left;
  for (size_t kind = 0; kind < 4; kind++)
    for (size_t name = 0; name < 8; name++) {
      /* SQL databases have all, but MySQL alone needs "taps"; Redis lists and purges by itself. */
      bool needed = name == 2 ? kind == 1 : kind != 3 || (name != 4 && name != 7);
      require(!statement(kinds[kind], names[name], &found, &found_len) && needed == (found_len > 0), names[name], kind);
    }
  require(!statement("sqlite", "claim", &found, &found_len) && !memcmp(found + found_len - end_len, end, end_len),
          "the claim of SQLite", 0);
  require(statement("SQLite", "claim", &found, &found_len) == SIPLAUNCH_STATUS_CLAIM_STATEMENT && !found && !found_len,
          "an unknown claim store", 0);
  require(statement("sqlite", "", &found, &found_len) == SIPLAUNCH_STATUS_CLAIM_STATEMENT, "an unknown statement", 0);
  require(!siplaunch_claim_values(600, 5, 1800000000, 1790000000, values) && !memcmp(values, expected, sizeof values),
          "the values of a claim", 0);
  require(siplaunch_claim_values(59, 5, 1, 1, values) == SIPLAUNCH_STATUS_CLAIM_POLICY && !values[0] && !values[4],
          "a short grace", 0);
  require(!siplaunch_claim_taps_left(600, 5, 1790000000, 2, 0, 1790000599, &left) && left == 3, "taps left", 0);
  require(!siplaunch_claim_taps_left(600, 5, 1790000000, 2, 0, 1790000600, &left) && left == 0, "the grace is over", 0);
  require(!siplaunch_claim_taps_left(600, 5, 1790000000, 2, 1, 1790000599, &left) && left == 0, "revoked", 0);
}

/* The handbook's example. */
static void budgets(void) {
  siplaunch_portal *portal;
  siplaunch_sms_budget sealed, one_time;
  require(!siplaunch_portal_new("http://example.org/p", 20, NULL, 0, &portal), "portal", 0);
#define SMS "{link} to launch {brand}", 24, "sipphone", 8, portal, "testuser", 8, "example.org", 11, "testpass", 8
  require(!siplaunch_sms_sealed_budget(SMS, &sealed) && sealed.units == 109, "a sealed link by SMS", 0);
  require(!siplaunch_sms_one_time_budget(SMS, &one_time) && one_time.units == 116, "a one-time link by SMS", 0);
  siplaunch_portal_free(portal);
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
  each(argv[1], "one_time.json", one_time_case);
  claims();
  budgets();
  return 0;
}
