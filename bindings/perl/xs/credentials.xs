MODULE = Siplaunch    PACKAGE = Siplaunch::Credentials

SV *
new(Class class, ...)
    CODE:
        NAMED(1, "username", "server", "password");
        text username = TEXT("username", given[0]), server = TEXT("server", given[1]), password = TEXT("password", given[2]);
        check(aTHX_ siplaunch_credentials_check(TO(username), TO(server), TO(password)));
        RETVAL = credentials(aTHX_ class, username, server, password);
    OUTPUT:
        RETVAL

SV *
username(siplaunch_credentials *self, ...)
    CODE:
        RETVAL = characters(aTHX_ FIRST(self));
    OUTPUT:
        RETVAL

SV *
server(siplaunch_credentials *self, ...)
    CODE:
        RETVAL = characters(aTHX_ SECOND(self));
    OUTPUT:
        RETVAL

SV *
password(siplaunch_credentials *self, ...)
    CODE:
        RETVAL = characters(aTHX_ THIRD(self));
    OUTPUT:
        RETVAL

void
ambiguities(siplaunch_credentials *self, ...)
    PPCODE:
        static const char *const fields[] = {"username", "server", "password"};
        siplaunch_ambiguity found[9];
        size_t count;
        check(aTHX_ siplaunch_credentials_ambiguities(FIELDS(self), found, C_ARRAY_LENGTH(found), &count));
        SPAGAIN;
        SP -= items;
        for (size_t i = 0; i < count; i++) {
            HV *ambiguity = newHV();
            (void)hv_stores(ambiguity, "field", newSVpv(fields[found[i].field], 0));
            (void)hv_stores(ambiguity, "character", newSVpvn(&found[i].character, 1));
            mXPUSHs(newRV_noinc((SV *)ambiguity));
        }
