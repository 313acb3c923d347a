"""Settings. Everything that differs between installations comes from the environment; the rest stands here.

`docs/reference/settings.md` lists every variable read here; a test keeps the two alike.
"""

import os
import secrets
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from chiron.config import logs

ROOT = Path(__file__).resolve().parents[3]
VAR = Path(os.environ.get("CHIRON_VAR", ROOT / "var"))


def _flag(name: str, default: bool) -> bool:
    return os.environ.get(name, str(default)).lower() in {"1", "true", "yes", "on"}


def _list(name: str, default: str) -> list[str]:
    return [item.strip() for item in os.environ.get(name, default).split(",") if item.strip()]


def _secret_key() -> str:
    path = VAR / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()


def _database(variable: str, file: str) -> dict[str, Any]:
    database: dict[str, Any] = dict(
        dj_database_url.parse(os.environ.get(variable) or f"sqlite:///{VAR / file}", conn_max_age=60)
    )
    if database["ENGINE"].endswith("sqlite3"):
        database["CONN_MAX_AGE"] = None
        database["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; "
            "PRAGMA cache_size=-32000",
        }
    else:
        database["CONN_HEALTH_CHECKS"] = True
    return database


DEBUG = _flag("CHIRON_DEBUG", False)
SECRET_KEY = os.environ.get("CHIRON_SECRET_KEY") or _secret_key()
CHIRON_KEYRING = Path(os.environ.get("CHIRON_KEYRING", VAR / "keyring.json"))
CHIRON_BACKUPS = Path(os.environ.get("CHIRON_BACKUPS", VAR / "backups"))
CHIRON_TOMBSTONES = Path(os.environ.get("CHIRON_TOMBSTONES", VAR / "tombstones"))
ALLOWED_HOSTS = _list("CHIRON_HOSTS", "127.0.0.1,localhost,[::1]")
CHIRON_URL = os.environ.get("CHIRON_URL", "http://127.0.0.1:8000").rstrip("/")
URL_IS_SAID = "CHIRON_URL" in os.environ
CHIRON_DEMO = _flag("CHIRON_DEMO", False)
SECURE = CHIRON_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [CHIRON_URL]

INSTALLED_APPS = [
    "chiron.config",
    "chiron.core",
    "chiron.ui",
    "chiron.people",
    "chiron.boundaries",
    "chiron.notifications",
    "chiron.scheduling",
    "chiron.programmes",
    "chiron.relationships",
    "chiron.matching",
    "chiron.learning",
    "chiron.insights",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "csp",
]
if find_spec("django_linear_migrations"):  # a tool of developers, not part of an installation
    INSTALLED_APPS.append("django_linear_migrations")

MIDDLEWARE = [
    "chiron.core.middleware.key_session",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "chiron.config.middleware.who_is_asking",
    "chiron.core.middleware.readable_address",
    "chiron.core.middleware.DenyByDefault",
]

#: Views of libraries that stand outside our policies, each with its reason. They are in the permission table.
CHIRON_EXEMPT_VIEWS = {
    "allauth.": "sign-in, second factors and e-mail confirmation ask allauth's own rules",
    "django.views.i18n": "choosing a language concerns nobody else",
    "django.views.static": "files of the interface",
    "django.contrib.staticfiles": "files of the interface",
}

ROOT_URLCONF = "chiron.config.urls"
WSGI_APPLICATION = "chiron.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["chiron.ui.templatetags.ui"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "chiron.config.context.house",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {
    "default": _database("DATABASE_URL", "chiron.sqlite3"),
    "keys": _database("CHIRON_KEYS_DATABASE_URL", "keys.sqlite3"),
}
DATABASE_ROUTERS = ["chiron.core.databases.KeyStoreRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

# Sign-in
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "chiron.config.accounts.Adapter"
MFA_ADAPTER = "chiron.config.accounts.MFAAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_FORMS = {"add_email": "chiron.people.forms.AddEmail"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
MFA_TOTP_ISSUER = "Chiron"
# Limits hold across processes (the cache is a table). By address of the network they are wide: behind one of them
# stands a whole hospital; by account they are narrow.
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_RATE_LIMITS = {
    "login": "600/m/ip",
    "login_failed": "200/m/ip,5/300s/key",
    "request_login_code": "200/m/ip,3/m/key",
    "reset_password": "100/m/ip,3/m/key",
    "reset_password_from_key": "100/m/ip",
    "signup": "60/m/ip",
}
MFA_RATE_LIMITS = {"webauthn_login": "200/m/ip"}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if _flag("CHIRON_BEHIND_PROXY", False) else 0
CACHES = {"default": {"BACKEND": "chiron.core.cache.DatabaseCache"}}
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "chiron.config.errors.csrf_failure"

# The browser
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = SECURE and _flag("CHIRON_SSL_REDIRECT", True)
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _flag("CHIRON_BEHIND_PROXY", False) else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    },
}

# Files
STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or _flag("CHIRON_PLAIN_STATIC", False)
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}
WHITENOISE_USE_FINDERS = DEBUG or _flag("CHIRON_PLAIN_STATIC", False)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
CHIRON_UPLOAD_LIMIT = 50 * 1024 * 1024
CHIRON_UPLOADS = VAR / "uploads"
CHIRON_BLUEPRINTS = Path(os.environ.get("CHIRON_BLUEPRINTS", ROOT / "blueprints"))
CHIRON_LIBRARY = Path(os.environ.get("CHIRON_LIBRARY", ROOT))
CHIRON_LIBRARY_READ = VAR / "library.json"

# Languages
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = USE_TZ = True
FORMAT_MODULE_PATH = ["chiron.config.formats"]
TIME_ZONE = os.environ.get("CHIRON_TIME_ZONE", "UTC")

# Mail: any SMTP server; `make run` starts a local catcher
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = os.environ.get("CHIRON_SMTP_HOST", "127.0.0.1")
EMAIL_PORT = int(os.environ.get("CHIRON_SMTP_PORT", "8025"))
EMAIL_HOST_USER = os.environ.get("CHIRON_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("CHIRON_SMTP_PASSWORD", "")
EMAIL_USE_TLS = _flag("CHIRON_SMTP_STARTTLS", False)
EMAIL_USE_SSL = _flag("CHIRON_SMTP_TLS", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("CHIRON_MAIL_FROM", "Chiron <chiron@localhost>")
CHIRON_MAIL_DOMAIN = DEFAULT_FROM_EMAIL.rsplit("@", 1)[-1].rstrip(">")
CHIRON_ANSWERS_TO = os.environ.get("CHIRON_ANSWERS_TO", "")
CHIRON_IMAP_URL = os.environ.get("CHIRON_IMAP_URL", "")
CHIRON_OUTBOUND_HOSTS = _list("CHIRON_OUTBOUND_HOSTS", "")
CHIRON_MAIL_CATCHER = os.environ.get("CHIRON_MAIL_CATCHER", "")

LOGGING = logs.LOGGING
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
