#!/usr/bin/env bash
# Installs what tests need beside npm's packages: a Chromium, htpasswd, and the authorization servers of other people that
# test/support/servers starts, Debian's Glewlwyd, Django OAuth Toolkit and JupyterHub. For Debian, as root; what is there
# already is left alone.
set -euo pipefail

packages=(chromium-headless-shell apache2-utils glewlwyd python3-django-oauth-toolkit gunicorn jupyterhub)
packages+=(node-configurable-http-proxy)
missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
((${#missing[@]} == 0)) && exit 0

export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# Glewlwyd's package asks for a database of its own and fails where nobody answers: tests bring theirs along.
debconf-set-selections <<<'glewlwyd glewlwyd/config_type select No configuration'
apt-get install -y -qq --no-install-recommends dbconfig-no-thanks "${missing[@]}" >/dev/null
# Tests start it themselves; the service of the package has nothing to serve.
if command -v systemctl >/dev/null; then systemctl disable --now glewlwyd.service >/dev/null 2>&1 || true; fi
