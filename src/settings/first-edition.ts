import type { Report } from './fault.ts';
import type { GivenValues } from './given.ts';

// Names that Flask and its extensions read in the first edition. An old deployment sets some of them; none has a
// counterpart, and none is worth refusing to start for.
const NAMES = new Set([
  ...[
    'APPLICATION_ROOT',
    'DEBUG',
    'ENV',
    'EXPLAIN_TEMPLATE_LOADING',
    'JSONIFY_MIMETYPE',
    'JSONIFY_PRETTYPRINT_REGULAR',
  ],
  ...['JSON_AS_ASCII', 'JSON_SORT_KEYS', 'MAX_CONTENT_LENGTH', 'MAX_COOKIE_SIZE', 'PERMANENT_SESSION_LIFETIME'],
  ...['PREFERRED_URL_SCHEME', 'PRESERVE_CONTEXT_ON_EXCEPTION', 'PROPAGATE_EXCEPTIONS', 'SEND_FILE_MAX_AGE_DEFAULT'],
  ...['SERVER_NAME', 'TEMPLATES_AUTO_RELOAD', 'TESTING', 'TRAP_BAD_REQUEST_ERRORS', 'TRAP_HTTP_EXCEPTIONS'],
  ...['USE_X_SENDFILE', 'SESSION_COOKIE_DOMAIN', 'SESSION_COOKIE_HTTPONLY', 'SESSION_COOKIE_PATH'],
  ...['SESSION_COOKIE_SAMESITE', 'SESSION_COOKIE_SECURE', 'SESSION_FILE_DIR', 'SESSION_FILE_MODE'],
  ...['SESSION_FILE_THRESHOLD', 'SESSION_KEY_PREFIX', 'SESSION_PERMANENT', 'SESSION_REFRESH_EACH_REQUEST'],
  ...['SESSION_SQLALCHEMY', 'SESSION_SQLALCHEMY_TABLE', 'SESSION_USE_SIGNER', 'SQLALCHEMY_BINDS'],
  ...['SQLALCHEMY_COMMIT_ON_TEARDOWN', 'SQLALCHEMY_ECHO', 'SQLALCHEMY_ENGINE_OPTIONS', 'SQLALCHEMY_MAX_OVERFLOW'],
  ...['SQLALCHEMY_NATIVE_UNICODE', 'SQLALCHEMY_POOL_RECYCLE', 'SQLALCHEMY_POOL_SIZE', 'SQLALCHEMY_POOL_TIMEOUT'],
  ...['SQLALCHEMY_RECORD_QUERIES', 'SQLALCHEMY_TRACK_MODIFICATIONS', 'OIDC_REDIRECT_URI', 'OIDC_USE_REFRESH_TOKEN'],
]);

/** Whether the first edition knew a name that means nothing any more. */
export function isFirstEditionOnly(name: string): boolean {
  return NAMES.has(name);
}

/** Replaces what the first edition could do and this one cannot yet, with a warning. */
export function bridgeFirstEdition(given: GivenValues, report: Report): void {
  const sessionType = given.get('SESSION_TYPE');
  if (sessionType?.value !== 'filesystem') return;
  report.warn(sessionType, 'sessions in files are not built yet; they are kept in the database');
  given.forget('SESSION_TYPE');
}
