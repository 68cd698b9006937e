/* Lies about its buffer's capacity. The checkers must catch it, or they check nothing. */
#include <siplaunch.h>
#include <stdlib.h>

int main(void) {
  siplaunch_brand *brand;
  size_t len;
  char *buffer = malloc(16);
  siplaunch_brand_sip_phone(&brand);
  siplaunch_brand_token(brand, "testuser", 8, "example.org", 11, "testpass", 8, buffer, 512, &len);
  siplaunch_brand_free(brand);
  free(buffer);
  return 0;
}
