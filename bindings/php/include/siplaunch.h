#define FFI_SCOPE "SIPLAUNCH"
#define FFI_LIB "libsiplaunch.so.0"
/* Generated from bindings/c/src; change it there, and run "make header". */

#define SIPLAUNCH_ABI_VERSION 0

#define SIPLAUNCH_CLAIM_USED 0

#define SIPLAUNCH_CLAIM_REVOKED -1

#define SIPLAUNCH_CLAIM_UNAVAILABLE -2

#define SIPLAUNCH_MAX_INPUT_LEN 1048576

typedef enum siplaunch_status {
  SIPLAUNCH_STATUS_OK = 0,
  SIPLAUNCH_STATUS_BUFFER_TOO_SMALL = 1,
  SIPLAUNCH_STATUS_NULL_POINTER = 2,
  SIPLAUNCH_STATUS_NOT_UTF8 = 3,
  SIPLAUNCH_STATUS_INPUT_TOO_LONG = 4,
  SIPLAUNCH_STATUS_INDEX = 5,
  SIPLAUNCH_STATUS_LINK_IDS = 6,
  SIPLAUNCH_STATUS_CLAIM_STATEMENT = 7,
  SIPLAUNCH_STATUS_PANIC = 9,
  SIPLAUNCH_STATUS_KEY_LENGTH = 10,
  SIPLAUNCH_STATUS_IV_LENGTH = 11,
  SIPLAUNCH_STATUS_SCHEME = 12,
  SIPLAUNCH_STATUS_BRAND_ENTRIES = 13,
  SIPLAUNCH_STATUS_USERNAME_EMPTY = 20,
  SIPLAUNCH_STATUS_SERVER_EMPTY = 21,
  SIPLAUNCH_STATUS_PASSWORD_EMPTY = 22,
  SIPLAUNCH_STATUS_USERNAME_CHARACTER = 23,
  SIPLAUNCH_STATUS_SERVER_CHARACTER = 24,
  SIPLAUNCH_STATUS_PASSWORD_CHARACTER = 25,
  SIPLAUNCH_STATUS_TOKEN = 30,
  SIPLAUNCH_STATUS_PLAINTEXT = 31,
  SIPLAUNCH_STATUS_PORTAL_BASE = 40,
  SIPLAUNCH_STATUS_PARAM = 41,
  SIPLAUNCH_STATUS_LINK = 42,
  SIPLAUNCH_STATUS_PACKAGE = 43,
  SIPLAUNCH_STATUS_FALLBACK_URL = 44,
  SIPLAUNCH_STATUS_SEALING_KEY = 50,
  SIPLAUNCH_STATUS_CURRENT_KEY = 51,
  SIPLAUNCH_STATUS_EXPIRES = 52,
  SIPLAUNCH_STATUS_SEALED_INVALID = 53,
  SIPLAUNCH_STATUS_SEALED_EXPIRED = 54,
  SIPLAUNCH_STATUS_KEY_ENTRIES = 55,
  SIPLAUNCH_STATUS_RANDOM = 56,
  SIPLAUNCH_STATUS_CLAIM_POLICY = 57,
  SIPLAUNCH_STATUS_QR_TEXT = 60,
  SIPLAUNCH_STATUS_QR_SCALE = 61,
  SIPLAUNCH_STATUS_QR_TICKET = 62,
  SIPLAUNCH_STATUS_TEMPLATE = 63,
  SIPLAUNCH_STATUS_TEMPLATE_LINK = 64,
  SIPLAUNCH_STATUS_TEMPLATE_SPACING = 65,
  SIPLAUNCH_STATUS_BRAND_NAME = 66,
  SIPLAUNCH_STATUS_MESSAGE_LINK = 67,
  SIPLAUNCH_STATUS_MAIL_SUBJECT = 68,
  SIPLAUNCH_STATUS_LANGUAGE = 69,
  SIPLAUNCH_STATUS_PAGE_TEXT = 70,
  SIPLAUNCH_STATUS_PAGE_LANGUAGE = 71,
  SIPLAUNCH_STATUS_PAGE_COLOR = 72,
  SIPLAUNCH_STATUS_PAGE_LOGO = 73,
  SIPLAUNCH_STATUS_PAGE_URL = 74,
  SIPLAUNCH_STATUS_PAGE_SETTING = 75,
  SIPLAUNCH_STATUS_PAGE_TEXT_MISSING = 76,
  SIPLAUNCH_STATUS_MESSAGE_LENGTH = 80,
} siplaunch_status;

typedef enum siplaunch_field {
  SIPLAUNCH_FIELD_USERNAME = 0,
  SIPLAUNCH_FIELD_SERVER = 1,
  SIPLAUNCH_FIELD_PASSWORD = 2,
} siplaunch_field;

typedef enum siplaunch_sms_encoding {
  SIPLAUNCH_SMS_ENCODING_GSM7 = 0,
  SIPLAUNCH_SMS_ENCODING_UCS2 = 1,
} siplaunch_sms_encoding;

typedef struct siplaunch_brand siplaunch_brand;

typedef struct siplaunch_explanation siplaunch_explanation;

typedef struct siplaunch_handler siplaunch_handler;

typedef struct siplaunch_handler_builder siplaunch_handler_builder;

typedef struct siplaunch_key_ring siplaunch_key_ring;

typedef struct siplaunch_launch siplaunch_launch;

typedef struct siplaunch_mail siplaunch_mail;

typedef struct siplaunch_page siplaunch_page;

typedef struct siplaunch_portal siplaunch_portal;

typedef struct siplaunch_response siplaunch_response;

typedef struct siplaunch_ambiguity {
  enum siplaunch_field field;
  char character;
} siplaunch_ambiguity;

typedef struct siplaunch_fields {
  size_t username_at;
  size_t username_len;
  size_t server_at;
  size_t server_len;
  size_t password_at;
  size_t password_len;
} siplaunch_fields;

typedef struct siplaunch_sealing_key {
  uint8_t id;
  const void *key;
  size_t key_len;
} siplaunch_sealing_key;

typedef struct siplaunch_opened {
  struct siplaunch_fields fields;
  uint64_t expires;
  char id[33];
  bool is_one_time;
} siplaunch_opened;

typedef struct siplaunch_row {
  const char *username;
  size_t username_len;
  const char *server;
  size_t server_len;
  const char *password;
  size_t password_len;
} siplaunch_row;

typedef struct siplaunch_setting {
  const char *name;
  size_t name_len;
  const char *value;
  size_t value_len;
} siplaunch_setting;

typedef struct siplaunch_sms_budget {
  enum siplaunch_sms_encoding encoding;
  uint32_t first_non_gsm;
  size_t units;
  size_t parts;
  size_t units_left;
  size_t characters;
  bool within_handbook;
} siplaunch_sms_budget;

const char *siplaunch_status_name(int32_t status);

const char *siplaunch_status_text(int32_t status);

uint32_t siplaunch_abi_version(void);

const char *siplaunch_version(void);

void siplaunch_wipe(void *buffer, size_t len);

enum siplaunch_status siplaunch_brand_new(const void *key,
                                          size_t key_len,
                                          const void *iv,
                                          size_t iv_len,
                                          const char *scheme,
                                          size_t scheme_len,
                                          struct siplaunch_brand **brand);

enum siplaunch_status siplaunch_brand_sip_phone(struct siplaunch_brand **brand);

enum siplaunch_status siplaunch_brand_from_toml(const char *toml,
                                                size_t toml_len,
                                                struct siplaunch_brand **brand);

void siplaunch_brand_free(struct siplaunch_brand *brand);

enum siplaunch_status siplaunch_brand_scheme(const struct siplaunch_brand *brand,
                                             char *out,
                                             size_t capacity,
                                             size_t *len);

enum siplaunch_status siplaunch_brand_uses_published_key(const struct siplaunch_brand *brand, bool *published);

enum siplaunch_status siplaunch_brand_token(const struct siplaunch_brand *brand,
                                            const char *username,
                                            size_t username_len,
                                            const char *server,
                                            size_t server_len,
                                            const char *password,
                                            size_t password_len,
                                            char *out,
                                            size_t capacity,
                                            size_t *len);

enum siplaunch_status siplaunch_brand_app_link(const struct siplaunch_brand *brand,
                                               const char *username,
                                               size_t username_len,
                                               const char *server,
                                               size_t server_len,
                                               const char *password,
                                               size_t password_len,
                                               char *out,
                                               size_t capacity,
                                               size_t *len);

enum siplaunch_status siplaunch_brand_intent_link(const struct siplaunch_brand *brand,
                                                  const char *username,
                                                  size_t username_len,
                                                  const char *server,
                                                  size_t server_len,
                                                  const char *password,
                                                  size_t password_len,
                                                  const char *package,
                                                  size_t package_len,
                                                  const char *fallback_url,
                                                  size_t fallback_url_len,
                                                  char *out,
                                                  size_t capacity,
                                                  size_t *len);

enum siplaunch_status siplaunch_brand_raw_token(const struct siplaunch_brand *brand,
                                                const void *plaintext,
                                                size_t plaintext_len,
                                                char *out,
                                                size_t capacity,
                                                size_t *len);

enum siplaunch_status siplaunch_brand_decode(const struct siplaunch_brand *brand,
                                             const char *token,
                                             size_t token_len,
                                             void *out,
                                             size_t capacity,
                                             size_t *len);

enum siplaunch_status siplaunch_credentials_check(const char *username,
                                                  size_t username_len,
                                                  const char *server,
                                                  size_t server_len,
                                                  const char *password,
                                                  size_t password_len);

enum siplaunch_status siplaunch_credentials_ambiguities(const char *username,
                                                        size_t username_len,
                                                        const char *server,
                                                        size_t server_len,
                                                        const char *password,
                                                        size_t password_len,
                                                        struct siplaunch_ambiguity *out,
                                                        size_t capacity,
                                                        size_t *count);

enum siplaunch_status siplaunch_credentials_from_plaintext(const void *plaintext,
                                                           size_t plaintext_len,
                                                           struct siplaunch_fields *fields);

enum siplaunch_status siplaunch_portal_new(const char *base,
                                           size_t base_len,
                                           const char *param,
                                           size_t param_len,
                                           struct siplaunch_portal **portal);

void siplaunch_portal_free(struct siplaunch_portal *portal);

enum siplaunch_status siplaunch_portal_launch_link(const struct siplaunch_portal *portal,
                                                   const struct siplaunch_brand *brand,
                                                   const char *username,
                                                   size_t username_len,
                                                   const char *server,
                                                   size_t server_len,
                                                   const char *password,
                                                   size_t password_len,
                                                   char *out,
                                                   size_t capacity,
                                                   size_t *len);

const char *siplaunch_portal_launch_link_nul_separated(const struct siplaunch_portal *portal,
                                                       const struct siplaunch_brand *brand,
                                                       const char *fields,
                                                       size_t fields_len,
                                                       char *out,
                                                       size_t capacity);

enum siplaunch_status siplaunch_portal_sealed_link(const struct siplaunch_portal *portal,
                                                   const struct siplaunch_key_ring *key_ring,
                                                   const char *username,
                                                   size_t username_len,
                                                   const char *server,
                                                   size_t server_len,
                                                   const char *password,
                                                   size_t password_len,
                                                   uint64_t expires,
                                                   const void *context,
                                                   size_t context_len,
                                                   char *out,
                                                   size_t capacity,
                                                   size_t *len);

enum siplaunch_status siplaunch_portal_one_time_link(const struct siplaunch_portal *portal,
                                                     const struct siplaunch_key_ring *key_ring,
                                                     const char *username,
                                                     size_t username_len,
                                                     const char *server,
                                                     size_t server_len,
                                                     const char *password,
                                                     size_t password_len,
                                                     uint64_t expires,
                                                     const void *context,
                                                     size_t context_len,
                                                     char *out,
                                                     size_t capacity,
                                                     size_t *len);

enum siplaunch_status siplaunch_portal_link(const struct siplaunch_portal *portal,
                                            const char *payload,
                                            size_t payload_len,
                                            char *out,
                                            size_t capacity,
                                            size_t *len);

enum siplaunch_status siplaunch_parse_launch_link(const char *link,
                                                  size_t link_len,
                                                  const char *param,
                                                  size_t param_len,
                                                  char *out,
                                                  size_t capacity,
                                                  size_t *len);

enum siplaunch_status siplaunch_scheme_app_link(const char *scheme,
                                                size_t scheme_len,
                                                const char *token,
                                                size_t token_len,
                                                char *out,
                                                size_t capacity,
                                                size_t *len);

enum siplaunch_status siplaunch_scheme_parse_app_link(const char *scheme,
                                                      size_t scheme_len,
                                                      const char *link,
                                                      size_t link_len,
                                                      char *out,
                                                      size_t capacity,
                                                      size_t *len);

size_t siplaunch_token_len(size_t plaintext_len);

enum siplaunch_status siplaunch_token_check(const char *token, size_t token_len);

enum siplaunch_status siplaunch_token_escaped(const char *token,
                                              size_t token_len,
                                              char *out,
                                              size_t capacity,
                                              size_t *len);

enum siplaunch_status siplaunch_key_ring_new(const struct siplaunch_sealing_key *keys,
                                             size_t count,
                                             uint8_t current,
                                             struct siplaunch_key_ring **key_ring);

enum siplaunch_status siplaunch_key_ring_from_toml(const char *toml,
                                                   size_t toml_len,
                                                   struct siplaunch_key_ring **key_ring);

void siplaunch_key_ring_free(struct siplaunch_key_ring *key_ring);

enum siplaunch_status siplaunch_key_ring_seal(const struct siplaunch_key_ring *key_ring,
                                              const char *username,
                                              size_t username_len,
                                              const char *server,
                                              size_t server_len,
                                              const char *password,
                                              size_t password_len,
                                              uint64_t expires,
                                              const void *context,
                                              size_t context_len,
                                              char *out,
                                              size_t capacity,
                                              size_t *len);

enum siplaunch_status siplaunch_key_ring_seal_one_time(const struct siplaunch_key_ring *key_ring,
                                                       const char *username,
                                                       size_t username_len,
                                                       const char *server,
                                                       size_t server_len,
                                                       const char *password,
                                                       size_t password_len,
                                                       uint64_t expires,
                                                       const void *context,
                                                       size_t context_len,
                                                       char *out,
                                                       size_t capacity,
                                                       size_t *len);

enum siplaunch_status siplaunch_key_ring_open(const struct siplaunch_key_ring *key_ring,
                                              const char *sealed_token,
                                              size_t sealed_token_len,
                                              uint64_t now,
                                              const void *context,
                                              size_t context_len,
                                              char *out,
                                              size_t capacity,
                                              size_t *len,
                                              struct siplaunch_opened *opened);

size_t siplaunch_sealed_token_len(size_t fields_len);

enum siplaunch_status siplaunch_sealed_token_id(const char *sealed_token,
                                                size_t sealed_token_len,
                                                char *out,
                                                size_t capacity,
                                                size_t *len);

enum siplaunch_status siplaunch_sealed_token_is_one_time(const char *sealed_token,
                                                         size_t sealed_token_len,
                                                         bool *one_time);

enum siplaunch_status siplaunch_brand_tokens(const struct siplaunch_brand *brand,
                                             const struct siplaunch_row *rows,
                                             size_t count,
                                             char *out,
                                             size_t capacity,
                                             size_t *len,
                                             size_t *ends,
                                             enum siplaunch_status *statuses,
                                             size_t *rejected);

enum siplaunch_status siplaunch_brand_app_links(const struct siplaunch_brand *brand,
                                                const struct siplaunch_row *rows,
                                                size_t count,
                                                char *out,
                                                size_t capacity,
                                                size_t *len,
                                                size_t *ends,
                                                enum siplaunch_status *statuses,
                                                size_t *rejected);

enum siplaunch_status siplaunch_portal_launch_links(const struct siplaunch_portal *portal,
                                                    const struct siplaunch_brand *brand,
                                                    const struct siplaunch_row *rows,
                                                    size_t count,
                                                    char *out,
                                                    size_t capacity,
                                                    size_t *len,
                                                    size_t *ends,
                                                    enum siplaunch_status *statuses,
                                                    size_t *rejected);

enum siplaunch_status siplaunch_portal_sealed_links(const struct siplaunch_portal *portal,
                                                    const struct siplaunch_key_ring *key_ring,
                                                    const struct siplaunch_row *rows,
                                                    size_t count,
                                                    uint64_t expires,
                                                    const void *context,
                                                    size_t context_len,
                                                    char *out,
                                                    size_t capacity,
                                                    size_t *len,
                                                    size_t *ends,
                                                    enum siplaunch_status *statuses,
                                                    size_t *rejected);

enum siplaunch_status siplaunch_portal_one_time_links(const struct siplaunch_portal *portal,
                                                      const struct siplaunch_key_ring *key_ring,
                                                      const struct siplaunch_row *rows,
                                                      size_t count,
                                                      uint64_t expires,
                                                      const void *context,
                                                      size_t context_len,
                                                      char *out,
                                                      size_t capacity,
                                                      size_t *len,
                                                      size_t *ends,
                                                      enum siplaunch_status *statuses,
                                                      size_t *rejected);

enum siplaunch_status siplaunch_rows_from_text(const void *text,
                                               size_t text_len,
                                               struct siplaunch_row *out,
                                               size_t capacity,
                                               size_t *count);

enum siplaunch_status siplaunch_page_new(const char *base,
                                         size_t base_len,
                                         const struct siplaunch_setting *settings,
                                         size_t count,
                                         const char **bad,
                                         size_t *bad_len,
                                         struct siplaunch_page **page);

void siplaunch_page_free(struct siplaunch_page *page);

enum siplaunch_status siplaunch_page_setting(size_t i,
                                             const char **name,
                                             size_t *name_len,
                                             const char **kind,
                                             size_t *kind_len,
                                             const char **help,
                                             size_t *help_len);

enum siplaunch_status siplaunch_handler_builder_new(const char *scheme,
                                                    size_t scheme_len,
                                                    struct siplaunch_handler_builder **builder);

enum siplaunch_status siplaunch_handler_builder_param(struct siplaunch_handler_builder *builder,
                                                      const char *param,
                                                      size_t param_len);

enum siplaunch_status siplaunch_handler_builder_sealed(struct siplaunch_handler_builder *builder,
                                                       const struct siplaunch_brand *brand,
                                                       const struct siplaunch_key_ring *key_ring,
                                                       const void *context,
                                                       size_t context_len);

enum siplaunch_status siplaunch_handler_builder_sealed_only(struct siplaunch_handler_builder *builder);

enum siplaunch_status siplaunch_handler_builder_confirm(struct siplaunch_handler_builder *builder);

enum siplaunch_status siplaunch_handler_builder_page(struct siplaunch_handler_builder *builder,
                                                     const struct siplaunch_page *page);

enum siplaunch_status siplaunch_handler_builder_build(const struct siplaunch_handler_builder *builder,
                                                      struct siplaunch_handler **handler);

void siplaunch_handler_builder_free(struct siplaunch_handler_builder *builder);

enum siplaunch_status siplaunch_handler_handle(const struct siplaunch_handler *handler,
                                               const char *method,
                                               size_t method_len,
                                               const void *query,
                                               size_t query_len,
                                               const char *user_agent,
                                               size_t user_agent_len,
                                               uint64_t now,
                                               struct siplaunch_response **response);

enum siplaunch_status siplaunch_handler_inspect(const struct siplaunch_handler *handler,
                                                const char *method,
                                                size_t method_len,
                                                const void *query,
                                                size_t query_len,
                                                const char *user_agent,
                                                size_t user_agent_len,
                                                uint64_t now,
                                                struct siplaunch_launch **launch);

void siplaunch_handler_free(struct siplaunch_handler *handler);

enum siplaunch_status siplaunch_launch_opened(const struct siplaunch_launch *launch,
                                              char *out,
                                              size_t capacity,
                                              size_t *len,
                                              struct siplaunch_opened *opened);

enum siplaunch_status siplaunch_launch_id(const struct siplaunch_launch *launch,
                                          char *out,
                                          size_t capacity,
                                          size_t *len);

enum siplaunch_status siplaunch_launch_needs_claim(const struct siplaunch_launch *launch, bool *needed);

enum siplaunch_status siplaunch_launch_answer(const struct siplaunch_launch *launch,
                                              struct siplaunch_response **response);

enum siplaunch_status siplaunch_launch_answer_claimed(const struct siplaunch_launch *launch,
                                                      int64_t taps,
                                                      struct siplaunch_response **response);

enum siplaunch_status siplaunch_launch_answer_revoked(const struct siplaunch_launch *launch,
                                                      struct siplaunch_response **response);

void siplaunch_launch_free(struct siplaunch_launch *launch);

enum siplaunch_status siplaunch_response_status(const struct siplaunch_response *response, uint16_t *status);

enum siplaunch_status siplaunch_response_header_count(const struct siplaunch_response *response, size_t *count);

enum siplaunch_status siplaunch_response_header(const struct siplaunch_response *response,
                                                size_t i,
                                                const char **name,
                                                size_t *name_len,
                                                const char **value,
                                                size_t *value_len);

enum siplaunch_status siplaunch_response_body(const struct siplaunch_response *response,
                                              const char **body,
                                              size_t *body_len);

void siplaunch_response_free(struct siplaunch_response *response);

enum siplaunch_status siplaunch_claim_statement(const char *kind,
                                                size_t kind_len,
                                                const char *name,
                                                size_t name_len,
                                                const char **statement,
                                                size_t *statement_len);

enum siplaunch_status siplaunch_claim_values(uint64_t grace,
                                             uint64_t taps,
                                             uint64_t expires,
                                             uint64_t now,
                                             uint64_t *values);

enum siplaunch_status siplaunch_claim_taps_left(uint64_t grace,
                                                uint64_t taps,
                                                uint64_t claimed_at,
                                                uint64_t tapped,
                                                uint64_t revoked_at,
                                                uint64_t now,
                                                uint64_t *left);

enum siplaunch_status siplaunch_sms_count(const char *text,
                                          size_t text_len,
                                          struct siplaunch_sms_budget *budget);

enum siplaunch_status siplaunch_sms_template(const char *language,
                                             size_t language_len,
                                             char *out,
                                             size_t capacity,
                                             size_t *len);

enum siplaunch_status siplaunch_sms_compose(const char *template_text,
                                            size_t template_text_len,
                                            const char *link,
                                            size_t link_len,
                                            const char *brand_name,
                                            size_t brand_name_len,
                                            char *out,
                                            size_t capacity,
                                            size_t *len,
                                            struct siplaunch_sms_budget *budget);

enum siplaunch_status siplaunch_sms_sealed_budget(const char *template_text,
                                                  size_t template_text_len,
                                                  const char *brand_name,
                                                  size_t brand_name_len,
                                                  const struct siplaunch_portal *portal,
                                                  const char *username,
                                                  size_t username_len,
                                                  const char *server,
                                                  size_t server_len,
                                                  const char *password,
                                                  size_t password_len,
                                                  struct siplaunch_sms_budget *budget);

enum siplaunch_status siplaunch_sms_one_time_budget(const char *template_text,
                                                    size_t template_text_len,
                                                    const char *brand_name,
                                                    size_t brand_name_len,
                                                    const struct siplaunch_portal *portal,
                                                    const char *username,
                                                    size_t username_len,
                                                    const char *server,
                                                    size_t server_len,
                                                    const char *password,
                                                    size_t password_len,
                                                    struct siplaunch_sms_budget *budget);

enum siplaunch_status siplaunch_mail_compose(const char *language,
                                             size_t language_len,
                                             const char *subject,
                                             size_t subject_len,
                                             const char *body,
                                             size_t body_len,
                                             const char *button,
                                             size_t button_len,
                                             const char *link,
                                             size_t link_len,
                                             const char *brand_name,
                                             size_t brand_name_len,
                                             const char *accent_color,
                                             size_t accent_color_len,
                                             struct siplaunch_mail **mail);

enum siplaunch_status siplaunch_mail_subject(const struct siplaunch_mail *mail,
                                             const char **subject,
                                             size_t *subject_len);

enum siplaunch_status siplaunch_mail_subject_header(const struct siplaunch_mail *mail,
                                                    char *out,
                                                    size_t capacity,
                                                    size_t *len);

enum siplaunch_status siplaunch_mail_text(const struct siplaunch_mail *mail,
                                          const char **text,
                                          size_t *text_len);

enum siplaunch_status siplaunch_mail_html(const struct siplaunch_mail *mail,
                                          const char **html,
                                          size_t *html_len);

void siplaunch_mail_free(struct siplaunch_mail *mail);

enum siplaunch_status siplaunch_qr_svg(const char *text,
                                       size_t text_len,
                                       char *out,
                                       size_t capacity,
                                       size_t *len);

enum siplaunch_status siplaunch_qr_terminal(const char *text,
                                            size_t text_len,
                                            char *out,
                                            size_t capacity,
                                            size_t *len);

enum siplaunch_status siplaunch_qr_png(const char *text,
                                       size_t text_len,
                                       uint32_t pixels_per_module,
                                       void *out,
                                       size_t capacity,
                                       size_t *len);

enum siplaunch_status siplaunch_ticket_text(const char *username,
                                            size_t username_len,
                                            const char *server,
                                            size_t server_len,
                                            uint64_t expire_ms,
                                            const char *token,
                                            size_t token_len,
                                            char *out,
                                            size_t capacity,
                                            size_t *len);

enum siplaunch_status siplaunch_explain(const char *pasted,
                                        size_t pasted_len,
                                        const struct siplaunch_brand *brand,
                                        const char *param,
                                        size_t param_len,
                                        const struct siplaunch_key_ring *key_ring,
                                        const void *context,
                                        size_t context_len,
                                        const char *revoked,
                                        size_t revoked_len,
                                        uint64_t now,
                                        size_t link,
                                        struct siplaunch_explanation **explanation);

enum siplaunch_status siplaunch_explanation_kind(const struct siplaunch_explanation *explanation,
                                                 const char **kind,
                                                 size_t *kind_len);

enum siplaunch_status siplaunch_explanation_is_good(const struct siplaunch_explanation *explanation,
                                                    bool *good);

enum siplaunch_status siplaunch_explanation_finding_count(const struct siplaunch_explanation *explanation,
                                                          size_t *count);

enum siplaunch_status siplaunch_explanation_finding(const struct siplaunch_explanation *explanation,
                                                    size_t i,
                                                    uint8_t *code,
                                                    bool *fault,
                                                    const char **text,
                                                    size_t *text_len);

enum siplaunch_status siplaunch_explanation_link_count(const struct siplaunch_explanation *explanation,
                                                       size_t *count);

enum siplaunch_status siplaunch_explanation_shown(const struct siplaunch_explanation *explanation,
                                                  const char **shown,
                                                  size_t *shown_len);

enum siplaunch_status siplaunch_explanation_line(const struct siplaunch_explanation *explanation, size_t *line);

enum siplaunch_status siplaunch_explanation_id(const struct siplaunch_explanation *explanation,
                                               const char **id,
                                               size_t *id_len);

enum siplaunch_status siplaunch_explanation_expires(const struct siplaunch_explanation *explanation,
                                                    uint64_t *expires);

enum siplaunch_status siplaunch_explanation_token(const struct siplaunch_explanation *explanation,
                                                  const char **token,
                                                  size_t *token_len);

enum siplaunch_status siplaunch_explanation_credentials(const struct siplaunch_explanation *explanation,
                                                        const char **username,
                                                        size_t *username_len,
                                                        const char **server,
                                                        size_t *server_len,
                                                        const char **password,
                                                        size_t *password_len);

void siplaunch_explanation_free(struct siplaunch_explanation *explanation);

const char *siplaunch_mode_warning(uint32_t mode);
