/* Exceptions: objects of Siplaunch::Exception and its classes. They hold nothing of any input. */

/* The classes by the tens of a status. */
static const char *const TOPICS[] = {"Library", "Brand", "Credentials", "Token", "Link", "Sealed", "Message", "Page", "Message"};

/* The classes of no whole ten. */
static const char *const OTHER_TOPICS[] = {"Input", "Qr", "ClaimStore", "Usage"};

static const char *topic_of(int status)
{
    switch (status) {
    case SIPLAUNCH_STATUS_NOT_UTF8:
    case SIPLAUNCH_STATUS_INPUT_TOO_LONG:
    case SIPLAUNCH_STATUS_LINK_IDS:
        return "Input";
    case SIPLAUNCH_STATUS_SEALED_EXPIRED:
        return "SealedExpired";
    case SIPLAUNCH_STATUS_QR_TEXT:
    case SIPLAUNCH_STATUS_QR_SCALE:
    case SIPLAUNCH_STATUS_QR_TICKET:
        return "Qr";
    }
    /* A library that is newer than these modules may have statuses that they do not know. */
    return status >= 0 && (size_t)status / 10 < C_ARRAY_LENGTH(TOPICS) ? TOPICS[status / 10] : "Library";
}

static void topic_is_a(pTHX_ const char *topic, const char *parent)
{
    const char *isa = Perl_form(aTHX_ "Siplaunch::Exception%s::ISA", topic);
    av_push(get_av(isa, GV_ADD), newSVpvf("Siplaunch::Exception%s", parent));
}

/* A status's name, spelled as in the header: SEALED_EXPIRED for "SealedExpired". */
static SV *header_name(pTHX_ const char *name)
{
    SV *spelled = newSVpvs("");
    for (const char *at = name; *at; at++) {
        if (at != name && isUPPER_A(*at) && !isUPPER_A(at[-1]))
            sv_catpvs(spelled, "_");
        sv_catpvf(spelled, "%c", toUPPER_A(*at));
    }
    return spelled;
}

/* The place that called these modules, whose packages begin with Siplaunch. */
static const COP *calling_place(pTHX)
{
    const COP *place = PL_curcop;
    for (I32 level = 0;; level++) {
        const char *package = CopSTASHPV(place);
        const PERL_CONTEXT *caller;
        if (!package || strnNE(package, "Siplaunch", 9) || (package[9] && package[9] != ':'))
            return place;
        if (!(caller = caller_cx(level, NULL)))
            return place;
        place = caller->blk_oldcop;
    }
}

/* A new exception of a topic, which takes its message over. */
static SV *exception(pTHX_ const char *topic, SV *message)
{
    const COP *place = calling_place(aTHX);
    HV *is = newHV();
    (void)hv_stores(is, "message", message);
    (void)hv_stores(is, "file", newSVpv(CopFILE(place) ? CopFILE(place) : "unknown", 0));
    (void)hv_stores(is, "line", newSVuv(CopLINE(place)));
    return sv_bless(sv_2mortal(newRV_noinc((SV *)is)), gv_stashpv(Perl_form(aTHX_ "Siplaunch::Exception::%s", topic), GV_ADD));
}

/* A new exception for a status. */
static SV *exception_of(pTHX_ int status)
{
    SV *made = exception(aTHX_ topic_of(status), newSVpv(siplaunch_status_text(status), 0));
    HV *is = (HV *)SvRV(made);
    (void)hv_stores(is, "code", newSViv(status));
    (void)hv_stores(is, "name", header_name(aTHX_ siplaunch_status_name(status)));
    return made;
}

/* Dies if a call failed. */
static void check(pTHX_ int status)
{
    if (UNLIKELY(status))
        croak_sv(exception_of(aTHX_ status));
}

/* Dies because of a wrong call. The words never hold an argument's value. */
static void usage(pTHX_ const char *words, ...)
{
    va_list values;
    SV *message;
    va_start(values, words);
    message = vnewSVpvf(words, &values);
    va_end(values);
    croak_sv(exception(aTHX_ "Usage", message));
}
