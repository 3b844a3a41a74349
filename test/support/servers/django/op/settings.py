"""Django OAuth Toolkit for tests, on a database in the folder it is started in."""

import json
import os
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
RUN = Path(os.environ["RUN"])
OPTIONS = json.loads(os.environ["OPTIONS"])

SECRET_KEY = "for tests"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
USE_TZ = True
ROOT_URLCONF = "op.urls"
WSGI_APPLICATION = "op.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "oauth2_provider",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": RUN / "db.sqlite3"}}
# Nothing here is worth a slow hash.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "/login/"
# A browser shares cookies over all ports of a host.
SESSION_COOKIE_NAME = "dot_session"
CSRF_COOKIE_NAME = "dot_csrf"
OAUTH2_PROVIDER = {
    "OIDC_ENABLED": True,
    "OIDC_RSA_PRIVATE_KEY": (RUN / "key.pem").read_text(),
    "OAUTH2_VALIDATOR_CLASS": "op.validators.Validator",
    "PKCE_REQUIRED": False,
    "SCOPES": {
        "openid": "who you are",
        "profile": "your name",
        "email": "your address",
        "offline_access": "while you are away",
        "api": "your data",
        "introspection": "tokens",
    },
    "ACCESS_TOKEN_EXPIRE_SECONDS": OPTIONS["accessTokenTtl"],
    "ROTATE_REFRESH_TOKEN": OPTIONS["rotates"],
    "REFRESH_TOKEN_GRACE_PERIOD_SECONDS": OPTIONS["gracePeriod"],
}
