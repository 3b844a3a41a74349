import { z } from 'zod';
import { setting } from '../setting.ts';
import { path, pattern, text } from '../types/text.ts';
import { urlPrefix } from '../types/url.ts';

const NAME = '[A-Za-z0-9][A-Za-z0-9_.-]*';

const mount = pattern('mount', new RegExp(`^${NAME}(?:/${NAME})*$`), 'is not where an engine is mounted (transit)');

/** What opens wrapped keys of `CRYPTOKEY`. */
export const kms = z.object({
  KMS_CONTEXT: setting(
    pattern('text', /^[\x21-\x7e](?:[\x20-\x7e]{0,126}[\x21-\x7e])?$/, 'is not a text of up to 128 ASCII characters'),
    {
      default: 'tokenstore',
      doc:
        'What wrapped keys are bound to: the encryption context `tokenstore` at AWS, `context` at Vault, where it counts ' +
        'for keys with `derived=true`.',
    },
  ),
  KMS_VAULT_ADDR: setting(urlPrefix, { doc: 'A Vault or OpenBao: `https://vault.example.org:8200`.' }),
  KMS_VAULT_TOKEN: setting(text, { secret: true, doc: 'The token it is asked with.' }),
  KMS_VAULT_ROLE: setting(text, {
    doc: 'In place of a token: the role to sign in with as a Kubernetes service account.',
  }),
  KMS_VAULT_AUTH_MOUNT: setting(mount, { default: 'kubernetes', doc: 'Where that is mounted.' }),
  KMS_VAULT_JWT_PATH: setting(path, {
    default: '/var/run/secrets/kubernetes.io/serviceaccount/token',
    path: true,
    doc: 'The file with the service account’s JWT, read whenever the store signs in there.',
  }),
  KMS_VAULT_MOUNT: setting(mount, { default: 'transit', doc: 'Where the transit engine is mounted.' }),
  KMS_VAULT_KEY: setting(pattern('name', new RegExp(`^${NAME}$`), 'is not the name of a transit key'), {
    default: 'tokenstore',
    doc: 'The transit key that wraps and opens.',
  }),
  KMS_VAULT_NAMESPACE: setting(mount, { doc: 'Its namespace, where there are several.' }),
  KMS_AWS_KEY_ID: setting(pattern('key id', /^[A-Za-z0-9:/_-]{1,2048}$/, 'is not a key id, an alias or an ARN'), {
    doc: 'The KMS key that wraps: id, alias (`alias/tokenstore`) or ARN. Where it is set, no other key opens.',
  }),
  KMS_AWS_REGION: setting(pattern('region', /^[a-z0-9-]{1,64}$/, 'is not a region (eu-central-1)'), {
    otherwise: 'as the AWS SDK finds it',
    doc: 'The region of AWS KMS. Credentials are found by the AWS SDK: environment, profile, role of the pod or machine.',
  }),
  KMS_AWS_ENDPOINT: setting(urlPrefix, { otherwise: 'that of the region', doc: 'Another address of AWS KMS.' }),
});

export type KmsValues = z.output<typeof kms>;
