/*
 * The launch links of many accounts, in chunks of a thousand.
 *
 *     cc many.c -o many $(pkg-config --cflags --libs siplaunch)
 *     ./many https://portal.example/p < accounts.txt > links.txt
 *
 * An account is a line: username, server and password, with a tab between each two. Each line of the output is a link,
 * or empty for an account that has none: standard error then says why.
 */
#include <siplaunch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK 1000
#define LONGEST 1024

static char lines[CHUNK][LONGEST];
static siplaunch_row rows[CHUNK];
static siplaunch_status statuses[CHUNK];
static size_t ends[CHUNK];

static void check(siplaunch_status status) {
  if (status == SIPLAUNCH_STATUS_OK) return;
  fprintf(stderr, "many: %s\n", siplaunch_status_text(status));
  exit(1);
}

/* A line without three fields becomes a row without a password, which has no link. */
static siplaunch_row row_of(char *line) {
  siplaunch_row row;
  char *server = line + strcspn(line, "\t\n"), *password;
  row.username = line;
  row.username_len = (size_t)(server - line);
  server += *server == '\t';
  password = server + strcspn(server, "\t\n");
  row.server = server;
  row.server_len = (size_t)(password - server);
  password += *password == '\t';
  row.password = password;
  row.password_len = strcspn(password, "\n");
  return row;
}

static void print_links(const siplaunch_portal *portal, const siplaunch_brand *brand, size_t count, size_t before) {
  size_t needed, len, rejected, start = 0;
  char *texts;
  /* Without a buffer the call tells the size that suffices. */
  siplaunch_status status =
      siplaunch_portal_launch_links(portal, brand, rows, count, NULL, 0, &needed, ends, statuses, &rejected);
  if (status != SIPLAUNCH_STATUS_BUFFER_TOO_SMALL) check(status);
  texts = malloc(needed);
  if (!texts) exit(1);
  check(siplaunch_portal_launch_links(portal, brand, rows, count, texts, needed, &len, ends, statuses, &rejected));
  for (size_t i = 0; i < count; start = ends[i++]) {
    printf("%.*s\n", (int)(ends[i] - start), texts + start);
    if (statuses[i] != SIPLAUNCH_STATUS_OK)
      fprintf(stderr, "line %zu: %s\n", before + i + 1, siplaunch_status_text(statuses[i]));
  }
  siplaunch_wipe(texts, needed);
  free(texts);
}

int main(int argc, char **argv) {
  siplaunch_brand *brand;
  siplaunch_portal *portal;
  size_t count, before = 0;

  if (argc != 2) {
    fprintf(stderr, "usage: many BASE < ACCOUNTS\n");
    return 2;
  }
  check(siplaunch_brand_sip_phone(&brand));
  check(siplaunch_portal_new(argv[1], strlen(argv[1]), NULL, 0, &portal));
  do {
    for (count = 0; count < CHUNK && fgets(lines[count], LONGEST, stdin); count++) {
      if (!strchr(lines[count], '\n') && !feof(stdin)) {
        fprintf(stderr, "line %zu is too long\n", before + count + 1);
        return 1;
      }
      rows[count] = row_of(lines[count]);
    }
    if (count) print_links(portal, brand, count, before);
    before += count;
  } while (count == CHUNK);

  siplaunch_wipe(lines, sizeof lines);
  siplaunch_portal_free(portal);
  siplaunch_brand_free(brand);
  return ferror(stdin) || fflush(stdout) ? 1 : 0;
}
