MODULE = Siplaunch    PACKAGE = Siplaunch::Portal

SV *
new(Class class, ...)
    CODE:
        NAMED(1, "base", "param");
        text base = TEXT("base", given[0]), param = OPTIONAL_TEXT("param", given[1]);
        MADE(class, portal, portal_new, TO(base), TO(param));
    OUTPUT:
        RETVAL

SV *
launch_link(siplaunch_portal *self, ...)
    CODE:
        const siplaunch_brand *brand = POINTER(brand, ARG(1));
        const siplaunch_credentials *credentials = POINTER(credentials, ARG(2));
        WRITTEN(portal_launch_link, self, brand, FIELDS(credentials));
    OUTPUT:
        RETVAL

SV *
launch_link_of(siplaunch_portal *self, ...)
    CODE:
        const siplaunch_brand *brand = POINTER(brand, ARG(1));
        NAMED(2, "username", "server", "password");
        text username = TEXT("username", given[0]), server = TEXT("server", given[1]), password = TEXT("password", given[2]);
        WRITTEN(portal_launch_link, self, brand, TO(username), TO(server), TO(password));
    OUTPUT:
        RETVAL

SV *
sealed_link(siplaunch_portal *self, ...)
    CODE:
        const siplaunch_key_ring *key_ring = POINTER(key_ring, ARG(1));
        const siplaunch_credentials *credentials = POINTER(credentials, ARG(2));
        NAMED(3, "expires", "context");
        uint64_t expires = WHOLE("expires", given[0]);
        text context = BYTES_OR_NONE("context", given[1]);
        WRITTEN(portal_sealed_link, self, key_ring, FIELDS(credentials), expires, TO(context));
    OUTPUT:
        RETVAL

SV *
one_time_link(siplaunch_portal *self, ...)
    CODE:
        const siplaunch_key_ring *key_ring = POINTER(key_ring, ARG(1));
        const siplaunch_credentials *credentials = POINTER(credentials, ARG(2));
        NAMED(3, "expires", "context");
        uint64_t expires = WHOLE("expires", given[0]);
        text context = BYTES_OR_NONE("context", given[1]);
        WRITTEN(portal_one_time_link, self, key_ring, FIELDS(credentials), expires, TO(context));
    OUTPUT:
        RETVAL

SV *
link(siplaunch_portal *self, ...)
    CODE:
        text payload = TEXT("payload", ARG(1));
        WRITTEN(portal_link, self, TO(payload));
    OUTPUT:
        RETVAL
