/* Credentials to launch link through the C ABI, one by one and as a batch, beside OpenSSL's EVP interface in
 * ../openssl_peer.c. In turn, many short rounds of each over 2,048 random credentials with plaintexts of 55 bytes; the
 * fastest round of each counts. */
#include <siplaunch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define COUNT 2048
#define PEER "OpenSSL EVP, reused context"

void *peer_new(const unsigned char *key, const unsigned char *iv, int encrypt);
void peer_free(void *ctx);
size_t peer_link(void *ctx, const unsigned char *iv, const char *user, size_t user_len, const char *server,
                 size_t server_len, const char *password, size_t password_len, char *out);

static const unsigned char KEY[] = "iBmTdavJ8joPW3HO", IV[] = "tww21lQe6cmywrp3";
static char fields[COUNT][3][16];
static siplaunch_brand *brand;
static siplaunch_portal *portal;
static void *peer;
static siplaunch_row rows[COUNT];
static siplaunch_status statuses[COUNT];
static size_t ends[COUNT], capacity;
static char *texts;

static size_t ours(char (*of)[16], char *out, size_t capacity) {
  size_t len = 0;
  siplaunch_portal_launch_link(portal, brand, of[0], 8, of[1], 11, of[2], 9, out, capacity, &len);
  return len;
}

static size_t theirs(char (*of)[16], char *out, size_t capacity) {
  (void)capacity;
  return peer_link(peer, IV, of[0], 8, of[1], 11, of[2], 9, out);
}

/* The time of a link in nanoseconds. */
static double since(const struct timespec *from) {
  struct timespec to;
  clock_gettime(CLOCK_MONOTONIC, &to);
  return ((double)(to.tv_sec - from->tv_sec) * 1e9 + (double)(to.tv_nsec - from->tv_nsec)) / COUNT;
}

static double round_of(size_t (*link)(char (*)[16], char *, size_t)) {
  static char out[4096];
  struct timespec from;
  clock_gettime(CLOCK_MONOTONIC, &from);
  for (int i = 0; i < COUNT; i++)
    if (!link(fields[i], out, sizeof out)) abort();
  return since(&from);
}

static double round_of_batch(void) {
  struct timespec from;
  size_t len, rejected;
  clock_gettime(CLOCK_MONOTONIC, &from);
  if (siplaunch_portal_launch_links(portal, brand, rows, COUNT, texts, capacity, &len, ends, statuses, &rejected) ||
      rejected)
    abort();
  return since(&from);
}

/* Prints a contender, and appends it to the file of ../run.py. */
static void report(const char *job, const char *contender, double ns, double peer_ns) {
  const char *path = getenv("BENCH_RESULTS");
  printf("    %-30s %6.1f ns  %.2f\n", contender, ns, ns / peer_ns);
  if (!path) return;
  FILE *file = fopen(path, "a");
  if (!file || fprintf(file, "{\"job\": \"%s\", \"contender\": \"%s\", \"ns\": %f, \"peer\": \"" PEER "\", \"peer_ns\": %f}\n",
                       job, contender, ns, peer_ns) < 0 || fclose(file)) {
    perror(path);
    exit(1);
  }
}

int main(int argc, char **argv) {
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.";
  static const int lens[] = {8, 11, 9};
  unsigned long long state = 0x9E3779B97F4A7C15ull;
  double our_best = 1e9, batch_best = 1e9, their_best = 1e9;
  int rounds = argc > 1 ? atoi(argv[1]) : 800;
  for (int i = 0; i < COUNT; i++)
    for (int f = 0; f < 3; f++)
      for (int c = 0; c < lens[f]; c++) {
        state = state * 6364136223846793005ull + 1442695040888963407ull;
        fields[i][f][c] = letters[state >> 58];
      }
  if (siplaunch_brand_sip_phone(&brand) || siplaunch_portal_new("http://example.org/p", 20, NULL, 0, &portal) ||
      !(peer = peer_new(KEY, IV, 1)))
    return 1;
  for (int i = 0; i < COUNT; i++)
    rows[i] = (siplaunch_row){fields[i][0], 8, fields[i][1], 11, fields[i][2], 9};
  if (siplaunch_portal_launch_links(portal, brand, rows, COUNT, NULL, 0, &capacity, ends, statuses, &(size_t){0}) !=
          SIPLAUNCH_STATUS_BUFFER_TOO_SMALL ||
      !(texts = malloc(capacity)))
    return 1;
  round_of_batch();
  for (int i = 0; i < COUNT; i++) {
    char a[512], b[512];
    size_t len = ours(fields[i], a, sizeof a), start = i ? ends[i - 1] : 0;
    if (len != theirs(fields[i], b, sizeof b) || memcmp(a, b, len) || ends[i] - start != len ||
        memcmp(a, texts + start, len)) {
      fprintf(stderr, "case %d: the links differ\n", i);
      return 1;
    }
  }
  for (int i = 0; i < rounds; i++) {
    double our = round_of(ours), many = round_of_batch(), their = round_of(theirs);
    if (our < our_best) our_best = our;
    if (many < batch_best) batch_best = many;
    if (their < their_best) their_best = their;
  }
  printf("credentials to launch link, C\n");
  report("C, one link, in a loop", "siplaunch_portal_launch_link", our_best, their_best);
  report("C, many links", "siplaunch_portal_launch_links", batch_best, their_best);
  printf("    %-30s %6.1f ns  1\n", PEER, their_best);
  free(texts);
  peer_free(peer);
  siplaunch_portal_free(portal);
  siplaunch_brand_free(brand);
  return 0;
}
