import { z } from 'zod';
import { reading } from './text.ts';

/** A key of a Secret of Kubernetes. */
export interface SecretKey {
  namespace: string;
  name: string;
  key: string;
}

/** What OpenShift's HTPasswd identity provider reads. */
const USUAL_KEY = 'htpasswd';
/** Parts of DNS names, RFC 1123. */
const NAMESPACE = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const NAME = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;
const KEY = /^[A-Za-z0-9._-]{1,253}$/;

const WRONG = 'is not namespace/name or namespace/name/key of a Secret (hub/users, hub/users/htpasswd)';

/** `namespace/name`, and a key unless it is `htpasswd`. */
export const secretKey = z
  .string(WRONG)
  .transform(
    reading((text): SecretKey | undefined => {
      const [namespace = '', name = '', key = USUAL_KEY, ...more] = text.split('/');
      const isSound = NAMESPACE.test(namespace) && NAME.test(name) && KEY.test(key) && !/^\.\.?$/.test(key);
      return isSound && more.length === 0 ? Object.freeze({ namespace, name, key }) : undefined;
    }, WRONG),
  )
  .describe('`namespace/name[/key]`');
