import { z } from 'zod';
import type { DeviceLinkState } from '../../grants/device/device-link.store.ts';
import type { DeviceAuthorization } from '../../providers/device-authorization.ts';
import { linkWish } from './grants.ts';

export const deviceWish = linkWish.pick({ provider: true, scope: true, label: true }).meta({ id: 'DeviceLinkWish' });

export const deviceAnswer = z
  .object({
    id: z.string(),
    user_code: z.string().meta({ description: 'For the person to enter at `verification_uri`.' }),
    verification_uri: z.string(),
    verification_uri_complete: z.string().optional().meta({ description: 'With the code in it, for a QR code.' }),
    expires_in: z.int().meta({ description: 'Seconds.' }),
    interval: z.int().meta({ description: 'Seconds. There is nothing to be gained by looking more often.' }),
  })
  .meta({ id: 'DeviceLinkBegun', description: 'RFC 8628 section 3.2, without the device code: the store keeps that.' });

export const deviceState = z
  .object({
    status: z.enum(['pending', 'linked', 'denied', 'expired', 'failed']),
    grant_id: z.string().optional().meta({ description: 'Once it is `linked`.' }),
  })
  .meta({ id: 'DeviceLink' });

export function renderBegun(begun: DeviceAuthorization & { id: string }): z.infer<typeof deviceAnswer> {
  const { verificationUriComplete: complete } = begun;
  return {
    id: begun.id,
    user_code: begun.userCode,
    verification_uri: begun.verificationUri,
    ...(complete !== undefined && { verification_uri_complete: complete }),
    expires_in: begun.expiresIn,
    interval: begun.interval,
  };
}

export function renderState({ status, grantId }: DeviceLinkState): z.infer<typeof deviceState> {
  return { status, ...(grantId !== null && { grant_id: grantId }) };
}
