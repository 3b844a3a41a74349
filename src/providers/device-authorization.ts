import * as oauth from 'openid-client';
import { z } from 'zod';
import { Problem } from '../problem/problem.ts';
import { toResponse, type ServerConnection } from './server-connection.ts';
import { inItsNames } from './request-dialect.ts';
import { saysError } from './token-answer.ts';

/** What a person is shown, and the code that is asked about meanwhile (RFC 8628 section 3.2). Times in seconds. */
export interface DeviceAuthorization {
  deviceCode: string;
  userCode: string;
  verificationUri: string;
  verificationUriComplete: string | undefined;
  expiresIn: number;
  interval: number;
}

/** Nobody takes longer, and nobody should be asked more seldom, or not at all. */
const LONGEST = 24 * 3600;
const SLOWEST = 300;
const USUAL_INTERVAL = 5;

const visible = z.string().regex(/^[\x20-\x7e]+$/);
const address = z.string().refine((text) => /^https?:\/\//.test(text) && URL.canParse(text));
const seconds = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]);

const deviceResponse = z.object({
  device_code: visible,
  user_code: z.string().min(1).max(200),
  verification_uri: address.optional(),
  // The name that drafts of the standard had.
  verification_url: address.optional(),
  verification_uri_complete: address.optional().catch(undefined),
  expires_in: seconds,
  interval: seconds.optional().catch(undefined),
});

/**
 * Asks for a code, by our own reading of the answer.
 * @throws Problem `provider_unavailable`, `provider_misconfigured`
 */
export async function askForDeviceCode(
  connection: ServerConnection,
  parameters: URLSearchParams,
): Promise<DeviceAuthorization> {
  for (let { tries } = connection; ; tries -= 1) {
    const answer = await askOnce(connection, parameters);
    if (!(answer instanceof Problem)) return answer;
    if (answer.code !== 'provider_misconfigured' || tries <= 1) throw answer;
    connection.tryNextSecret();
  }
}

async function askOnce(
  connection: ServerConnection,
  parameters: URLSearchParams,
): Promise<DeviceAuthorization | Problem> {
  let read: DeviceAuthorization | undefined;
  let status = 0;
  const configuration = await connection.configuration({
    fetch: async (url, options) => {
      const { url: target, ...request } = inItsNames(url, options, connection.knobs);
      const received = await connection.request(target, request);
      ({ status } = received);
      read = received.status === 200 ? readDeviceAnswer(received.text, connection) : undefined;
      return toResponse(received);
    },
  });
  try {
    await oauth.initiateDeviceAuthorization(configuration, parameters);
  } catch (error) {
    if (read !== undefined) return read;
    return status >= 400 && status < 500 && status !== 408 && status !== 429
      ? new Problem('provider_misconfigured', 'The provider gives this client no device code.', { cause: error })
      : new Problem('provider_unavailable', 'The provider gives no device code.', { retryAfter: 5, cause: error });
  }
  return read ?? new Problem('provider_unavailable', 'The provider gives no device code.', { retryAfter: 5 });
}

function readDeviceAnswer(text: string, { knobs }: ServerConnection): DeviceAuthorization | undefined {
  const { data } = deviceResponse.safeParse(parse(text));
  const verificationUri = data?.verification_uri ?? data?.verification_url;
  if (data === undefined || verificationUri === undefined || saysError(text, knobs)) return undefined;
  return {
    deviceCode: data.device_code,
    userCode: data.user_code,
    verificationUri,
    verificationUriComplete: data.verification_uri_complete,
    expiresIn: within(1, data.expires_in, LONGEST),
    interval: within(1, data.interval ?? USUAL_INTERVAL, SLOWEST),
  };
}

function within(least: number, value: number, most: number): number {
  return Math.min(Math.max(least, Math.floor(value)), most);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
