/* The calls of libsiplaunch as methods and functions of Perl. Arguments become pointers and lengths, results become values. */

#define PERL_NO_GET_CONTEXT
#include "EXTERN.h"
#include "perl.h"
#include "XSUB.h"

#include <siplaunch.h>

#include "xs/exceptions.h"
#include "xs/objects.h"
#include "xs/arguments.h"
#include "xs/results.h"
#include "xs/batch.h"
#include "xs/handler.h"
#include "xs/messages.h"

typedef HV *Class;

MODULE = Siplaunch    PACKAGE = Siplaunch

PROTOTYPES: DISABLE

BOOT:
    if (siplaunch_abi_version() != SIPLAUNCH_ABI_VERSION)
        croak("libsiplaunch has ABI %u and this Siplaunch was built for ABI %u", (unsigned)siplaunch_abi_version(),
            (unsigned)SIPLAUNCH_ABI_VERSION);

INCLUDE: xs/exception.xs
INCLUDE: xs/object.xs
INCLUDE: xs/brand.xs
INCLUDE: xs/credentials.xs
INCLUDE: xs/portal.xs
INCLUDE: xs/key_ring.xs
INCLUDE: xs/batch.xs
INCLUDE: xs/handler.xs
INCLUDE: xs/claims.xs
INCLUDE: xs/page.xs
INCLUDE: xs/messages.xs
INCLUDE: xs/explanation.xs
INCLUDE: xs/links.xs
