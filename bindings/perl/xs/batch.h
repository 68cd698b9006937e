/* Batches: texts of many rows of credentials. */

/* The texts in one piece of memory; that of row i ends at ends[i]. A bad row has an empty text. */
typedef struct {
    size_t count;
    size_t used;
    size_t capacity;
    char *texts;
    size_t ends[];
} siplaunch_batch;

static void free_batch(void *pointer)
{
    siplaunch_batch *batch = pointer;
    siplaunch_wipe(batch->texts, batch->capacity);
    Safefree(batch->texts);
    Safefree(batch);
}

KIND(batch, "Siplaunch::Batch", free_batch, NULL);

/* Makes room for more bytes. */
static void extend(siplaunch_batch *batch, size_t needed)
{
    size_t capacity = batch->used + needed > 2 * batch->capacity ? batch->used + needed : 2 * batch->capacity;
    char *texts = safemalloc(capacity);
    if (batch->texts) {
        memcpy(texts, batch->texts, batch->used);
        siplaunch_wipe(batch->texts, batch->capacity);
        Safefree(batch->texts);
    }
    batch->texts = texts;
    batch->capacity = capacity;
}

/* The texts to make, and the objects that make them. */
typedef struct {
    enum { TOKENS, APP_LINKS, LAUNCH_LINKS, SEALED_LINKS, ONE_TIME_LINKS } texts;
    SV *portal;
    SV *brand;
    SV *key_ring;
    uint64_t expires;
    text context;
} job;

/* The rows of one call of the library, and what becomes of them. */
#define CHUNK 1024
typedef struct {
    siplaunch_row rows[CHUNK];
    siplaunch_status statuses[CHUNK];
    size_t count;
    size_t room; /* the library spends time on all that it gets */
    size_t len;
    size_t rejected;
} chunk;

static int make_texts(pTHX_ const job *job, chunk *of, siplaunch_batch *into, size_t *ends)
{
#define ROWS of->rows, of->count
#define SEAL job->expires, TO(job->context)
#define RESULTS into->texts + into->used, of->room, &of->len, ends, of->statuses, &of->rejected
    switch (job->texts) {
    case TOKENS:
        return siplaunch_brand_tokens(POINTER(brand, job->brand), ROWS, RESULTS);
    case APP_LINKS:
        return siplaunch_brand_app_links(POINTER(brand, job->brand), ROWS, RESULTS);
    case LAUNCH_LINKS:
        return siplaunch_portal_launch_links(POINTER(portal, job->portal), POINTER(brand, job->brand), ROWS, RESULTS);
    case SEALED_LINKS:
        return siplaunch_portal_sealed_links(POINTER(portal, job->portal), POINTER(key_ring, job->key_ring), ROWS, SEAL, RESULTS);
    default:
        return siplaunch_portal_one_time_links(POINTER(portal, job->portal), POINTER(key_ring, job->key_ring), ROWS, SEAL, RESULTS);
    }
}

/* An array of rows, or else three columns. */
typedef struct {
    AV *rows;
    AV *columns[3];
    SSize_t count;
    bool runs_code; /* whether to read a value may run code, which may change other values */
} source;

static const char *const FIELD_NAMES[] = {"username", "server", "password"};

/* Takes a value of a source: itself, or a copy, which no code changes or frees. Fails if the source turns out to run code. */
static bool take(pTHX_ const source *from, SV **value)
{
    if (LIKELY(!from->runs_code))
        return !runs_code(aTHX_ *value);
    *value = plain(aTHX_ *value);
    return true;
}

static bool take_element(pTHX_ const source *from, AV *array, SSize_t i, SV **value)
{
    SV **element;
    if (SvRMAGICAL(array) && !from->runs_code)
        return false;
    element = SvRMAGICAL(array) ? av_fetch(array, i, 0) : i <= AvFILLp(array) ? &AvARRAY(array)[i] : NULL;
    *value = element && *element ? *element : &PL_sv_undef;
    return take(aTHX_ from, value);
}

static bool take_value(pTHX_ const source *from, HV *row, const char *name, SV **value)
{
    SV **found;
    if (SvRMAGICAL(row) && !from->runs_code)
        return false;
    found = hv_fetch(row, name, strlen(name), 0);
    *value = found ? *found : &PL_sv_undef;
    return take(aTHX_ from, value);
}

/* Takes the fields of a row of texts. A bad one makes a fault. */
static void take_texts(pTHX_ SV *const *values, text *fields, SV **fault)
{
    for (int i = 0; i < 3 && !*fault; i++) {
        const char *wrong = wrong_kind(values[i]);
        if (wrong)
            *fault = newSVpvf("%s %s", FIELD_NAMES[i], wrong);
        else
            fields[i] = TEXT(FIELD_NAMES[i], values[i]);
    }
}

/* Takes a row. Fails as take() does. */
static bool take_row(pTHX_ const source *from, SSize_t i, text *fields, SV **fault)
{
    SV *row, *values[3];
    const MAGIC *magic;
    if (!from->rows) {
        for (int field = 0; field < 3; field++) {
            if (!take_element(aTHX_ from, from->columns[field], i, &values[field]))
                return false;
        }
        take_texts(aTHX_ values, fields, fault);
        return true;
    }
    if (!take_element(aTHX_ from, from->rows, i, &row))
        return false;
    magic = magic_of(row);
    if (magic && magic->mg_virtual == &credentials_kind.magic && magic->mg_ptr) {
        const secret *texts = (const secret *)magic->mg_ptr;
        fields[0] = (text){FIRST(texts)};
        fields[1] = (text){SECOND(texts)};
        fields[2] = (text){THIRD(texts)};
        return true;
    }
    if (magic || !SvROK(row) || SvTYPE(SvRV(row)) != SVt_PVHV) {
        *fault = newSVpvs("a row must be a hash reference with username, server and password, or Siplaunch::Credentials");
        return true;
    }
    for (int field = 0; field < 3; field++) {
        if (!take_value(aTHX_ from, (HV *)SvRV(row), FIELD_NAMES[field], &values[field]))
            return false;
    }
    take_texts(aTHX_ values, fields, fault);
    return true;
}

static void reject(pTHX_ HV *errors, SSize_t i, SV *exception)
{
    SV *index = sv_2mortal(newSViv(i));
    (void)hv_store_ent(errors, index, SvREFCNT_inc_simple_NN(exception), 0);
}

/* Takes the rows from the first one on. Fails as take() does. */
static bool take_rows(pTHX_ const source *from, SSize_t first, chunk *into, HV *errors)
{
    const text none = {"", 0};
    for (size_t i = 0; i < into->count; i++) {
        text fields[] = {none, none, none};
        SV *fault = NULL;
        if (!take_row(aTHX_ from, first + i, fields, &fault))
            return false;
        if (fault) {
            reject(aTHX_ errors, first + i, exception(aTHX_ "Usage", fault));
            fields[0] = none; /* the library refuses an empty username */
        }
        into->rows[i] = (siplaunch_row){TO(fields[0]), TO(fields[1]), TO(fields[2])};
    }
    return true;
}

/* Makes the texts of a source. */
static void make_batch(pTHX_ const job *job, source *from, siplaunch_batch *into, HV *errors)
{
    chunk *rows = (chunk *)SvPVX(sv_2mortal(newSV(sizeof *rows)));
    rows->room = 0;
    for (SSize_t first = 0; first < from->count; first += CHUNK) {
        size_t *ends = into->ends + first;
        int status;
        ENTER;
        SAVETMPS;
        rows->count = from->count - first < CHUNK ? from->count - first : CHUNK;
        if (!take_rows(aTHX_ from, first, rows, errors)) {
            from->runs_code = true;
            take_rows(aTHX_ from, first, rows, errors);
        }
        for (;;) {
            if (into->capacity - into->used < rows->room)
                extend(into, rows->room);
            status = make_texts(aTHX_ job, rows, into, ends);
            if (status != SIPLAUNCH_STATUS_BUFFER_TOO_SMALL)
                break;
            rows->room = rows->len + rows->len / 8; /* the next rows may be longer */
        }
        check(aTHX_ status);
        for (size_t i = 0; i < rows->count; i++) {
            ends[i] += into->used;
            if (rows->statuses[i] && !hv_exists_ent(errors, sv_2mortal(newSViv(first + i)), 0))
                reject(aTHX_ errors, first + i, exception_of(aTHX_ rows->statuses[i]));
        }
        into->used += rows->len;
        into->count = first + rows->count;
        FREETMPS;
        LEAVE;
    }
}

static AV *array_of(pTHX_ const char *name, SV *value)
{
    if (!SvROK(value) || SvTYPE(SvRV(value)) != SVt_PVAV)
        usage(aTHX_ "%s must be an array reference", name);
    return (AV *)SvRV(value);
}

static source source_of(pTHX_ SV *rows, SV *const *columns)
{
    source from = {NULL};
    if (SvOK(rows)) {
        from.rows = array_of(aTHX_ "rows", rows);
        from.count = (av_len(from.rows) + 1);
        if (SvOK(columns[0]) || SvOK(columns[1]) || SvOK(columns[2]))
            usage(aTHX_ "give an array of rows or columns, and not both");
        return from;
    }
    from.columns[0] = array_of(aTHX_ "usernames", columns[0]);
    from.columns[1] = array_of(aTHX_ "servers", columns[1]);
    from.columns[2] = array_of(aTHX_ "passwords", columns[2]);
    from.count = (av_len(from.columns[0]) + 1);
    if ((av_len(from.columns[1]) + 1) != from.count || (av_len(from.columns[2]) + 1) != from.count)
        usage(aTHX_ "usernames, servers and passwords must have the same number of values");
    return from;
}

/* The batch of a job: its rows are the argument at an index, or else its columns have names. */
static SV *batch(pTHX_ I32 ax, I32 items, I32 at, job job)
{
    static const char *const columns[] = {"usernames", "servers", "passwords", NULL};
    static const char *const columns_and_seal[] = {"usernames", "servers", "passwords", "expires", "context", NULL};
    SV *given[5], *rows = items > at && SvROK(ST(at)) ? ST(at) : &PL_sv_undef;
    source from;
    HV *is = newHV(), *errors = newHV();
    SV *made;
    siplaunch_batch *batch;
    (void)hv_stores(is, "errors", newRV_noinc((SV *)errors));
    sv_2mortal((SV *)is);
    named(aTHX_ ax, items, SvOK(rows) ? at + 1 : at, job.key_ring ? columns_and_seal : columns, given);
    from = source_of(aTHX_ rows, given);
    if (job.key_ring) {
        text context = BYTES_OR_NONE("context", given[4]);
        job.expires = WHOLE("expires", given[3]);
        job.context = (text){SvPVX(newSVpvn_flags(context.at, context.len, SVs_TEMP)), context.len};
    }
    batch = safecalloc(1, sizeof *batch + from.count * sizeof *batch->ends);
    made = sv_2mortal(object_over(aTHX_ SvREFCNT_inc_simple_NN((SV *)is), NULL, &batch_kind, batch));
    make_batch(aTHX_ &job, &from, batch, errors);
    return SvREFCNT_inc_simple_NN(made);
}

static SV *texts_of(pTHX_ const siplaunch_batch *batch)
{
    AV *texts = newAV();
    size_t begin = 0;
    if (batch->count)
        av_extend(texts, batch->count - 1);
    for (size_t i = 0; i < batch->count; begin = batch->ends[i++])
        AvARRAY(texts)[i] = batch->ends[i] > begin ? newSVpvn(batch->texts + begin, batch->ends[i] - begin) : newSV(0);
    AvFILLp(texts) = (SSize_t)batch->count - 1;
    return newRV_noinc((SV *)texts);
}
