#!/bin/sh
# Without "$@": a web server may pass words of the query as arguments (RFC 3875 section 4.4).
exec siplaunch cgi
