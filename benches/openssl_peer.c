// The peer of the `link` bench: what a careful C portal would write with OpenSSL's EVP interface. The cipher context
// and its key schedule are made once and reused, nothing is allocated per call.
#include <openssl/evp.h>
#include <string.h>

static const char PREFIX[] = "http://example.org/p?c=";

void *peer_new(const unsigned char *key, const unsigned char *iv, int encrypt) {
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    if (ctx && !EVP_CipherInit_ex(ctx, EVP_aes_128_cbc(), NULL, key, iv, encrypt)) {
        EVP_CIPHER_CTX_free(ctx);
        return NULL;
    }
    return ctx;
}

void peer_free(void *ctx) {
    EVP_CIPHER_CTX_free(ctx);
}

static unsigned char *append(unsigned char *at, const char *text, size_t len) {
    memcpy(at, text, len);
    return at + len;
}

// Three credentials of up to 1000 bytes in all to a launch link; returns its length, 0 on failure.
size_t peer_link(void *ctx, const unsigned char *iv, const char *user, size_t user_len, const char *server,
                 size_t server_len, const char *password, size_t password_len, char *out) {
    unsigned char plain[1064], cipher[1088], text[1456];
    unsigned char *end = append(plain, "username=", 9);
    end = append(end, user, user_len);
    end = append(end, "&server=", 8);
    end = append(end, server, server_len);
    end = append(end, "&password=", 10);
    end = append(end, password, password_len);

    int len = 0, last = 0;
    if (!EVP_EncryptInit_ex(ctx, NULL, NULL, NULL, iv) || !EVP_EncryptUpdate(ctx, cipher, &len, plain, end - plain) ||
        !EVP_EncryptFinal_ex(ctx, cipher + len, &last))
        return 0;
    int text_len = EVP_EncodeBlock(text, cipher, len + last);

    memcpy(out, PREFIX, sizeof PREFIX - 1);
    char *at = out + sizeof PREFIX - 1;
    for (int i = 0; i < text_len; i++) {
        switch (text[i]) {
        case '+': memcpy(at, "%2B", 3); at += 3; break;
        case '/': memcpy(at, "%2F", 3); at += 3; break;
        case '=': memcpy(at, "%3D", 3); at += 3; break;
        default: *at++ = (char)text[i];
        }
    }
    return (size_t)(at - out);
}

static inline size_t decode(void *ctx, const unsigned char *iv, const unsigned char *text, size_t text_len,
                            unsigned char *out) {
    unsigned char cipher[1092];
    // EVP_DecodeBlock counts padding as bytes.
    int cipher_len = EVP_DecodeBlock(cipher, text, (int)text_len);
    if (cipher_len < 0)
        return 0;
    for (size_t i = text_len; i > 0 && text[i - 1] == '='; i--)
        cipher_len--;

    int len = 0, last = 0;
    if (!EVP_DecryptInit_ex(ctx, NULL, NULL, NULL, iv) || !EVP_DecryptUpdate(ctx, out, &len, cipher, cipher_len) ||
        !EVP_DecryptFinal_ex(ctx, out + len, &last))
        return 0;
    return (size_t)(len + last);
}

// A token of up to 1456 bytes to its plaintext; returns the plaintext's length, 0 on failure.
size_t peer_decode(void *ctx, const unsigned char *iv, const unsigned char *text, size_t text_len, unsigned char *out) {
    return decode(ctx, iv, text, text_len, out);
}

static int hex(char c) {
    return c <= '9' ? c - '0' : (c | 32) - 'a' + 10;
}

// A launch link of up to 1400 bytes to its plaintext; returns the plaintext's length, 0 on failure.
size_t peer_open(void *ctx, const unsigned char *iv, const char *link, size_t link_len, unsigned char *out) {
    unsigned char text[1456];
    size_t text_len = 0;
    if (link_len < sizeof PREFIX)
        return 0;
    for (size_t i = sizeof PREFIX - 1; i < link_len; i++) {
        if (link[i] == '%' && i + 2 < link_len) {
            text[text_len++] = (unsigned char)(hex(link[i + 1]) << 4 | hex(link[i + 2]));
            i += 2;
        } else {
            text[text_len++] = (unsigned char)link[i];
        }
    }
    return decode(ctx, iv, text, text_len, out);
}
