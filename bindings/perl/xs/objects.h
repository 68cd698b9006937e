/* Objects over memory of C. An object is a blessed scalar whose magic has the pointer, and no other value can have that magic.
   A copy, made by a thread or by Clone, has no pointer: it neither uses nor frees the original's. */

typedef struct {
    MGVTBL magic;
    const char *class;
    void (*free)(void *pointer);
    void *(*copy)(const void *pointer); /* for another thread; NULL if another thread gets none */
} kind;

static int free_magic(pTHX_ SV *object, MAGIC *magic)
{
    void *pointer = magic->mg_ptr;
    PERL_UNUSED_ARG(object);
    magic->mg_ptr = NULL;
    if (pointer)
        ((const kind *)magic->mg_virtual)->free(pointer);
    return 0;
}

static int copy_magic(pTHX_ MAGIC *magic, CLONE_PARAMS *parameters)
{
    const kind *kind = (const void *)magic->mg_virtual;
    PERL_UNUSED_ARG(parameters);
    magic->mg_ptr = magic->mg_ptr && kind->copy ? kind->copy(magic->mg_ptr) : NULL;
    return 0;
}

#define KIND(name, class, free, copy) static const kind name##_kind = {{.svt_free = free_magic, .svt_dup = copy_magic}, class, free, copy}

/* The kind of an object that the library makes. */
#define LIBRARY_KIND(name, class)                       \
    static void free_##name(void *pointer)              \
    {                                                   \
        siplaunch_##name##_free(pointer);               \
    }                                                   \
    KIND(name, class, free_##name, NULL)

LIBRARY_KIND(brand, "Siplaunch::Brand");
LIBRARY_KIND(explanation, "Siplaunch::Explanation");
LIBRARY_KIND(handler, "Siplaunch::LaunchHandler");
LIBRARY_KIND(key_ring, "Siplaunch::KeyRing");
LIBRARY_KIND(launch, "Siplaunch::Launch");
LIBRARY_KIND(mail, "Siplaunch::Mail");
LIBRARY_KIND(page, "Siplaunch::Page");
LIBRARY_KIND(portal, "Siplaunch::Portal");
LIBRARY_KIND(response, "Siplaunch::Response");

/* Up to three texts in one piece of memory, which is wiped when it is freed. */
typedef struct {
    size_t len[3];
    char bytes[];
} secret;

typedef secret siplaunch_credentials, siplaunch_qr_code, siplaunch_sms;

#define FIRST(texts) (texts)->bytes, (texts)->len[0]
#define SECOND(texts) (texts)->bytes + (texts)->len[0], (texts)->len[1]
#define THIRD(texts) (texts)->bytes + (texts)->len[0] + (texts)->len[1], (texts)->len[2]
#define FIELDS(texts) FIRST(texts), SECOND(texts), THIRD(texts)

static size_t secret_size(const secret *texts)
{
    return sizeof *texts + texts->len[0] + texts->len[1] + texts->len[2];
}

static void free_secret(void *pointer)
{
    siplaunch_wipe(pointer, secret_size(pointer));
    Safefree(pointer);
}

static void *copy_secret(const void *pointer)
{
    size_t size = secret_size(pointer);
    return memcpy(safemalloc(size), pointer, size);
}

KIND(credentials, "Siplaunch::Credentials", free_secret, copy_secret);
KIND(qr_code, "Siplaunch::QrCode", free_secret, copy_secret);
KIND(sms, "Siplaunch::Sms", free_secret, copy_secret);

/* An object of a class over a pointer, which it owns from now on. */
static SV *object_over(pTHX_ SV *body, HV *class, const kind *kind, void *pointer)
{
    sv_magicext(body, NULL, PERL_MAGIC_ext, &kind->magic, pointer, 0)->mg_flags |= MGf_DUP;
    return sv_bless(newRV_noinc(body), class ? class : gv_stashpv(kind->class, GV_ADD));
}

static SV *object(pTHX_ HV *class, const kind *kind, void *pointer)
{
    return object_over(aTHX_ newSV(0), class, kind, pointer);
}

/* The magic that has an object's pointer, or NULL for any other value. */
PERL_STATIC_INLINE MAGIC *magic_of(SV *object)
{
    MAGIC *magic = SvROK(object) && SvTYPE(SvRV(object)) >= SVt_PVMG ? SvMAGIC(SvRV(object)) : NULL;
    while (magic && !(magic->mg_type == PERL_MAGIC_ext && magic->mg_virtual && magic->mg_virtual->svt_free == free_magic))
        magic = magic->mg_moremagic;
    return magic;
}

/* The pointer of an object. */
PERL_STATIC_INLINE void *pointer(pTHX_ SV *object, const kind *kind)
{
    const MAGIC *magic = magic_of(object);
    if (LIKELY(magic && magic->mg_virtual == &kind->magic && magic->mg_ptr))
        return magic->mg_ptr;
    if (!sv_isobject(object) || !sv_derived_from(object, kind->class))
        usage(aTHX_ "an argument must be an object of %s", kind->class);
    usage(aTHX_ "this object of %s is a copy, as another thread has: make a new one", kind->class);
    return NULL;
}

#define POINTER(name, sv) ((siplaunch_##name *)pointer(aTHX_ (sv), &name##_kind))
#define OPTIONAL_POINTER(name, sv) (SvOK(sv) ? POINTER(name, sv) : NULL)
