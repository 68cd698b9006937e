// A C++ program with exceptions of its own, beside the library's way to survive panics: prints the text of a failure.
#include <cstdio>
#include <siplaunch.h>
#include <stdexcept>

static void check(siplaunch_status status) {
  if (status != SIPLAUNCH_STATUS_OK) throw std::runtime_error(siplaunch_status_text(status));
}

int main() try {
  check(siplaunch_credentials_check("testuser", 8, "example.org", 11, "a&b", 3));
  return 1;
} catch (const std::runtime_error &error) {
  std::puts(error.what());
}
