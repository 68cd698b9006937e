/* Misuse of every call of the header. misuse.py writes calls.h from it. */
#include <siplaunch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ANY ((siplaunch_status)-1)
#define NOT_OK ((siplaunch_status)-2)
#define EACH_HANDLE(DO) \
  DO(brand) DO(explanation) DO(handler) DO(handler_builder) DO(key_ring) DO(launch) DO(mail) DO(page) DO(portal) DO(response)
#define DECLARE(type) static siplaunch_##type *good_##type, *made_##type;
#define FREE_MADE(type) siplaunch_##type##_free(made_##type), made_##type = NULL;
#define FREE_GOOD(type) siplaunch_##type##_free(good_##type);

EACH_HANDLE(DECLARE)
static siplaunch_sealing_key good_sealing_keys[1] = {{0, "0123456789abcdef0123456789abcdef", 32}};
static siplaunch_setting good_settings[1] = {{"language", 8, "de", 2}};
static siplaunch_row good_rows[1] = {{"testuser", 8, "example.org", 11, "testpass", 8}};
static siplaunch_row many_rows[16];
static siplaunch_ambiguity ambiguities[9];
static uint64_t five_values[5];
static char buffer[1 << 17], good_sealed[128];
static int checks, failures;

static void free_made(void) { EACH_HANDLE(FREE_MADE) }

static void fail(const char *what, int status) {
  failures++;
  printf("FAILED %s: status %d\n", what, status);
}

/* An output of a call: its place, its argument, and whether a failure may leave a value in it. */
struct output {
  void *place;
  size_t size;
  int argument;
  enum { ZERO, NEEDED, KEPT } after;
};

static void make_old(const struct output *each) {
  for (; each->place; each++) memset(each->place, 0xA5, each->size);
}

/* After a failure, each output that was given must be zero. */
static void check_outputs(const struct output *each, int changed, siplaunch_status status, const char *what) {
  for (; each->place; each++) {
    int kept = each->after == KEPT || (each->after == NEEDED && status == SIPLAUNCH_STATUS_BUFFER_TOO_SMALL);
    int zero = 1;
    for (size_t i = 0; i < each->size; i++) zero &= ((char *)each->place)[i] == 0;
    if (status == SIPLAUNCH_STATUS_OK && each->argument != changed) continue;
    if (!zero && !kept && each->argument != changed) {
      printf("output %d: ", each->argument);
      fail(what, (int)status);
    }
    /* Nothing is left that would be freed. */
    memset(each->place, 0, each->size);
  }
}

static siplaunch_status check(siplaunch_status status, siplaunch_status expected, const char *what) {
  checks++;
  int good = expected == ANY ? strlen(siplaunch_status_text((int32_t)status)) > 0
             : expected == NOT_OK ? status != SIPLAUNCH_STATUS_OK
                                  : status == expected;
  if (!good || status == SIPLAUNCH_STATUS_PANIC) fail(what, (int)status);
  return status;
}

/* A call with one argument changed, or with none: -1. */
#define TRY(what, changed, expected, call) \
  do { \
    make_old(outputs); \
    check_outputs(outputs, changed, check(call, expected, what), what); \
    free_made(); \
  } while (0)

/* Buffers of every size from 0 to the one needed; for a long result, sizes near both ends and some between. */
struct sizes {
  int begun, over;
  char *out;
  size_t capacity, len, needed;
};

static int next_size(struct sizes *s) {
  free(s->out);
  s->out = NULL;
  if (s->over) return 0;
  if (s->begun) {
    size_t step = s->needed > 2000 && s->capacity > 64 && s->capacity + 500 < s->needed ? 397 : 1;
    s->capacity += s->begun == 1 ? 0 : step;
    s->out = malloc(s->capacity + 1);
    if (!s->out) abort();
    /* A buffer of exactly this size: the checkers see an access to the byte behind it. */
    s->out = realloc(s->out, s->capacity ? s->capacity : 1);
    memset(s->out, 0xA5, s->capacity);
  }
  s->begun++;
  s->len = 12345;
  return 1;
}

static void sized(struct sizes *s, siplaunch_status status, const char *what) {
  checks++;
  if (s->begun == 1) {
    /* No buffer: the call says which size it needs. */
    s->needed = s->len;
    if (status != SIPLAUNCH_STATUS_BUFFER_TOO_SMALL || s->needed == 0 || s->needed > sizeof buffer)
      fail(what, (int)status), s->over = 1;
    return;
  }
  int untouched = 1;
  for (size_t i = 0; i < s->capacity; i++) untouched &= s->out[i] == (char)0xA5;
  if (status == SIPLAUNCH_STATUS_OK) {
    s->over = 1;
    if (s->len > s->capacity || s->capacity > s->needed || untouched) fail(what, (int)status);
  } else if (status != SIPLAUNCH_STATUS_BUFFER_TOO_SMALL || s->len != s->needed || !untouched ||
             s->capacity >= s->needed) {
    fail(what, (int)status);
    s->over = 1;
  }
}

/* Odd texts: the good one cut off, and characters that mean something, repeated. */
struct odd {
  size_t i, len, capacity, needed;
  char *text;
  void *out;
};

static int next_odd(struct odd *o, const char *good, size_t good_len) {
  static const char repeated[] = "A=%&-.{/";
  free(o->text);
  free(o->out);
  o->out = NULL;
  o->capacity = 0;
  if (o->i > good_len + 9 * (sizeof repeated - 1)) return 0;
  size_t i = o->i;
  /* In the middle of a long text, some of the places will do. */
  o->i += i > 24 && i + 16 < good_len ? 7 : 1;
  o->len = i <= good_len ? i : (i - good_len - 1) % 9 + 1;
  o->text = malloc(o->len ? o->len : 1);
  if (!o->text) abort();
  if (i <= good_len) memcpy(o->text, good, i);
  else memset(o->text, repeated[(i - good_len - 1) / 9], o->len);
  return 1;
}

/* A call into no buffer, then into one of exactly the size that it asked for, which must suffice. */
static int asks(struct odd *o, size_t unit, siplaunch_status status, const char *what) {
  if (status != SIPLAUNCH_STATUS_BUFFER_TOO_SMALL) return 0;
  checks++;
  if (o->capacity > 0 || o->needed == 0 || o->needed > sizeof buffer) {
    fail(what, (int)o->len);
    return 0;
  }
  o->capacity = o->needed;
  o->out = malloc(o->capacity * unit);
  if (!o->out) abort();
  return 1;
}

#include "calls.h"

static void require(siplaunch_status status) {
  if (status == SIPLAUNCH_STATUS_OK) return;
  fprintf(stderr, "preparing: %s\n", siplaunch_status_text((int32_t)status));
  exit(1);
}

static void answers(const siplaunch_handler *handler, const char *query, uint16_t expected, const char *what) {
  uint16_t status;
  check(siplaunch_handler_handle(handler, "GET", 3, query, strlen(query), NULL, 0, 1, &made_response),
        SIPLAUNCH_STATUS_OK, what);
  check(siplaunch_response_status(made_response, &status), SIPLAUNCH_STATUS_OK, what);
  checks++;
  if (status != expected) fail(what, status);
  siplaunch_response_free(made_response);
  made_response = NULL;
}

/* A builder that failed can be used, and one that has built builds again. */
static void builders(void) {
  static const char query[] = "c=yL%2FXvHABm6K8M6CHwl4mh9btH19YVxA1%2Ft%2B%2Ft4vdLD8%3D";
  siplaunch_handler_builder *builder;
  siplaunch_handler *first, *second;
  siplaunch_page *page;
  require(siplaunch_handler_builder_new("acme", 4, &builder));
  check(siplaunch_handler_builder_param(builder, "&", 1), SIPLAUNCH_STATUS_PARAM, "a bad parameter");
  require(siplaunch_handler_builder_build(builder, &first));
  answers(first, query, 302, "a handler of a builder that failed");
  require(siplaunch_page_new("https://a/?x=1", 14, NULL, 0, NULL, NULL, &page));
  require(siplaunch_handler_builder_page(builder, page));
  siplaunch_page_free(page);
  check(siplaunch_handler_builder_param(builder, "x", 1), SIPLAUNCH_STATUS_PORTAL_BASE, "a parameter of the page's base");
  require(siplaunch_handler_builder_build(builder, &second));
  require(siplaunch_handler_builder_sealed_only(builder));
  answers(first, query, 302, "a handler that was built before its builder got a page");
  answers(second, query, 200, "a handler with a page, after a bad parameter");
  siplaunch_handler_free(second);
  require(siplaunch_handler_builder_build(builder, &second));
  siplaunch_handler_builder_free(builder);
  answers(second, query, 400, "a handler that refuses tokens");
  siplaunch_handler_free(first);
  siplaunch_handler_free(second);
}

/* A builder whose handlers ask for a tap on sealed links. */
static void confirms(void) {
  char query[160];
  siplaunch_handler_builder *builder;
  siplaunch_handler *before, *after;
  snprintf(query, sizeof query, "c=%s", good_sealed);
  require(siplaunch_handler_builder_new("acme", 4, &builder));
  require(siplaunch_handler_builder_sealed(builder, good_brand, good_key_ring, "portal.example", 14));
  require(siplaunch_handler_builder_build(builder, &before));
  require(siplaunch_handler_builder_confirm(builder));
  require(siplaunch_handler_builder_build(builder, &after));
  siplaunch_handler_builder_free(builder);
  answers(before, query, 302, "a handler that does not ask for a tap");
  answers(after, query, 200, "a handler that asks for a tap");
  siplaunch_handler_free(before);
  siplaunch_handler_free(after);
}

/* A scale of 0 is one of 8. */
static void scales(void) {
  static char eight[1 << 15];
  size_t len, eight_len;
  require(siplaunch_qr_png("x", 1, 8, eight, sizeof eight, &eight_len));
  require(siplaunch_qr_png("x", 1, 0, buffer, sizeof buffer, &len));
  checks++;
  if (len != eight_len || memcmp(buffer, eight, len) != 0) fail("the default scale", (int)len);
}

#define ROWS 8
static const siplaunch_row rows[ROWS] = {
    {"testuser", 8, "example.org", 11, "testpass", 8}, {"a", 1, "b", 1, "c", 1},
    {"\xff", 1, "b", 1, "c", 1},                       {"a\0b", 3, "b", 1, "c", 1},
    {"a", 1, NULL, 1, "c", 1},                         {"a", 1, "b", 0, "c", 1},
    {"a", 1, "b", 1, "c", SIZE_MAX},                   {"m\xc3\xbcller", 7, "example.org", 11, "a long password, of two blocks", 30},
};
static const siplaunch_status row_statuses[ROWS] = {
    SIPLAUNCH_STATUS_OK,           SIPLAUNCH_STATUS_OK,           SIPLAUNCH_STATUS_NOT_UTF8,       SIPLAUNCH_STATUS_USERNAME_CHARACTER,
    SIPLAUNCH_STATUS_NULL_POINTER, SIPLAUNCH_STATUS_SERVER_EMPTY, SIPLAUNCH_STATUS_INPUT_TOO_LONG, SIPLAUNCH_STATUS_OK,
};

#define ONE(row) row->username, row->username_len, row->server, row->server_len, row->password, row->password_len
#define EXPIRY 4000000000u, "portal.example", 14
#define MANY rows, count
#define TEXTS out, capacity, needed, ends, statuses, rejected
#define KINDS 5

static siplaunch_status one(int kind, const siplaunch_row *row, char *out, size_t capacity, size_t *needed) {
  switch (kind) {
  case 0: return siplaunch_brand_token(good_brand, ONE(row), out, capacity, needed);
  case 1: return siplaunch_brand_app_link(good_brand, ONE(row), out, capacity, needed);
  case 2: return siplaunch_portal_launch_link(good_portal, good_brand, ONE(row), out, capacity, needed);
  case 3: return siplaunch_portal_sealed_link(good_portal, good_key_ring, ONE(row), EXPIRY, out, capacity, needed);
  default: return siplaunch_portal_one_time_link(good_portal, good_key_ring, ONE(row), EXPIRY, out, capacity, needed);
  }
}

static siplaunch_status many(int kind, size_t count, char *out, size_t capacity, size_t *needed, size_t *ends,
                             siplaunch_status *statuses, size_t *rejected) {
  switch (kind) {
  case 0: return siplaunch_brand_tokens(good_brand, MANY, TEXTS);
  case 1: return siplaunch_brand_app_links(good_brand, MANY, TEXTS);
  case 2: return siplaunch_portal_launch_links(good_portal, good_brand, MANY, TEXTS);
  case 3: return siplaunch_portal_sealed_links(good_portal, good_key_ring, MANY, EXPIRY, TEXTS);
  default: return siplaunch_portal_one_time_links(good_portal, good_key_ring, MANY, EXPIRY, TEXTS);
  }
}

/* Row i of a batch is what the single call makes of it; one-time links differ each time. */
static int same(int kind, size_t i, const char *text, size_t text_len, siplaunch_status status) {
  size_t len;
  siplaunch_status single = one(kind, &rows[i], buffer, sizeof buffer, &len);
  int equal = kind < 4 ? !memcmp(text, buffer, text_len) : text_len == 0 || memcmp(text, buffer, text_len);
  return status == single && status == row_statuses[i] && text_len == len && equal;
}

/* Batches of 0 to all rows, in memory of exactly their size, and of a byte less. */
static void batches(void) {
  for (int kind = 0; kind < KINDS; kind++)
    for (size_t count = 0; count <= ROWS; count++) {
      size_t needed, len, rejected, bad = 0, at = 0;
      size_t *ends = count ? malloc(count * sizeof *ends) : NULL;
      siplaunch_status *statuses = count ? malloc(count * sizeof *statuses) : NULL;
      siplaunch_status asked = many(kind, count, NULL, 0, &needed, ends, statuses, &rejected);
      char *out = needed ? malloc(needed) : NULL;
      checks++;
      if (asked != (count ? SIPLAUNCH_STATUS_BUFFER_TOO_SMALL : SIPLAUNCH_STATUS_OK) || rejected != 0)
        fail("a batch without a buffer", (int)asked);
      if (count) {
        char *less = malloc(needed - 1);
        memset(less, 0xA5, needed - 1);
        check(many(kind, count, less, needed - 1, &len, ends, statuses, &rejected), SIPLAUNCH_STATUS_BUFFER_TOO_SMALL,
              "a batch in a buffer that is a byte too small");
        for (size_t i = 0; i < needed - 1; i++) bad += less[i] != (char)0xA5;
        if (bad || len != needed || rejected) fail("a batch wrote into a buffer that is too small", (int)bad);
        free(less);
        bad = 0;
      }
      check(many(kind, count, out, needed, &len, ends, statuses, &rejected), SIPLAUNCH_STATUS_OK, "a batch");
      for (size_t i = 0; i < count; at = ends[i++]) {
        checks++;
        bad += row_statuses[i] != SIPLAUNCH_STATUS_OK;
        if (ends[i] < at || !same(kind, i, out + at, ends[i] - at, statuses[i])) fail("a row of a batch", (int)i);
      }
      checks++;
      if (at != len || bad != rejected) fail("the length of a batch, or its rejected rows", kind);
      free(out);
      free(statuses);
      free(ends);
    }
}

/* Fields with a NUL after each, in memory of exactly their size. */
static void rows_of_texts(void) {
  static const char fields[] = "testuser\0example.org\0testpass\0a\0\0\0b";
  static const size_t lens[] = {0, 8, 9, 20, 21, 29, 30, 31, 32, 33, 34, 35}, found[] = {0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3};
  for (size_t i = 0; i < sizeof lens / sizeof *lens; i++) {
    size_t count, needed;
    char *text = malloc(lens[i] ? lens[i] : 1);
    siplaunch_row *split = malloc(found[i] ? found[i] * sizeof *split : 1);
    memcpy(text, fields, lens[i]);
    if (found[i])
      check(siplaunch_rows_from_text(text, lens[i], split, found[i] - 1, &needed), SIPLAUNCH_STATUS_BUFFER_TOO_SMALL,
            "an array of rows that is one too small");
    check(siplaunch_rows_from_text(text, lens[i], split, found[i], &count), SIPLAUNCH_STATUS_OK, "rows of a text");
    checks++;
    int good = count == found[i] && (!found[i] || needed == found[i]);
    for (size_t at = 0, row = 0; row < count; row++) {
      const siplaunch_row *of = &split[row];
      const char *starts[] = {of->username, of->server, of->password};
      size_t each[] = {of->username_len, of->server_len, of->password_len};
      for (int f = 0; f < 3; f++) {
        const char *nul = memchr(text + at, 0, lens[i] - at);
        size_t len = nul ? (size_t)(nul - text) - at : lens[i] - at;
        good &= starts[f] == text + at && each[f] == len;
        at += len + (at + len < lens[i]);
      }
    }
    if (!good) fail("the rows of a text", (int)i);
    free(split);
    free(text);
  }
}

int main(void) {
  size_t len;
  char query[160];
  require(siplaunch_brand_sip_phone(&good_brand));
  require(siplaunch_portal_new("https://portal.example/p", 24, NULL, 0, &good_portal));
  require(siplaunch_key_ring_new(good_sealing_keys, 1, 0, &good_key_ring));
  require(siplaunch_key_ring_seal(good_key_ring, "testuser", 8, "example.org", 11, "testpass", 8, 4000000000u,
                                  "portal.example", 14, good_sealed, sizeof good_sealed - 1, &len));
  require(siplaunch_page_new("https://portal.example/p", 24, good_settings, 1, NULL, NULL, &good_page));
  require(siplaunch_handler_builder_new("sipphone", 8, &good_handler_builder));
  require(siplaunch_handler_builder_sealed(good_handler_builder, good_brand, good_key_ring, "portal.example", 14));
  require(siplaunch_handler_builder_build(good_handler_builder, &good_handler));
  snprintf(query, sizeof query, "c=%s", good_sealed);
  require(siplaunch_handler_inspect(good_handler, "GET", 3, query, strlen(query), NULL, 0, 1, &good_launch));
  require(siplaunch_launch_answer(good_launch, &good_response));
  require(siplaunch_mail_compose("en", 2, NULL, 0, NULL, 0, NULL, 0, "https://a", 9, "Acme", 4, NULL, 0, &good_mail));
  require(siplaunch_explain(query, strlen(query), good_brand, NULL, 0, NULL, NULL, 0, NULL, 0, 0, 0, &good_explanation));
  siplaunch_explanation_free(good_explanation);
  require(siplaunch_explain("sipphone://x", 12, good_brand, NULL, 0, NULL, NULL, 0, NULL, 0, 0, 0,
                            &good_explanation));

  all_calls();
  builders();
  confirms();
  scales();
  batches();
  rows_of_texts();

  /* Bytes that are no text. */
  check(siplaunch_portal_launch_link(good_portal, good_brand, "\xff", 1, "b", 1, "c", 1, buffer, sizeof buffer, &len),
        SIPLAUNCH_STATUS_NOT_UTF8, "a username that is not UTF-8");
  check(siplaunch_portal_launch_link(good_portal, good_brand, "a\0b", 3, "b", 1, "c", 1, buffer, sizeof buffer, &len),
        SIPLAUNCH_STATUS_USERNAME_CHARACTER, "a username with a NUL");
  check(siplaunch_handler_handle(good_handler, "\xff", 1, "\xff", 1, "\xff", 1, 0, &made_response), SIPLAUNCH_STATUS_OK,
        "a request of any bytes");
  free_made();

  /* The call that returns a link and no status. */
  static const char fields[] = "testuser\0example.org\0testpass";
  require(siplaunch_portal_launch_link(good_portal, good_brand, "testuser", 8, "example.org", 11, "testpass", 8, buffer,
                                       sizeof buffer, &len));
  buffer[len] = '\0';
  for (size_t capacity = 0; capacity <= len + 2; capacity++) {
    char *out = malloc(capacity ? capacity : 1);
    const char *link =
        siplaunch_portal_launch_link_nul_separated(good_portal, good_brand, fields, sizeof fields - 1, out, capacity);
    checks++;
    if (capacity <= len ? link != NULL : link != out || strcmp(link, buffer) != 0) fail("NUL-separated", (int)capacity);
    free(out);
  }
  for (size_t cut = 0; cut < sizeof fields; cut++) {
    /* Two fields, an empty one, or one more. */
    size_t fields_len = cut < 22 ? cut : sizeof fields;
    checks++;
    if (siplaunch_portal_launch_link_nul_separated(good_portal, good_brand, fields, fields_len, buffer, sizeof buffer) != NULL)
      fail("NUL-separated, bad fields", (int)fields_len);
  }

  /* A launch outlives its handler. */
  siplaunch_handler_free(good_handler);
  good_handler = NULL;
  check(siplaunch_launch_answer(good_launch, &made_response), SIPLAUNCH_STATUS_OK, "a launch without its handler");
  free_made();
  EACH_HANDLE(FREE_GOOD)
  printf("misuse: %d checks, %d failed\n", checks, failures);
  return failures != 0;
}
