/*
 * One-time links, with the claims in an SQLite database: makes a link, and as a CGI program answers the taps on it.
 *
 *     cc one-time.c -o one-time $(pkg-config --cflags --libs siplaunch sqlite3)
 *     export KEYS=/etc/portal/keys.toml CLAIMS=/var/lib/portal/claims.db   # "siplaunch keygen" makes the keys
 *     printf %s 'testpass' | ./one-time testuser example.org https://portal.example/p
 *     REQUEST_METHOD=GET QUERY_STRING='c=...' ./one-time     # the page with the button
 *     REQUEST_METHOD=POST QUERY_STRING='c=...' ./one-time    # the tap
 */
#include <siplaunch.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DAY 86400
#define GRACE 600
#define TAPS 5

static void check(siplaunch_status status) {
  if (status == SIPLAUNCH_STATUS_OK) return;
  if (getenv("REQUEST_METHOD")) printf("Status: 500\r\n\r\n");
  fprintf(stderr, "one-time: %s\n", siplaunch_status_text(status));
  exit(1);
}

static const char *variable(const char *name) {
  const char *value = getenv(name);
  return value ? value : "";
}

static siplaunch_key_ring *read_keys(void) {
  char toml[1024];
  siplaunch_key_ring *keys;
  FILE *file = fopen(variable("KEYS"), "r");
  size_t len = file ? fread(toml, 1, sizeof toml, file) : 0;
  if (file) fclose(file);
  check(siplaunch_key_ring_from_toml(toml, len, &keys));
  siplaunch_wipe(toml, sizeof toml);
  return keys;
}

/* A statement of the claim store with a link's id and further values in it, or NULL. */
static sqlite3_stmt *prepare(sqlite3 *claims, const char *name, const char *id, const uint64_t *values, int count) {
  const char *text;
  size_t text_len;
  sqlite3_stmt *statement;
  check(siplaunch_claim_statement("sqlite", 6, name, strlen(name), &text, &text_len));
  if (sqlite3_prepare_v2(claims, text, (int)text_len, &statement, NULL) != SQLITE_OK) return NULL;
  if (id) sqlite3_bind_text(statement, 1, id, -1, SQLITE_TRANSIENT);
  for (int i = 0; i < count; i++) sqlite3_bind_int64(statement, 2 + i, (sqlite3_int64)values[i]);
  return statement;
}

/* The taps with this one. The claim is on the disk before this returns, or nobody gets in. */
static int64_t claim(sqlite3 *claims, const siplaunch_opened *opened) {
  uint64_t values[5];
  int64_t taps = SIPLAUNCH_CLAIM_USED;
  check(siplaunch_claim_values(GRACE, TAPS, opened->expires, 0, values));
  sqlite3_stmt *create = prepare(claims, "create", NULL, NULL, 0);
  int result = sqlite3_step(create);
  sqlite3_finalize(create);
  if (result != SQLITE_DONE) return SIPLAUNCH_CLAIM_UNAVAILABLE;
  sqlite3_stmt *statement = prepare(claims, "claim", opened->id, values, 5);
  result = sqlite3_step(statement);
  if (result == SQLITE_ROW) {
    taps = sqlite3_column_int64(statement, 0);
    result = sqlite3_step(statement);
  }
  sqlite3_finalize(statement);
  return result == SQLITE_DONE ? taps : SIPLAUNCH_CLAIM_UNAVAILABLE;
}

static void make_link(const siplaunch_key_ring *keys, char **argv) {
  char password[256], link[2048];
  size_t password_len = fread(password, 1, sizeof password, stdin), link_len;
  siplaunch_portal *portal;
  check(siplaunch_portal_new(argv[3], strlen(argv[3]), NULL, 0, &portal));
  check(siplaunch_portal_one_time_link(portal, keys, argv[1], strlen(argv[1]), argv[2], strlen(argv[2]), password,
                                       password_len, (uint64_t)time(NULL) + 7 * DAY, "", 0, link, sizeof link, &link_len));
  printf("%.*s\n", (int)link_len, link);
  siplaunch_wipe(password, sizeof password);
  siplaunch_wipe(link, sizeof link);
  siplaunch_portal_free(portal);
}

static siplaunch_response *answer(const siplaunch_handler *handler) {
  const char *method = variable("REQUEST_METHOD"), *query = variable("QUERY_STRING");
  char fields[1024];
  size_t fields_len;
  int64_t taps = SIPLAUNCH_CLAIM_UNAVAILABLE;
  bool needs_claim;
  siplaunch_launch *launch;
  siplaunch_opened opened;
  siplaunch_response *response;
  check(siplaunch_handler_inspect(handler, method, strlen(method), query, strlen(query), NULL, 0, 0, &launch));
  check(siplaunch_launch_needs_claim(launch, &needs_claim));
  if (needs_claim) {
    sqlite3 *claims;
    check(siplaunch_launch_opened(launch, fields, sizeof fields, &fields_len, &opened));
    siplaunch_wipe(fields, sizeof fields);
    if (sqlite3_open(variable("CLAIMS"), &claims) == SQLITE_OK) {
      sqlite3_busy_timeout(claims, 2000);
      taps = claim(claims, &opened);
    }
    if (taps == SIPLAUNCH_CLAIM_UNAVAILABLE) fprintf(stderr, "one-time: %s\n", sqlite3_errmsg(claims));
    sqlite3_close(claims);
    check(siplaunch_launch_answer_claimed(launch, taps, &response));
  } else {
    check(siplaunch_launch_answer(launch, &response));
  }
  siplaunch_launch_free(launch);
  return response;
}

static void print(const siplaunch_response *response) {
  const char *name, *value, *body;
  size_t count, name_len, value_len, body_len;
  uint16_t http_status;
  check(siplaunch_response_status(response, &http_status));
  check(siplaunch_response_header_count(response, &count));
  printf("Status: %u\r\n", (unsigned)http_status);
  for (size_t i = 0; i < count; i++) {
    check(siplaunch_response_header(response, i, &name, &name_len, &value, &value_len));
    printf("%.*s: %.*s\r\n", (int)name_len, name, (int)value_len, value);
  }
  check(siplaunch_response_body(response, &body, &body_len));
  printf("\r\n%.*s", (int)body_len, body);
}

int main(int argc, char **argv) {
  siplaunch_key_ring *keys = read_keys();
  siplaunch_brand *brand;
  siplaunch_handler_builder *builder;
  siplaunch_handler *handler;
  siplaunch_response *response;

  if (!getenv("REQUEST_METHOD")) {
    if (argc == 4) make_link(keys, argv);
    else fprintf(stderr, "usage: one-time USERNAME SERVER BASE < PASSWORD\n");
    siplaunch_key_ring_free(keys);
    return argc == 4 ? 0 : 2;
  }
  check(siplaunch_brand_sip_phone(&brand));
  check(siplaunch_handler_builder_new("sipphone", 8, &builder));
  check(siplaunch_handler_builder_sealed(builder, brand, keys, "", 0));
  check(siplaunch_handler_builder_sealed_only(builder));
  check(siplaunch_handler_builder_build(builder, &handler));
  siplaunch_handler_builder_free(builder);
  siplaunch_key_ring_free(keys);
  siplaunch_brand_free(brand);

  response = answer(handler);
  print(response);
  siplaunch_response_free(response);
  siplaunch_handler_free(handler);
  return 0;
}
