import { z } from 'zod';
import { setting } from '../setting.ts';
import { rateOrOff } from '../types/rate.ts';
import { secretKey } from '../types/secret-key.ts';
import { boolean, list, pattern } from '../types/text.ts';

const userName = pattern('user name', /^[^\s,:]+$/, 'is not a user name');

/** Events at which people register themselves. */
export const workshop = z.object({
  WORKSHOP: setting(boolean, {
    default: false,
    doc: 'Workshops: people register themselves for local accounts, as many as there are places. Needs `LOCAL_ACCOUNTS`.',
  }),
  WORKSHOP_RESERVED_NAMES: setting(list('list of user names', userName), {
    default: ['admin', 'administrator', 'root'],
    doc:
      'User names that nobody can take. Name here who has rights wherever the exported accounts are used: ' +
      'administrators of a JupyterHub, for instance.',
  }),
  WORKSHOP_RATE: setting(rateOrOff, {
    default: '1000/1m',
    doc: 'Requests in a time to the pages of one workshop from one address (IPv6 by /64). A class room has one.',
  }),
  WORKSHOP_SECRET: setting(secretKey, {
    doc:
      'A Secret of Kubernetes or OpenShift in which the accounts are kept as htpasswd lines, beside those of others; ' +
      'the key is `htpasswd` unless it is named. Needs the rights of `deploy/kubernetes/workshop-secret.yaml`.',
  }),
});
