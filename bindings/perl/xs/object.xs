MODULE = Siplaunch    PACKAGE = Siplaunch::Object

BOOT:
    for (size_t i = 0; i < C_ARRAY_LENGTH(KINDS); i++)
        av_push(get_av(Perl_form(aTHX_ "%s::ISA", KINDS[i]->class), GV_ADD), newSVpvs("Siplaunch::Object"));

void
DESTROY(SV *self)
    CODE:
        MAGIC *magic = magic_of(self);
        if (magic)
            free_magic(aTHX_ SvRV(self), magic);

void
STORABLE_freeze(SV *self, ...)
    CODE:
        usage(aTHX_ "an object of %s cannot be stored: store its values and make a new one of them", sv_reftype(SvRV(self), TRUE));
