/*
 * siplaunch: launch links for the sip:phone app and its branded versions.
 *
 * A portal that has just made an account sends its customer a link:
 *
 *     siplaunch_brand *brand;
 *     siplaunch_portal *portal;
 *     siplaunch_brand_sip_phone(&brand);
 *     siplaunch_portal_new("https://portal.example/p", 24, NULL, 0, &portal);
 *
 *     char link[512];
 *     size_t len;
 *     siplaunch_status status = siplaunch_portal_launch_link(portal, brand, "testuser", 8, "example.org", 11,
 *                                                            "testpass", 8, link, sizeof link, &len);
 *     if (status == SIPLAUNCH_STATUS_OK)
 *         printf("%.*s\n", (int)len, link);
 *     else
 *         fprintf(stderr, "%s\n", siplaunch_status_text(status));
 *
 * Rules that hold for every call:
 *
 * - It returns a status, 0 if all went well, unless it cannot fail. Inputs come first, then outputs.
 * - Text is UTF-8, given as a pointer and a length in bytes; it need not be NUL-terminated, and it may hold anything. An
 *   empty text is a pointer that is not NULL, and length 0. Inputs are read while the call lasts and not kept.
 * - A pointer that is NULL where the call does not say that it may be gives SIPLAUNCH_STATUS_NULL_POINTER, and an input
 *   of more than 1,048,576 bytes SIPLAUNCH_STATUS_INPUT_TOO_LONG.
 * - Text comes out into the caller's buffer: out and its capacity in bytes, and len, which becomes the text's length.
 *   Nothing is NUL-terminated. If the buffer is too small the call returns SIPLAUNCH_STATUS_BUFFER_TOO_SMALL, writes
 *   nothing into it, and len becomes a capacity that suffices: with it, the same call does not ask again. It may be more
 *   than the text will have. out may be NULL if capacity is 0. Bytes of the buffer behind the text may change too: to wipe
 *   it, wipe its whole capacity.
 * - On any other failure all outputs are zero: lengths and numbers 0, pointers NULL, flags false. No result of an earlier
 *   call is left in them.
 * - Objects are made by a call ending in _new and others that say so, and freed by the one ending in _free. Objects never
 *   change, and can be used by several threads at the same time.
 * - Output places must not overlap inputs. Pointers must point to what the call says; nothing else is checked of them.
 * - No call prints, logs, or keeps anything between calls. A defect of the library does not end the process: the call
 *   returns SIPLAUNCH_STATUS_PANIC, and a line that says where goes to standard error.
 *
 * Credentials, tokens, links and keys are secrets: wipe buffers that held them with siplaunch_wipe().
 *
 * Generated from bindings/c/src; change it there, and run "make header".
 */

#ifndef SIPLAUNCH_H
#define SIPLAUNCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// The number of the ABI that this header describes. Programs that load the library at run time compare it with
// siplaunch_abi_version() and refuse another one. It grows when a call is removed or changed; the SONAME's does too.
#define SIPLAUNCH_ABI_VERSION 1

// What a call returns: 0 if all went well, else why not. Numbers never change their meaning; new ones may be added.
typedef enum siplaunch_status {
  // All went well.
  SIPLAUNCH_STATUS_OK = 0,
  // The output buffer cannot hold the result; it was not written to.
  SIPLAUNCH_STATUS_BUFFER_TOO_SMALL = 1,
  // A pointer is NULL that may not be.
  SIPLAUNCH_STATUS_NULL_POINTER = 2,
  // A text is not UTF-8.
  SIPLAUNCH_STATUS_NOT_UTF8 = 3,
  // An input is longer than 1,048,576 bytes: perhaps its length is a negative number.
  SIPLAUNCH_STATUS_INPUT_TOO_LONG = 4,
  // There is nothing with this index.
  SIPLAUNCH_STATUS_INDEX = 5,
  // A line of a list of sealed links' ids is not an id.
  SIPLAUNCH_STATUS_LINK_IDS = 6,
  // A defect of the library. The call had no effect; please report it.
  SIPLAUNCH_STATUS_PANIC = 9,
  // A brand's AES key has a length that AES does not know.
  SIPLAUNCH_STATUS_KEY_LENGTH = 10,
  // A brand's initialization vector is not one AES block.
  SIPLAUNCH_STATUS_IV_LENGTH = 11,
  // Not a URL scheme, or longer than 63 bytes.
  SIPLAUNCH_STATUS_SCHEME = 12,
  // The entries of a brand, in a file or in the environment, are not complete or not readable.
  SIPLAUNCH_STATUS_BRAND_ENTRIES = 13,
  // The username has no character.
  SIPLAUNCH_STATUS_USERNAME_EMPTY = 20,
  // The server has no character.
  SIPLAUNCH_STATUS_SERVER_EMPTY = 21,
  // The password has no character.
  SIPLAUNCH_STATUS_PASSWORD_EMPTY = 22,
  // The username has a character that would make the app read other fields.
  SIPLAUNCH_STATUS_USERNAME_CHARACTER = 23,
  // The server has a character that would make the app read other fields.
  SIPLAUNCH_STATUS_SERVER_CHARACTER = 24,
  // The password has a character that would make the app read other fields.
  SIPLAUNCH_STATUS_PASSWORD_CHARACTER = 25,
  // Not a token that this brand can decode. One error for bad Base64, a wrong length, bad padding and a wrong key.
  SIPLAUNCH_STATUS_TOKEN = 30,
  // The plaintext is not exactly username=…&server=…&password=… with three good fields.
  SIPLAUNCH_STATUS_PLAINTEXT = 31,
  // The portal's base is not a URL that a launch link can be made from.
  SIPLAUNCH_STATUS_PORTAL_BASE = 40,
  // Not a name for the launch link's parameter.
  SIPLAUNCH_STATUS_PARAM = 41,
  // Not a link of the kind that was asked for, or one with no good token in it.
  SIPLAUNCH_STATUS_LINK = 42,
  // Not an Android package name.
  SIPLAUNCH_STATUS_PACKAGE = 43,
  // The fallback of an intent link is not a URL that a browser can open.
  SIPLAUNCH_STATUS_FALLBACK_URL = 44,
  // A key ring's key has a wrong length, a wrong id, or an id given twice.
  SIPLAUNCH_STATUS_SEALING_KEY = 50,
  // A key ring has no key with the current id.
  SIPLAUNCH_STATUS_CURRENT_KEY = 51,
  // An expiry that a sealed link cannot hold.
  SIPLAUNCH_STATUS_EXPIRES = 52,
  // Not a sealed link of this key ring and context. One error whatever the cause.
  SIPLAUNCH_STATUS_SEALED_INVALID = 53,
  // An authentic sealed link whose time is over.
  SIPLAUNCH_STATUS_SEALED_EXPIRED = 54,
  // The entries of a key file are not complete or not readable.
  SIPLAUNCH_STATUS_KEY_ENTRIES = 55,
  // A text that no QR code can hold at error correction level M.
  SIPLAUNCH_STATUS_QR_TEXT = 60,
  // A picture's scale is out of range.
  SIPLAUNCH_STATUS_QR_SCALE = 61,
  // Not the token of a ticket of the later Sipwise generation.
  SIPLAUNCH_STATUS_TICKET_TOKEN = 62,
  // A brace that belongs to no placeholder, or a placeholder that this text cannot have.
  SIPLAUNCH_STATUS_TEMPLATE = 63,
  // A template without a link, or with several.
  SIPLAUNCH_STATUS_TEMPLATE_LINK = 64,
  // Something touches the link that would be taken for a part of it.
  SIPLAUNCH_STATUS_TEMPLATE_SPACING = 65,
  // Not a name to show to customers, or to put into a header: 1 to 200 bytes without control characters.
  SIPLAUNCH_STATUS_BRAND_NAME = 66,
  // A link that a customer cannot tap.
  SIPLAUNCH_STATUS_MESSAGE_LINK = 67,
  // Not a subject, or one that would break out of its header or fill a screen.
  SIPLAUNCH_STATUS_MAIL_SUBJECT = 68,
  // A language that the library has no words in.
  SIPLAUNCH_STATUS_LANGUAGE = 69,
  // A text of the page, its brand name or its logo's description is not one to show.
  SIPLAUNCH_STATUS_PAGE_TEXT = 70,
  // Not a language tag.
  SIPLAUNCH_STATUS_PAGE_LANGUAGE = 71,
  // Not a colour of a page or of a mail.
  SIPLAUNCH_STATUS_PAGE_COLOR = 72,
  // Not a logo that can travel inside the page.
  SIPLAUNCH_STATUS_PAGE_LOGO = 73,
  // A link of the page is not a URL that a browser can open.
  SIPLAUNCH_STATUS_PAGE_URL = 74,
  // A setting of the page that does not exist, was given twice, or does not have this value.
  SIPLAUNCH_STATUS_PAGE_SETTING = 75,
  // A language that needs all texts, one of which is missing.
  SIPLAUNCH_STATUS_PAGE_TEXT_MISSING = 76,
  // A message that nobody sends: longer than 1,048,576 bytes once it is filled in.
  SIPLAUNCH_STATUS_MESSAGE_LENGTH = 80,
} siplaunch_status;

// One of the three fields of credentials.
typedef enum siplaunch_field {
  // The SIP username.
  SIPLAUNCH_FIELD_USERNAME = 0,
  // The SIP server or domain.
  SIPLAUNCH_FIELD_SERVER = 1,
  // The SIP password.
  SIPLAUNCH_FIELD_PASSWORD = 2,
} siplaunch_field;

// How the characters of an SMS are encoded.
typedef enum siplaunch_sms_encoding {
  // The GSM 7-bit default alphabet and its extension: 160 septets, or 153 for each of several parts.
  SIPLAUNCH_SMS_ENCODING_GSM7 = 0,
  // UCS-2: 70 code units of 16 bits, or 67 for each of several parts.
  SIPLAUNCH_SMS_ENCODING_UCS2 = 1,
} siplaunch_sms_encoding;

// One build of the app: its AES key, its initialization vector and its URL scheme. Immutable: any number of threads
// may use it at the same time. Make it once and keep it; its keys are wiped when it is freed.
typedef struct siplaunch_brand siplaunch_brand;

// What there is to know about a link or token that a customer sends in. It holds the login, which is wiped when it is
// freed. Immutable: any number of threads may read it.
typedef struct siplaunch_explanation siplaunch_explanation;

// The launch handler (handbook B.1.1.2): turns the tap on a launch link into the app link that the app opens. It does
// no I/O and keeps no state. Immutable: any number of threads may use it at the same time.
typedef struct siplaunch_handler siplaunch_handler;

// Collects the options of a handler. A call that fails leaves the builder as it was, ready for the next call. One thread
// at a time may use it. Brands, key rings and pages are copied: they can be freed.
typedef struct siplaunch_handler_builder siplaunch_handler_builder;

// One to four keys for sealed links, by id. Immutable: any number of threads may use it at the same time. Its keys are
// wiped when it is freed.
typedef struct siplaunch_key_ring siplaunch_key_ring;

// A request that a handler has looked at and not yet answered. Immutable: any number of threads may read it.
typedef struct siplaunch_launch siplaunch_launch;

// A mail with a launch link in it. Send both parts as multipart/alternative in UTF-8, the plain text first. What it
// lends is wiped when it is freed. Immutable: any number of threads may read it.
typedef struct siplaunch_mail siplaunch_mail;

// How a launch page looks and what it says. Immutable: any number of threads may use it at the same time. Handlers take
// a copy, so that it can be freed when they are made.
typedef struct siplaunch_page siplaunch_page;

// Where a portal's launch handler is reached: the base of its launch links, and the parameter that carries the token.
// Immutable: any number of threads may use it at the same time.
typedef struct siplaunch_portal siplaunch_portal;

// What a handler answers: status, headers and body, to be sent as they are. It holds the customer's login; what it
// lends is wiped when it is freed. Immutable: any number of threads may read it.
typedef struct siplaunch_response siplaunch_response;

// A character that an app might read in another way, and the field that it is in.
typedef struct siplaunch_ambiguity {
  // The field.
  enum siplaunch_field field;
  // '=', '%' or '+'.
  char character;
} siplaunch_ambiguity;

// Where three fields stand in the buffer that they were written to: offsets and lengths in bytes. Not NUL-terminated.
typedef struct siplaunch_fields {
  // Where the username begins.
  size_t username_at;
  // How long the username is.
  size_t username_len;
  // Where the server begins.
  size_t server_at;
  // How long the server is.
  size_t server_len;
  // Where the password begins.
  size_t password_at;
  // How long the password is.
  size_t password_len;
} siplaunch_fields;

// One key of a key ring, with the id that links carry.
typedef struct siplaunch_sealing_key {
  // 0 to 3.
  uint8_t id;
  // 32 random bytes.
  const void *key;
  // How many bytes the key has.
  size_t key_len;
} siplaunch_sealing_key;

// What was in a sealed link: places of the fields in the buffer that it was opened into.
typedef struct siplaunch_opened {
  // The credentials.
  struct siplaunch_fields fields;
  // When the link expires, in seconds since 1970-01-01 00:00 UTC.
  uint64_t expires;
  // What identifies the link, for revocation and single use: 32 lower-case hex digits and a NUL. No secret.
  char id[33];
} siplaunch_opened;

// A setting of a page, by name.
typedef struct siplaunch_setting {
  // The name, one of those that siplaunch_page_setting() lists.
  const char *name;
  // How many bytes the name has.
  size_t name_len;
  // The value in UTF-8.
  const char *value;
  // How many bytes the value has.
  size_t value_len;
} siplaunch_setting;

// What sending a text as SMS takes.
typedef struct siplaunch_sms_budget {
  // The encoding that the text needs.
  enum siplaunch_sms_encoding encoding;
  // The first character that the GSM alphabet does not have, as a Unicode code point, or 0.
  uint32_t first_non_gsm;
  // The text's length in units of the encoding.
  size_t units;
  // The number of parts, which is what is paid for; 1 at least.
  size_t parts;
  // The units left in the last part.
  size_t units_left;
  // The text's length in characters.
  size_t characters;
  // Whether the text keeps to the handbook's advice of 140 characters or fewer.
  bool within_handbook;
} siplaunch_sms_budget;

// What a status means and what to do about it: English, NUL-terminated, never freed. Holds nothing of any input.
const char *siplaunch_status_text(int32_t status);

// The number of the ABI that the library has: SIPLAUNCH_ABI_VERSION of its header.
uint32_t siplaunch_abi_version(void);

// The version of the library, such as "0.1.0": NUL-terminated, never freed.
const char *siplaunch_version(void);

// Overwrites len bytes with zeros in a way that no compiler leaves out. For buffers that held links, tokens or
// credentials; give it their whole capacity. NULL is fine.
void siplaunch_wipe(void *buffer, size_t len);

// Makes a brand of the values that its app was built with: a key of 16, 24 or 32 bytes, an iv of 16 bytes, and the URL
// scheme that the app registers.
//
// Fails with SIPLAUNCH_STATUS_KEY_LENGTH, _IV_LENGTH or _SCHEME.
enum siplaunch_status siplaunch_brand_new(const void *key,
                                          size_t key_len,
                                          const void *iv,
                                          size_t iv_len,
                                          const char *scheme,
                                          size_t scheme_len,
                                          struct siplaunch_brand **brand);

// Makes the brand of the sip:phone app as published, scheme "sipphone". Its key is public: anybody who sees a token of
// this brand can read the password in it.
enum siplaunch_status siplaunch_brand_sip_phone(struct siplaunch_brand **brand);

// Makes a brand of the text of a brand file: TOML with key (ASCII) or key_hex, iv or iv_hex, and perhaps scheme.
//
// Fails with SIPLAUNCH_STATUS_BRAND_ENTRIES and as siplaunch_brand_new().
enum siplaunch_status siplaunch_brand_from_toml(const char *toml,
                                                size_t toml_len,
                                                struct siplaunch_brand **brand);

// Frees a brand and wipes its keys. NULL is fine.
void siplaunch_brand_free(struct siplaunch_brand *brand);

// Writes the brand's URL scheme, at most 63 bytes.
enum siplaunch_status siplaunch_brand_scheme(const struct siplaunch_brand *brand,
                                             char *out,
                                             size_t capacity,
                                             size_t *len);

// Tells whether the key is the one printed in the handbook, which hides nothing from anybody.
enum siplaunch_status siplaunch_brand_uses_published_key(const struct siplaunch_brand *brand, bool *published);

// Makes the token of checked credentials (handbook B.1.1.1): what stands after "sipphone://".
//
// Fails as siplaunch_credentials_check().
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

// Makes the app link of checked credentials: SCHEME://TOKEN, ready for a Location header as it is. Keep it out of URL
// classes and redirect helpers: many turn the token's first characters to lower case, which destroys it.
//
// Fails as siplaunch_credentials_check().
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

// Makes the intent link of checked credentials, which Chrome on Android opens in the app package, or else at
// fallback_url, which may be NULL.
//
// Fails as siplaunch_credentials_check(), or with SIPLAUNCH_STATUS_PACKAGE or _FALLBACK_URL.
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

// Encrypts any bytes as a token, without checking what they are: the handbook's script does the same with a line of
// text. Its length in bytes is siplaunch_token_len(plaintext_len).
enum siplaunch_status siplaunch_brand_raw_token(const struct siplaunch_brand *brand,
                                                const void *plaintext,
                                                size_t plaintext_len,
                                                char *out,
                                                size_t capacity,
                                                size_t *len);

// Decrypts a token: writes its plaintext, any bytes, for which token_len bytes are always enough. Wipe the buffer when
// it has been used. Too small a buffer is told to be token_len bytes long.
//
// Fails with SIPLAUNCH_STATUS_TOKEN whatever the cause; the buffer holds nothing of the plaintext then.
enum siplaunch_status siplaunch_brand_decode(const struct siplaunch_brand *brand,
                                             const char *token,
                                             size_t token_len,
                                             void *out,
                                             size_t capacity,
                                             size_t *len);

// Checks credentials, as each call does that makes a token or link of them: each field has one or more characters,
// none of them '&' or a control character (U+0000 to U+001F, U+007F).
//
// Fails with the status of the first bad field, such as SIPLAUNCH_STATUS_PASSWORD_CHARACTER.
enum siplaunch_status siplaunch_credentials_check(const char *username,
                                                  size_t username_len,
                                                  const char *server,
                                                  size_t server_len,
                                                  const char *password,
                                                  size_t password_len);

// Lists characters that are passed through, but that an app might read in another way: '=', '%' and '+', each once for
// each field that has it. At most 9, and their number in count: an array of 9 is always large enough.
enum siplaunch_status siplaunch_credentials_ambiguities(const char *username,
                                                        size_t username_len,
                                                        const char *server,
                                                        size_t server_len,
                                                        const char *password,
                                                        size_t password_len,
                                                        struct siplaunch_ambiguity *out,
                                                        size_t capacity,
                                                        size_t *count);

// Reads the fields of a token's plaintext, which siplaunch_brand_decode() wrote: exactly username, server and password,
// in order, once each, all of them good. The fields are told as places in that buffer.
//
// Fails with SIPLAUNCH_STATUS_PLAINTEXT for anything else.
enum siplaunch_status siplaunch_credentials_from_plaintext(const void *plaintext,
                                                           size_t plaintext_len,
                                                           struct siplaunch_fields *fields);

// Makes a portal of an absolute http or https URL in ASCII, without user info or fragment. param is one or more RFC
// 3986 unreserved characters; NULL means "c". Launch links should be https: whoever reads one can log in. Give the
// base no query of its own: links then end in "&c=...", and some programs that rewrite links in mails lose that part.
//
// Fails with SIPLAUNCH_STATUS_PORTAL_BASE or _PARAM.
enum siplaunch_status siplaunch_portal_new(const char *base,
                                           size_t base_len,
                                           const char *param,
                                           size_t param_len,
                                           struct siplaunch_portal **portal);

// Frees a portal. NULL is fine.
void siplaunch_portal_free(struct siplaunch_portal *portal);

// Makes the launch link of checked credentials: what a portal sends to its customer. 512 bytes are enough for most.
//
// Fails as siplaunch_credentials_check().
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

// Makes the launch link of checked credentials in one call with few arguments, for languages in which each of them
// costs time. fields is username, server and password, with one NUL between each two.
//
// Returns out, in which the link is NUL-terminated. If anything is wrong, or the buffer too small, it returns NULL, and
// siplaunch_portal_launch_link() tells what.
const char *siplaunch_portal_launch_link_nul_separated(const struct siplaunch_portal *portal,
                                                       const struct siplaunch_brand *brand,
                                                       const char *fields,
                                                       size_t fields_len,
                                                       char *out,
                                                       size_t capacity);

// Seals checked credentials and makes the launch link that carries them. Only a launch handler with the same key ring
// and context can open it, until it expires: at expires, in seconds since 1970-01-01 00:00 UTC, before the year 2106.
// One link in sixty expires a second later, very few some seconds: so no text has "..", where some programs end a link.
// context is bytes that both sides know and the link does not carry, such as the portal's host; it may be empty.
//
// Fails as siplaunch_credentials_check() or with SIPLAUNCH_STATUS_EXPIRES.
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

// Makes the launch link of a payload: the text of a token or of a sealed token.
//
// Fails with SIPLAUNCH_STATUS_TOKEN if it is neither.
enum siplaunch_status siplaunch_portal_link(const struct siplaunch_portal *portal,
                                            const char *payload,
                                            size_t payload_len,
                                            char *out,
                                            size_t capacity,
                                            size_t *len);

// Takes the token or sealed link out of a launch link, whatever portal it points to. param is the parameter that
// carries it; NULL means "c". Repairs nothing: that is the launch handler's. The buffer
// needs link_len bytes.
//
// Fails with SIPLAUNCH_STATUS_LINK if it is not an http or https URL with that parameter once and a good token, or what
// may be a sealed link, in it.
enum siplaunch_status siplaunch_parse_launch_link(const char *link,
                                                  size_t link_len,
                                                  const char *param,
                                                  size_t param_len,
                                                  char *out,
                                                  size_t capacity,
                                                  size_t *len);

// Makes the app link of a token that there is already: SCHEME://TOKEN.
//
// Fails with SIPLAUNCH_STATUS_TOKEN if it is no token, or with _SCHEME.
enum siplaunch_status siplaunch_scheme_app_link(const char *scheme,
                                                size_t scheme_len,
                                                const char *token,
                                                size_t token_len,
                                                char *out,
                                                size_t capacity,
                                                size_t *len);

// Takes the token out of an app link of a scheme. link_len bytes are always enough.
//
// Fails with SIPLAUNCH_STATUS_LINK if it is anything else, or its token is not good.
enum siplaunch_status siplaunch_scheme_parse_app_link(const char *scheme,
                                                      size_t scheme_len,
                                                      const char *link,
                                                      size_t link_len,
                                                      char *out,
                                                      size_t capacity,
                                                      size_t *len);

// The exact length in bytes of the token of a plaintext of plaintext_len bytes. The plaintext of credentials is 26 bytes
// longer than their three fields.
size_t siplaunch_token_len(size_t plaintext_len);

// Checks that a text is a token: canonical Base64, with padding, of one or more whole AES blocks. Whether a brand can
// read it is not looked at.
//
// Fails with SIPLAUNCH_STATUS_TOKEN.
enum siplaunch_status siplaunch_token_check(const char *token,
                                            size_t token_len);

// Writes a token with its '+', '/' and '=' percent-escaped, as launch links carry it: at most 3 * token_len bytes.
//
// Fails with SIPLAUNCH_STATUS_TOKEN.
enum siplaunch_status siplaunch_token_escaped(const char *token,
                                              size_t token_len,
                                              char *out,
                                              size_t capacity,
                                              size_t *len);

// Makes a key ring of 1 to 4 keys; the one with the id current seals, all of them open. To change keys, add a new one,
// make it current, and take the old one out when the last link that it sealed has expired.
//
// Fails with SIPLAUNCH_STATUS_SEALING_KEY or _CURRENT_KEY.
enum siplaunch_status siplaunch_key_ring_new(const struct siplaunch_sealing_key *keys,
                                             size_t count,
                                             uint8_t current,
                                             struct siplaunch_key_ring **key_ring);

// Makes a key ring of the text of a key file, as "siplaunch keygen" writes it: TOML with current = ID, and under [keys]
// one to four lines ID = "64 hex digits".
//
// Fails with SIPLAUNCH_STATUS_KEY_ENTRIES and as siplaunch_key_ring_new().
enum siplaunch_status siplaunch_key_ring_from_toml(const char *toml,
                                                   size_t toml_len,
                                                   struct siplaunch_key_ring **key_ring);

// Frees a key ring and wipes its keys. NULL is fine.
void siplaunch_key_ring_free(struct siplaunch_key_ring *key_ring);

// Seals checked credentials with the current key: writes the sealed token, which needs no escaping in a URL.
// expires and context are as for siplaunch_portal_sealed_link().
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

// Opens a sealed token: writes the three fields into the buffer, and their places into opened. sealed_token_len bytes
// are enough; a call with less asks for that many. now is in seconds since 1970-01-01 00:00 UTC; 0 means the system's clock. context
// must be the one that the link was sealed with. Wipe the buffer when it has been used.
//
// Fails with SIPLAUNCH_STATUS_SEALED_INVALID if it is not a link of this key ring and context, whatever the cause, and
// with SIPLAUNCH_STATUS_SEALED_EXPIRED if its time is over; the buffer holds nothing of it then.
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

// The exact length in bytes of the sealed token of credentials whose fields have fields_len bytes in all.
size_t siplaunch_sealed_token_len(size_t fields_len);

// Writes the id of a sealed token: 32 lower-case hex digits. It needs no key.
//
// Fails with SIPLAUNCH_STATUS_SEALED_INVALID if the text does not have the form of a sealed token.
enum siplaunch_status siplaunch_sealed_token_id(const char *sealed_token,
                                                size_t sealed_token_len,
                                                char *out,
                                                size_t capacity,
                                                size_t *len);

// Makes a builder of a handler that redirects to app links of a scheme, such as "sipphone".
//
// Fails with SIPLAUNCH_STATUS_SCHEME.
enum siplaunch_status siplaunch_handler_builder_new(const char *scheme,
                                                    size_t scheme_len,
                                                    struct siplaunch_handler_builder **builder);

// Sets the parameter that carries the payload in launch links; NULL means "c", as without this call.
//
// Fails with SIPLAUNCH_STATUS_PARAM, or _PORTAL_BASE if the page's base has the parameter in its query.
enum siplaunch_status siplaunch_handler_builder_param(struct siplaunch_handler_builder *builder,
                                                      const char *param,
                                                      size_t param_len);

// Lets the handler open sealed links of a key ring and a context too, and makes app links of a brand of them. The
// handler's scheme becomes the brand's.
enum siplaunch_status siplaunch_handler_builder_sealed(struct siplaunch_handler_builder *builder,
                                                       const struct siplaunch_brand *brand,
                                                       const struct siplaunch_key_ring *key_ring,
                                                       const void *context,
                                                       size_t context_len);

// Makes the handler refuse tokens: anybody could have made or changed one.
enum siplaunch_status siplaunch_handler_builder_sealed_only(struct siplaunch_handler_builder *builder);

// Makes the handler answer with a page in place of a redirect, and refuse with a page too.
//
// Fails with SIPLAUNCH_STATUS_PORTAL_BASE if the page's base has the handler's parameter in its query.
enum siplaunch_status siplaunch_handler_builder_page(struct siplaunch_handler_builder *builder,
                                                     const struct siplaunch_page *page);

// Makes a handler with the options so far. The builder stays: it can get more options and build further handlers, and
// those that it has built do not change. Free it when it has built the last one.
enum siplaunch_status siplaunch_handler_builder_build(const struct siplaunch_handler_builder *builder,
                                                      struct siplaunch_handler **handler);

// Frees a builder. NULL is fine. Handlers that it has built live on.
void siplaunch_handler_builder_free(struct siplaunch_handler_builder *builder);

// Answers a request: a shortcut for siplaunch_handler_inspect() and siplaunch_launch_answer(). What is wrong with a request
// is its answer, not a status.
//
// method is the request method in capitals as it came, such as "GET"; query the query string as it came, still escaped,
// without the "?"; user_agent the User-Agent header as it came, or NULL. now is in seconds since 1970-01-01 00:00 UTC; 0
// means the system's clock.
enum siplaunch_status siplaunch_handler_handle(const struct siplaunch_handler *handler,
                                               const char *method,
                                               size_t method_len,
                                               const void *query,
                                               size_t query_len,
                                               const char *user_agent,
                                               size_t user_agent_len,
                                               uint64_t now,
                                               struct siplaunch_response **response);

// Looks at a request, and leaves the answer for later: a portal that keeps a list of revoked or used links looks the
// sealed link's id up in between. Inputs as for siplaunch_handler_handle().
enum siplaunch_status siplaunch_handler_inspect(const struct siplaunch_handler *handler,
                                                const char *method,
                                                size_t method_len,
                                                const void *query,
                                                size_t query_len,
                                                const char *user_agent,
                                                size_t user_agent_len,
                                                uint64_t now,
                                                struct siplaunch_launch **launch);

// Frees a handler. NULL is fine. Launches of its requests live on.
void siplaunch_handler_free(struct siplaunch_handler *handler);

// Writes what was in the sealed link: the three fields into the buffer, and the rest into opened. Wipe the buffer when
// it has been used.
//
// Fails with SIPLAUNCH_STATUS_SEALED_EXPIRED if the sealed link's time is over, and with SIPLAUNCH_STATUS_SEALED_INVALID if
// the request had no good one.
enum siplaunch_status siplaunch_launch_opened(const struct siplaunch_launch *launch,
                                              char *out,
                                              size_t capacity,
                                              size_t *len,
                                              struct siplaunch_opened *opened);

// Writes the id of an authentic sealed link, expired or not: 32 lower-case hex digits; len is 0 if it was none.
enum siplaunch_status siplaunch_launch_id(const struct siplaunch_launch *launch,
                                          char *out,
                                          size_t capacity,
                                          size_t *len);

// Makes the answer.
enum siplaunch_status siplaunch_launch_answer(const struct siplaunch_launch *launch,
                                              struct siplaunch_response **response);

// Makes the answer for a link that the portal does not let in any more: the same as for an expired one.
enum siplaunch_status siplaunch_launch_answer_revoked(const struct siplaunch_launch *launch,
                                                      struct siplaunch_response **response);

// Frees a launch and wipes what was in it. NULL is fine.
void siplaunch_launch_free(struct siplaunch_launch *launch);

// Makes the launch page of a handler that is reached at base. siplaunch_page_setting() lists the settings, and
// docs/page.md of the source explains them. settings may be NULL if count is 0.
//
// bad and bad_len may be NULL. On failure they get the name of the setting at fault, "base" for the base, or an empty
// text for an unknown name: not NUL-terminated, never freed. The name of a missing text counts as at fault.
//
// Fails with SIPLAUNCH_STATUS_PORTAL_BASE, _PACKAGE, _FALLBACK_URL, or _PAGE_TEXT to _PAGE_TEXT_MISSING.
enum siplaunch_status siplaunch_page_new(const char *base,
                                         size_t base_len,
                                         const struct siplaunch_setting *settings,
                                         size_t count,
                                         const char **bad,
                                         size_t *bad_len,
                                         struct siplaunch_page **page);

// Frees a page. NULL is fine.
void siplaunch_page_free(struct siplaunch_page *page);

// Lends name, kind and help of the i-th setting of siplaunch_page_new(), counted from 0: English, not NUL-terminated,
// never freed. kind is the form of the value, such as "http or https URL"; the name of a text begins with "texts.".
//
// Fails with SIPLAUNCH_STATUS_INDEX after the last one.
enum siplaunch_status siplaunch_page_setting(size_t i,
                                             const char **name,
                                             size_t *name_len,
                                             const char **kind,
                                             size_t *kind_len,
                                             const char **help,
                                             size_t *help_len);

// Tells the HTTP status code, such as 302.
enum siplaunch_status siplaunch_response_status(const struct siplaunch_response *response, uint16_t *status);

// Tells how many headers there are.
enum siplaunch_status siplaunch_response_header_count(const struct siplaunch_response *response, size_t *count);

// Lends the i-th header, counted from 0, until the response is freed: not NUL-terminated. Each name comes once.
// Content-Length is the server's to add. Send a Location byte for byte, not through a URL class or a redirect helper.
//
// Fails with SIPLAUNCH_STATUS_INDEX.
enum siplaunch_status siplaunch_response_header(const struct siplaunch_response *response,
                                                size_t i,
                                                const char **name,
                                                size_t *name_len,
                                                const char **value,
                                                size_t *value_len);

// Lends the body, perhaps empty, until the response is freed: not NUL-terminated.
enum siplaunch_status siplaunch_response_body(const struct siplaunch_response *response,
                                              const char **body,
                                              size_t *body_len);

// Frees a response and wipes it. NULL is fine.
void siplaunch_response_free(struct siplaunch_response *response);

// Composes a mail: the words in a language, the launch link, the app's name as customers know it.
//
// language is "en" or "de" or a tag that begins so (BCP 47); subject, text (with {link} alone on one line) and button
// (what the HTML shows in place of the link) replace the language's own words and may each be NULL. With all three of
// them the language can be any. {brand} in them stands for the name. accent_color is the colour of the HTML's button, "#"
// and six hex digits; NULL means the page's blue.
//
// Fails with SIPLAUNCH_STATUS_LANGUAGE, _TEMPLATE, _TEMPLATE_LINK, _TEMPLATE_SPACING, _BRAND_NAME, _MESSAGE_LINK,
// _MAIL_SUBJECT, _MESSAGE_LENGTH or _PAGE_COLOR.
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

// Lends the subject until the mail is freed: one line of any characters, for a header that has yet to be encoded. Never
// holds the link. Not NUL-terminated. siplaunch_mail_subject_header() gives it encoded.
enum siplaunch_status siplaunch_mail_subject(const struct siplaunch_mail *mail,
                                             const char **subject,
                                             size_t *subject_len);

// Writes the subject as the value of a Subject header: ASCII, words that need it encoded (RFC 2047), and lines of at most
// 78 bytes with the header's name before it, joined by CR, LF and a space (RFC 5322).
enum siplaunch_status siplaunch_mail_subject_header(const struct siplaunch_mail *mail,
                                                    char *out,
                                                    size_t capacity,
                                                    size_t *len);

// Lends the text/plain part until the mail is freed, the link alone on a line. Lines end in LF. Not NUL-terminated.
enum siplaunch_status siplaunch_mail_text(const struct siplaunch_mail *mail,
                                          const char **text,
                                          size_t *text_len);

// Lends the text/html part until the mail is freed, a whole document. Lines end in LF. Not NUL-terminated.
enum siplaunch_status siplaunch_mail_html(const struct siplaunch_mail *mail,
                                          const char **html,
                                          size_t *html_len);

// Frees a mail and wipes it. NULL is fine.
void siplaunch_mail_free(struct siplaunch_mail *mail);

// Draws a text, mostly a link, as a QR code in SVG, with error correction level M.
//
// Fails with SIPLAUNCH_STATUS_QR_TEXT if it is too long: 2,331 bytes fit in any case.
enum siplaunch_status siplaunch_qr_svg(const char *text,
                                       size_t text_len,
                                       char *out,
                                       size_t capacity,
                                       size_t *len);

// Draws a text as a QR code in UTF-8 for a terminal with light text on a dark background. Half blocks are the light
// modules. On a light terminal the code looks inverted, and some scanners cannot read it: set light on dark colours.
//
// Fails with SIPLAUNCH_STATUS_QR_TEXT if it is too long: 2,331 bytes fit in any case.
enum siplaunch_status siplaunch_qr_terminal(const char *text,
                                            size_t text_len,
                                            char *out,
                                            size_t capacity,
                                            size_t *len);

// Draws a text as a QR code in PNG, black on white, its modules 1 to 64 pixels wide; 0 means 8.
//
// Fails with SIPLAUNCH_STATUS_QR_TEXT if it is too long: 2,331 bytes fit in any case, or with _QR_SCALE.
enum siplaunch_status siplaunch_qr_png(const char *text,
                                       size_t text_len,
                                       uint32_t pixels_per_module,
                                       void *out,
                                       size_t capacity,
                                       size_t *len);

// Counts what sending a text as SMS takes.
enum siplaunch_status siplaunch_sms_count(const char *sms, size_t sms_len, struct siplaunch_sms_budget *budget);

// Writes the SMS template of a language, "en" or "de" or a tag that begins so: "{link} to launch {brand}".
//
// Fails with SIPLAUNCH_STATUS_LANGUAGE.
enum siplaunch_status siplaunch_sms_template(const char *language,
                                             size_t language_len,
                                             char *out,
                                             size_t capacity,
                                             size_t *len);

// Writes an SMS: a template with {link} once, white space on both sides of it unless it is first or last, and {brand} as
// often as wanted; the launch link; the app's name as customers know it. budget may be NULL.
//
// Fails with SIPLAUNCH_STATUS_TEMPLATE, _TEMPLATE_LINK, _TEMPLATE_SPACING, _BRAND_NAME, _MESSAGE_LINK or
// _MESSAGE_LENGTH.
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

// Counts the SMS that the same template and brand would make with a sealed link of these credentials: what sealing
// saves. No key is needed for it.
//
// Fails as siplaunch_sms_compose() and siplaunch_credentials_check().
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

// Writes the text of a ticket of the later Sipwise generation, for a QR code: username, server, the expiry in
// milliseconds as the token's issuer told it, and the token of 32 hex digits.
//
// Fails as siplaunch_credentials_check() or with SIPLAUNCH_STATUS_TICKET_TOKEN.
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

// Finds the launch links, app links, intent links and tokens in a pasted text, such as an SMS or the source of a mail, and
// says what one of them is and what is wrong with it: for support desks.
//
// - param is the parameter that carries the token or sealed link in launch links; NULL means "c".
// - key_ring opens sealed links; NULL leaves them unopened. context is the one that they were sealed with; NULL is none.
// - revoked lists the sealed links that the portal does not let in any more: their ids, one a line, # begins a comment;
//   NULL is none.
// - now is in seconds since 1970-01-01 00:00 UTC; 0 means the system's clock.
// - link says which one of several is explained, counted from 0: see siplaunch_explanation_link_count().
//
// Fails with SIPLAUNCH_STATUS_LINK_IDS.
//
// It tells a wrong key from a damaged end, and so is a padding oracle by design: never offer it to strangers.
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

// Lends what the text is, in English, such as "launch link", until the explanation is freed: not NUL-terminated.
enum siplaunch_status siplaunch_explanation_kind(const struct siplaunch_explanation *explanation,
                                                 const char **kind,
                                                 size_t *kind_len);

// Tells whether nothing is wrong with it.
enum siplaunch_status siplaunch_explanation_is_good(const struct siplaunch_explanation *explanation,
                                                    bool *good);

// Tells how many findings there are.
enum siplaunch_status siplaunch_explanation_finding_count(const struct siplaunch_explanation *explanation,
                                                          size_t *count);

// Tells the i-th finding, counted from 0: its number, which never changes its meaning; whether it is a fault and not
// just good to know; and a sentence in English, lent until the explanation is freed, not NUL-terminated, that holds
// nothing of the text.
//
// Fails with SIPLAUNCH_STATUS_INDEX.
enum siplaunch_status siplaunch_explanation_finding(const struct siplaunch_explanation *explanation,
                                                    size_t i,
                                                    uint8_t *code,
                                                    bool *fault,
                                                    const char **text,
                                                    size_t *text_len);

// Tells how many different links and tokens the text has. One that stands in it more than once, as in both parts of a
// mail, counts once.
enum siplaunch_status siplaunch_explanation_link_count(const struct siplaunch_explanation *explanation,
                                                       size_t *count);

// Lends the text of the link that was explained, with what it carries left out, as in "https://portal.example/p?c=…". What
// a terminal would not show as it is, is escaped. No secret.
enum siplaunch_status siplaunch_explanation_shown(const struct siplaunch_explanation *explanation,
                                                  const char **shown,
                                                  size_t *shown_len);

// Tells the line of the pasted text on which the link begins, from 1; 0 if it is in an encoded part of a mail.
enum siplaunch_status siplaunch_explanation_line(const struct siplaunch_explanation *explanation, size_t *line);

// Lends the id of a sealed link, 32 lower-case hex digits, if its text is whole; else the pointer becomes NULL. No secret.
enum siplaunch_status siplaunch_explanation_id(const struct siplaunch_explanation *explanation,
                                               const char **id,
                                               size_t *id_len);

// Tells when a sealed link that was opened expires or expired, in seconds since 1970-01-01 00:00 UTC; 0 if none was.
enum siplaunch_status siplaunch_explanation_expires(const struct siplaunch_explanation *explanation,
                                                    uint64_t *expires);

// Lends the token in canonical form, if there is one once damage is repaired; else the pointer becomes NULL. A secret.
enum siplaunch_status siplaunch_explanation_token(const struct siplaunch_explanation *explanation,
                                                  const char **token,
                                                  size_t *token_len);

// Lends the credentials in the token or in the sealed link that was opened, if it holds any; else the pointers become NULL. Secrets.
enum siplaunch_status siplaunch_explanation_credentials(const struct siplaunch_explanation *explanation,
                                                        const char **username,
                                                        size_t *username_len,
                                                        const char **server,
                                                        size_t *server_len,
                                                        const char **password,
                                                        size_t *password_len);

// Frees an explanation and wipes what was in it. NULL is fine.
void siplaunch_explanation_free(struct siplaunch_explanation *explanation);

// Tells whether a regular file with these Unix permissions, the st_mode of stat(), is open to more than its owner and a
// group that may read it: a brand file or key file then deserves a warning.
bool siplaunch_is_exposed(uint32_t mode);

#endif  /* SIPLAUNCH_H */

#ifdef __cplusplus
} /* extern "C" */
#endif
