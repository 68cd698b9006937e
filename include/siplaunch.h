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
 * Rules for every call:
 *
 * - A call that can fail returns a status, 0 for success. Inputs come first, then outputs.
 * - A text is a pointer and a length in bytes: UTF-8 with any characters in it, no NUL needed at its end. An empty text
 *   is a pointer other than NULL, and length 0. The library reads inputs while the call lasts and does not keep them.
 * - NULL gives SIPLAUNCH_STATUS_NULL_POINTER, unless the call says that a pointer may be NULL. An input of more than
 *   SIPLAUNCH_MAX_INPUT_LEN bytes gives SIPLAUNCH_STATUS_INPUT_TOO_LONG.
 * - A text comes out into the caller's buffer: out, its capacity in bytes, and len, which becomes the length of the
 *   text. It is not NUL-terminated. If the buffer is too small, the call returns SIPLAUNCH_STATUS_BUFFER_TOO_SMALL,
 *   writes nothing into it, and len becomes a capacity that suffices for the same call; the text may turn out shorter.
 *   out may be NULL if capacity is 0. Bytes of the buffer behind the text may change too: to wipe it, wipe its whole
 *   capacity.
 * - On any other failure all outputs are zero: lengths and numbers 0, pointers NULL, flags false. No result of an
 *   earlier call stays in them.
 * - Calls ending in _new make objects, and so do others that say so; the call ending in _free frees them. Objects never
 *   change, and any number of threads may use one at the same time. Only a builder changes: one thread at a time may
 *   use it.
 * - Outputs must not overlap inputs. Each pointer must point to an object, text or place of the kind that the call
 *   names: the library can check for NULL only.
 * - No call logs anything, or keeps anything for later calls. A defect of the library does not end the process: the
 *   call returns SIPLAUNCH_STATUS_PANIC and prints one line on standard error, which says where. No call prints
 *   anything else.
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

// The number of the ABI that this header describes, which is the number in the SONAME too. It grows when a call is
// removed or changed. Programs that load the library at run time compare it with the number that the library returns,
// and refuse another one.
#define SIPLAUNCH_ABI_VERSION 0

// A claim store's number for a link that is used up: its grace is over, or it had all its taps.
#define SIPLAUNCH_CLAIM_USED 0

// A claim store's number for a link that the portal does not let in any more.
#define SIPLAUNCH_CLAIM_REVOKED -1

// The number in place of a claim store's that does not answer: no app is opened, and the customer may tap again.
#define SIPLAUNCH_CLAIM_UNAVAILABLE -2

// The most bytes of an input, 1 MiB: a greater length is a mistake, such as a negative number.
#define SIPLAUNCH_MAX_INPUT_LEN 1048576

// The result of a call: 0 for success, any other number for a failure. Numbers never change their meaning; new ones may
// be added.
typedef enum siplaunch_status {
  // Success.
  SIPLAUNCH_STATUS_OK = 0,
  // The output buffer cannot hold the result; it was not written to.
  SIPLAUNCH_STATUS_BUFFER_TOO_SMALL = 1,
  // A pointer is NULL, and the call does not allow that.
  SIPLAUNCH_STATUS_NULL_POINTER = 2,
  // A text is not UTF-8.
  SIPLAUNCH_STATUS_NOT_UTF8 = 3,
  // An input is longer than 1 MiB. Its length may have been a negative number.
  SIPLAUNCH_STATUS_INPUT_TOO_LONG = 4,
  // There is nothing with this index.
  SIPLAUNCH_STATUS_INDEX = 5,
  // A line of a list of sealed links' ids is not an id.
  SIPLAUNCH_STATUS_LINK_IDS = 6,
  // There is no claim store, or no statement, of this name.
  SIPLAUNCH_STATUS_CLAIM_STATEMENT = 7,
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
  // The plaintext is not exactly `username=…&server=…&password=…` with three good fields.
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
  // An expiry that a sealed token cannot hold.
  SIPLAUNCH_STATUS_EXPIRES = 52,
  // Not a sealed token of this key ring and context. One error whatever the cause.
  SIPLAUNCH_STATUS_SEALED_INVALID = 53,
  // An authentic sealed token whose time is over.
  SIPLAUNCH_STATUS_SEALED_EXPIRED = 54,
  // The entries of a key file are not complete or not readable.
  SIPLAUNCH_STATUS_KEY_ENTRIES = 55,
  // The system gave no random bytes for a one-time link.
  SIPLAUNCH_STATUS_RANDOM = 56,
  // A grace or a number of taps that one-time links cannot have.
  SIPLAUNCH_STATUS_CLAIM_POLICY = 57,
  // A text that no QR code can hold at error correction level M.
  SIPLAUNCH_STATUS_QR_TEXT = 60,
  // A picture's scale is out of range.
  SIPLAUNCH_STATUS_QR_SCALE = 61,
  // Not the token of a ticket of the later Sipwise generation.
  SIPLAUNCH_STATUS_QR_TICKET = 62,
  // A brace that belongs to no placeholder, or a placeholder that this text cannot have.
  SIPLAUNCH_STATUS_TEMPLATE = 63,
  // A template without a link, or with several.
  SIPLAUNCH_STATUS_TEMPLATE_LINK = 64,
  // A character that phones would take for a part of the link touches it.
  SIPLAUNCH_STATUS_TEMPLATE_SPACING = 65,
  // Not a name to show to customers, or to put into a header: 1 to 200 bytes without control characters.
  SIPLAUNCH_STATUS_BRAND_NAME = 66,
  // A link that no customer can tap.
  SIPLAUNCH_STATUS_MESSAGE_LINK = 67,
  // A subject that would break out of its header, or fill a screen.
  SIPLAUNCH_STATUS_MAIL_SUBJECT = 68,
  // A language that the library has no words in.
  SIPLAUNCH_STATUS_LANGUAGE = 69,
  // A text of the page or of its logo that cannot be shown.
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
  // A page without one of its texts, in a language that needs all of them.
  SIPLAUNCH_STATUS_PAGE_TEXT_MISSING = 76,
  // A message longer than 1 MiB.
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

// The encoding of an SMS.
typedef enum siplaunch_sms_encoding {
  // The GSM 7-bit default alphabet and its extension: 160 septets, or 153 for each of several parts.
  SIPLAUNCH_SMS_ENCODING_GSM7 = 0,
  // UCS-2: 70 code units of 16 bits, or 67 for each of several parts.
  SIPLAUNCH_SMS_ENCODING_UCS2 = 1,
} siplaunch_sms_encoding;

// One build of the app: its AES key, its initialization vector (IV) and its URL scheme. Immutable: any number of
// threads may use it at the same time. Make it once and keep it. Freeing it wipes its keys.
typedef struct siplaunch_brand siplaunch_brand;

// The explanation of a link or token that a customer sends in. It holds the login, and freeing it wipes that.
// Immutable: any number of threads may read it.
typedef struct siplaunch_explanation siplaunch_explanation;

// The launch handler (handbook B.1.1.2): turns the tap on a launch link into the app link that the app opens. It does
// no I/O and keeps no state. Immutable: any number of threads may use it at the same time.
typedef struct siplaunch_handler siplaunch_handler;

// The options of a handler, collected one by one. A call that fails leaves the builder as it was, ready for the next
// call. One thread at a time may use it. It copies brands, key rings and pages: they can be freed.
typedef struct siplaunch_handler_builder siplaunch_handler_builder;

// One to four keys for sealed links, by id. Immutable: any number of threads may use it at the same time. Freeing it
// wipes its keys.
typedef struct siplaunch_key_ring siplaunch_key_ring;

// A request that a handler has inspected and not yet answered. Immutable: any number of threads may read it.
typedef struct siplaunch_launch siplaunch_launch;

// A mail with a launch link in it. Send both parts as multipart/alternative in UTF-8, the plain text first. Freeing it
// wipes what it lends. Immutable: any number of threads may read it.
typedef struct siplaunch_mail siplaunch_mail;

// The look and the texts of a launch page. Immutable: any number of threads may use it at the same time. Handlers copy
// it: it can be freed.
typedef struct siplaunch_page siplaunch_page;

// The address of a portal's launch handler: the base of its launch links, and the parameter that carries the payload.
// Immutable: any number of threads may use it at the same time.
typedef struct siplaunch_portal siplaunch_portal;

// The answer of a handler: status, headers and body, to be sent as they are. It holds the customer's login; freeing it
// wipes what it lends. Immutable: any number of threads may read it.
typedef struct siplaunch_response siplaunch_response;

// A character that an app may read in another way, and its field.
typedef struct siplaunch_ambiguity {
  // The character's field.
  enum siplaunch_field field;
  // '=', '%' or '+'.
  char character;
} siplaunch_ambiguity;

// The places of three fields in the buffer that they were written to: offsets and lengths in bytes. Not
// NUL-terminated.
typedef struct siplaunch_fields {
  // The offset of the username.
  size_t username_at;
  // The length of the username.
  size_t username_len;
  // The offset of the server.
  size_t server_at;
  // The length of the server.
  size_t server_len;
  // The offset of the password.
  size_t password_at;
  // The length of the password.
  size_t password_len;
} siplaunch_fields;

// One key of a key ring, with the id that links carry.
typedef struct siplaunch_sealing_key {
  // 0 to 3.
  uint8_t id;
  // 32 random bytes.
  const void *key;
  // The length of the key in bytes.
  size_t key_len;
} siplaunch_sealing_key;

// The content of a sealed token. The fields are places in the buffer that it was opened into.
typedef struct siplaunch_opened {
  // The credentials.
  struct siplaunch_fields fields;
  // When the link expires, in seconds since 1970-01-01 00:00 UTC.
  uint64_t expires;
  // The id of the link, for revocation and single use: 32 lower-case hex digits and a NUL. No secret.
  char id[33];
  // Whether it is a one-time link, which opens the app only once it is claimed.
  bool is_one_time;
} siplaunch_opened;

// The credentials of one row of a batch: pointers and lengths in bytes.
typedef struct siplaunch_row {
  // The SIP username.
  const char *username;
  // The length of the username.
  size_t username_len;
  // The SIP server or domain.
  const char *server;
  // The length of the server.
  size_t server_len;
  // The SIP password.
  const char *password;
  // The length of the password.
  size_t password_len;
} siplaunch_row;

// A setting of a page: a name and a value.
typedef struct siplaunch_setting {
  // The name, one of those that siplaunch_page_setting() lists.
  const char *name;
  // The length of the name in bytes.
  size_t name_len;
  // The value in UTF-8.
  const char *value;
  // The length of the value in bytes.
  size_t value_len;
} siplaunch_setting;

// The cost of sending a text by SMS.
typedef struct siplaunch_sms_budget {
  // The encoding that the text needs.
  enum siplaunch_sms_encoding encoding;
  // The first character that the GSM alphabet does not have, as a Unicode code point, or 0.
  uint32_t first_non_gsm;
  // The text's length in units of the encoding.
  size_t units;
  // The number of parts, each of which is paid for; 1 at least.
  size_t parts;
  // The units left in the last part.
  size_t units_left;
  // The text's length in characters.
  size_t characters;
  // Whether the text keeps to the handbook's advice of 140 characters or fewer.
  bool within_handbook;
} siplaunch_sms_budget;

// The name of a status, the same in every language and release, such as "SealedExpired" for 54, for logs and for
// programs that compare: NUL-terminated, never freed, never NULL. It is "Unknown" for other numbers.
const char *siplaunch_status_name(int32_t status);

// The text of a status, the fault and the fix: English, NUL-terminated, never freed. It holds nothing of any input.
const char *siplaunch_status_text(int32_t status);

// The number of the ABI that the library has: SIPLAUNCH_ABI_VERSION of its header.
uint32_t siplaunch_abi_version(void);

// The version of the library, such as "0.1.0": NUL-terminated, never freed.
const char *siplaunch_version(void);

// Overwrites len bytes with zeros; no compiler leaves that out. For buffers that held links, tokens or credentials:
// give it their whole capacity. NULL is fine.
void siplaunch_wipe(void *buffer,
                    size_t len);

// Makes a brand of the values that its app was built with: a key of 16, 24 or 32 bytes, an IV of 16 bytes, and the URL
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

// Makes a brand of the text of a brand file, which is TOML: key in ASCII or key_hex in hex digits, iv or iv_hex, and
// scheme unless it is "sipphone".
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

// Tells whether the key is the one printed in the handbook. Everybody knows that key: it hides nothing.
enum siplaunch_status siplaunch_brand_uses_published_key(const struct siplaunch_brand *brand, bool *published);

// Checks credentials and makes their token (handbook B.1.1.1): the text after "sipphone://".
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

// Checks credentials and makes their app link: SCHEME://TOKEN, ready for a Location header as it is. Keep it out of
// URL classes and redirect helpers: many turn the token's first characters to lower case, which destroys it.
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

// Checks credentials and makes their intent link. Chrome on Android opens it in the app package, or else opens
// fallback_url. fallback_url may be NULL: Chrome then opens the app's page in the store.
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

// Encrypts any bytes as a token, unchecked, as the handbook's script does with a line of text. The token has
// siplaunch_token_len(plaintext_len) bytes.
enum siplaunch_status siplaunch_brand_raw_token(const struct siplaunch_brand *brand,
                                                const void *plaintext,
                                                size_t plaintext_len,
                                                char *out,
                                                size_t capacity,
                                                size_t *len);

// Decrypts a token and writes its plaintext: any bytes, at most token_len of them. If the buffer is too small, len
// becomes token_len. Wipe the buffer after use.
//
// Fails with SIPLAUNCH_STATUS_TOKEN whatever the cause; the buffer then holds nothing of the plaintext. Never offer
// this call to strangers: its failures make it a padding oracle.
enum siplaunch_status siplaunch_brand_decode(const struct siplaunch_brand *brand,
                                             const char *token,
                                             size_t token_len,
                                             void *out,
                                             size_t capacity,
                                             size_t *len);

// Checks credentials, as does each call that makes a token or link of them: each field has one or more characters,
// none of them '&' or a control character (U+0000 to U+001F, U+007F).
//
// Fails with the status of the first bad field, such as SIPLAUNCH_STATUS_PASSWORD_CHARACTER.
enum siplaunch_status siplaunch_credentials_check(const char *username,
                                                  size_t username_len,
                                                  const char *server,
                                                  size_t server_len,
                                                  const char *password,
                                                  size_t password_len);

// Lists the characters '=', '%' and '+' in credentials, which the library allows, but an app may read in another way:
// each of them once for each field that has it. capacity and count are numbers of elements: an array of 9 is always
// large enough.
enum siplaunch_status siplaunch_credentials_ambiguities(const char *username,
                                                        size_t username_len,
                                                        const char *server,
                                                        size_t server_len,
                                                        const char *password,
                                                        size_t password_len,
                                                        struct siplaunch_ambiguity *out,
                                                        size_t capacity,
                                                        size_t *count);

// Reads the plaintext of a token, as siplaunch_brand_decode() writes it: exactly username, server and password, in
// order, once each, all of them good. fields gets their places in that plaintext.
//
// Fails with SIPLAUNCH_STATUS_PLAINTEXT for anything else.
enum siplaunch_status siplaunch_credentials_from_plaintext(const void *plaintext,
                                                           size_t plaintext_len,
                                                           struct siplaunch_fields *fields);

// Makes a portal of an absolute http or https URL in ASCII, without user info or fragment. param is one or more RFC
// 3986 unreserved characters; NULL means "c". Launch links should be https: whoever reads one can log in. Avoid a base
// with a query of its own: its links end in "&c=...", and some programs that rewrite links in mails lose that part.
//
// Fails with SIPLAUNCH_STATUS_PORTAL_BASE or _PARAM.
enum siplaunch_status siplaunch_portal_new(const char *base,
                                           size_t base_len,
                                           const char *param,
                                           size_t param_len,
                                           struct siplaunch_portal **portal);

// Frees a portal. NULL is fine.
void siplaunch_portal_free(struct siplaunch_portal *portal);

// Checks credentials and makes their launch link, which a portal sends to its customer. 512 bytes are enough for most.
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

// Does the work of siplaunch_portal_launch_link() with few arguments, for languages in which each argument costs time.
// fields is username, server and password, with one NUL between each two.
//
// Returns out, in which the link is NUL-terminated, or NULL on any failure, a buffer that is too small included:
// siplaunch_portal_launch_link() tells the cause.
const char *siplaunch_portal_launch_link_nul_separated(const struct siplaunch_portal *portal,
                                                       const struct siplaunch_brand *brand,
                                                       const char *fields,
                                                       size_t fields_len,
                                                       char *out,
                                                       size_t capacity);

// Checks and seals credentials, and makes the sealed link: a launch link that only a launch handler with the same key
// ring and context opens, and only until it expires.
//
// expires is in seconds since 1970-01-01 00:00 UTC, before the year 2106. One link in sixty expires a second later,
// very few some seconds later: sealing avoids "..", where some programs end a link. context is bytes that both sides
// know and the link does not carry, such as the portal's host; it may be empty.
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

// Checks and seals credentials as siplaunch_portal_sealed_link(), and makes the one-time link: a sealed link that opens
// the app with a tap on its page, and that the first tap uses up. siplaunch_launch_answer_claimed() answers the tap. The
// expiry is kept to the second.
//
// Fails with SIPLAUNCH_STATUS_RANDOM too.
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

// Makes the launch link of a payload: the text of a token or of a sealed token.
//
// Fails with SIPLAUNCH_STATUS_TOKEN if it is neither.
enum siplaunch_status siplaunch_portal_link(const struct siplaunch_portal *portal,
                                            const char *payload,
                                            size_t payload_len,
                                            char *out,
                                            size_t capacity,
                                            size_t *len);

// Writes the payload of a launch link, whatever portal the link points to. param is the parameter that carries the
// payload; NULL means "c". This call repairs nothing; only the launch handler does. The buffer needs link_len bytes.
//
// Fails with SIPLAUNCH_STATUS_LINK if the text is not an http or https URL with that parameter once, and in it a good
// token or a text of a sealed token's form.
enum siplaunch_status siplaunch_parse_launch_link(const char *link,
                                                  size_t link_len,
                                                  const char *param,
                                                  size_t param_len,
                                                  char *out,
                                                  size_t capacity,
                                                  size_t *len);

// Makes the app link of a token: SCHEME://TOKEN.
//
// Fails with SIPLAUNCH_STATUS_TOKEN or _SCHEME.
enum siplaunch_status siplaunch_scheme_app_link(const char *scheme,
                                                size_t scheme_len,
                                                const char *token,
                                                size_t token_len,
                                                char *out,
                                                size_t capacity,
                                                size_t *len);

// Writes the token in an app link of a scheme. link_len bytes are always enough.
//
// Fails with SIPLAUNCH_STATUS_LINK if the text is anything else, or its token is not good, and with _SCHEME.
enum siplaunch_status siplaunch_scheme_parse_app_link(const char *scheme,
                                                      size_t scheme_len,
                                                      const char *link,
                                                      size_t link_len,
                                                      char *out,
                                                      size_t capacity,
                                                      size_t *len);

// Returns the exact length in bytes of the token of a plaintext of plaintext_len bytes. The plaintext of credentials
// is 26 bytes longer than their three fields.
size_t siplaunch_token_len(size_t plaintext_len);

// Checks that a text is a token: canonical Base64, with padding, of one or more whole AES blocks. The check needs no
// key, and so the token may be of any brand, or of none.
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

// Makes a key ring of 1 to 4 keys. The key with the id current seals; all of them open. To change keys, add a new one,
// make it current, and take the old one out when the last link that it sealed has expired.
//
// Fails with SIPLAUNCH_STATUS_SEALING_KEY or _CURRENT_KEY.
enum siplaunch_status siplaunch_key_ring_new(const struct siplaunch_sealing_key *keys,
                                             size_t count,
                                             uint8_t current,
                                             struct siplaunch_key_ring **key_ring);

// Makes a key ring of the text of a key file, as "siplaunch keygen" writes it: TOML with current = ID, and under
// [keys] one to four lines ID = "64 hex digits".
//
// Fails with SIPLAUNCH_STATUS_KEY_ENTRIES and as siplaunch_key_ring_new().
enum siplaunch_status siplaunch_key_ring_from_toml(const char *toml,
                                                   size_t toml_len,
                                                   struct siplaunch_key_ring **key_ring);

// Frees a key ring and wipes its keys. NULL is fine.
void siplaunch_key_ring_free(struct siplaunch_key_ring *key_ring);

// Checks and seals credentials, and writes the sealed token, which needs no escaping in a URL. expires and context are
// as for siplaunch_portal_sealed_link(), and so are the failures.
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

// Checks and seals credentials as siplaunch_key_ring_seal(), but for a one-time link, which its first tap uses up. Each
// call draws a salt from the system, so that two links never have the same id. The expiry is kept to the second.
//
// Fails with SIPLAUNCH_STATUS_RANDOM too.
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

// Opens a sealed token: writes the three fields into the buffer, and their places and the rest into opened.
// sealed_token_len bytes are enough; if the buffer is too small, len becomes that. now is in seconds since 1970-01-01
// 00:00 UTC; 0 means the system's clock. context is the one that sealed the token. Wipe the buffer after use.
//
// Fails with SIPLAUNCH_STATUS_SEALED_INVALID, whatever the cause, if the text is no sealed token of this key ring and
// context, and with SIPLAUNCH_STATUS_SEALED_EXPIRED if its time is over; the buffer then holds nothing of the fields.
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

// Returns the exact length in bytes of the sealed token of credentials whose fields have fields_len bytes in all.
size_t siplaunch_sealed_token_len(size_t fields_len);

// Writes the id of a sealed token: 32 lower-case hex digits. It needs no key.
//
// Fails with SIPLAUNCH_STATUS_SEALED_INVALID if the text does not have the form of a sealed token.
enum siplaunch_status siplaunch_sealed_token_id(const char *sealed_token,
                                                size_t sealed_token_len,
                                                char *out,
                                                size_t capacity,
                                                size_t *len);

// Tells whether a sealed token is a one-time link's. It needs no key.
//
// Fails with SIPLAUNCH_STATUS_SEALED_INVALID if the text does not have the form of a sealed token.
enum siplaunch_status siplaunch_sealed_token_is_one_time(const char *sealed_token,
                                                         size_t sealed_token_len,
                                                         bool *one_time);

// Makes the tokens of many rows of credentials, as siplaunch_brand_token() makes one, faster than one by one.
//
// count is the number of rows, at most 1,048,576 (SIPLAUNCH_MAX_INPUT_LEN); ends and statuses are arrays of so many
// elements. out gets all texts, one after the other: that of row i ends before ends[i] and begins where the text of
// the row before it ends. statuses[i] is the status that siplaunch_brand_token() returns for row i. A row that fails
// has an empty text and stops no other row: the call returns SIPLAUNCH_STATUS_OK, and rejected becomes the number of
// rows that failed. If the call itself fails, it does not write to ends and statuses. Give each call some thousand
// rows: more in one call are hardly faster.
enum siplaunch_status siplaunch_brand_tokens(const struct siplaunch_brand *brand,
                                             const struct siplaunch_row *rows,
                                             size_t count,
                                             char *out,
                                             size_t capacity,
                                             size_t *len,
                                             size_t *ends,
                                             enum siplaunch_status *statuses,
                                             size_t *rejected);

// Makes the app links of many rows of credentials, as siplaunch_brand_app_link() makes one. Arguments and results are
// those of siplaunch_brand_tokens().
enum siplaunch_status siplaunch_brand_app_links(const struct siplaunch_brand *brand,
                                                const struct siplaunch_row *rows,
                                                size_t count,
                                                char *out,
                                                size_t capacity,
                                                size_t *len,
                                                size_t *ends,
                                                enum siplaunch_status *statuses,
                                                size_t *rejected);

// Makes the launch links of many rows of credentials, as siplaunch_portal_launch_link() makes one. Arguments and
// results are those of siplaunch_brand_tokens().
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

// Makes the sealed links of many rows of credentials, as siplaunch_portal_sealed_link() makes one, all with the same
// expiry and context. The other arguments and results are those of siplaunch_brand_tokens(). A bad expiry is the status
// of each row.
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

// Makes the one-time links of many rows of credentials, as siplaunch_portal_one_time_link() makes one. Arguments and
// results are those of siplaunch_portal_sealed_links().
//
// Fails with SIPLAUNCH_STATUS_RANDOM.
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

// Finds the rows in one text, for languages in which it takes long to fill structures. The text has the username,
// server and password of each row, with a NUL after each of them. The rows point into it. Fields that the last row
// lacks are empty.
//
// capacity and count are numbers of rows. Compare count with the number of rows that the text was made of: a field
// with a NUL in it makes another row.
enum siplaunch_status siplaunch_rows_from_text(const void *text,
                                               size_t text_len,
                                               struct siplaunch_row *out,
                                               size_t capacity,
                                               size_t *count);

// Makes the launch page of a handler that is reached at base. siplaunch_page_setting() lists the settings, and
// docs/page.md of the source explains them. settings may be NULL if count is 0.
//
// bad and bad_len may be NULL. On failure they get the name of the setting at fault, "base" for the base, or an empty
// text for an unknown name: not NUL-terminated, never freed. The name of a missing text counts as at fault.
//
// Fails with SIPLAUNCH_STATUS_PORTAL_BASE, _BRAND_NAME, _PACKAGE, _FALLBACK_URL, or _PAGE_TEXT to _PAGE_TEXT_MISSING.
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

// Makes a builder of a handler that redirects to app links of a scheme, such as "sipphone".
//
// Fails with SIPLAUNCH_STATUS_SCHEME.
enum siplaunch_status siplaunch_handler_builder_new(const char *scheme,
                                                    size_t scheme_len,
                                                    struct siplaunch_handler_builder **builder);

// Sets the parameter that carries the payload in launch links. NULL means "c", the default.
//
// Fails with SIPLAUNCH_STATUS_PARAM, or _PORTAL_BASE if the page's base has the parameter in its query.
enum siplaunch_status siplaunch_handler_builder_param(struct siplaunch_handler_builder *builder,
                                                      const char *param,
                                                      size_t param_len);

// Lets the handler open the sealed links of a key ring and a context too. It makes app links of a brand of them, and
// the handler's scheme becomes the brand's.
enum siplaunch_status siplaunch_handler_builder_sealed(struct siplaunch_handler_builder *builder,
                                                       const struct siplaunch_brand *brand,
                                                       const struct siplaunch_key_ring *key_ring,
                                                       const void *context,
                                                       size_t context_len);

// Makes the handler refuse tokens: anybody could have made or changed one.
enum siplaunch_status siplaunch_handler_builder_sealed_only(struct siplaunch_handler_builder *builder);

// Makes the handler ask for a tap on every sealed link, as it does on one-time links: GET gets a page whose button opens
// the app, so that no preview or scanner that fetches the link sees the login. It needs no claim store.
enum siplaunch_status siplaunch_handler_builder_confirm(struct siplaunch_handler_builder *builder);

// Makes the handler answer with a page in place of a redirect, and refuse with a page too.
//
// Fails with SIPLAUNCH_STATUS_PORTAL_BASE if the page's base has the handler's parameter in its query.
enum siplaunch_status siplaunch_handler_builder_page(struct siplaunch_handler_builder *builder,
                                                     const struct siplaunch_page *page);

// Builds a handler with the options so far. The builder stays: it takes further options and builds further handlers,
// and the handlers that it has built do not change. Free it after the last one.
enum siplaunch_status siplaunch_handler_builder_build(const struct siplaunch_handler_builder *builder,
                                                      struct siplaunch_handler **handler);

// Frees a builder. NULL is fine. Handlers that it has built live on.
void siplaunch_handler_builder_free(struct siplaunch_handler_builder *builder);

// Answers a request. A bad request gets a response that says so, and the call succeeds. It does the work of
// siplaunch_handler_inspect() and siplaunch_launch_answer() in one. The tap on a one-time link gets 503.
//
// method is the request method in capitals as it came, such as "GET"; query the query string as it came, still
// escaped, without the "?"; user_agent the User-Agent header as it came, or NULL. All three may be any bytes. now is
// in seconds since 1970-01-01 00:00 UTC; 0 means the system's clock.
enum siplaunch_status siplaunch_handler_handle(const struct siplaunch_handler *handler,
                                               const char *method,
                                               size_t method_len,
                                               const void *query,
                                               size_t query_len,
                                               const char *user_agent,
                                               size_t user_agent_len,
                                               uint64_t now,
                                               struct siplaunch_response **response);

// Reads a request, and leaves the answer for later: in between, a portal claims a one-time link, or looks up a sealed
// link's id in its list of revoked ones. Inputs are as for siplaunch_handler_handle().
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

// Writes the content of the sealed link: the three fields into the buffer, and their places and the rest into opened.
// Wipe the buffer after use.
//
// Fails with SIPLAUNCH_STATUS_SEALED_EXPIRED if the link's time is over, and with SIPLAUNCH_STATUS_SEALED_INVALID if
// the request has no good sealed link.
enum siplaunch_status siplaunch_launch_opened(const struct siplaunch_launch *launch,
                                              char *out,
                                              size_t capacity,
                                              size_t *len,
                                              struct siplaunch_opened *opened);

// Writes the id of an authentic sealed link, expired or not: 32 lower-case hex digits. len becomes 0 if the request
// has none.
enum siplaunch_status siplaunch_launch_id(const struct siplaunch_launch *launch,
                                          char *out,
                                          size_t capacity,
                                          size_t *len);

// Tells whether the request is a tap on a good one-time link, which the portal must claim for
// siplaunch_launch_answer_claimed().
enum siplaunch_status siplaunch_launch_needs_claim(const struct siplaunch_launch *launch, bool *needed);

// Makes the answer. The tap on a one-time link gets 503: see siplaunch_launch_answer_claimed().
enum siplaunch_status siplaunch_launch_answer(const struct siplaunch_launch *launch,
                                              struct siplaunch_response **response);

// Makes the answer by the number of the claim store: the taps so far with this one, SIPLAUNCH_CLAIM_USED,
// SIPLAUNCH_CLAIM_REVOKED or SIPLAUNCH_CLAIM_UNAVAILABLE. Any other number counts as the last.
//
// A request that would not open the app with a sealed link gets its answer whatever the number is. A sealed link that
// needs no claim may be revoked in the same store; for one that is not, the number is 1.
enum siplaunch_status siplaunch_launch_answer_claimed(const struct siplaunch_launch *launch,
                                                      int64_t taps,
                                                      struct siplaunch_response **response);

// Makes the answer for a link that the portal does not let in any more: the same as for an expired one.
enum siplaunch_status siplaunch_launch_answer_revoked(const struct siplaunch_launch *launch,
                                                      struct siplaunch_response **response);

// Frees a launch and wipes the login in it. NULL is fine.
void siplaunch_launch_free(struct siplaunch_launch *launch);

// Tells the HTTP status code, such as 302.
enum siplaunch_status siplaunch_response_status(const struct siplaunch_response *response, uint16_t *status);

// Tells the number of headers.
enum siplaunch_status siplaunch_response_header_count(const struct siplaunch_response *response, size_t *count);

// Lends name and value of the i-th header, counted from 0, until the response is freed: not NUL-terminated. Each name
// comes once. The server adds Content-Length. Send a Location byte for byte, not through a URL class or a redirect
// helper.
//
// Fails with SIPLAUNCH_STATUS_INDEX.
enum siplaunch_status siplaunch_response_header(const struct siplaunch_response *response,
                                                size_t i,
                                                const char **name,
                                                size_t *name_len,
                                                const char **value,
                                                size_t *value_len);

// Lends the body, which may be empty, until the response is freed: not NUL-terminated.
enum siplaunch_status siplaunch_response_body(const struct siplaunch_response *response,
                                              const char **body,
                                              size_t *body_len);

// Frees a response and wipes what it lent. NULL is fine.
void siplaunch_response_free(struct siplaunch_response *response);

// Lends a statement of a claim store, a database in which a portal keeps the claims of one-time links: not
// NUL-terminated, never freed, and empty where the store needs none.
//
// kind is "sqlite" (3.35 or later), "mysql" (MariaDB too), "postgresql" or "redis". In SQL, the placeholders are "?". In
// Redis, a statement is a Lua script, KEYS are "{siplaunch}:claims" and "{siplaunch}:claims:ID", and ARGV the values
// after the id. Times are in seconds since 1970-01-01 00:00 UTC. name is one of these:
//
// - "create" makes an empty store, unless there is one.
// - "claim" claims a link. Values: its id, then those of siplaunch_claim_values(). The result has the number for
//   siplaunch_launch_answer_claimed(). No row means a link that is used up or revoked: "find" says which. Make the claim
//   durable before the answer: commit it.
// - "taps" has that number for "mysql", on the same connection; 0 means a link that is used up or revoked.
// - "find" finds a link. Value: its id. The row has claimed_at (0 for a revoked link that nobody tapped), taps, and
//   revoked_at or NULL.
// - "list" lists the next 1,000 links after an id. Value: that id, or at first an empty one. A row has the id, and then
//   as that of "find".
// - "revoke" revokes a link, claimed or not. Values: its id, the time until which the store keeps it, now, and now again.
// - "forget" forgets a link. Value: its id.
// - "purge" deletes the links whose time to be kept is over. Value: now.
//
// Fails with SIPLAUNCH_STATUS_CLAIM_STATEMENT if there is no such kind or name.
enum siplaunch_status siplaunch_claim_statement(const char *kind,
                                                size_t kind_len,
                                                const char *name,
                                                size_t name_len,
                                                const char **statement,
                                                size_t *statement_len);

// Writes the five values of a claim, for the placeholders of the statement "claim" after the link's id: now, the time
// until which the store keeps the claim, taps, and the two times between which the first tap must be.
//
// grace is the time in seconds for which a link works after its first tap: 60 to 86,400; use 600 unless you know better.
// taps is the number of taps in all that open the app: 1 to 100; use 5. expires is the link's expiry. now is in seconds since
// 1970-01-01 00:00 UTC; 0 means the system's clock.
//
// Fails with SIPLAUNCH_STATUS_CLAIM_POLICY.
enum siplaunch_status siplaunch_claim_values(uint64_t grace,
                                             uint64_t taps,
                                             uint64_t expires,
                                             uint64_t now,
                                             uint64_t *values);

// Tells how many taps still open the app with a link, from its row in the claim store; 0 for one that is used up or
// revoked. grace, taps and now are as for siplaunch_claim_values(). claimed_at, tapped and revoked_at are the row's three
// values; revoked_at is 0 for NULL.
//
// Fails with SIPLAUNCH_STATUS_CLAIM_POLICY.
enum siplaunch_status siplaunch_claim_taps_left(uint64_t grace,
                                                uint64_t taps,
                                                uint64_t claimed_at,
                                                uint64_t tapped,
                                                uint64_t revoked_at,
                                                uint64_t now,
                                                uint64_t *left);

// Counts the cost of sending a text by SMS.
enum siplaunch_status siplaunch_sms_count(const char *text,
                                          size_t text_len,
                                          struct siplaunch_sms_budget *budget);

// Writes the SMS template of a language: "en", "de" or a tag that begins so. The English one is "{link} to launch
// {brand}".
//
// Fails with SIPLAUNCH_STATUS_LANGUAGE.
enum siplaunch_status siplaunch_sms_template(const char *language,
                                             size_t language_len,
                                             char *out,
                                             size_t capacity,
                                             size_t *len);

// Puts a launch link and a brand name into the template of an SMS. The template has {link} once, with white space on
// both sides of it unless it is first or last, and {brand}, which becomes the brand name, as often as wanted. budget
// may be NULL.
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

// Counts the cost of the same SMS with a sealed link of these credentials, which shows how much sealing saves. It
// needs no key.
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

// Counts the cost of the same SMS with a one-time link of these credentials. It needs no key.
//
// Fails as siplaunch_sms_sealed_budget().
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

// Puts a launch link and a brand name into the words of a mail.
//
// language is "en", "de" or a tag that begins so (BCP 47). subject, body and button replace the language's own words,
// and each may be NULL; with all three the language can be any. body has {link} alone on one line, and button is the
// text that the HTML shows in place of the link. {brand} in them becomes the brand name. accent_color is the colour of
// the HTML's button, "#" and six hex digits; NULL means the page's blue.
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

// Lends the subject until the mail is freed: one line of any characters, not NUL-terminated, without the link. A
// header needs it encoded: siplaunch_mail_subject_header() does that.
enum siplaunch_status siplaunch_mail_subject(const struct siplaunch_mail *mail,
                                             const char **subject,
                                             size_t *subject_len);

// Writes the subject as the value of a Subject header: in ASCII, words encoded that need it (RFC 2047), in lines of at
// most 78 bytes with the header's name before them, separated by CR, LF and a space (RFC 5322).
enum siplaunch_status siplaunch_mail_subject_header(const struct siplaunch_mail *mail,
                                                    char *out,
                                                    size_t capacity,
                                                    size_t *len);

// Lends the text/plain part until the mail is freed, the link alone on a line: lines end in LF, not NUL-terminated.
enum siplaunch_status siplaunch_mail_text(const struct siplaunch_mail *mail,
                                          const char **text,
                                          size_t *text_len);

// Lends the text/html part until the mail is freed, a whole document: lines end in LF, not NUL-terminated.
enum siplaunch_status siplaunch_mail_html(const struct siplaunch_mail *mail,
                                          const char **html,
                                          size_t *html_len);

// Frees a mail and wipes what it lent. NULL is fine.
void siplaunch_mail_free(struct siplaunch_mail *mail);

// Draws a text, such as a launch link, as a QR code in SVG: black on white, error correction level M.
//
// Fails with SIPLAUNCH_STATUS_QR_TEXT if the text is too long: 2,331 bytes fit in any case.
enum siplaunch_status siplaunch_qr_svg(const char *text,
                                       size_t text_len,
                                       char *out,
                                       size_t capacity,
                                       size_t *len);

// Draws a text as a QR code in half blocks, UTF-8, for a terminal with light text on a dark background. On a light
// terminal the code looks inverted, and some scanners do not read it: set light on dark colours there.
//
// Fails with SIPLAUNCH_STATUS_QR_TEXT if the text is too long: 2,331 bytes fit in any case.
enum siplaunch_status siplaunch_qr_terminal(const char *text,
                                            size_t text_len,
                                            char *out,
                                            size_t capacity,
                                            size_t *len);

// Draws a text as a QR code in PNG: black on white, each module 1 to 64 pixels wide; 0 means 8.
//
// Fails with SIPLAUNCH_STATUS_QR_TEXT if the text is too long, 2,331 bytes fit in any case, or with _QR_SCALE.
enum siplaunch_status siplaunch_qr_png(const char *text,
                                       size_t text_len,
                                       uint32_t pixels_per_module,
                                       void *out,
                                       size_t capacity,
                                       size_t *len);

// Writes the text of a ticket of the later Sipwise generation, for a QR code. expire_ms is the expiry in milliseconds
// since 1970-01-01 00:00 UTC, as the token's issuer gave it; token is its 32 hex digits.
//
// Fails as siplaunch_credentials_check() or with SIPLAUNCH_STATUS_QR_TICKET.
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

// Finds the launch links, app links, intent links and tokens in a pasted text, such as an SMS or the source of a mail,
// and explains one of them and its faults: for support desks.
//
// - param is the parameter that carries the payload in launch links; NULL means "c".
// - key_ring opens sealed links; NULL leaves them unopened. context is the one that they were sealed with; NULL
//   means an empty one.
// - revoked lists the sealed links that the portal does not let in any more: their ids, one a line, # begins a
//   comment; NULL means none.
// - now is in seconds since 1970-01-01 00:00 UTC; 0 means the system's clock.
// - link is the number, from 0, of the link to explain: see siplaunch_explanation_link_count().
//
// Fails with SIPLAUNCH_STATUS_LINK_IDS.
//
// The explanation tells a wrong key from a damaged end: it is a padding oracle by design. Never offer it to strangers.
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

// Lends the kind of the link, in English, such as "launch link", until the explanation is freed: not NUL-terminated.
enum siplaunch_status siplaunch_explanation_kind(const struct siplaunch_explanation *explanation,
                                                 const char **kind,
                                                 size_t *kind_len);

// Tells whether the link has no fault.
enum siplaunch_status siplaunch_explanation_is_good(const struct siplaunch_explanation *explanation,
                                                    bool *good);

// Tells the number of findings.
enum siplaunch_status siplaunch_explanation_finding_count(const struct siplaunch_explanation *explanation,
                                                          size_t *count);

// Tells the i-th finding, counted from 0: its number, which never changes its meaning; whether it is a fault; and a
// sentence in English that repeats nothing of the text, lent until the explanation is freed, not NUL-terminated.
//
// Fails with SIPLAUNCH_STATUS_INDEX.
enum siplaunch_status siplaunch_explanation_finding(const struct siplaunch_explanation *explanation,
                                                    size_t i,
                                                    uint8_t *code,
                                                    bool *fault,
                                                    const char **text,
                                                    size_t *text_len);

// Tells the number of different links and tokens in the text. A link in both parts of a mail counts once.
enum siplaunch_status siplaunch_explanation_link_count(const struct siplaunch_explanation *explanation,
                                                       size_t *count);

// Lends the text of the link without its payload, as in "https://portal.example/p?c=…", until the explanation is
// freed: not NUL-terminated. Characters that a terminal does not show are escaped. No secret.
enum siplaunch_status siplaunch_explanation_shown(const struct siplaunch_explanation *explanation,
                                                  const char **shown,
                                                  size_t *shown_len);

// Tells the line of the pasted text on which the link begins, from 1; 0 if it is in an encoded part of a mail.
enum siplaunch_status siplaunch_explanation_line(const struct siplaunch_explanation *explanation, size_t *line);

// Lends the id of a sealed link, 32 lower-case hex digits, until the explanation is freed: not NUL-terminated. The
// pointer becomes NULL if the link has none, or its sealed token is not whole. No secret.
enum siplaunch_status siplaunch_explanation_id(const struct siplaunch_explanation *explanation,
                                               const char **id,
                                               size_t *id_len);

// Tells the expiry of a sealed link that was opened, in seconds since 1970-01-01 00:00 UTC; 0 if none was.
enum siplaunch_status siplaunch_explanation_expires(const struct siplaunch_explanation *explanation,
                                                    uint64_t *expires);

// Lends the token in canonical form, its damage repaired, until the explanation is freed: not NUL-terminated. The
// pointer becomes NULL if there is no good token. A secret.
enum siplaunch_status siplaunch_explanation_token(const struct siplaunch_explanation *explanation,
                                                  const char **token,
                                                  size_t *token_len);

// Lends the credentials in the token or in the opened sealed token until the explanation is freed: not NUL-terminated.
// The pointers become NULL if there are none. Secrets.
enum siplaunch_status siplaunch_explanation_credentials(const struct siplaunch_explanation *explanation,
                                                        const char **username,
                                                        size_t *username_len,
                                                        const char **server,
                                                        size_t *server_len,
                                                        const char **password,
                                                        size_t *password_len);

// Frees an explanation and wipes the login in it. NULL is fine.
void siplaunch_explanation_free(struct siplaunch_explanation *explanation);

// The warning about a regular file with secrets whose Unix permissions, the st_mode of stat(), are too open: others
// than its owner and its group may read it, or others than its owner may write it. NUL-terminated, never freed; NULL if
// the permissions are good. Put the file's path and mode before it.
const char *siplaunch_mode_warning(uint32_t mode);

#endif  /* SIPLAUNCH_H */

#ifdef __cplusplus
} /* extern "C" */
#endif
