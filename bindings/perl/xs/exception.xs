MODULE = Siplaunch    PACKAGE = Siplaunch::Exception

FALLBACK: TRUE

BOOT:
    for (size_t i = 0; i < C_ARRAY_LENGTH(TOPICS); i++)
        topic_is_a(aTHX_ Perl_form(aTHX_ "::%s", TOPICS[i]), "");
    for (size_t i = 0; i < C_ARRAY_LENGTH(OTHER_TOPICS); i++)
        topic_is_a(aTHX_ Perl_form(aTHX_ "::%s", OTHER_TOPICS[i]), "");
    topic_is_a(aTHX_ "::SealedExpired", "::Sealed");

SV *
as_string(SV *self, ...)
    OVERLOAD: \"\"
    CODE:
        HV *is = (HV *)SvRV(self);
        SV **setting = hv_fetchs(is, "setting", 0);
        RETVAL = setting && SvOK(*setting) && SvCUR(*setting) ? newSVpvf("%" SVf ": ", SVfARG(*setting)) : newSVpvs("");
        sv_catpvf(RETVAL, "%" SVf " at %" SVf " line %" SVf ".\n", SVfARG(*hv_fetchs(is, "message", 1)),
            SVfARG(*hv_fetchs(is, "file", 1)), SVfARG(*hv_fetchs(is, "line", 1)));
    OUTPUT:
        RETVAL

SV *
code(SV *self, ...)
    ALIAS:
        name    = 1
        message = 2
        setting = 3
        file    = 4
        line    = 5
    CODE:
        RETVAL = value_named_as(aTHX_ cv, self);
    OUTPUT:
        RETVAL

void
_check(int status)
    CODE:
        check(aTHX_ status);

void
_throw(const char *topic, SV *message)
    CODE:
        croak_sv(exception(aTHX_ topic, newSVsv(message)));

MODULE = Siplaunch    PACKAGE = Siplaunch::Args

void
usage(SV *message)
    CODE:
        usage(aTHX_ "%" SVf, SVfARG(message));

void
named(AV *words, ...)
    PPCODE:
        const char *names[8] = {NULL};
        SV *given[8];
        settle(aTHX_ ax, items);
        for (SSize_t i = 0; i <= av_len(words) && i < 7; i++)
            names[i] = SvPV_nolen(*av_fetch(words, i, 1));
        named(aTHX_ ax, items, 1, names, given);
        SPAGAIN;
        SP -= items;
        for (SSize_t i = 0; names[i]; i++)
            XPUSHs(given[i]);
