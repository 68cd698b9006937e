/* When all is freed and the caller's buffer is wiped, no secret is left in this program's memory. */
#define _XOPEN_SOURCE 700 /* pread */

#include <fcntl.h>
#include <siplaunch.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* So many bytes in a row count as a part of a secret. malloc overwrites the first bytes of freed memory. */
#define WINDOW 8
#define SECRETS 8
#define LONGEST 32
/* No needle is in memory unmasked: the search would find it. */
#define MASK 0xA5

enum { KEY, IV, SEALING_KEY, BAD_FILE, USERNAME, SERVER, PASSWORD, CONTROL };
static const char *const names[SECRETS] = {"key", "iv", "sealing key", "bad file", "username", "server", "password", "control"};
static const size_t lens[SECRETS] = {16, 16, 32, 32, 24, 24, 24, 32};

static uint8_t masked[SECRETS][LONGEST];
static char secrets[SECRETS][LONGEST + 1];
static char out[1 << 16], again[1 << 16];
static size_t out_len, again_len;

static void require(bool good, const char *what) {
  if (good) return;
  fprintf(stderr, "FAILED %s\n", what);
  exit(1);
}

static void wipe(void *start, size_t len) {
  volatile char *byte = start;
  while (len--) *byte++ = 0;
}

/* Letters that memory has nowhere else, the same in each run. */
static void make_secrets(void) {
  for (size_t i = 0; i < SECRETS; i++) {
    uint64_t state = 0x9E3779B97F4A7C15u * (i + 1);
    for (size_t at = 0; at < lens[i]; at++) {
      state ^= state << 13, state ^= state >> 7, state ^= state << 17;
      secrets[i][at] = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"[(state >> 32) % 49];
      masked[i][at] = (uint8_t)(secrets[i][at] ^ MASK);
    }
  }
}

static bool is_in(size_t secret, const uint8_t *memory, size_t len) {
  for (size_t at = 0; at + WINDOW <= len; at++)
    for (size_t from = 0; from + WINDOW <= lens[secret]; from++) {
      size_t same = 0;
      while (same < WINDOW && (memory[at + same] ^ MASK) == masked[secret][from + same]) same++;
      if (same == WINDOW) return true;
    }
  return false;
}

/* A bit for each secret in the writable memory of this program, the buffer of this search left out. */
static unsigned search(void) {
  static uint8_t memory[1 << 16];
  uintptr_t own = (uintptr_t)memory;
  unsigned found = 0;
  FILE *maps = fopen("/proc/self/maps", "r");
  int mem = open("/proc/self/mem", O_RDONLY);
  char line[512], mode[5];
  unsigned long long start, end;
  require(maps && mem >= 0, "Linux");
  while (fgets(line, sizeof line, maps)) {
    if (sscanf(line, "%llx-%llx %4s", &start, &end, mode) != 3 || strncmp(mode, "rw", 2)) continue;
    while (start + WINDOW <= end) {
      if (start >= own && start < own + sizeof memory) start = own + sizeof memory;
      size_t len = end - start < sizeof memory ? end - start : sizeof memory;
      if (start < own && start + len > own) len = own - start;
      if (pread(mem, memory, len, (off_t)start) != (ssize_t)len) break;
      for (size_t i = 0; i < SECRETS; i++)
        if (is_in(i, memory, len)) found |= 1u << i;
      start += start + len < end && len == sizeof memory ? len - WINDOW : len;
    }
  }
  fclose(maps);
  close(mem);
  return found;
}

#define TEXT(text) text, strlen(text)
#define SECRET(i) secrets[i], lens[i]
#define FIELDS SECRET(USERNAME), SECRET(SERVER), SECRET(PASSWORD)
#define BASE "https://portal.example/p?lang=en&"
#define EXPIRES 1800000000u

static void refuse_files(void) {
  static const char *const files[] = {
      "key = \"%s\"\nsecret = 1", "key = \"%s",      "key = %s",       "key = \"\\u0041%s\"\niv = 5",
      "key = \"%s\"\nkey = \"\"", "\"%s\" = \"x\"", "[%s]\nx = \"x\"", "current = 0\n[keys]\n0 = \"%s\"",
  };
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    siplaunch_brand *brand;
    siplaunch_key_ring *keys;
    int len = snprintf(out, sizeof out, files[i], secrets[BAD_FILE]);
    require(siplaunch_brand_from_toml(out, (size_t)len, &brand) && !brand, "a bad brand file");
    require(siplaunch_key_ring_from_toml(out, (size_t)len, &keys) && !keys, "a bad key file");
  }
}

static void launch(const siplaunch_handler *handler, const char *link, size_t link_len) {
  const char *query = memchr(link, '?', link_len), *body, *name, *value;
  size_t query_len = (size_t)(link + link_len - ++query), len, name_len, value_len;
  siplaunch_launch *launch;
  siplaunch_response *response;
  siplaunch_opened opened;
  require(!siplaunch_handler_handle(handler, TEXT("GET"), query, query_len, TEXT("Android"), 1, &response), "handle");
  require(!siplaunch_response_body(response, &body, &len) && len, "body");
  require(!siplaunch_response_header(response, 0, &name, &name_len, &value, &value_len), "header");
  siplaunch_response_free(response);
  require(!siplaunch_handler_inspect(handler, TEXT("GET"), query, query_len, NULL, 0, 1, &launch), "inspect");
  siplaunch_launch_opened(launch, again, sizeof again, &again_len, &opened);
  require(!siplaunch_launch_answer(launch, &response), "answer");
  siplaunch_response_free(response);
  siplaunch_launch_free(launch);
}

/* A tap on a one-time link, the first and a further one. */
static void tap(const siplaunch_handler *handler, const char *link, size_t link_len) {
  const char *query = memchr(link, '?', link_len);
  siplaunch_launch *launch;
  siplaunch_response *response;
  query++;
  require(!siplaunch_handler_inspect(handler, TEXT("POST"), query, (size_t)(link + link_len - query), NULL, 0, 1, &launch),
          "a tap");
  for (int64_t taps = SIPLAUNCH_CLAIM_UNAVAILABLE; taps < 3; taps++) {
    require(!siplaunch_launch_answer_claimed(launch, taps, &response), "a claim");
    siplaunch_response_free(response);
  }
  siplaunch_launch_free(launch);
}

/* Batches of as many rows as all lanes of the cipher take, and some more. */
static void batches(const siplaunch_brand *brand, const siplaunch_key_ring *keys, const siplaunch_portal *portal) {
  enum { ROWS = 100 };
  siplaunch_row rows[ROWS];
  siplaunch_status statuses[ROWS];
  size_t ends[ROWS], rejected;
  for (size_t i = 0; i < ROWS; i++) rows[i] = (siplaunch_row){FIELDS};
  rows[ROWS / 2].server_len = 0;
#define TEXTS out, sizeof out, &out_len, ends, statuses, &rejected
  require(!siplaunch_brand_tokens(brand, rows, ROWS, TEXTS) && rejected == 1, "tokens");
  require(!siplaunch_portal_launch_links(portal, brand, rows, ROWS, TEXTS) && rejected == 1, "launch links");
  require(!siplaunch_portal_sealed_links(portal, keys, rows, ROWS, EXPIRES, "", 0, TEXTS) && rejected == 1, "sealed links");
  require(!siplaunch_portal_one_time_links(portal, keys, rows, ROWS, EXPIRES, "", 0, TEXTS) && rejected == 1,
          "one-time links");
}

static void use_everything(void) {
  siplaunch_brand *brand, *from_file;
  siplaunch_key_ring *keys;
  siplaunch_portal *portal;
  siplaunch_page *page;
  siplaunch_handler_builder *builder;
  siplaunch_handler *plain, *sealed, *paged;
  siplaunch_mail *mail;
  siplaunch_opened opened;
  const char *bad;
  size_t bad_len;
  siplaunch_sealing_key key = {1, secrets[SEALING_KEY], 32};

  refuse_files();
  out_len = (size_t)snprintf(out, sizeof out, "key = \"%s\"\niv = \"%s\"", secrets[KEY], secrets[IV]);
  require(!siplaunch_brand_from_toml(out, out_len, &from_file), "a brand file");
  require(!siplaunch_brand_new(SECRET(KEY), SECRET(IV), TEXT("acme"), &brand), "a brand");
  require(!siplaunch_key_ring_new(&key, 1, 1, &keys), "a key ring");
  require(!siplaunch_portal_new(TEXT(BASE), NULL, 0, &portal), "a portal");
  require(!siplaunch_page_new(TEXT(BASE), NULL, 0, &bad, &bad_len, &page), "a page");
  require(!siplaunch_handler_builder_new(TEXT("acme"), &builder), "a builder");
  require(!siplaunch_handler_builder_build(builder, &plain), "a handler");
  require(!siplaunch_handler_builder_sealed(builder, brand, keys, "", 0), "sealed links");
  require(!siplaunch_handler_builder_build(builder, &sealed), "a handler of sealed links");
  require(!siplaunch_handler_builder_sealed(builder, from_file, keys, "", 0), "sealed links of another brand");
  require(!siplaunch_handler_builder_sealed_only(builder), "sealed only");
  require(!siplaunch_handler_builder_page(builder, page), "with a page");
  require(!siplaunch_handler_builder_build(builder, &paged), "a handler with a page");
  siplaunch_handler_builder_free(builder);

  require(!siplaunch_brand_token(brand, FIELDS, out, sizeof out, &out_len), "a token");
  require(!siplaunch_brand_decode(brand, out, out_len, again, sizeof again, &again_len), "decode");
  require(!siplaunch_portal_launch_link(portal, brand, FIELDS, out, sizeof out, &out_len), "a link");
  launch(plain, out, out_len);
  require(!siplaunch_sms_compose(TEXT("{link} {brand}"), out, out_len, TEXT("Acme"), again, sizeof again, &again_len, NULL),
          "an SMS");
  require(!siplaunch_mail_compose(TEXT("en"), NULL, 0, NULL, 0, NULL, 0, out, out_len, TEXT("Acme"), NULL, 0, &mail), "a mail");
  siplaunch_mail_free(mail);
  require(!siplaunch_qr_svg(out, out_len, again, sizeof again, &again_len), "a QR code");
  require(!siplaunch_ticket_text(SECRET(USERNAME), SECRET(SERVER), 1, TEXT("0123456789abcdef0123456789abcdef"), again,
                            sizeof again, &again_len), "a ticket");

  require(!siplaunch_portal_sealed_link(portal, keys, FIELDS, EXPIRES, "", 0, out, sizeof out, &out_len), "a sealed link");
  launch(sealed, out, out_len);
  launch(paged, out, out_len);
  require(!siplaunch_parse_launch_link(out, out_len, NULL, 0, again, sizeof again, &again_len), "parse");
  require(!siplaunch_key_ring_open(keys, again, again_len, 1, "", 0, out, sizeof out, &out_len, &opened), "open");

  require(!siplaunch_portal_one_time_link(portal, keys, FIELDS, EXPIRES, "", 0, out, sizeof out, &out_len), "a one-time link");
  launch(sealed, out, out_len);
  tap(sealed, out, out_len);
  tap(paged, out, out_len);
  batches(brand, keys, portal);

  siplaunch_handler_free(plain);
  siplaunch_handler_free(paged);
  siplaunch_handler_free(sealed);
  siplaunch_page_free(page);
  siplaunch_portal_free(portal);
  siplaunch_key_ring_free(keys);
  siplaunch_brand_free(from_file);
  siplaunch_brand_free(brand);
}

/* The next calls overwrite the rest of earlier ones on the stack; this does it at once. */
static void overwrite_stack(void) {
  char space[1 << 18];
  wipe(space, sizeof space);
}

int main(void) {
  make_secrets();
  require(search() == (1u << SECRETS) - 1, "the search misses a secret");
  use_everything();
  wipe(out, sizeof out);
  wipe(again, sizeof again);
  /* Freed like a text that nobody wipes. */
  char *freed = malloc(sizeof out);
  require(freed, "memory");
  for (size_t at = 0; at < sizeof out; at++) freed[at] = secrets[CONTROL][at % lens[CONTROL]];
  free(freed);
  wipe(secrets, sizeof secrets);
  overwrite_stack();
  unsigned found = search();
  for (size_t i = 0; i < CONTROL; i++) {
    if (found >> i & 1) fprintf(stderr, "FAILED: the %s is left in memory\n", names[i]);
  }
  require(found == 1u << CONTROL, "only the control is found");
  puts("memory: 1 passed");
  return 0;
}
