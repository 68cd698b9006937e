#!/bin/bash
# The push daemon with the configuration that its package has as an example.
# shellcheck source-path=SCRIPTDIR
. ./common.sh

folder=/etc/siplaunch-pushd
apt-get install --quiet --yes ./siplaunch-pushd_*.deb > log 2>&1 || { cat log >&2; false; }
install() {
    command install --mode 640 --group siplaunch-pushd "$@"
}
install /usr/share/doc/siplaunch-pushd/examples/siplaunch-pushd.yml $folder/config.yml
openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:prime256v1 -out apple
openssl genpkey -quiet -algorithm RSA -out google
printf '{"type": "service_account", "project_id": "phone", "client_email": "push@phone.example", "private_key": "%s",
    "token_uri": "https://oauth2.googleapis.com/token"}\n' "$(sed 's/$/\\n/' google | tr -d '\n')" > account
openssl rand -hex 16 > token
install apple $folder/AuthKey_ABCDE12345.p8
install account $folder/service-account.json
install token $folder/http.token
runuser --user siplaunch-pushd -- siplaunch-pushd --check > log 2>&1 || { cat log >&2; false; }

systemctl enable --now siplaunch-pushd
confined siplaunch-pushd
is notify systemctl show --property Type --value siplaunch-pushd
curl --silent --show-error --fail --output /dev/null http://127.0.0.1:45060/healthz
is '600 siplaunch-pushd siplaunch-pushd' stat --format '%a %U %G' /var/lib/siplaunch-pushd/devices.db
systemctl reload siplaunch-pushd
soon sh -c 'journalctl --unit siplaunch-pushd | grep reload'
systemctl restart siplaunch-pushd
is active systemctl is-active siplaunch-pushd
apt-get install --quiet --yes --reinstall ./siplaunch-pushd_*.deb > log 2>&1 || { cat log >&2; false; }
is active systemctl is-active siplaunch-pushd
systemctl kill --signal TERM siplaunch-pushd
ended siplaunch-pushd

grep --invert-match --no-filename -e ----- apple google token > secrets
no_secrets secrets
echo "systemd: push daemon: passed"
