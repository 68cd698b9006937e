/* Results of calls. */

/* A text as bytes of Perl. */
#define VALUE(text) newSVpvn((text).at, (text).len)

/* The buffer for an output of the library, with room for most. */
typedef struct {
    int status;
    char *out;
    size_t capacity;
    size_t len;
    bool is_large;
    char usual[512];
} output;

/* The buffer in the arguments of the library. */
#define OUT(output) (output)->out, (output)->capacity, &(output)->len

static void begin(output *to)
{
    to->out = to->usual;
    to->capacity = sizeof to->usual;
    to->is_large = false;
}

/* Whether to call again, with a larger buffer. */
static bool is_too_small(pTHX_ output *to)
{
    if (LIKELY(to->status != SIPLAUNCH_STATUS_BUFFER_TOO_SMALL) || to->is_large)
        return false;
    to->capacity = to->len;
    to->out = SvPVX(sv_2mortal(newSV(to->capacity)));
    to->is_large = true;
    return true;
}

/* Ends with a status, after the buffer is wiped. */
static void end(pTHX_ output *to, int status)
{
    siplaunch_wipe(to->out, to->capacity);
    check(aTHX_ status);
}

/* The bytes in the buffer. */
static SV *written(pTHX_ output *to)
{
    SV *bytes = to->status ? NULL : newSVpvn(to->out, to->len);
    end(aTHX_ to, to->status);
    return bytes;
}

/* Calls the library with these arguments, and a buffer behind them. */
#define CALL_WITH_BUFFER(call, ...)                             \
    output made;                                                \
    begin(&made);                                               \
    do                                                          \
        made.status = siplaunch_##call(__VA_ARGS__, OUT(&made)); \
    while (is_too_small(aTHX_ &made))

/* The same, with a struct behind the buffer. */
#define CALL_WITH_BUFFER_AND(struct, call, ...)                          \
    output made;                                                         \
    begin(&made);                                                        \
    do                                                                   \
        made.status = siplaunch_##call(__VA_ARGS__, OUT(&made), struct); \
    while (is_too_small(aTHX_ &made))

/* The result of an XSUB is what the library writes. */
#define WRITTEN(...)                  \
    CALL_WITH_BUFFER(__VA_ARGS__);    \
    RETVAL = written(aTHX_ &made)

/* The same, in characters. */
#define WRITTEN_TEXT(...)  \
    WRITTEN(__VA_ARGS__);  \
    sv_utf8_decode(RETVAL)

/* The result of an XSUB is the object that the library makes: of a class, or of its kind's class for NULL. */
#define MADE(class, name, call, ...)                        \
    siplaunch_##name *made;                                 \
    check(aTHX_ siplaunch_##call(__VA_ARGS__, &made));      \
    RETVAL = object(aTHX_ class, &name##_kind, made)

/* The result of an XSUB is what the library lends, in bytes; undef for NULL. */
#define LENT(call, ...)                                                  \
    const char *lent;                                                    \
    size_t lent_len;                                                     \
    check(aTHX_ siplaunch_##call(__VA_ARGS__, &lent, &lent_len));        \
    RETVAL = lent ? newSVpvn(lent, lent_len) : newSV(0)

/* The same, in characters. */
#define LENT_TEXT(...)     \
    LENT(__VA_ARGS__);     \
    sv_utf8_decode(RETVAL)

/* The result of an XSUB is a value of a type of C. */
#define TOLD(type, call, ...)                              \
    type told;                                             \
    check(aTHX_ siplaunch_##call(__VA_ARGS__, &told));     \
    RETVAL = told

/* Texts in memory of their own. */
static secret *secret_of(text first, text second, text third)
{
    secret *texts = safemalloc(sizeof *texts + first.len + second.len + third.len);
    char *at = texts->bytes;
    texts->len[0] = first.len;
    texts->len[1] = second.len;
    texts->len[2] = third.len;
    at = (char *)memcpy(at, first.at, first.len) + first.len;
    at = (char *)memcpy(at, second.at, second.len) + second.len;
    memcpy(at, third.at, third.len);
    return texts;
}

static SV *credentials(pTHX_ HV *class, text username, text server, text password)
{
    return object(aTHX_ class, &credentials_kind, secret_of(username, server, password));
}

/* Credentials in a buffer, by their places there. */
static SV *credentials_in(pTHX_ const output *buffer, const siplaunch_fields *at)
{
    const text username = {buffer->out + at->username_at, at->username_len};
    const text server = {buffer->out + at->server_at, at->server_len};
    const text password = {buffer->out + at->password_at, at->password_len};
    return credentials(aTHX_ NULL, username, server, password);
}

/* A text that is UTF-8, in characters. */
static SV *characters(pTHX_ const char *at, size_t len)
{
    SV *characters = newSVpvn(at, len);
    sv_utf8_decode(characters);
    return characters;
}

static SV *boolean(pTHX_ bool value)
{
    return newSVsv(boolSV(value));
}

/* A new object of a class with these values. */
static SV *record(pTHX_ const char *class, HV *values)
{
    return sv_bless(newRV_noinc((SV *)values), gv_stashpv(class, GV_ADD));
}

static SV *opened(pTHX_ const output *buffer, const siplaunch_opened *is)
{
    HV *values = newHV();
    (void)hv_stores(values, "credentials", credentials_in(aTHX_ buffer, &is->fields));
    (void)hv_stores(values, "expires", newSVuv(is->expires));
    (void)hv_stores(values, "id", newSVpv(is->id, 0));
    (void)hv_stores(values, "is_one_time", boolean(aTHX_ is->is_one_time));
    return record(aTHX_ "Siplaunch::Opened", values);
}

static SV *sms_budget(pTHX_ const siplaunch_sms_budget *is)
{
    HV *values = newHV();
    SV *first = newSV(0);
    if (is->first_non_gsm) {
        U8 utf8[UTF8_MAXBYTES];
        sv_setpvn(first, (char *)utf8, uvchr_to_utf8(utf8, is->first_non_gsm) - utf8);
        SvUTF8_on(first);
    }
    (void)hv_stores(values, "encoding", newSVpv(is->encoding == SIPLAUNCH_SMS_ENCODING_GSM7 ? "GSM-7" : "UCS-2", 0));
    (void)hv_stores(values, "first_non_gsm", first);
    (void)hv_stores(values, "units", newSVuv(is->units));
    (void)hv_stores(values, "parts", newSVuv(is->parts));
    (void)hv_stores(values, "units_left", newSVuv(is->units_left));
    (void)hv_stores(values, "characters", newSVuv(is->characters));
    (void)hv_stores(values, "is_within_handbook", boolean(aTHX_ is->within_handbook));
    return record(aTHX_ "Siplaunch::SmsBudget", values);
}

/* The value in a record that has the name of an accessor. */
static SV *value_named_as(pTHX_ CV *accessor, SV *record)
{
    HV *values = SvROK(record) && SvTYPE(SvRV(record)) == SVt_PVHV ? (HV *)SvRV(record) : NULL;
    GV *name = CvGV(accessor);
    SV **value = values ? hv_fetch(values, GvNAME(name), GvNAMELEN(name), 0) : NULL;
    return value ? newSVsv(*value) : newSV(0);
}
