MODULE = Siplaunch    PACKAGE = Siplaunch::KeyRing

SV *
new(Class class, ...)
    CODE:
        NAMED(1, "keys", "current");
        siplaunch_sealing_key keys[5]; /* one more than the library takes */
        size_t count = 0;
        if (!SvROK(given[0]) || SvTYPE(SvRV(given[0])) != SVt_PVHV)
            usage(aTHX_ "keys must be a hash reference of id => 32 bytes");
        HV *by_id = (HV *)SvRV(given[0]);
        hv_iterinit(by_id);
        for (HE *entry; (entry = hv_iternext(by_id)) && count < C_ARRAY_LENGTH(keys); count++) {
            text key = BYTES("key", sv_mortalcopy(hv_iterval(by_id, entry)));
            keys[count].id = id_of(aTHX_ hv_iterkeysv(entry));
            keys[count].key = key.at;
            keys[count].key_len = key.len;
        }
        MADE(class, key_ring, key_ring_new, keys, count, id_of(aTHX_ given[1]));
    OUTPUT:
        RETVAL

SV *
from_toml(Class class, ...)
    CODE:
        text toml = TEXT("toml", ARG(1));
        MADE(class, key_ring, key_ring_from_toml, TO(toml));
    OUTPUT:
        RETVAL

SV *
from_file(Class class, ...)
    CODE:
        SV *bytes = bytes_of_file(aTHX_ ARG(1));
        siplaunch_key_ring *made;
        int status = siplaunch_key_ring_from_toml(SvPVX(bytes), SvCUR(bytes), &made);
        siplaunch_wipe(SvPVX(bytes), SvCUR(bytes));
        check(aTHX_ status);
        RETVAL = object(aTHX_ class, &key_ring_kind, made);
    OUTPUT:
        RETVAL

SV *
seal(siplaunch_key_ring *self, ...)
    CODE:
        const siplaunch_credentials *credentials = POINTER(credentials, ARG(1));
        NAMED(2, "expires", "context");
        uint64_t expires = WHOLE("expires", given[0]);
        text context = BYTES_OR_NONE("context", given[1]);
        WRITTEN(key_ring_seal, self, FIELDS(credentials), expires, TO(context));
    OUTPUT:
        RETVAL

SV *
seal_one_time(siplaunch_key_ring *self, ...)
    CODE:
        const siplaunch_credentials *credentials = POINTER(credentials, ARG(1));
        NAMED(2, "expires", "context");
        uint64_t expires = WHOLE("expires", given[0]);
        text context = BYTES_OR_NONE("context", given[1]);
        WRITTEN(key_ring_seal_one_time, self, FIELDS(credentials), expires, TO(context));
    OUTPUT:
        RETVAL

SV *
open(siplaunch_key_ring *self, ...)
    CODE:
        text sealed_token = TEXT("sealed token", ARG(1));
        NAMED(2, "now", "context");
        uint64_t now = WHOLE_OR_0("now", given[0]);
        text context = BYTES_OR_NONE("context", given[1]);
        siplaunch_opened is;
        CALL_WITH_BUFFER_AND(&is, key_ring_open, self, TO(sealed_token), now, TO(context));
        RETVAL = made.status ? NULL : opened(aTHX_ &made, &is);
        end(aTHX_ &made, made.status);
    OUTPUT:
        RETVAL
