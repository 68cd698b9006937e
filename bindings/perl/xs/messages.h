/* Messages. */

/* The template that a caller gives, or that of a language, or the English one. */
static text sms_template(pTHX_ SV *template, SV *language)
{
    if (SvOK(template))
        return TEXT("template", template);
    const text wanted = TEXT("language", SvOK(language) ? language : sv_2mortal(newSVpvs("en")));
    CALL_WITH_BUFFER(sms_template, TO(wanted));
    SV *found = sv_2mortal(written(aTHX_ &made));
    return (text){SvPVX_const(found), SvCUR(found)};
}
