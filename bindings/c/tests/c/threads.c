/* Eight threads share one of each object: for helgrind and ThreadSanitizer, and for wrong results. */
#include <pthread.h>
#include <siplaunch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define THREADS 8
#define ROUNDS 200
#define TOKEN "CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI/Wv/VaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg=="

static siplaunch_brand *brand;
static siplaunch_portal *portal;
static siplaunch_key_ring *keys;
static siplaunch_handler *handler;
static siplaunch_response *shared;

static void require(int good, const char *what) {
  if (good) return;
  fprintf(stderr, "FAILED %s\n", what);
  exit(1);
}

static void round_trip(void) {
  char link[512], payload[512], fields[512];
  size_t len, payload_len, fields_len, count;
  siplaunch_opened opened;
  siplaunch_response *response;
  uint16_t status;
  const char *name, *value;
  size_t name_len, value_len;

  require(!siplaunch_brand_token(brand, "testuser", 8, "example.org", 11, "testpass", 8, link, sizeof link, &len) &&
              len == strlen(TOKEN) && !memcmp(link, TOKEN, len), "token");
  require(!siplaunch_portal_sealed_link(portal, keys, "testuser", 8, "example.org", 11, "testpass", 8, 4000000000u, "", 0,
                                        link, sizeof link, &len), "sealed link");
  require(!siplaunch_parse_launch_link(link, len, NULL, 0, payload, sizeof payload, &payload_len), "parse");
  require(!siplaunch_key_ring_open(keys, payload, payload_len, 1, "", 0, fields, sizeof fields, &fields_len, &opened) &&
              !memcmp(fields + opened.fields.password_at, "testpass", 8), "open");
  const char *query = memchr(link, '?', len);
  require(!siplaunch_handler_handle(handler, "GET", 3, query + 1, (size_t)(link + len - query - 1), NULL, 0, 1,
                                    &response), "handle");
  require(!siplaunch_response_status(response, &status) && status == 302, "status");
  require(!siplaunch_response_header(shared, 0, &name, &name_len, &value, &value_len), "header");
  require(!siplaunch_response_header_count(shared, &count) && count > 4, "headers");
  require(value_len == strlen("sipphone://" TOKEN) && !memcmp(value, "sipphone://" TOKEN, value_len), "Location");
  siplaunch_response_free(response);
}

static void *run(void *unused) {
  for (int i = 0; i < ROUNDS; i++) round_trip();
  return unused;
}

/* With an argument, everything that the library makes once is made before the threads begin. */
int main(int argc, char **argv) {
  (void)argv;
  pthread_t threads[THREADS];
  siplaunch_handler_builder *builder;
  siplaunch_sealing_key key = {2, "0123456789abcdef0123456789abcdef", 32};
  require(!siplaunch_brand_sip_phone(&brand), "brand");
  require(!siplaunch_portal_new("https://portal.example/p", 24, "c", 1, &portal), "portal");
  require(!siplaunch_key_ring_new(&key, 1, 2, &keys), "key ring");
  require(!siplaunch_handler_builder_new("sipphone", 8, &builder), "builder");
  require(!siplaunch_handler_builder_sealed(builder, brand, keys, "", 0), "sealed");
  require(!siplaunch_handler_builder_build(builder, &handler), "handler");
  siplaunch_handler_builder_free(builder);
  require(!siplaunch_handler_handle(handler, "GET", 3, "c=" TOKEN, strlen("c=" TOKEN), NULL, 0, 1, &shared), "shared");
  if (argc > 1) round_trip();
  for (int i = 0; i < THREADS; i++) require(!pthread_create(&threads[i], NULL, run, NULL), "thread");
  for (int i = 0; i < THREADS; i++) require(!pthread_join(threads[i], NULL), "join");
  siplaunch_response_free(shared);
  siplaunch_handler_free(handler);
  siplaunch_key_ring_free(keys);
  siplaunch_portal_free(portal);
  siplaunch_brand_free(brand);
  printf("threads: %d threads, %d rounds each\n", THREADS, ROUNDS);
  return 0;
}
