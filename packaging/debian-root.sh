#!/bin/sh
# Makes a root folder with a release of Debian, runs hooks in it, and removes it: debian-root.sh RELEASE OPTION...
# The options are mmdebstrap's.
set -eu
release=$1
shift
# From the mirror that apt has here, if this is Debian.
# shellcheck disable=SC2016 # apt-get's own variable
mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 'Origin: Debian' 'Component: main' | head -n 1)
exec mmdebstrap --quiet --format=null --dpkgopt=force-unsafe-io "$@" "$release" /dev/null ${mirror:+"$mirror"}
