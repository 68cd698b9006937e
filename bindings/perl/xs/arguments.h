/* Arguments of calls. The errors name an argument and never repeat one. */

typedef struct text {
    const char *at;
    size_t len;
} text;

/* A text in the arguments of the library. */
#define TO(text) (text).at, (text).len

/* Whether to read a value runs code: it is tied, or an object that overloads. */
PERL_STATIC_INLINE bool runs_code(pTHX_ SV *value)
{
    return SvGMAGICAL(value)
        || (SvROK(value) && !magic_of(value) && SvAMAGIC(value) && Gv_AMG(SvSTASH(SvRV(value))));
}

/* A copy without magic, in which a text is in place of an object that overloads. */
static SV *plain(pTHX_ SV *value)
{
    value = sv_mortalcopy(value);
    if (SvROK(value) && runs_code(aTHX_ value)) {
        STRLEN len;
        const char *at = SvPV_nomg(value, len);
        return newSVpvn_flags(at, len, SVs_TEMP | (SvUTF8(value) ? SVf_UTF8 : 0));
    }
    return value;
}

/* Makes the arguments on the stack plain, and returns whether one was not. This runs all code of tied and overloaded values, once.
   Pointers into arguments are good until more of such code runs. */
static bool settle(pTHX_ I32 ax, I32 items)
{
    bool ran = false;
    for (I32 i = 0; i < items; i++) {
        if (UNLIKELY(runs_code(aTHX_ ST(i)))) {
            SV *settled = plain(aTHX_ ST(i));
            ST(i) = settled;
            ran = true;
        }
    }
    return ran;
}

/* An argument, or undef. */
#define ARG(i) (items > (i) ? ST(i) : &PL_sv_undef)

/* The pointer of a method's object, after the arguments are plain: that may run code, which may free the object. */
static void *self_pointer(pTHX_ I32 ax, I32 items, const kind *kind)
{
    void *self = pointer(aTHX_ ST(0), kind);
    return settle(aTHX_ ax, items) ? pointer(aTHX_ ST(0), kind) : self;
}

/* The class of a class method, after the arguments are plain. */
static HV *class_of(pTHX_ I32 ax, I32 items)
{
    settle(aTHX_ ax, items);
    if (SvROK(ST(0)))
        usage(aTHX_ "a new object needs the name of a class and not an object");
    return gv_stashsv(ST(0), GV_ADD);
}

static void all_names(pTHX_ const char *words, const char *const *names)
{
    SV *list = sv_2mortal(newSVpv(*names, 0));
    while (*++names)
        sv_catpvf(list, ", %s", *names);
    usage(aTHX_ "%s; the names are: %" SVf, words, SVfARG(list));
}

PERL_STATIC_INLINE bool is_name(const char *known, const char *name, size_t len)
{
    return known && strlen(known) == len && memEQ(known, name, len);
}

/* The values of the name => value pairs from an argument on, in the order of the names; undef for a name without a pair. */
static void named(pTHX_ I32 ax, I32 items, I32 from, const char *const *names, SV **values)
{
    I32 next = 0;
    for (I32 i = 0; names[i]; i++)
        values[i] = &PL_sv_undef;
    if (items > from && (items - from) % 2)
        all_names(aTHX_ "the arguments must be name => value pairs", names);
    for (I32 at = from; at < items; at += 2) {
        STRLEN len;
        const char *name = SvPV_nomg_const(ST(at), len);
        I32 i = next;
        if (!is_name(names[i], name, len)) {
            for (i = 0; names[i] && !is_name(names[i], name, len); i++)
                ;
        }
        if (!names[i])
            all_names(aTHX_ "an argument has an unknown name", names);
        values[i] = ST(at + 1);
        next = i + 1; /* callers give most pairs in this order */
    }
}

/* Declares the values of name => value pairs: given[0] has that of the first name. */
#define NAMED(from, ...)                                         \
    static const char *const names[] = {__VA_ARGS__, NULL};      \
    SV *given[C_ARRAY_LENGTH(names) - 1];                        \
    named(aTHX_ ax, items, from, names, given)

/* The fault of a value that is neither text nor bytes, or NULL. */
PERL_STATIC_INLINE const char *wrong_kind(SV *value)
{
    if (LIKELY(SvPOK(value)))
        return NULL;
    if (!SvOK(value))
        return "is missing";
    return SvROK(value) && !SvOBJECT(SvRV(value)) ? "must be a value and not a reference" : NULL;
}

/* A value that Perl may change to read it, such as a number as text. */
PERL_STATIC_INLINE SV *readable(pTHX_ const char *name, SV *value)
{
    const char *wrong = wrong_kind(value);
    if (wrong)
        usage(aTHX_ "%s %s", name, wrong);
    return SvPOK(value) ? value : sv_mortalcopy(value);
}

/* Text as UTF-8. */
PERL_STATIC_INLINE text text_of(pTHX_ const char *name, SV *value)
{
    text is;
    value = readable(aTHX_ name, value);
    is.at = SvPV_nomg_const(value, is.len);
    if (UNLIKELY(!SvUTF8(value) && !is_utf8_invariant_string((const U8 *)is.at, is.len))) {
        value = newSVpvn_flags(is.at, is.len, SVs_TEMP);
        is.at = SvPVutf8(value, is.len);
    }
    return is;
}

/* The same, or NULL. */
static text optional_text(pTHX_ const char *name, SV *value)
{
    const text none = {NULL, 0};
    return SvOK(value) ? text_of(aTHX_ name, value) : none;
}

static text bytes_of(pTHX_ const char *name, SV *value)
{
    text is;
    value = readable(aTHX_ name, value);
    if (SvUTF8(value)) {
        value = sv_mortalcopy(value);
        if (!sv_utf8_downgrade(value, TRUE))
            usage(aTHX_ "%s must be bytes, and it has characters above 255: encode it first", name);
    }
    is.at = SvPV_nomg_const(value, is.len);
    return is;
}

/* The same, or no bytes. */
static text bytes_or_none(pTHX_ const char *name, SV *value)
{
    const text none = {"", 0};
    return SvOK(value) ? bytes_of(aTHX_ name, value) : none;
}

#define TEXT(name, sv) text_of(aTHX_ name, sv)
#define OPTIONAL_TEXT(name, sv) optional_text(aTHX_ name, sv)
#define BYTES(name, sv) bytes_of(aTHX_ name, sv)
#define BYTES_OR_NONE(name, sv) bytes_or_none(aTHX_ name, sv)

/* A whole number from 0, without its fraction. */
static uint64_t whole_number(pTHX_ const char *name, SV *value)
{
    NV number = -1;
    if (!SvOK(value))
        usage(aTHX_ "%s is missing", name);
    if (looks_like_number(value))
        number = SvNV_nomg(SvNIOK(value) ? value : sv_mortalcopy(value));
    if (!(number >= 0 && number <= 9007199254740992.0))
        usage(aTHX_ "%s must be a number from 0 to 2**53", name);
    return (uint64_t)number;
}

#define WHOLE(name, sv) whole_number(aTHX_ name, sv)
#define WHOLE_OR_0(name, sv) (SvOK(sv) ? WHOLE(name, sv) : 0)

/* The id of a key. A number that no byte can hold becomes the largest, which the library refuses. */
static uint8_t id_of(pTHX_ SV *value)
{
    uint64_t id = WHOLE("id", value);
    return id > 255 ? 255 : (uint8_t)id;
}

/* The texts of an array, one a line. */
static SV *lines_of(pTHX_ const char *name, SV *array)
{
    SV *lines = newSVpvn_flags("", 0, SVs_TEMP | SVf_UTF8);
    if (!SvOK(array))
        return lines;
    if (!SvROK(array) || SvTYPE(SvRV(array)) != SVt_PVAV)
        usage(aTHX_ "%s must be an array reference", name);
    for (SSize_t i = 0; i <= av_len((AV *)SvRV(array)); i++) {
        SV **element = av_fetch((AV *)SvRV(array), i, 0);
        const text line = TEXT(name, element ? sv_mortalcopy(*element) : &PL_sv_undef);
        sv_catpvn(lines, line.at, line.len);
        sv_catpvs(lines, "\n");
    }
    return lines;
}

/* The bytes of a file that holds secrets, in a scalar that its caller wipes. */
static SV *bytes_of_file(pTHX_ SV *path)
{
    dSP;
    PUSHMARK(SP);
    XPUSHs(path);
    PUTBACK;
    call_pv("Siplaunch::_bytes_of_file", G_SCALAR);
    SPAGAIN;
    SV *bytes = POPs;
    PUTBACK;
    return bytes;
}
