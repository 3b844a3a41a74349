import type { PlainScope } from '../../principal/principal.ts';

/**
 * What a browser's session is good for where other people's pages have our origin: they can send any request of ours and read
 * the answer. So nothing that hands out tokens or lasting credentials, and no power over others.
 */
export const SHARED_ORIGIN_SCOPES: readonly PlainScope[] = ['grants:read', 'grants:write'];
