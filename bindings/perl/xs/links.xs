MODULE = Siplaunch    PACKAGE = Siplaunch

SV *
explain(...)
    CODE:
        settle(aTHX_ ax, items);
        NAMED(2, "param", "key_ring", "context", "revoked", "now", "link");
        SV *ids = lines_of(aTHX_ "revoked", given[3]);
        text pasted = TEXT("pasted text", ARG(0)), param = OPTIONAL_TEXT("param", given[0]);
        const siplaunch_brand *brand = POINTER(brand, ARG(1));
        const siplaunch_key_ring *key_ring = OPTIONAL_POINTER(key_ring, given[1]);
        text context = BYTES_OR_NONE("context", given[2]), revoked = TEXT("revoked", ids);
        uint64_t now = WHOLE_OR_0("now", given[4]), link = WHOLE_OR_0("link", given[5]);
        MADE(NULL, explanation, explain, TO(pasted), brand, TO(param), key_ring, TO(context), TO(revoked), now, link);
    OUTPUT:
        RETVAL

SV *
app_link(...)
    CODE:
        settle(aTHX_ ax, items);
        NAMED(1, "scheme");
        text scheme = TEXT("scheme", SvOK(given[0]) ? given[0] : sv_2mortal(newSVpvs("sipphone"))), token = TEXT("token", ARG(0));
        WRITTEN(scheme_app_link, TO(scheme), TO(token));
    OUTPUT:
        RETVAL

SV *
parse_app_link(...)
    CODE:
        settle(aTHX_ ax, items);
        NAMED(1, "scheme");
        text scheme = TEXT("scheme", SvOK(given[0]) ? given[0] : sv_2mortal(newSVpvs("sipphone"))), link = TEXT("link", ARG(0));
        WRITTEN(scheme_parse_app_link, TO(scheme), TO(link));
    OUTPUT:
        RETVAL

SV *
parse_launch_link(...)
    CODE:
        settle(aTHX_ ax, items);
        NAMED(1, "param");
        text param = OPTIONAL_TEXT("param", given[0]), link = TEXT("link", ARG(0));
        WRITTEN(parse_launch_link, TO(link), TO(param));
    OUTPUT:
        RETVAL

void
check_token(...)
    CODE:
        settle(aTHX_ ax, items);
        text token = TEXT("token", ARG(0));
        check(aTHX_ siplaunch_token_check(TO(token)));

SV *
escaped(...)
    CODE:
        settle(aTHX_ ax, items);
        text token = TEXT("token", ARG(0));
        WRITTEN(token_escaped, TO(token));
    OUTPUT:
        RETVAL

SV *
sealed_token_id(...)
    CODE:
        settle(aTHX_ ax, items);
        text sealed_token = TEXT("sealed token", ARG(0));
        WRITTEN(sealed_token_id, TO(sealed_token));
    OUTPUT:
        RETVAL

SV *
ticket(...)
    CODE:
        settle(aTHX_ ax, items);
        NAMED(0, "username", "server", "expire_ms", "token");
        text username = TEXT("username", given[0]), server = TEXT("server", given[1]), token = TEXT("token", given[3]);
        uint64_t expire_ms = WHOLE("expire_ms", given[2]);
        WRITTEN_TEXT(ticket_text, TO(username), TO(server), expire_ms, TO(token));
    OUTPUT:
        RETVAL

SV *
library_version()
    CODE:
        RETVAL = newSVpv(siplaunch_version(), 0);
    OUTPUT:
        RETVAL

SV *
_mode_warning(unsigned int mode)
    CODE:
        const char *warning = siplaunch_mode_warning(mode);
        RETVAL = warning ? newSVpv(warning, 0) : newSV(0);
    OUTPUT:
        RETVAL
