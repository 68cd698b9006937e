MODULE = Siplaunch    PACKAGE = Siplaunch::Brand

SV *
tokens(siplaunch_brand *self, ...)
    ALIAS:
        app_links = APP_LINKS
    CODE:
        PERL_UNUSED_VAR(self);
        RETVAL = batch(aTHX_ ax, items, 1, (job){.texts = ix, .brand = ST(0)});
    OUTPUT:
        RETVAL

MODULE = Siplaunch    PACKAGE = Siplaunch::Portal

SV *
launch_links(siplaunch_portal *self, ...)
    CODE:
        PERL_UNUSED_VAR(self);
        (void)POINTER(brand, ARG(1));
        RETVAL = batch(aTHX_ ax, items, 2, (job){.texts = LAUNCH_LINKS, .portal = ST(0), .brand = ST(1)});
    OUTPUT:
        RETVAL

SV *
sealed_links(siplaunch_portal *self, ...)
    ALIAS:
        sealed_links   = SEALED_LINKS
        one_time_links = ONE_TIME_LINKS
    CODE:
        PERL_UNUSED_VAR(self);
        (void)POINTER(key_ring, ARG(1));
        RETVAL = batch(aTHX_ ax, items, 2, (job){.texts = ix, .portal = ST(0), .key_ring = ST(1)});
    OUTPUT:
        RETVAL

MODULE = Siplaunch    PACKAGE = Siplaunch::Batch

SV *
texts(siplaunch_batch *self, ...)
    CODE:
        RETVAL = texts_of(aTHX_ self);
    OUTPUT:
        RETVAL

SV *
errors(siplaunch_batch *self, ...)
    CODE:
        PERL_UNUSED_VAR(self);
        RETVAL = value_named_as(aTHX_ cv, ST(0));
    OUTPUT:
        RETVAL
