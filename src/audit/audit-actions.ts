/** What is audited: docs/audit.md says when. */
export const AUDIT_ACTIONS = [
  'sign-in',
  'sign-out',
  'link',
  'token',
  'refresh',
  'revoke',
  'grant',
  'api-key',
  'client',
  'delegation',
  'consent',
  'webhook',
  'workshop',
  'admin',
] as const;

export type AuditAction = (typeof AUDIT_ACTIONS)[number];
