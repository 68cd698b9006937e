MODULE = Siplaunch    PACKAGE = Siplaunch::Brand

SV *
new(Class class, ...)
    CODE:
        NAMED(1, "key", "iv", "scheme");
        text key = BYTES("key", given[0]), iv = BYTES("iv", given[1]), scheme = TEXT("scheme", given[2]);
        MADE(class, brand, brand_new, TO(key), TO(iv), TO(scheme));
    OUTPUT:
        RETVAL

SV *
sip_phone(Class class, ...)
    CODE:
        siplaunch_brand *made;
        check(aTHX_ siplaunch_brand_sip_phone(&made));
        RETVAL = object(aTHX_ class, &brand_kind, made);
    OUTPUT:
        RETVAL

SV *
from_toml(Class class, ...)
    CODE:
        text toml = TEXT("toml", ARG(1));
        MADE(class, brand, brand_from_toml, TO(toml));
    OUTPUT:
        RETVAL

SV *
from_file(Class class, ...)
    CODE:
        SV *bytes = bytes_of_file(aTHX_ ARG(1));
        siplaunch_brand *made;
        int status = siplaunch_brand_from_toml(SvPVX(bytes), SvCUR(bytes), &made);
        siplaunch_wipe(SvPVX(bytes), SvCUR(bytes));
        check(aTHX_ status);
        RETVAL = object(aTHX_ class, &brand_kind, made);
    OUTPUT:
        RETVAL

SV *
scheme(siplaunch_brand *self, ...)
    CODE:
        WRITTEN(brand_scheme, self);
    OUTPUT:
        RETVAL

bool
uses_published_key(siplaunch_brand *self, ...)
    CODE:
        TOLD(bool, brand_uses_published_key, self);
    OUTPUT:
        RETVAL

SV *
token(siplaunch_brand *self, ...)
    CODE:
        const siplaunch_credentials *credentials = POINTER(credentials, ARG(1));
        WRITTEN(brand_token, self, FIELDS(credentials));
    OUTPUT:
        RETVAL

SV *
app_link(siplaunch_brand *self, ...)
    CODE:
        const siplaunch_credentials *credentials = POINTER(credentials, ARG(1));
        WRITTEN(brand_app_link, self, FIELDS(credentials));
    OUTPUT:
        RETVAL

SV *
intent_link(siplaunch_brand *self, ...)
    CODE:
        const siplaunch_credentials *credentials = POINTER(credentials, ARG(1));
        NAMED(2, "package", "fallback_url");
        text package = TEXT("package", given[0]), fallback_url = OPTIONAL_TEXT("fallback_url", given[1]);
        WRITTEN(brand_intent_link, self, FIELDS(credentials), TO(package), TO(fallback_url));
    OUTPUT:
        RETVAL

SV *
raw_token(siplaunch_brand *self, ...)
    CODE:
        text plaintext = BYTES("plaintext", ARG(1));
        WRITTEN(brand_raw_token, self, TO(plaintext));
    OUTPUT:
        RETVAL

SV *
decode(siplaunch_brand *self, ...)
    CODE:
        text token = TEXT("token", ARG(1));
        WRITTEN(brand_decode, self, TO(token));
    OUTPUT:
        RETVAL

SV *
decode_credentials(siplaunch_brand *self, ...)
    CODE:
        text token = TEXT("token", ARG(1));
        siplaunch_fields places;
        CALL_WITH_BUFFER(brand_decode, self, TO(token));
        if (!made.status)
            made.status = siplaunch_credentials_from_plaintext(made.out, made.len, &places);
        RETVAL = made.status ? NULL : credentials_in(aTHX_ &made, &places);
        end(aTHX_ &made, made.status);
    OUTPUT:
        RETVAL
