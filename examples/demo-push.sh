#!/bin/sh
# A call wakes a sleeping phone: a real proxy, a real phone, the push daemon, and a stand-in for Apple. It prints the
# handbook's twelve steps with the times at which they happened.
set -eu
programs=$(realpath "${1:?usage: demo-push.sh FOLDER-OF-SIPLAUNCH-PUSHD-AND-THE-STAND-IN}")
export SIPLAUNCH_PUSHD="$programs/siplaunch-pushd" SIPLAUNCH_PUSH_STAND_IN="$programs/siplaunch-push-stand-in"

echo 'Kamailio is the proxy, sipp the caller, baresip the phone, which sleeps until its push comes:'
python3 "$(dirname "$0")/../tests/push/ladder.py" steps
