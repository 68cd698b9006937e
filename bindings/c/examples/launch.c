/*
 * A portal's second job, the launch handler, as a CGI program: answers the tap on a launch link.
 *
 *     cc launch.c -o launch.cgi $(pkg-config --cflags --libs siplaunch)
 *     REQUEST_METHOD=GET QUERY_STRING='c=...' ./launch.cgi
 */
#include <siplaunch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void check(siplaunch_status status) {
  if (status == SIPLAUNCH_STATUS_OK) return;
  printf("Status: 500\r\n\r\n");
  fprintf(stderr, "launch: %s\n", siplaunch_status_text(status));
  exit(1);
}

static const char *variable(const char *name) {
  const char *value = getenv(name);
  return value ? value : "";
}

int main(void) {
  const char *method = variable("REQUEST_METHOD"), *query = variable("QUERY_STRING");
  const char *user_agent = variable("HTTP_USER_AGENT"), *name, *value, *body;
  size_t count, name_len, value_len, body_len;
  uint16_t http_status;
  siplaunch_handler_builder *builder;
  siplaunch_handler *handler;
  siplaunch_response *response;

  check(siplaunch_handler_builder_new("sipphone", 8, &builder));
  check(siplaunch_handler_builder_build(builder, &handler));
  siplaunch_handler_builder_free(builder);
  check(siplaunch_handler_handle(handler, method, strlen(method), query, strlen(query), user_agent,
                                 strlen(user_agent), 0, &response));
  check(siplaunch_response_status(response, &http_status));
  check(siplaunch_response_header_count(response, &count));
  printf("Status: %u\r\n", (unsigned)http_status);
  for (size_t i = 0; i < count; i++) {
    check(siplaunch_response_header(response, i, &name, &name_len, &value, &value_len));
    printf("%.*s: %.*s\r\n", (int)name_len, name, (int)value_len, value);
  }
  check(siplaunch_response_body(response, &body, &body_len));
  printf("\r\n%.*s", (int)body_len, body);

  siplaunch_response_free(response);
  siplaunch_handler_free(handler);
  return 0;
}
