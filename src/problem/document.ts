import { LINK_ERRORS, PROBLEMS, type ProblemCode } from './codes.ts';

const INTRODUCTION = `<!-- Written by \`npm run docs\` from src/problem/codes.ts. Do not edit. -->

# Errors

Every error is a problem document (RFC 9457), on every path, with the media type \`application/problem+json\`:

\`\`\`json
{
  "type": "urn:tokenstore:problem:unknown_provider",
  "title": "Unknown provider",
  "status": 404,
  "detail": "There is no provider of this name.",
  "code": "unknown_provider",
  "instance": "/api/v1/idp9/token",
  "request_id": "0f0c1c54-6a3f-4c0e-8d0f-3c1f6f3f2a11"
}
\`\`\`

- \`code\` is stable: programs go by it, and by nothing else. \`title\` and \`detail\` are for people and may change.
- \`instance\` is the path of the request, without its query.
- \`request_id\` is the header \`X-Request-Id\` of the response, which is that of the request, if it has up to 64 letters,
  digits, \`-\` and \`_\`; the log has it where the fault is ours.
- Some codes bring further members. \`invalid_request\` has \`errors\`, a list of \`{path, message}\`; what concerns a
  provider has \`provider\`; \`reauth_required\` has \`reason\` (\`expired\`, \`lost_rotation\`, \`refused\`).
- \`Retry-After\`, where it is sent, is in seconds.

## Codes

The dialects of the first edition, v1.0 and v1, answer with other statuses where their clients could tell.
`;

const LINKING = `## When linking fails

The person is in a browser then, so the callback goes back to the \`return_url\` with \`error=<code>&provider=<id>\` added.
The code is one of these:
`;

const ANY_OTHER = `or one of the codes above: \`provider_unavailable\`, \`provider_misconfigured\`, \`wrong_account\`,
\`database_unavailable\`, \`internal\`. Only a callback that cannot be believed answers with a problem document itself:
\`unknown_provider\`, \`state_invalid\`, \`forbidden\`.
`;

/**
 * Renders `docs/errors.md`.
 * @param firstEdition the statuses of v1.0 and v1, where they differ
 */
export function renderErrors(firstEdition: Partial<Record<ProblemCode, number>>): string {
  const codes = Object.entries(PROBLEMS).map(([code, { status, title, meaning }]) => {
    const inV1 = Object.entries(firstEdition).find(([other]) => other === code)?.[1] ?? status;
    return [`\`${code}\``, String(status), String(inV1), `**${title}.** ${meaning}`];
  });
  const linking = Object.entries(LINK_ERRORS).map(([code, meaning]) => [`\`${code}\``, meaning]);
  return [
    INTRODUCTION,
    table(['code', 'status', 'in v1', 'meaning'], codes),
    LINKING,
    table(['code', 'meaning'], linking),
    ANY_OTHER,
  ].join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`).join('');
}
