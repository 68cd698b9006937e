MODULE = Siplaunch    PACKAGE = Siplaunch::Object

BOOT:
    static const kind *const kinds[] = {
        &batch_kind, &brand_kind, &credentials_kind, &explanation_kind, &handler_kind,  &key_ring_kind, &launch_kind,
        &mail_kind,  &page_kind,  &portal_kind,      &qr_code_kind,     &response_kind, &sms_kind,
    };
    for (size_t i = 0; i < C_ARRAY_LENGTH(kinds); i++)
        av_push(get_av(Perl_form(aTHX_ "%s::ISA", kinds[i]->class), GV_ADD), newSVpvs("Siplaunch::Object"));

void
STORABLE_freeze(SV *self, ...)
    CODE:
        usage(aTHX_ "an object of %s cannot be stored: store its values and make a new one of them", sv_reftype(SvRV(self), TRUE));
