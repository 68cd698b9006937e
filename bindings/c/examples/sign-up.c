/*
 * A portal's first job: an account has just been made, print the link for its customer.
 *
 *     cc sign-up.c -o sign-up $(pkg-config --cflags --libs siplaunch)
 *     printf %s 'testpass' | ./sign-up testuser example.org https://portal.example/p
 *
 * The password comes on standard input: others can read a program's arguments.
 */
#include <siplaunch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void check(siplaunch_status status) {
  if (status == SIPLAUNCH_STATUS_OK) return;
  fprintf(stderr, "sign-up: %s\n", siplaunch_status_text(status));
  exit(1);
}

int main(int argc, char **argv) {
  char password[256], link[2048];
  size_t password_len, link_len;
  siplaunch_brand *brand;
  siplaunch_portal *portal;

  if (argc != 4) {
    fprintf(stderr, "usage: sign-up USERNAME SERVER BASE < PASSWORD\n");
    return 2;
  }
  password_len = fread(password, 1, sizeof password, stdin);

  /* The published app; a branded one has siplaunch_brand_new() or siplaunch_brand_from_toml(). */
  check(siplaunch_brand_sip_phone(&brand));
  check(siplaunch_portal_new(argv[3], strlen(argv[3]), NULL, 0, &portal));
  check(siplaunch_portal_launch_link(portal, brand, argv[1], strlen(argv[1]), argv[2], strlen(argv[2]), password,
                                     password_len, link, sizeof link, &link_len));
  printf("%.*s\n", (int)link_len, link);

  siplaunch_wipe(password, sizeof password);
  siplaunch_wipe(link, sizeof link);
  siplaunch_portal_free(portal);
  siplaunch_brand_free(brand);
  return 0;
}
